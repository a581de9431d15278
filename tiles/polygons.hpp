#pragma once

#include "tiles/grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cartable::tiles {

/// What became of polygons that rounding or simplifying had made invalid.
struct PolygonCounts {
  std::int64_t repaired = 0;    ///< mended, nothing lost but what is thinner than a unit
  std::int64_t unrepaired = 0;  ///< still touching or crossing themselves, written all the same
  PolygonCounts& operator+=(PolygonCounts const& other) noexcept {
    repaired += other.repaired;
    unrepaired += other.unrepaired;
    return *this;
  }
};

/// Twice the signed area by the surveyor's formula, y growing south: positive for outer rings (MVT 2.1 §4.3.4.4).
[[nodiscard]] std::int64_t doubled_area(std::span<GridPoint const> ring) noexcept;

/// Whether every ring is simple (no crossing, no touching of itself, no zero-length segment), rings cross no other
/// ring, outer rings have positive and holes negative area. Rings may touch each other in points.
[[nodiscard]] bool is_valid(GridPolygon const& polygon);

/// Makes polygons of rings that rounding, simplifying or clipping may have bent: drops repeated points, spikes and
/// points on straight lines, cuts rings where they touch themselves, nests holes in the outer rings around them,
/// and mends what still crosses (GEOS MakeValid through geo::repair).
/// \param rings  outer rings of positive and holes of negative area
/// \return valid polygons, largest first; empty when nothing of area is left
[[nodiscard]] GridMultiPolygon to_polygons(std::vector<GridRing> rings, PolygonCounts& counts);

/// The part of a polygon in a box. Rings stay simple: the border is cut half a unit outside the box, where no
/// vertex lies, and crossings are joined along it pairwise, as an intersection in the plane would.
/// pre: coordinates of polygon and box within ±2^29
[[nodiscard]] GridMultiPolygon clip_polygon(GridPolygon const& polygon, GridBox const& box, PolygonCounts& counts);

/// The parts of a line in a box, in order. A part has at least two different points.
[[nodiscard]] std::vector<GridLine> clip_line(std::span<GridPoint const> line, GridBox const& box);

[[nodiscard]] GridBox bounds(std::span<GridPoint const> points) noexcept;

}  // namespace cartable::tiles
