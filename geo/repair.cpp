#include "geo/repair.hpp"

#include "base/assert.hpp"
#include "geo/geos_support.hpp"

#include <geodesic.h>
#include <geos/algorithm/locate/SimplePointInAreaLocator.h>
#include <geos/geom/Coordinate.h>
#include <geos/geom/Location.h>
#include <geos/geom/MultiPoint.h>
#include <geos/geom/Point.h>
#include <geos/operation/valid/IsValidOp.h>
#include <geos/operation/valid/MakeValid.h>
#include <geos/operation/valid/TopologyValidationError.h>
#include <geos/util/GEOSException.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>

namespace cartable::geo {
namespace {

/// ISO 13249-3 / OGC 06-103r4 §8.2.3: 1 = little-endian; 3 polygon, 6 multipolygon.
constexpr char kLittleEndian = 1;
constexpr std::uint32_t kWkbPolygon = 3;
constexpr std::uint32_t kWkbMultiPolygon = 6;

static_assert(std::endian::native == std::endian::little, "WKB is read and written by copying");

bool all_finite(MultiPolygon const& area) noexcept {
  for (Polygon const& polygon : area.polygons) {
    for (Ring const& ring : polygon.rings) {
      if (!std::all_of(ring.begin(), ring.end(),
                       [](LonLat p) { return std::isfinite(p.lon) && std::isfinite(p.lat); })) {
        return false;
      }
    }
  }
  return true;
}

std::size_t count_rings(MultiPolygon const& area) noexcept {
  std::size_t count = 0;
  for (Polygon const& polygon : area.polygons) {
    count += polygon.rings.size();
  }
  return count;
}

/// Square metres inside one ring, however it runs.
double ring_area_m2(Ring const& ring) noexcept {
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, 6378137.0, 1 / 298.257223563);  // WGS 84
  geod_polygon polygon;
  geod_polygon_init(&polygon, 0);
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    geod_polygon_addpoint(&ellipsoid, &polygon, ring[i].lat, ring[i].lon);
  }
  double area = 0;
  geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, nullptr);
  return std::abs(area);
}

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

/// Reads little-endian values off the front of a text; `good` turns false where it is too short.
struct WkbCursor {
  std::string_view rest;
  bool good = true;

  template <class T>
  T take() noexcept {
    T value{};
    if (rest.size() < sizeof value) {
      good = false;
      rest = {};
      return value;
    }
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return value;
  }
  /// A count of things that take at least `bytes_each`: more than can follow is refused before memory is taken.
  std::uint32_t take_count(std::size_t bytes_each) noexcept {
    auto const count = take<std::uint32_t>();
    if (count > rest.size() / bytes_each) {
      good = false;
      return 0;
    }
    return count;
  }
  bool take_header(std::uint32_t type) noexcept {
    char const order = take<char>();
    std::uint32_t const found = take<std::uint32_t>();
    good = good && order == kLittleEndian && found == type;
    return good;
  }
  Polygon take_polygon() {
    Polygon polygon;
    if (!take_header(kWkbPolygon)) {
      return polygon;
    }
    std::uint32_t const rings = take_count(4);
    for (std::uint32_t r = 0; r < rings && good; ++r) {
      Ring& ring = polygon.rings.emplace_back();
      ring.resize(take_count(2 * sizeof(double)));
      for (LonLat& p : ring) {
        p.lon = take<double>();
        p.lat = take<double>();
      }
    }
    return polygon;
  }
};

}  // namespace

base::Result<Repaired> repair(MultiPolygon const& area) {
  if (!all_finite(area)) {
    return base::fail(base::ErrorCode::invalid_value, "a coordinate is not a finite number; give degrees");
  }
  try {
    auto const factory = make_factory();
    auto const input = to_geos(area, *factory);
    Repaired out;
    geos::operation::valid::IsValidOp check(input.get());
    if (auto const* const fault = check.getValidationError()) {
      out.changed = true;
      geos::geom::Coordinate const& where = fault->getCoordinate();
      out.what = fmt::format("{} near {:.6f} {:.6f}", fault->getMessage(), where.x, where.y);
      geos::operation::valid::MakeValid mend;
      out.area = from_geos(*mend.build(input.get()));
    } else {
      out.area = from_geos(*input);
      if (count_rings(out.area) != count_rings(area)) {
        out.changed = true;
        out.what = "a ring of fewer than three corners";
      }
    }
    if (out.area.empty()) {
      return base::fail(base::ErrorCode::invalid_value,
                        "the area encloses nothing{}; draw a ring of three corners or more",
                        out.changed ? fmt::format(" ({})", out.what) : "");
    }
    return out;
  } catch (geos::util::GEOSException const& failure) {
    return base::fail(base::ErrorCode::invalid_value, "the area cannot be mended ({}); draw it again", failure.what());
  }
}

LonLat point_inside(MultiPolygon const& area) {
  auto const factory = make_factory();
  auto const point = to_geos(area, *factory)->getInteriorPoint();
  CARTABLE_ASSERT(point != nullptr && !point->isEmpty());
  return {.lon = point->getX(), .lat = point->getY()};
}

double area_m2(MultiPolygon const& area) {
  double sum = 0;
  for (Polygon const& polygon : area.polygons) {
    for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
      sum += (i == 0 ? 1 : -1) * ring_area_m2(polygon.rings[i]);
    }
  }
  return sum;
}

bool covers(MultiPolygon const& area, LonLat p) {
  BBox const box = bounds(area);
  if (p.lon < box.west || p.lon > box.east || p.lat < box.south || p.lat > box.north) {
    return false;
  }
  auto const factory = make_factory();
  auto const geometry = to_geos(area, *factory);
  return geos::algorithm::locate::SimplePointInAreaLocator::locate(geos::geom::Coordinate(p.lon, p.lat),
                                                                   geometry.get()) != geos::geom::Location::EXTERIOR;
}

MultiPolygon convex_hull(std::vector<LonLat> const& points) {
  std::vector<geos::geom::Coordinate> coordinates;
  coordinates.reserve(points.size());
  for (LonLat const p : points) {
    coordinates.emplace_back(p.lon, p.lat);
  }
  auto const factory = make_factory();
  return from_geos(*factory->createMultiPoint(std::move(coordinates))->convexHull());
}

std::string to_wkb(MultiPolygon const& area) {
  std::string out;
  put(out, kLittleEndian);
  put(out, kWkbMultiPolygon);
  put(out, static_cast<std::uint32_t>(area.polygons.size()));
  for (Polygon const& polygon : area.polygons) {
    put(out, kLittleEndian);
    put(out, kWkbPolygon);
    put(out, static_cast<std::uint32_t>(polygon.rings.size()));
    for (Ring const& ring : polygon.rings) {
      put(out, static_cast<std::uint32_t>(ring.size()));
      for (LonLat const p : ring) {
        put(out, p.lon);
        put(out, p.lat);
      }
    }
  }
  return out;
}

base::Result<MultiPolygon> multipolygon_from_wkb(std::string_view wkb) {
  WkbCursor cursor{.rest = wkb};
  MultiPolygon area;
  if (cursor.take_header(kWkbMultiPolygon)) {
    std::uint32_t const polygons = cursor.take_count(9);
    for (std::uint32_t i = 0; i < polygons && cursor.good; ++i) {
      area.polygons.push_back(cursor.take_polygon());
    }
  }
  if (!cursor.good || !cursor.rest.empty()) {
    return base::fail(base::ErrorCode::corrupt, "not a little-endian WKB multipolygon ({} bytes)", wkb.size());
  }
  return area;
}

}  // namespace cartable::geo
