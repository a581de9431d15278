#pragma once

#include "base/result.hpp"
#include "geo/elevation_grid.hpp"
#include "store/city_file.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Heights of the ground, one grid of each source that brought some (Derived::part is its slug).
inline constexpr std::string_view kElevationKey = "elevation";

/// The part of the city whose readers a derived value concerns: streets for heights, else the base map.
[[nodiscard]] Part part_of_derived(std::string_view key) noexcept;

[[nodiscard]] Derived make_elevation(std::string const& source, geo::ElevationGrid const& grid);
/// The heights of the city, the finest grid first. Grids of another format version are left out: import them again.
[[nodiscard]] base::Result<std::vector<geo::ElevationGrid>> read_elevation(CityFile const& city);

}  // namespace cartable::store
