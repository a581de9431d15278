#pragma once

#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cartable::access {

/// A grid of cells, row by row from the south-west. The outermost cells on each side are empty.
struct CellGrid {
  static constexpr std::uint8_t kEmpty = 255;

  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> level;  ///< of each cell; kEmpty: in no area
  /// Degrees of the centre of column (row) i at 2 · i and of the border between i and i + 1 at 2 · i + 1; ascending.
  std::vector<double> lon, lat;

  [[nodiscard]] std::uint8_t& at(std::size_t x, std::size_t y) { return level[y * width + x]; }
};

/// The area of the cells of columns [first, last) whose level is at most `level`. Its border runs along the borders of
/// cells with corners cut (marching squares through the middles), cells that meet only in a corner do not join, holes
/// are kept. Valid by the OGC rules, wound as geo/geometry.hpp says, and for a higher level it covers that of a lower
/// one exactly: borders that two levels share have the same points, but for those in the middle of a meridian or a
/// parallel. Polygons are in order of their southernmost cell.
/// \param min_hole  holes of fewer cells are closed, with what lies in them
[[nodiscard]] geo::MultiPolygon outline(CellGrid const& grid, std::uint8_t level, std::size_t first, std::size_t last,
                                        std::size_t min_hole = 0);

}  // namespace cartable::access
