#pragma once

#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

#include <variant>
#include <vector>

namespace cartable::geo {

/// Plain value types in degrees; behaviour lives in free functions (geo/repair, geo/metric, geo/geos).
using LineString = std::vector<LonLat>;
/// First point equals last; outer rings run counter-clockwise and holes clockwise (RFC 7946 §3.1.6).
using Ring = std::vector<LonLat>;

/// rings[0] is the outer border, the others are holes.
struct Polygon {
  std::vector<Ring> rings;
  friend bool operator==(Polygon const&, Polygon const&) = default;
};

struct MultiPolygon {
  std::vector<Polygon> polygons;
  [[nodiscard]] bool empty() const noexcept { return polygons.empty(); }
  friend bool operator==(MultiPolygon const&, MultiPolygon const&) = default;
};

struct MultiLineString {
  std::vector<LineString> lines;
  friend bool operator==(MultiLineString const&, MultiLineString const&) = default;
};

/// Any geometry that a record may have; monostate is none.
using Geometry = std::variant<std::monostate, LonLat, LineString, MultiLineString, MultiPolygon>;

[[nodiscard]] BBox bounds(LineString const& line) noexcept;
[[nodiscard]] BBox bounds(MultiPolygon const& area) noexcept;
[[nodiscard]] BBox bounds(Geometry const& geometry) noexcept;

}  // namespace cartable::geo
