#include "importers/osm_geometry.hpp"

#include "geo/repair.hpp"

#include <osmium/osm/area.hpp>
#include <osmium/osm/location.hpp>
#include <osmium/osm/node_ref_list.hpp>
#include <osmium/osm/way.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::size_t kChunk = 1U << 16U;
constexpr double kMargin = 1e-6;  // degrees, about 0.1 m

geo::Ring ring_of(osmium::NodeRefList const& nodes) {
  geo::Ring ring;
  ring.reserve(nodes.size());
  for (osmium::NodeRef const& node : nodes) {
    if (auto const p = lon_lat(node.location())) {
      ring.push_back(*p);
    }
  }
  return ring;
}

geo::MultiPolygon box_around(std::vector<geo::LonLat> const& points) {
  geo::BBox const box = geo::bounds(points);
  double const w = std::max(box.west - kMargin, -180.0);
  double const e = std::min(box.east + kMargin, 180.0);
  double const s = std::max(box.south - kMargin, -90.0);
  double const n = std::min(box.north + kMargin, 90.0);
  return {{geo::Polygon{{geo::Ring{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}}}};
}

geo::MultiPolygon hull_or_box(std::vector<geo::LonLat> const& points) {
  if (points.empty()) {
    return {};
  }
  geo::MultiPolygon hull = geo::convex_hull(points);
  return hull.empty() ? box_around(points) : hull;
}

/// Adds the points where the outermost parallels of the set meet the meridian of ±180°.
void draw_up_to(double meridian, std::vector<geo::LonLat>& points) {
  geo::BBox const box = geo::bounds(points);
  points.push_back({meridian, box.south});
  points.push_back({meridian, box.north});
}

struct Plane {
  double x = 0, y = 0;
};

double distance_to_segment(Plane p, Plane a, Plane b) {
  double const dx = b.x - a.x;
  double const dy = b.y - a.y;
  double const length2 = dx * dx + dy * dy;
  double const t = length2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

/// Outer rings in metres around an origin, on a sphere of mean radius.
std::vector<std::vector<Plane>> outlines(geo::MultiPolygon const& area, geo::LonLat origin) {
  constexpr double kMetresPerDegree = 111'194.9;  // of the IUGG mean radius 6371.0088 km
  double const shrink = std::cos(origin.lat * 3.14159265358979323846 / 180);
  std::vector<std::vector<Plane>> rings;
  for (geo::Polygon const& polygon : area.polygons) {
    auto& ring = rings.emplace_back();
    for (geo::LonLat const p : polygon.rings.front()) {
      ring.push_back({(p.lon - origin.lon) * kMetresPerDegree * shrink, (p.lat - origin.lat) * kMetresPerDegree});
    }
  }
  return rings;
}

/// The smallest distance of a corner of `corners` to a side of `sides`.
double corner_distance(std::vector<std::vector<Plane>> const& corners, std::vector<std::vector<Plane>> const& sides) {
  double best = std::numeric_limits<double>::infinity();
  for (auto const& ring : corners) {
    for (Plane const p : ring) {
      for (auto const& side : sides) {
        for (std::size_t i = 1; i < side.size(); ++i) {
          best = std::min(best, distance_to_segment(p, side[i - 1], side[i]));
        }
      }
    }
  }
  return best;
}

}  // namespace

std::optional<geo::LonLat> lon_lat(osmium::Location location) noexcept {
  if (!location.valid()) {
    return std::nullopt;
  }
  return geo::LonLat{.lon = location.lon_without_check(), .lat = location.lat_without_check()};
}

geo::LonLat on_grid(geo::LonLat p) noexcept {
  return {.lon = std::round(p.lon * 1e7) / 1e7, .lat = std::round(p.lat * 1e7) / 1e7};
}

AreaShape shape_of(osmium::Area const& area) {
  geo::MultiPolygon rings;
  for (osmium::OuterRing const& outer : area.outer_rings()) {
    geo::Polygon polygon;
    polygon.rings.push_back(ring_of(outer));
    if (polygon.rings.front().size() < 4) {
      continue;
    }
    for (osmium::InnerRing const& inner : area.inner_rings(outer)) {
      if (geo::Ring ring = ring_of(inner); ring.size() >= 4) {
        polygon.rings.push_back(std::move(ring));
      }
    }
    rings.polygons.push_back(std::move(polygon));
  }
  if (rings.empty()) {
    return {};
  }
  auto mended = geo::repair(rings);
  if (!mended) {
    return {};
  }
  return AreaShape{.area = std::move(mended->area), .repaired = mended->changed, .what = std::move(mended->what)};
}

geo::LineString known_points(osmium::WayNodeList const& nodes) { return ring_of(nodes); }

geo::LonLat middle_of(geo::LineString const& points) noexcept {
  geo::BBox box = geo::bounds(points);
  if (box.east - box.west > 180) {
    // Both sides of ±180°: the middle of the short way round.
    double west = 180;
    double east = -180;
    for (geo::LonLat const p : points) {
      (p.lon < 0 ? east : west) = p.lon < 0 ? std::max(east, p.lon) : std::min(west, p.lon);
    }
    double const middle = (west + east + 360) / 2;
    return on_grid({.lon = middle > 180 ? middle - 360 : middle, .lat = (box.south + box.north) / 2});
  }
  return on_grid({.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2});
}

double outline_distance_m(geo::MultiPolygon const& a, geo::MultiPolygon const& b, double limit_m) {
  geo::LonLat const origin = a.polygons.front().rings.front().front();
  geo::LonLat const other = b.polygons.front().rings.front().front();
  // Corners in the same tenth of a degree are compared; across ±180° and far off there is no one plane.
  if (std::abs(origin.lat - other.lat) > 0.1 || std::abs(origin.lon - other.lon) > 1) {
    return limit_m + 1;
  }
  auto const first = outlines(a, origin);
  auto const second = outlines(b, origin);
  return std::min(corner_distance(first, second), corner_distance(second, first));
}

void HullCollector::add(geo::LonLat p) {
  auto& points = p.lon < 0 ? west_ : east_;
  auto& limit = p.lon < 0 ? west_limit_ : east_limit_;
  points.push_back(p);
  if (points.size() >= std::max(limit, kChunk)) {
    reduce(points);
    limit = points.size() + kChunk;
  }
}

void HullCollector::reduce(std::vector<geo::LonLat>& points) {
  // Andrew's monotone chain: the corners of the lower and the upper hull, in one sort. Products of grid steps
  // need 64 bits, which long double has.
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  auto const turns_left = [](geo::LonLat a, geo::LonLat b, geo::LonLat c) {
    auto const step = [](double from, double to) { return std::round(static_cast<long double>(to - from) * 1e7L); };
    return step(a.lon, b.lon) * step(a.lat, c.lat) > step(a.lat, b.lat) * step(a.lon, c.lon);
  };
  std::vector<geo::LonLat> hull;
  auto const walk = [&](auto begin, auto end) {
    std::size_t const base = hull.size();
    for (auto at = begin; at != end; ++at) {
      while (hull.size() >= base + 2 && !turns_left(hull[hull.size() - 2], hull.back(), *at)) {
        hull.pop_back();
      }
      hull.push_back(*at);
    }
  };
  walk(points.begin(), points.end());
  walk(points.rbegin(), points.rend());
  points = std::move(hull);
}

geo::MultiPolygon HullCollector::finish() {
  if (!west_.empty() && !east_.empty()) {
    geo::BBox const west = geo::bounds(west_);
    geo::BBox const east = geo::bounds(east_);
    if (east.west - west.east > 180) {
      draw_up_to(-180, west_);
      draw_up_to(180, east_);
      geo::MultiPolygon both = hull_or_box(std::exchange(east_, {}));
      geo::MultiPolygon other = hull_or_box(std::exchange(west_, {}));
      both.polygons.insert(both.polygons.end(), other.polygons.begin(), other.polygons.end());
      return both;
    }
  }
  west_.insert(west_.end(), east_.begin(), east_.end());
  east_.clear();
  return hull_or_box(std::exchange(west_, {}));
}

}  // namespace cartable::importers
