#pragma once

#include "access/stand_ways.hpp"
#include "base/result.hpp"
#include "store/catalog.hpp"
#include "store/city_file.hpp"
#include "store/stands.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// What was worked out beforehand from one stand, for one way of travelling.
struct KeptWays {
  static constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();
  access::StandWays ways;
  std::vector<std::uint32_t> rows;  ///< by place: its row in the catalog; kNoRow: it is not there any more
  bool stale = false;               ///< the streets or the public places have changed since
};

/// The stands of a city with all that is kept of them, read once beside the catalog; immutable.
class StandBook {
 public:
  struct Entry {
    store::Stand stand;
    std::array<std::shared_ptr<KeptWays const>, 4> kept{};  ///< by access::StandTravel; null: not worked out
  };

  /// Null for a city without stands. What is damaged is left out and told in the log: a city is served without it.
  [[nodiscard]] static base::Result<std::shared_ptr<StandBook const>> load(store::CityFile const& city,
                                                                           store::Catalog const& catalog);
  /// The same from what was read already, in the order of `derived`.
  [[nodiscard]] static std::shared_ptr<StandBook const> make(store::StandList list,
                                                             std::vector<store::Derived> const& derived,
                                                             store::Catalog const& catalog);

  [[nodiscard]] std::vector<Entry> const& entries() const noexcept { return entries_; }
  [[nodiscard]] Entry const* find(std::string_view id) const noexcept;
  [[nodiscard]] double max_minutes() const noexcept { return max_minutes_; }

 private:
  std::vector<Entry> entries_;  ///< by id
  double max_minutes_ = 60;
};

/// What the ways of a city's stands are made of: its streets, and the places that everybody sees.
[[nodiscard]] store::StandInputs stand_inputs(store::Catalog const& catalog);

}  // namespace cartable::server::api
