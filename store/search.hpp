#pragma once

#include "base/units.hpp"
#include "geo/lonlat.hpp"
#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cartable::store {

struct Filter;

/// A search by name.
struct SearchQuery {
  std::string_view text{};
  std::optional<geo::LonLat> near{};
  std::size_t limit = 10;
  std::string_view language{};  ///< picks labels ("fr-CA", else "fr"); empty: each thing's own
  Visibility viewer = Visibility::everyone;
  Filter const* filter = nullptr;  ///< places and offers must satisfy it; streets and the like are found all the same
};

/// One answer of a search by name.
struct SearchHit {
  enum class Type : std::uint8_t { place, street, address, district, locality, offer, topic };
  Type type = Type::place;
  std::string id;  ///< of a topic: its ISCED-F code
  std::string label;
  std::optional<geo::LonLat> point;      ///< where it is nearest; none for an offer without a place
  std::optional<base::Metres> distance;  ///< when the query had a point, and the thing has one
};

}  // namespace cartable::store
