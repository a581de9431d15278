#include "base/assert.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "geo/vector_reader_impl.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace cartable::geo {
namespace {

using Problem = VectorReader::Problem;

/// Values longer than this are cut in messages.
constexpr std::size_t kMaxShown = 80;

std::string shown(std::string_view value) {
  std::string out(value.substr(0, kMaxShown));
  return base::mend_utf8(out) + (value.size() > kMaxShown ? "…" : "");
}

/// A date as ISO 8601, a moment as RFC 3339 in UTC (a moment without a zone is taken as UTC).
std::string moment_text(OGRFeature& feature, int i) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  float second = 0;
  int zone = 0;
  feature.GetFieldAsDateTime(i, &year, &month, &day, &hour, &minute, &second, &zone);
  if (feature.GetFieldDefnRef(i)->GetType() == OFTDate) {
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  }
  // GDAL's flag: 0 unknown, 1 local, 100 UTC, and 1 more for each quarter of an hour to the east.
  int const ahead = zone > 1 ? (zone - 100) * 15 : 0;
  using namespace std::chrono;
  auto const date = year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                   std::chrono::day(static_cast<unsigned>(day)));
  return base::to_rfc3339(sys_days(date) + hours(hour) + minutes(minute - ahead) + seconds(std::lround(second)));
}

/// A value as text: numbers in their shortest form, lists joined by ";", moments as RFC 3339.
std::string field_text(OGRFeature& feature, int i) {
  if (!feature.IsFieldSetAndNotNull(i)) {
    return {};
  }
  switch (feature.GetFieldDefnRef(i)->GetType()) {
    case OFTReal: return fmt::format("{}", feature.GetFieldAsDouble(i));
    case OFTStringList: {
      std::string out;
      for (char** item = feature.GetFieldAsStringList(i); item != nullptr && *item != nullptr; ++item) {
        out += out.empty() ? "" : ";";
        out += *item;
      }
      return out;
    }
    case OFTDate:
    case OFTDateTime: return moment_text(feature, i);
    case OFTBinary: return {};
    default: return feature.GetFieldAsString(i);
  }
}

FieldValue field_value(OGRFeature& feature, int i, std::string const& text) {
  if (!feature.IsFieldSetAndNotNull(i)) {
    return {};
  }
  switch (feature.GetFieldDefnRef(i)->GetType()) {
    case OFTInteger:
    case OFTInteger64: return static_cast<std::int64_t>(feature.GetFieldAsInteger64(i));
    case OFTReal: return feature.GetFieldAsDouble(i);
    case OFTBinary: {
      int length = 0;
      auto const* const bytes = reinterpret_cast<char const*>(feature.GetFieldAsBinary(i, &length));
      return std::string(bytes, static_cast<std::size_t>(length));
    }
    default: return text;
  }
}

/// A coordinate from a cell, or what is wrong with it.
base::Result<double> parse_coordinate(std::string_view cell) {
  std::string_view text = base::trim(cell);
  if (text.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "is empty");
  }
  if (text.front() == '+') {
    text.remove_prefix(1);
  }
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    bool const comma = text.find(',') != std::string_view::npos;
    return base::fail(base::ErrorCode::invalid_value, "is not a number{}", comma ? ": it has a comma" : "");
  }
  return value;
}

bool all_valid(LineString const& line) {
  for (LonLat const p : line) {
    if (!is_valid(p)) {
      return false;
    }
  }
  return true;
}

/// Whether every position is one on Earth.
bool is_on_earth(Geometry const& geometry) {
  struct Visitor {
    bool operator()(std::monostate) const { return true; }
    bool operator()(LonLat p) const { return is_valid(p); }
    bool operator()(LineString const& line) const { return all_valid(line); }
    bool operator()(MultiLineString const& lines) const {
      return std::all_of(lines.lines.begin(), lines.lines.end(), all_valid);
    }
    bool operator()(MultiPolygon const& area) const {
      for (Polygon const& polygon : area.polygons) {
        if (!std::all_of(polygon.rings.begin(), polygon.rings.end(), all_valid)) {
          return false;
        }
      }
      return true;
    }
  };
  return std::visit(Visitor{}, geometry);
}

struct DestroyTransformation {
  void operator()(OGRCoordinateTransformation* transformation) const noexcept {
    OGRCoordinateTransformation::DestroyCT(transformation);
  }
};
using Transformation = std::unique_ptr<OGRCoordinateTransformation, DestroyTransformation>;

/// Turns rows of one layer into ours.
class RowConverter {
 public:
  RowConverter(OGRFeatureDefn const& definition, std::string encoding, Transformation to_wgs84)
      : definition_(definition), encoding_(std::move(encoding)), to_wgs84_(std::move(to_wgs84)) {}

  VectorReader::RowOrProblem convert(OGRFeature& feature, std::optional<PositionFields> position,
                                     GdalErrors const& errors) const {
    VectorReader::RowOrProblem out;
    out.row.fid = feature.GetFID();
    for (int i = 0; i < definition_.GetFieldCount(); ++i) {
      std::string text = field_text(feature, i);
      if (!encoding_.empty()) {
        char* const recoded = CPLRecode(text.c_str(), encoding_.c_str(), CPL_ENC_UTF8);
        text = recoded;
        CPLFree(recoded);
      }
      if (!base::is_utf8(text)) {
        out.problem = Problem{.column = name_of(i),
                              .value = shown(text),
                              .reason = "is not UTF-8 text",
                              .remedy = "name the file's encoding, for example --encoding CP1252"};
        text = base::mend_utf8(text);
      }
      out.row.fields.push_back(field_value(feature, i, text));
      out.texts.push_back(std::move(text));
    }
    if (out.problem) {
      return out;
    }
    if (errors.any()) {
      out.problem = Problem{.column = "geometry", .value = {}, .reason = errors.text(), .remedy = "draw it again"};
      return out;
    }
    place(feature, position, out);
    return out;
  }

