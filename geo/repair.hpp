#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"

#include <string>
#include <string_view>

namespace cartable::geo {

struct Repaired {
  MultiPolygon area;
  bool changed = false;  ///< the input was invalid and was mended
  std::string what;      ///< in a few words, what was wrong ("self-intersection near 7.42 43.73"), if changed
};

/// Makes an area valid by the OGC rules (GEOS MakeValid; only the polygonal part is kept), with rings closed
/// and wound as RFC 7946 asks. Nothing polygonal left, or a coordinate that is not finite: invalid_value.
[[nodiscard]] base::Result<Repaired> repair(MultiPolygon const& area);

/// A point that surely lies inside (GEOS point on surface). pre: valid, not empty
[[nodiscard]] LonLat point_inside(MultiPolygon const& area);

/// Area in square metres on the ellipsoid (PROJ's geod_polygonarea), holes subtracted.
[[nodiscard]] double area_m2(MultiPolygon const& area);

/// Whether the area covers the point, border included. For one-off tests; AreaIndex for many.
[[nodiscard]] bool covers(MultiPolygon const& area, LonLat p);

/// The convex hull of points (3 or more not on a line), else an empty area.
[[nodiscard]] MultiPolygon convex_hull(std::vector<LonLat> const& points);

/// GeoJSON geometry text ↔ area, for bodies, fixtures and answers are in geo/wkb and server; WKB here:
/// little-endian ISO WKB (MultiPolygon), the form in which the city file keeps footprints.
[[nodiscard]] std::string to_wkb(MultiPolygon const& area);
[[nodiscard]] base::Result<MultiPolygon> multipolygon_from_wkb(std::string_view wkb);

}  // namespace cartable::geo
