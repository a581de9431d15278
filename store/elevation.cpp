#include "store/elevation.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <utility>

namespace cartable::store {

Part part_of_derived(std::string_view key) noexcept { return key == kElevationKey ? Part::streets : Part::basemap; }

Derived make_elevation(std::string const& source, geo::ElevationGrid const& grid) {
  return {.key = std::string(kElevationKey),
          .part = source,
          .input_revision = 0,
          .format_version = geo::ElevationGrid::kFormatVersion,
          .bytes = grid.to_bytes()};
}

base::Result<std::vector<geo::ElevationGrid>> read_elevation(CityFile const& city) {
  CARTABLE_ASSIGN(std::vector<Derived> const parts, city.derived(kElevationKey));
  std::vector<geo::ElevationGrid> out;
  for (Derived const& part : parts) {
    if (part.format_version != geo::ElevationGrid::kFormatVersion) {
      continue;
    }
    auto grid = geo::ElevationGrid::from_bytes(part.bytes);
    if (!grid) {
      return base::fail(grid.error().code, "{}: {}", part.part, grid.error().message);
    }
    out.push_back(*std::move(grid));
  }
  std::stable_sort(out.begin(), out.end(), [](geo::ElevationGrid const& a, geo::ElevationGrid const& b) {
    return a.frame().step_lat < b.frame().step_lat;
  });
  return out;
}

}  // namespace cartable::store
