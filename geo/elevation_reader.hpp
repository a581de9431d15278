#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/elevation_grid.hpp"

#include <optional>
#include <string>

namespace cartable::geo {

struct ElevationOptions {
  std::string crs{};             ///< overrides the file's own, see RasterReader::open
  int band = 0;                  ///< 1 for the first; 0: its only one
  std::optional<BBox> wanted{};  ///< what is kept, degrees, not across ±180°; nothing: all
};

struct Elevation {
  ElevationGrid grid;
  double cell_metres = 0;          ///< of the grid, from north to south
  double lowest = 0, highest = 0;  ///< metres
  double known = 0;                ///< share of the wanted box's cells whose height is known, 0…1
};

/// Reads the heights of a raster (GeoTIFF, ESRI grid, …) into a grid of WGS 84: bilinear, or averaged where its cells
/// are finer than kFinestMetres, as finer heights are those of walls and kerbs and not of the way. Feet become metres
/// where the file says feet. \return what RasterReader::open refuses; invalid_value when it holds several bands and
/// none is chosen, heights that are none, or nothing of what is wanted
[[nodiscard]] base::Result<Elevation> read_elevation(std::string const& path, ElevationOptions const& options);
inline constexpr double kFinestMetres = 10;

}  // namespace cartable::geo
