#include "geo/geometry_text.hpp"

#include "base/text.hpp"
#include "geo/gdal_support.hpp"

#include <cpl_conv.h>
#include <ogr_api.h>
#include <ogr_geometry.h>

#include <cmath>
#include <memory>

namespace cartable::geo {
namespace {

/// Longer texts are no cells of a table.
constexpr std::size_t kMaxText = std::size_t{64} << 20U;

void append(std::string& out, LonLat p) {
  // Adding zero turns -0 into 0.
  out += fmt::format("{} {}", std::round(p.lon * 1e7) / 1e7 + 0.0, std::round(p.lat * 1e7) / 1e7 + 0.0);
}

void append(std::string& out, LineString const& line) {
  out += "(";
  for (std::size_t i = 0; i < line.size(); ++i) {
    out += i == 0 ? "" : ",";
    append(out, line[i]);
  }
  out += ")";
}

}  // namespace

base::Result<Geometry> parse_geometry_text(std::string_view text) {
  text = base::trim(text);
  if (text.size() > kMaxText) {
    return base::fail(base::ErrorCode::too_large, "is a geometry of more than {} MB", kMaxText >> 20U);
  }
  if (base::ascii_lower(text.substr(0, 5)) == "srid=") {
    auto const cut = text.find(';');
    text = cut == std::string_view::npos ? std::string_view() : base::trim(text.substr(cut + 1));
  }
  std::string const owned(text);
  GdalErrors errors;
  OGRGeometry* made = nullptr;
  if (text.starts_with('{')) {
    made = OGRGeometry::FromHandle(OGR_G_CreateGeometryFromJson(owned.c_str()));
  } else if (OGRGeometryFactory::createFromWkt(owned.c_str(), nullptr, &made) != OGRERR_NONE) {
    made = nullptr;
  }
  std::unique_ptr<OGRGeometry> const geometry(made);
  if (!geometry) {
    return base::fail(base::ErrorCode::invalid_value, "is no geometry that can be read (WKT or GeoJSON)");
  }
  return from_ogr(*geometry);
}

std::string to_wkt(Geometry const& geometry) {
  struct Visitor {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(LonLat p) const {
      std::string out = "POINT (";
      append(out, p);
      return out + ")";
    }
    std::string operator()(LineString const& line) const {
      std::string out = "LINESTRING ";
      append(out, line);
      return out;
    }
    std::string operator()(MultiLineString const& lines) const {
      std::string out = "MULTILINESTRING (";
      for (std::size_t i = 0; i < lines.lines.size(); ++i) {
        out += i == 0 ? "" : ",";
        append(out, lines.lines[i]);
      }
      return out + ")";
    }
    std::string operator()(MultiPolygon const& area) const {
      std::string out = "MULTIPOLYGON (";
      for (std::size_t p = 0; p < area.polygons.size(); ++p) {
        out += p == 0 ? "(" : ",(";
        for (std::size_t r = 0; r < area.polygons[p].rings.size(); ++r) {
          out += r == 0 ? "" : ",";
          append(out, area.polygons[p].rings[r]);
        }
        out += ")";
      }
      return out + ")";
    }
  };
  return std::visit(Visitor{}, geometry);
}

}  // namespace cartable::geo
