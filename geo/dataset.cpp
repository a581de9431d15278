#include "geo/dataset.hpp"

#include "base/log.hpp"
#include "geo/gdal_support.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_priv.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace cartable::geo {
namespace {

/// Messages beyond this are dropped: a damaged file can give one for every row.
constexpr std::size_t kMaxMessageBytes = 1000;

/// What GDAL says outside any GdalErrors scope.
void CPL_STDCALL log_quietly(CPLErr error_class, CPLErrorNum number, char const* message) {
  if (error_class >= CE_Warning) {
    base::log_debug("GDAL {}: {}", number, message);
  }
}

bool holds(std::string_view text, std::string_view part) noexcept {
  auto const same = [](char a, char b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// Twice the signed area; positive when the ring runs counter-clockwise.
double signed_area(Ring const& ring) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    // Relative to the first point, so that the products of large coordinates do not eat the digits.
    double const ax = ring[i].lon - ring[0].lon;
    double const ay = ring[i].lat - ring[0].lat;
    double const bx = ring[i + 1].lon - ring[0].lon;
    double const by = ring[i + 1].lat - ring[0].lat;
    sum += ax * by - bx * ay;
  }
  return sum;
}

LineString points_of(OGRSimpleCurve const& curve) {
  LineString line;
  line.reserve(static_cast<std::size_t>(curve.getNumPoints()));
  for (int i = 0; i < curve.getNumPoints(); ++i) {
    line.push_back({.lon = curve.getX(i), .lat = curve.getY(i)});
  }
  return line;
}

bool all_finite(LineString const& line) noexcept {
  return std::all_of(line.begin(), line.end(), [](LonLat p) { return std::isfinite(p.lon) && std::isfinite(p.lat); });
}

/// What a geometry is made of, sorted by dimension.
struct Parts {
  std::vector<LonLat> points;
  std::vector<LineString> lines;
  std::vector<Polygon> polygons;
  bool finite = true;
};

void add_polygon(OGRPolygon const& polygon, Parts& parts) {
  Polygon out;
  for (int i = -1; i < polygon.getNumInteriorRings(); ++i) {
    OGRLinearRing const* const source = i < 0 ? polygon.getExteriorRing() : polygon.getInteriorRing(i);
    if (source == nullptr || source->IsEmpty()) {
      if (i < 0) {
        return;  // no outer border: nothing is enclosed
      }
      continue;
    }
    Ring ring = points_of(*source);
    parts.finite = parts.finite && all_finite(ring);
    if (ring.front() != ring.back()) {
      ring.push_back(ring.front());
    }
    if ((signed_area(ring) > 0) != (i < 0)) {
      std::reverse(ring.begin(), ring.end());
    }
    out.rings.push_back(std::move(ring));
  }
  parts.polygons.push_back(std::move(out));
}

void collect(OGRGeometry const& geometry, Parts& parts) {
  if (geometry.IsEmpty()) {
    return;
  }
  switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPoint: {
      OGRPoint const& point = *geometry.toPoint();
      parts.finite = parts.finite && std::isfinite(point.getX()) && std::isfinite(point.getY());
      parts.points.push_back({.lon = point.getX(), .lat = point.getY()});
      return;
    }
    case wkbLineString:
      parts.lines.push_back(points_of(*geometry.toLineString()));
      parts.finite = parts.finite && all_finite(parts.lines.back());
      return;
    case wkbPolygon:
    case wkbTriangle: add_polygon(*geometry.toPolygon(), parts); return;
    case wkbMultiPoint:
    case wkbMultiLineString:
    case wkbMultiPolygon:
    case wkbGeometryCollection:
      for (OGRGeometry const* const part : *geometry.toGeometryCollection()) {
        collect(*part, parts);
      }
      return;
    case wkbPolyhedralSurface:
    case wkbTIN:
      for (OGRPolygon const* const face : *geometry.toPolyhedralSurface()) {
        add_polygon(*face, parts);
      }
      return;
    default: {  // curves: GDAL's own linear form (4° steps)
      std::unique_ptr<OGRGeometry> const linear(geometry.getLinearGeometry());
      if (linear && linear->getGeometryType() != geometry.getGeometryType()) {
        collect(*linear, parts);
      }
    }
  }
}

void set_points(OGRSimpleCurve& curve, LineString const& line) {
  curve.setNumPoints(static_cast<int>(line.size()), FALSE);
  for (std::size_t i = 0; i < line.size(); ++i) {
    curve.setPoint(static_cast<int>(i), line[i].lon, line[i].lat);
  }
}

}  // namespace

void initialise_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");  // no .aux.xml beside somebody's file
    CPLSetConfigOption("PG_USE_COPY", "YES");      // new rows in PostgreSQL, eleven times faster than statements
    CPLSetErrorHandler(log_quietly);
    OSRSetPROJEnableNetwork(FALSE);
    GDALAllRegister();
  });
}

GdalErrors::GdalErrors() {
  initialise_gdal();
  // GDAL keeps a stack of handlers for each thread; `this` reaches the handler as its user data.
  CPLPushErrorHandlerEx([](CPLErr error_class, CPLErrorNum number,
                           char const* message) { GdalErrors::take(static_cast<int>(error_class), number, message); },
                        this);
}

GdalErrors::~GdalErrors() { CPLPopErrorHandler(); }