 private:
  std::string name_of(int i) const { return base::mend_utf8(definition_.GetFieldDefn(i)->GetNameRef()); }

  void place(OGRFeature& feature, std::optional<PositionFields> position, VectorReader::RowOrProblem& out) const {
    if (position) {
      place_by_columns(*position, out);
      return;
    }
    OGRGeometry* const geometry = feature.GetGeometryRef();
    if (geometry == nullptr || geometry->IsEmpty()) {
      return;
    }
    if (to_wgs84_ && geometry->transform(to_wgs84_.get()) != OGRERR_NONE) {
      out.problem = Problem{.column = "geometry",
                            .value = {},
                            .reason = "cannot be turned into WGS 84",
                            .remedy = "check the coordinates, or name their reference system with --crs"};
      return;
    }
    auto converted = from_ogr(*geometry);
    if (!converted) {
      out.problem = Problem{
          .column = "geometry", .value = {}, .reason = converted.error().message, .remedy = "correct the geometry"};
      return;
    }
    take_if_on_earth(*std::move(converted), "geometry", {}, out);
  }

  void place_by_columns(PositionFields position, VectorReader::RowOrProblem& out) const {
    LonLat p;
    for (auto const& [field, into] : {std::pair(position.lon, &p.lon), std::pair(position.lat, &p.lat)}) {
      std::string const& cell = out.texts[static_cast<std::size_t>(field)];
      auto const number = parse_coordinate(cell);
      if (!number) {
        out.problem = Problem{.column = name_of(field),
                              .value = shown(cell),
                              .reason = number.error().message,
                              .remedy = "give degrees with a decimal point, such as 49.28"};
        return;
      }
      *into = *number;
    }
    std::string const given = fmt::format("{} {}", p.lon, p.lat);
    if (to_wgs84_ && !to_wgs84_->Transform(1, &p.lon, &p.lat)) {
      p.lon = HUGE_VAL;
    }
    std::string const columns = fmt::format("{}, {}", name_of(position.lon), name_of(position.lat));
    take_if_on_earth(Geometry(p), columns, given, out);
  }

  static void take_if_on_earth(Geometry geometry, std::string column, std::string value,
                               VectorReader::RowOrProblem& out) {
    if (is_on_earth(geometry)) {
      out.row.geometry = std::move(geometry);
      return;
    }
    out.problem = Problem{.column = std::move(column),
                          .value = std::move(value),
                          .reason = "lies outside longitude ±180, latitude ±90",
                          .remedy = "give longitude and latitude in degrees, or name the reference system with --crs"};
  }

  OGRFeatureDefn const& definition_;
  std::string encoding_;
  Transformation to_wgs84_;
};

}  // namespace

base::Status VectorReader::read(std::size_t layer_index, std::function<bool(RowOrProblem&&)> const& take) {
  CARTABLE_ASSERT(layer_index < impl_->position.size());
  GdalErrors errors;
  OGRLayer& layer = *impl_->dataset->GetLayer(static_cast<int>(layer_index));
  auto const position = impl_->position[layer_index];
  CARTABLE_ASSIGN(SpatialReference const crs, layer_crs(layer, impl_->options));

  Transformation to_wgs84;
  SpatialReference const wgs84 = make_wgs84();
  static constexpr char const* kSameGround[] = {"CRITERION=EQUIVALENT", "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                                nullptr};
  if (crs && crs->IsSame(wgs84.get(), kSameGround) == 0) {
    to_wgs84.reset(OGRCreateCoordinateTransformation(crs.get(), wgs84.get()));
    if (!to_wgs84) {
      return base::fail(base::ErrorCode::unsupported, "{}: no way from its reference system to WGS 84 ({})",
                        impl_->path, errors.text());
    }
  }
  if (!crs && !position && layer.GetGeomType() != wkbNone) {
    OGREnvelope extent;
    if (layer.GetExtent(&extent, TRUE) == OGRERR_NONE &&
        (extent.MinX < -180 || extent.MaxX > 180 || extent.MinY < -90 || extent.MaxY > 90)) {
      return base::fail(base::ErrorCode::invalid_value,
                        "{}: has no reference system and its coordinates are no degrees ({} {} to {} {}); name it with "
                        "--crs, such as --crs EPSG:25832",
                        impl_->path, extent.MinX, extent.MinY, extent.MaxX, extent.MaxY);
    }
  }

  // Shapefiles are recoded by their driver.
  std::string const encoding = driver() == "ESRI Shapefile" ? std::string() : impl_->options.encoding;
  RowConverter const converter(*layer.GetLayerDefn(), encoding, std::move(to_wgs84));
  layer.ResetReading();
  for (std::int64_t record = 1;; ++record) {
    errors.clear();
    std::unique_ptr<OGRFeature> const feature(layer.GetNextFeature());
    if (!feature) {
      break;
    }
    RowOrProblem row = converter.convert(*feature, position, errors);
    row.record = record;
    if (!take(std::move(row))) {
      return {};
    }
  }
  if (errors.any()) {
    return base::fail(classify_gdal_message(errors.text(), base::ErrorCode::corrupt),
                      "{}: reading stopped in the middle: {}; fetch or export it again", impl_->path, errors.text());
  }
  return {};
}

}  // namespace cartable::geo
