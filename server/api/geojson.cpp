#include "server/api/geojson.hpp"

#include "base/json.hpp"
#include "geo/repair.hpp"
#include "server/api/json_text.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

using base::ErrorCode;
using base::Json;

base::Result<geo::LonLat> parse_position(Json const& json) {
  if (!json.is_array() || json.size() < 2 || json.size() > 4 || !json[0].is_number() || !json[1].is_number()) {
    return base::fail(ErrorCode::invalid_value, "a position must be [longitude, latitude] in numbers");
  }
  geo::LonLat const p{.lon = json[0].get<double>(), .lat = json[1].get<double>()};
  if (!geo::is_valid(p)) {
    return base::fail(ErrorCode::invalid_value, "position [{}, {}]: longitude must be -180 to 180, latitude -90 to 90",
                      p.lon, p.lat);
  }
  return p;
}

base::Result<geo::Polygon> parse_polygon(Json const& json, std::size_t& vertices) {
  if (!json.is_array() || json.empty()) {
    return base::fail(ErrorCode::invalid_value, "a Polygon's coordinates must be a list of at least one ring");
  }
  geo::Polygon polygon;
  for (Json const& ring : json) {
    if (!ring.is_array() || ring.size() < 4) {
      return base::fail(ErrorCode::invalid_value, "a ring must hold at least 4 positions (RFC 7946 §3.1.6)");
    }
    vertices += ring.size();
    if (vertices > kMaxBodyVertices) {
      return base::fail(ErrorCode::too_large, "the area has more than {} vertices; simplify it first",
                        kMaxBodyVertices);
    }
    geo::Ring points;
    points.reserve(ring.size());
    for (Json const& position : ring) {
      CARTABLE_ASSIGN(geo::LonLat const point, parse_position(position));
      points.push_back(point);
    }
    if (points.front() != points.back()) {
      return base::fail(ErrorCode::invalid_value, "a ring must end where it begins (RFC 7946 §3.1.6)");
    }
    polygon.rings.push_back(std::move(points));
  }
  return polygon;
}

void append_ring(std::string& out, geo::Ring const& ring) {
  char separator = '[';
  for (geo::LonLat const p : ring) {
    out.push_back(separator);
    out.push_back('[');
    append_fixed(out, p.lon, 7);
    out.push_back(',');
    append_fixed(out, p.lat, 7);
    out.push_back(']');
    separator = ',';
  }
  out += ring.empty() ? "[]" : "]";
}

void append_rings(std::string& out, geo::Polygon const& polygon) {
  char separator = '[';
  for (geo::Ring const& ring : polygon.rings) {
    out.push_back(separator);
    append_ring(out, ring);
    separator = ',';
  }
  out += polygon.rings.empty() ? "[]" : "]";
}

/// Liang–Barsky: whether any part of a–b lies in the box (which does not cross ±180°).
bool segment_meets(geo::LonLat a, geo::LonLat b, geo::BBox const& box) noexcept {
  double first = 0;
  double last = 1;
  auto const clip = [&](double step, double room) {
    if (step == 0) {
      return room >= 0;
    }
    double const t = room / step;
    if (step < 0) {
      first = std::max(first, t);
    } else {
      last = std::min(last, t);
    }
    return first <= last;
  };
  double const dx = b.lon - a.lon;
  double const dy = b.lat - a.lat;
  return clip(-dx, a.lon - box.west) && clip(dx, box.east - a.lon) && clip(-dy, a.lat - box.south) &&
         clip(dy, box.north - a.lat);
}

/// Even-odd over all rings; the border is the caller's affair.
bool inside(geo::Polygon const& polygon, geo::LonLat p) noexcept {
  bool in = false;
  for (geo::Ring const& ring : polygon.rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      geo::LonLat const a = ring[i - 1];
      geo::LonLat const b = ring[i];
      if ((a.lat > p.lat) != (b.lat > p.lat) && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon) {
        in = !in;
      }
    }
  }
  return in;
}

}  // namespace

base::Result<geo::MultiPolygon> parse_area(std::string_view text) {
  CARTABLE_ASSIGN(Json const document, base::parse_json(text, 16));
  Json const* geometry = &document;
  if (document.is_object() && document.value("type", Json()) == Json("Feature")) {
    auto const member = document.find("geometry");
    if (member == document.end() || !member->is_object()) {
      return base::fail(ErrorCode::invalid_value, "the Feature has no geometry");
    }
    geometry = &*member;
  }
  if (!geometry->is_object()) {
    return base::fail(ErrorCode::invalid_value, "the body must be a GeoJSON Polygon, MultiPolygon or Feature of these");
  }
  Json const type = geometry->value("type", Json());
  auto const coordinates = geometry->find("coordinates");
  if ((type != Json("Polygon") && type != Json("MultiPolygon")) || coordinates == geometry->end()) {
    return base::fail(ErrorCode::invalid_value,
                      "the geometry must be a Polygon or MultiPolygon with coordinates, not {}",
                      type.is_string() ? type.get<std::string>().substr(0, 40) : "something without a type");
  }
  geo::MultiPolygon area;
  std::size_t vertices = 0;
  if (type == Json("Polygon")) {
    CARTABLE_ASSIGN(geo::Polygon polygon, parse_polygon(*coordinates, vertices));
    area.polygons.push_back(std::move(polygon));
  } else {
    if (!coordinates->is_array() || coordinates->empty()) {
      return base::fail(ErrorCode::invalid_value, "a MultiPolygon's coordinates must be a list of polygons");
    }
    for (Json const& one : *coordinates) {
      CARTABLE_ASSIGN(geo::Polygon polygon, parse_polygon(one, vertices));
      area.polygons.push_back(std::move(polygon));
    }
  }
  CARTABLE_ASSIGN(geo::Repaired repaired, geo::repair(area));
  return std::move(repaired.area);
}

void append_point(std::string& out, geo::LonLat point) {
  out += R"({"type":"Point","coordinates":[)";
  append_fixed(out, point.lon, 7);
  out.push_back(',');
  append_fixed(out, point.lat, 7);
  out += "]}";
}

void append_area(std::string& out, geo::MultiPolygon const& area) {
  if (area.empty()) {
    out += "null";
  } else if (area.polygons.size() == 1) {
    out += R"({"type":"Polygon","coordinates":)";
    append_rings(out, area.polygons.front());
    out.push_back('}');
  } else {
    append_multi_polygon(out, area);
  }
}

void append_multi_polygon(std::string& out, geo::MultiPolygon const& area) {
  out += R"({"type":"MultiPolygon","coordinates":)";
  char separator = '[';
  for (geo::Polygon const& polygon : area.polygons) {
    out.push_back(separator);
    append_rings(out, polygon);
    separator = ',';
  }
  out += area.empty() ? "[]}" : "]}";
}

bool meets(geo::MultiPolygon const& area, geo::BBox const& box) {
  if (box.crosses_antimeridian()) {
    return meets(area, {.west = box.west, .south = box.south, .east = 180, .north = box.north}) ||
           meets(area, {.west = -180, .south = box.south, .east = box.east, .north = box.north});
  }
  for (geo::Polygon const& polygon : area.polygons) {
    for (geo::Ring const& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        if (segment_meets(ring[i - 1], ring[i], box)) {
          return true;
        }
      }
    }
    // No border touches the box: it is wholly inside or wholly outside.
    if (inside(polygon, {.lon = box.west, .lat = box.south})) {
      return true;
    }
  }
  return false;
}

}  // namespace cartable::server::api
