#pragma once

#include "base/result.hpp"
#include "geo/lonlat.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cartable::geo {

/// What a raster says of itself.
struct RasterInfo {
  struct Band {
    std::string name;           ///< its description, may be empty
    bool transparency = false;  ///< holds no values of its own
  };
  std::int64_t width = 0, height = 0;
  std::vector<Band> bands;
  std::string crs;                         ///< "EPSG:3035", or a name
  bool geographic = false;                 ///< the cells are sized in degrees
  double cell_width = 0, cell_height = 0;  ///< in units of the CRS, along the raster's own axes
  bool north_up = false;                   ///< columns run east, rows south
};

/// A position in the raster's own reference system.
struct RasterPosition {
  double x = 0, y = 0;
};

/// Whether a file is a raster that RasterReader opens (GeoTIFF, ESRI ASCII grid, Erdas Imagine, ESRI .hdr).
[[nodiscard]] bool identify_raster(std::string const& path);

/// A raster file opened for reading cell by cell, nothing resampled. Nothing is written beside it. Belongs to one
/// thread.
class RasterReader {
 public:
  /// \param crs  overrides the file's own; empty: the file's, else WGS 84 when its extent can be degrees
  [[nodiscard]] static base::Result<RasterReader> open(std::string const& path, std::string const& crs = {});
  ~RasterReader();
  RasterReader(RasterReader&&) noexcept;
  RasterReader& operator=(RasterReader&&) noexcept;

  [[nodiscard]] RasterInfo const& info() const noexcept;

  /// Calls `take(row, values)` for every row from the first until it returns false. A cell without data (the
  /// file's nodata value, its mask, not a number) is NaN; scale and offset of the band are applied.
  /// \param band  1 for the first (pre: there is one)
  /// \return corrupt where the file ends or breaks in the middle
  [[nodiscard]] base::Status read(int band,
                                  std::function<bool(std::int64_t row, std::span<double const> values)> const& take);

  /// The corner of cells at (column, row) in the raster's own system; (0, 0) is the outer corner of the first cell.
  [[nodiscard]] RasterPosition corner(double column, double row) const noexcept;
  /// Corners along one line of cells' borders, at columns 0, step, 2·step, … and at the width, in WGS 84; nothing
  /// where the border lies outside the Earth. Cells that meet there share the very same values.
  [[nodiscard]] std::vector<std::optional<LonLat>> corners(std::int64_t row, std::int64_t step) const;
  /// The middles of the cells of one row, columns first ≤ c < last, in WGS 84.
  [[nodiscard]] std::vector<std::optional<LonLat>> middles(std::int64_t row, std::int64_t first,
                                                           std::int64_t last) const;

 private:
  RasterReader();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
