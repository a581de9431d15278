#pragma once

#include "geo/geometry.hpp"

#include <vector>

namespace cartable::geo {

/// Every face that the lines enclose, cut where they cross or touch, with the faces inside it as holes. Lines
/// that enclose nothing are left out. Planar in degrees; vertices that are not crossings keep their coordinates
/// exactly. Faces come in an order that depends on the lines only.
[[nodiscard]] std::vector<Polygon> polygonize(std::vector<LineString> const& lines);

/// The polygons as one valid area, wound as geometry.hpp says. pre: each is valid
[[nodiscard]] MultiPolygon unite(std::vector<Polygon> const& polygons);

/// What of `area` is not in `taken`, wound as geometry.hpp says; may be empty. pre: both are valid
[[nodiscard]] MultiPolygon difference(MultiPolygon const& area, MultiPolygon const& taken);

}  // namespace cartable::geo
