#include "geo/geometry.hpp"

namespace cartable::geo {

BBox bounds(LineString const& line) noexcept {
  BBox box;
  for (LonLat const p : line) {
    box.add(p);
  }
  return box;
}

BBox bounds(MultiPolygon const& area) noexcept {
  BBox box;
  for (Polygon const& polygon : area.polygons) {
    if (!polygon.rings.empty()) {
      box.add(bounds(polygon.rings.front()));
    }
  }
  return box;
}

BBox bounds(Geometry const& geometry) noexcept {
  struct Visitor {
    BBox operator()(std::monostate) const { return {}; }
    BBox operator()(LonLat p) const {
      BBox box;
      box.add(p);
      return box;
    }
    BBox operator()(LineString const& line) const { return bounds(line); }
    BBox operator()(MultiLineString const& lines) const {
      BBox box;
      for (LineString const& line : lines.lines) {
        box.add(bounds(line));
      }
      return box;
    }
    BBox operator()(MultiPolygon const& area) const { return bounds(area); }
  };
  return std::visit(Visitor{}, geometry);
}

}  // namespace cartable::geo
