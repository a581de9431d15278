#pragma once

#include "geo/bbox.hpp"
#include "store/address_text.hpp"
#include "store/model.hpp"
#include "store/place_names.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to store/place_match*.cpp: a place as matching sees it, worked out once.
namespace cartable::store {

struct PlaceFeatures {
  Place const* place = nullptr;
  std::vector<NameForm> names;  ///< name, then others that the place goes by; each once
  std::uint64_t sketch = 0;     ///< a bit for each telling word's beginning: without a common bit names differ
  std::uint32_t letters = 0;    ///< a bit for the first letter of each word that says something
  std::vector<std::pair<std::string, std::string>> identifiers;  ///< strong schemes only
  std::string ref;                                               ///< the weak one
  std::vector<AddressReading> addresses;
  std::vector<std::string> phones;  ///< digits, the last nine
  std::string website;              ///< host and path, without what varies
  std::uint16_t levels = 0;         ///< ISCED levels that its source states
  geo::BBox box;                    ///< of the footprint; empty without one
  double scale = 0;                 ///< metres that two positions of such a place may be apart
  double doubt = 0;                 ///< metres that its coordinates' decimals leave open
  double reach = 0;                 ///< metres beyond which no pair is sought
};

inline constexpr double kFarthestReach = 2000;  ///< metres

[[nodiscard]] PlaceFeatures features_of(Place const& place);
void weigh_names(std::vector<PlaceFeatures>& all, std::string_view city_name);

/// Half the last decimal place that the coordinates show, in metres: 49.2797 is within 5 m.
[[nodiscard]] double position_doubt(geo::LonLat p) noexcept;

/// Metres between the positions, 0 when one lies in the other's footprint; to the outline where that is nearer.
[[nodiscard]] double place_distance(PlaceFeatures const& a, PlaceFeatures const& b, bool& inside);

}  // namespace cartable::store
