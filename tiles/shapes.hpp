#pragma once

#include "geo/geometry.hpp"
#include "geo/tile_id.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/polygons.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cartable::tiles {

/// A geometry in world coordinates, ready to be drawn at any zoom.
struct Shape {
  struct Part {
    std::vector<geo::WorldPoint> points;  ///< a ring's closing point is not repeated
    bool hole = false;
    std::vector<std::uint32_t> nodes;  ///< ascending indexes of points where borders meet: never simplified away
  };
  GeometryType type = GeometryType::unknown;
  std::vector<Part> parts;  ///< the point; lines; rings, each outer one before its holes
};

[[nodiscard]] Shape to_shape(geo::Geometry const& geometry);
[[nodiscard]] Shape to_shape(geo::MultiPolygon const& area);

/// Finds the points where three borders or more meet, or where one leaves another, among areas that share points.
/// Between two such points every area has the same border, and since simplifying depends on that border alone,
/// neighbours still fit after it.
void mark_nodes(std::span<Shape* const> areas);

/// How a shape is drawn at a zoom. Lengths are units of the zoom's grid.
struct Drawing {
  std::uint32_t zoom = 14;
  double tolerance = 0;       ///< Douglas–Peucker: no point moves further; 0 drops points on straight lines only
  std::int64_t smallest = 0;  ///< rings of less than this doubled area are left out
  bool keep_tiny = false;     ///< an area that vanishes becomes a square of one unit
};

[[nodiscard]] GridMultiPolygon draw_area(Shape const& shape, Drawing const& how, PolygonCounts& counts);
/// A line on the zoom's grid; empty when it has no length there.
[[nodiscard]] GridLine draw_line(std::span<geo::WorldPoint const> points, Drawing const& how);

/// Douglas–Peucker on the grid: keeps both ends, and every point further than the tolerance from what stands for it.
[[nodiscard]] GridLine simplify(std::span<GridPoint const> line, double tolerance);

}  // namespace cartable::tiles
