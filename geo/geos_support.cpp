#include "geo/geos_support.hpp"

#include <geos/geom/Coordinate.h>
#include <geos/geom/CoordinateArraySequence.h>
#include <geos/geom/CoordinateSequence.h>
#include <geos/geom/LinearRing.h>
#include <geos/geom/Location.h>
#include <geos/geom/MultiPolygon.h>
#include <geos/geom/Polygon.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace cartable::geo {
namespace {

using geos::geom::Coordinate;
using geos::geom::Envelope;

/// Border segments that share one box in AreaLocator: fewer boxes to search, little wider.
constexpr std::size_t kSegmentsPerBox = 8;

/// Null for a ring that encloses nothing.
std::unique_ptr<geos::geom::LinearRing> to_geos(Ring const& ring, geos::geom::GeometryFactory const& factory) {
  std::vector<Coordinate> corners;
  corners.reserve(ring.size() + 1);
  for (LonLat const p : ring) {
    corners.emplace_back(p.lon, p.lat);
  }
  if (!corners.empty() && !corners.front().equals2D(corners.back())) {
    corners.push_back(corners.front());
  }
  if (corners.size() < 4) {
    return nullptr;
  }
  return factory.createLinearRing(
      std::make_unique<geos::geom::CoordinateArraySequence>(std::move(corners), std::size_t{2}));
}

/// The ring from its smallest corner on, so that the same area always gives the same numbers.
Ring from_geos(geos::geom::LinearRing const& ring, bool counter_clockwise) {
  geos::geom::CoordinateSequence const& points = *ring.getCoordinatesRO();
  Ring out;
  out.reserve(points.size());
  double area = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    out.push_back({.lon = points[i].x, .lat = points[i].y});
    if (i > 0) {
      area += (points[i - 1].x - points[0].x) * (points[i].y - points[0].y) -
              (points[i].x - points[0].x) * (points[i - 1].y - points[0].y);
    }
  }
  if ((area > 0) != counter_clockwise) {
    std::reverse(out.begin(), out.end());
  }
  return out;
}

void add_polygons(geos::geom::Geometry const& geometry, MultiPolygon& out) {
  if (auto const* const polygon = dynamic_cast<geos::geom::Polygon const*>(&geometry)) {
    if (polygon->isEmpty()) {
      return;
    }
    Polygon& added = out.polygons.emplace_back();
    added.rings.push_back(from_geos(*polygon->getExteriorRing(), true));
    for (std::size_t i = 0; i < polygon->getNumInteriorRing(); ++i) {
      added.rings.push_back(from_geos(*polygon->getInteriorRingN(i), false));
    }
    return;
  }
  if (geometry.getNumGeometries() > 1 || dynamic_cast<geos::geom::GeometryCollection const*>(&geometry) != nullptr) {
    for (std::size_t i = 0; i < geometry.getNumGeometries(); ++i) {
      add_polygons(*geometry.getGeometryN(i), out);
    }
  }
}

}  // namespace

geos::geom::GeometryFactory::Ptr make_factory() { return geos::geom::GeometryFactory::create(); }

std::unique_ptr<geos::geom::Geometry> to_geos(MultiPolygon const& area, geos::geom::GeometryFactory const& factory) {
  std::vector<std::unique_ptr<geos::geom::Geometry>> polygons;
  polygons.reserve(area.polygons.size());
  for (Polygon const& polygon : area.polygons) {
    if (polygon.rings.empty()) {
      continue;
    }
    auto border = to_geos(polygon.rings.front(), factory);
    if (!border) {
      continue;
    }
    std::vector<std::unique_ptr<geos::geom::LinearRing>> holes;
    for (std::size_t i = 1; i < polygon.rings.size(); ++i) {
      if (auto hole = to_geos(polygon.rings[i], factory)) {
        holes.push_back(std::move(hole));
      }
    }
    polygons.push_back(factory.createPolygon(std::move(border), std::move(holes)));
  }
  return factory.createMultiPolygon(std::move(polygons));
}

MultiPolygon from_geos(geos::geom::Geometry const& geometry) {
  MultiPolygon out;
  add_polygons(geometry, out);
  return out;
}

AreaLocator::AreaLocator(MultiPolygon const& area)
    : bounds_(geo::bounds(area)), factory_(make_factory()), geometry_(to_geos(area, *factory_)) {
  locator_ = std::make_unique<geos::algorithm::locate::IndexedPointInAreaLocator>(*geometry_);
  borders_ = std::make_unique<BorderTree>();
  for (Polygon const& polygon : area.polygons) {
    for (Ring const& ring : polygon.rings) {
      for (std::size_t first = 0; first < ring.size(); first += kSegmentsPerBox) {
        Envelope box;
        for (std::size_t i = first; i < std::min(first + kSegmentsPerBox + 1, ring.size()); ++i) {
          box.expandToInclude(ring[i].lon, ring[i].lat);
        }
        borders_->insert(box, 0U);
      }
    }
  }
  // Both build their trees at the first question, which must not come from two threads at once.
  borders_->build();
  if (!geometry_->isEmpty()) {
    static_cast<void>(covers({.lon = (bounds_.west + bounds_.east) / 2, .lat = (bounds_.south + bounds_.north) / 2}));
  }
}

bool AreaLocator::covers(LonLat p) const {
  if (p.lon < bounds_.west || p.lon > bounds_.east || p.lat < bounds_.south || p.lat > bounds_.north) {
    return false;
  }
  Coordinate const at(p.lon, p.lat);
  return locator_->locate(&at) != geos::geom::Location::EXTERIOR;
}

bool AreaLocator::is_uniform(Envelope const& box) const {
  bool met = false;
  borders_->query(box, [&met](std::uint32_t) {
    met = true;
    return false;
  });
  return !met;
}

}  // namespace cartable::geo
