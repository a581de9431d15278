#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace cartable::demo {

/// The outer rings of the land polygons of a world-atlas file (TopoJSON of Natural Earth land, degrees).
[[nodiscard]] base::Result<std::vector<geo::Ring>> read_land(std::filesystem::path const& topojson);

/// Draws a coastline where none is mapped: Natural Earth says roughly where the sea is, and what is mapped on land
/// (streets, buildings, house numbers, land use) pushes it back to where the land really ends.
///
/// Works on a grid of square cells. A cell is sea when it can be reached from Natural Earth's sea over cells that are
/// further than `reach_m` from anything mapped on land and at most `inland_m` inside Natural Earth's land; then the
/// sea is grown again up to `shore_m` from what is mapped.
class CoastGrid {
 public:
  /// \param area  does not cross ±180°
  CoastGrid(geo::BBox area, double cell_m);

  void add_land(geo::LonLat p);
  void add_land(geo::LineString const& line);
  /// Also fills the inside.
  void add_land_area(geo::Ring const& ring);
  /// Natural Earth's land.
  void set_rough_land(std::vector<geo::Ring> const& rings);

  struct Rules {
    double reach_m = 90, shore_m = 25, inland_m = 3000;
  };
  /// Coastline ways: land on the left, smoothed, ends on the border of the area.
  [[nodiscard]] std::vector<geo::LineString> coastlines(Rules const& rules) const;

 private:
  [[nodiscard]] std::vector<float> distance_m(std::vector<std::uint8_t> const& mask) const;
  void fill(geo::Ring const& ring, std::vector<std::uint8_t>& mask) const;
  [[nodiscard]] std::vector<std::uint8_t> sea_cells(Rules const& rules) const;

  geo::BBox area_;
  double cell_m_;
  std::size_t columns_ = 0, rows_ = 0;
  double cell_lon_ = 0, cell_lat_ = 0;  ///< degrees
  std::vector<std::uint8_t> land_;      ///< by row from the south, then column
  std::vector<std::uint8_t> rough_land_;
};

}  // namespace cartable::demo
