#pragma once

#include "geo/bbox.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <vector>

namespace cartable::demo {

/// For each point the part of `area` that is nearer to it than to any other (planar, longitudes shrunk by the cosine
/// of the middle latitude). Made by cutting the area with every bisector: quadratic, for some hundred points.
/// A point that stands twice gets its cell once; the second one's is empty.
[[nodiscard]] std::vector<geo::Ring> voronoi_cells(std::vector<geo::LonLat> const& points, geo::BBox area);

}  // namespace cartable::demo
