#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/geometry.hpp"

#include <string>
#include <string_view>

namespace cartable::server::api {

inline constexpr std::size_t kMaxBodyVertices = 10000;

/// A Polygon or MultiPolygon, bare or in a Feature (RFC 7946), from untrusted text. Rings must be closed and hold
/// at least four positions; positions must be valid; at most kMaxBodyVertices in all. An area that breaks the OGC
/// rules (crosses itself) is mended as the importers do.
[[nodiscard]] base::Result<geo::MultiPolygon> parse_area(std::string_view text);

/// {"type":"Point","coordinates":[lon,lat]}, 7 decimals.
void append_point(std::string& out, geo::LonLat point);
/// A Polygon when there is one, else a MultiPolygon; null when empty.
void append_area(std::string& out, geo::MultiPolygon const& area);
/// Always a MultiPolygon, without coordinates when empty.
void append_multi_polygon(std::string& out, geo::MultiPolygon const& area);

/// Whether any point of the area, its border included, is in the box (west > east crosses ±180°).
[[nodiscard]] bool meets(geo::MultiPolygon const& area, geo::BBox const& box);

}  // namespace cartable::server::api
