#include "geo/polygon_ops.hpp"

#include "geo/geos_support.hpp"

#include <geos/geom/Coordinate.h>
#include <geos/geom/CoordinateArraySequence.h>
#include <geos/geom/LineString.h>
#include <geos/geom/MultiLineString.h>
#include <geos/geom/Polygon.h>
#include <geos/operation/overlayng/OverlayNG.h>
#include <geos/operation/overlayng/OverlayNGRobust.h>
#include <geos/operation/polygonize/Polygonizer.h>
#include <geos/operation/union/UnaryUnionOp.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace cartable::geo {

std::vector<Polygon> polygonize(std::vector<LineString> const& lines) {
  auto const factory = make_factory();
  std::vector<std::unique_ptr<geos::geom::Geometry>> parts;
  parts.reserve(lines.size());
  for (LineString const& line : lines) {
    if (line.size() < 2) {
      continue;
    }
    std::vector<geos::geom::Coordinate> points;
    points.reserve(line.size());
    for (LonLat const p : line) {
      points.emplace_back(p.lon, p.lat);
    }
    parts.push_back(factory->createLineString(
        std::make_unique<geos::geom::CoordinateArraySequence>(std::move(points), std::size_t{2})));
  }
  std::unique_ptr<geos::geom::Geometry> const all = factory->createMultiLineString(std::move(parts));
  auto const noded = geos::operation::geounion::UnaryUnionOp::Union(*all);
  geos::operation::polygonize::Polygonizer polygonizer;
  if (noded) {
    polygonizer.add(static_cast<geos::geom::Geometry const*>(noded.get()));
  }
  std::vector<Polygon> faces;
  for (auto const& face : polygonizer.getPolygons()) {
    for (Polygon& polygon : from_geos(*face).polygons) {
      faces.push_back(std::move(polygon));
    }
  }
  std::sort(faces.begin(), faces.end(), [](Polygon const& a, Polygon const& b) { return a.rings < b.rings; });
  return faces;
}

MultiPolygon unite(std::vector<Polygon> const& polygons) {
  auto const factory = make_factory();
  auto const all = to_geos(MultiPolygon{polygons}, *factory);
  auto const united = geos::operation::geounion::UnaryUnionOp::Union(*all);
  return united ? from_geos(*united) : MultiPolygon{};
}

MultiPolygon difference(MultiPolygon const& area, MultiPolygon const& taken) {
  if (area.empty() || taken.empty()) {
    return area;
  }
  using geos::operation::overlayng::OverlayNG;
  using geos::operation::overlayng::OverlayNGRobust;
  auto const factory = make_factory();
  auto const left =
      OverlayNGRobust::Overlay(to_geos(area, *factory).get(), to_geos(taken, *factory).get(), OverlayNG::DIFFERENCE);
  return left ? from_geos(*left) : MultiPolygon{};
}

}  // namespace cartable::geo