void GdalErrors::take(int error_class, int number, char const* message) {
  static_cast<void>(number);
  auto* const self = static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
  if (self == nullptr || error_class < CE_Warning) {
    return;
  }
  std::string& into = error_class == CE_Warning ? self->warnings_ : self->errors_;
  std::string_view const said(message);
  if (into.size() + said.size() > kMaxMessageBytes || into.find(said) != std::string::npos) {
    return;
  }
  if (!into.empty()) {
    into += "; ";
  }
  into += said;
}

void GdalErrors::clear() noexcept {
  errors_.clear();
  warnings_.clear();
}

base::ErrorCode classify_gdal_message(std::string_view message, base::ErrorCode otherwise) noexcept {
  using base::ErrorCode;
  static constexpr std::array<std::pair<std::string_view, ErrorCode>, 15> kWords = {{
      {"disk is full", ErrorCode::disk_full},           // SQLITE_FULL
      {"No space left", ErrorCode::disk_full},          // ENOSPC
      {"could not extend file", ErrorCode::disk_full},  // PostgreSQL 53100
      {"database is locked", ErrorCode::locked},        // SQLITE_BUSY
      {"table is locked", ErrorCode::locked},           // SQLITE_LOCKED
      {"could not obtain lock", ErrorCode::locked},     // PostgreSQL 55P03
      {"lock timeout", ErrorCode::locked},              // PostgreSQL 55P03
      {"readonly database", ErrorCode::unwritable},     // SQLITE_READONLY
      {"read-only", ErrorCode::unwritable},             //
      {"Permission denied", ErrorCode::unwritable},     // EACCES
      {"permission denied", ErrorCode::unwritable},     // PostgreSQL 42501
      {"disk image is malformed", ErrorCode::corrupt},  // SQLITE_CORRUPT
      {"file is not a database", ErrorCode::corrupt},   // SQLITE_NOTADB
      {"could not connect to server", ErrorCode::unavailable},
      {"connection to server", ErrorCode::unavailable},
  }};
  for (auto const& [words, code] : kWords) {
    if (holds(message, words)) {
      return code;
    }
  }
  return otherwise;
}

base::Error GdalErrors::error(base::ErrorCode otherwise, std::string_view doing) const {
  std::string_view const said = text();
  return {.code = classify_gdal_message(said, otherwise),
          .message = said.empty() ? fmt::format("{} failed", doing) : fmt::format("{} failed: {}", doing, said)};
}

base::Status GdalErrors::check(OGRErr code, base::ErrorCode otherwise, std::string_view doing) const {
  return check_that(code == OGRERR_NONE, otherwise, doing);
}

base::Status GdalErrors::check_that(bool fine, base::ErrorCode otherwise, std::string_view doing) const {
  if (fine) {
    return {};
  }
  return tl::unexpected<base::Error>(error(otherwise, doing));
}

SpatialReference make_wgs84() {
  SpatialReference reference(new OGRSpatialReference());
  if (reference->importFromEPSG(4326) != OGRERR_NONE) {
    throw std::runtime_error("PROJ's database (proj.db) cannot be read: EPSG:4326 is unknown");
  }
  reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return reference;
}

std::unique_ptr<OGRGeometry> to_ogr(Geometry const& geometry) {
  struct Visitor {
    std::unique_ptr<OGRGeometry> operator()(std::monostate) const { return nullptr; }
    std::unique_ptr<OGRGeometry> operator()(LonLat p) const { return std::make_unique<OGRPoint>(p.lon, p.lat); }
    std::unique_ptr<OGRGeometry> operator()(LineString const& line) const {
      auto out = std::make_unique<OGRLineString>();
      set_points(*out, line);
      return out;
    }
    std::unique_ptr<OGRGeometry> operator()(MultiLineString const& lines) const {
      auto out = std::make_unique<OGRMultiLineString>();
      for (LineString const& line : lines.lines) {
        auto part = std::make_unique<OGRLineString>();
        set_points(*part, line);
        out->addGeometryDirectly(part.release());
      }
      return out;
    }
    std::unique_ptr<OGRGeometry> operator()(MultiPolygon const& area) const {
      auto out = std::make_unique<OGRMultiPolygon>();
      for (Polygon const& polygon : area.polygons) {
        auto part = std::make_unique<OGRPolygon>();
        for (Ring const& ring : polygon.rings) {
          auto border = std::make_unique<OGRLinearRing>();
          set_points(*border, ring);
          part->addRingDirectly(border.release());
        }
        out->addGeometryDirectly(part.release());
      }
      return out;
    }
  };
  return std::visit(Visitor{}, geometry);
}

base::Result<Geometry> from_ogr(OGRGeometry const& geometry) {
  Parts parts;
  collect(geometry, parts);
  if (!parts.finite) {
    return base::fail(base::ErrorCode::invalid_value, "a coordinate is not a finite number");
  }
  if (!parts.polygons.empty()) {
    return Geometry(MultiPolygon{std::move(parts.polygons)});
  }
  if (parts.lines.size() == 1 && wkbFlatten(geometry.getGeometryType()) != wkbMultiLineString) {
    return Geometry(std::move(parts.lines.front()));
  }
  if (!parts.lines.empty()) {
    return Geometry(MultiLineString{std::move(parts.lines)});
  }
  if (parts.points.size() > 1) {
    return base::fail(base::ErrorCode::invalid_value, "{} points where one is expected", parts.points.size());
  }
  return parts.points.empty() ? Geometry() : Geometry(parts.points.front());
}

}  // namespace cartable::geo
