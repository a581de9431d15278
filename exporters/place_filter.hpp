#pragma once

#include "base/result.hpp"
#include "exporters/audience.hpp"
#include "geo/bbox.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace cartable::exporters {

/// Which places are wanted: the conditions of the API, and-ed; any value of a list will do. What is not known fits only
/// where `unknown` is asked for.
struct PlaceWishes {
  std::vector<std::string> kinds{};
  std::vector<store::Fee> fees{};
  std::vector<store::Wheelchair> wheelchair{};  ///< yes includes designated
  std::optional<geo::BBox> bbox{};              ///< borders included
  [[nodiscard]] bool empty() const noexcept { return kinds.empty() && fees.empty() && wheelchair.empty() && !bbox; }
};

/// Answers them for one place after the other, as the catalog does for all at once: a place fits by itself or by one of
/// its offers.
class PlaceFilter {
 public:
  [[nodiscard]] static base::Result<PlaceFilter> read(store::CityReader& city, Audience const& audience,
                                                      PlaceWishes wishes);
  [[nodiscard]] bool fits(store::Place const& place) const;

 private:
  PlaceWishes wishes_;
  std::unordered_map<std::string, std::uint8_t> offer_fees_;  ///< place → bit for each Fee of its offers
};

}  // namespace cartable::exporters
