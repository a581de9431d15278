#include "geo/vector_reader.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "geo/vector_reader_impl.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

namespace cartable::geo {
namespace {

/// Drivers that fetch from a network, read a database of several owners, or follow a file's text to other files;
/// and OSM, which has an importer of its own that keeps what GDAL's driver drops.
constexpr std::array kNotFiles = {
    "AmigoCloud", "BAG",  "Carto",     "CSW",          "EEDA",   "Elasticsearch", "ESRIJSON-service",
    "GMLAS",      "HTTP", "MongoDBv3", "MSSQLSpatial", "MySQL",  "NGW",           "OAPIF",
    "OCI",        "ODBC", "OGR_VRT",   "OSM",          "PGDUMP", "PGeo",          "PLSCENES",
    "PostgreSQL", "SOSI", "TIGER",     "VRT",          "WFS",    "Memory",        "MEM"};

/// Names of the drivers that may open somebody's file, for GDALOpenEx.
CPLStringList file_drivers() {
  CPLStringList names;
  for (int i = 0; i < GetGDALDriverManager()->GetDriverCount(); ++i) {
    GDALDriver* const driver = GetGDALDriverManager()->GetDriver(i);
    std::string_view const name = driver->GetDescription();
    if (driver->GetMetadataItem(GDAL_DCAP_VECTOR) != nullptr && driver->GetMetadataItem(GDAL_DCAP_OPEN) != nullptr &&
        std::find(kNotFiles.begin(), kNotFiles.end(), name) == kNotFiles.end()) {
      names.AddString(driver->GetDescription());
    }
  }
  return names;
}

/// Options by which a driver neither guesses types, nor writes beside the file.
CPLStringList open_options(std::string_view driver, std::string const& path, OpenOptions const& options) {
  CPLStringList out;
  if (driver == "CSV") {
    out.SetNameValue("AUTODETECT_TYPE", "NO");  // codes keep their zeros
  } else if (driver == "GML" || driver == "NAS") {
    out.SetNameValue("WRITE_GFS", "NO");
  } else if (driver == "ESRI Shapefile" && !options.encoding.empty()) {
    out.SetNameValue("ENCODING", options.encoding.c_str());
  } else if ((driver == "GPKG" || driver == "SQLite") && !std::filesystem::exists(path + "-wal")) {
    out.SetNameValue("IMMUTABLE", "YES");  // else SQLite leaves -wal and -shm beside a file in WAL mode
  }
  return out;
}

GeometryType geometry_type(OGRwkbGeometryType type) {
  switch (wkbFlatten(type)) {
    case wkbNone: return GeometryType::none;
    case wkbPoint:
    case wkbMultiPoint: return GeometryType::point;
    case wkbLineString: return GeometryType::linestring;
    case wkbMultiLineString: return GeometryType::multilinestring;
    case wkbPolygon:
    case wkbMultiPolygon:
    case wkbCurvePolygon:
    case wkbMultiSurface: return GeometryType::multipolygon;
    default: return GeometryType::any;
  }
}

FieldType field_type(OGRFieldType type) {
  switch (type) {
    case OFTInteger: return FieldType::integer;
    case OFTInteger64: return FieldType::integer64;
    case OFTReal: return FieldType::real;
    case OFTBinary: return FieldType::binary;
    case OFTDate:
    case OFTTime:
    case OFTDateTime: return FieldType::datetime;
    default: return FieldType::text;
  }
}

std::string crs_name(OGRSpatialReference const* reference) {
  if (reference == nullptr) {
    return {};
  }
  char const* const authority = reference->GetAuthorityName(nullptr);
  char const* const code = reference->GetAuthorityCode(nullptr);
  if (authority != nullptr && code != nullptr) {
    return fmt::format("{}:{}", authority, code);
  }
  char const* const name = reference->GetName();
  return name == nullptr ? "" : name;
}

std::uint32_t read_number(std::string_view bytes, std::size_t at, std::size_t length, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < length; ++i) {
    std::size_t const from = big_endian ? at + i : at + length - 1 - i;
    value = (value << 8U) | static_cast<unsigned char>(bytes[from]);
  }
  return value;
}

/// The first bytes of a file; shorter when the file is.
std::string head_of(std::string const& path, std::size_t length) {
  std::string head(length, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(length));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

}  // namespace

base::Status check_complete(std::string const& path, std::string const& driver) {
  if (driver != "ESRI Shapefile") {
    return {};
  }
  std::filesystem::path const stem = std::filesystem::path(path).replace_extension();
  for (std::string const extension : {".shp", ".SHP", ".dbf", ".DBF"}) {
    std::string const part = stem.string() + extension;
    std::error_code error;
    auto const size = std::filesystem::file_size(part, error);
    if (error) {
      continue;
    }
    std::string const head = head_of(part, 32);
    std::uint64_t claimed = 32;
    if (head.size() == 32) {
      // ESRI Shapefile Technical Description (1998), p. 4: length in 16-bit words at byte 24, big-endian.
      // dBASE III: records at 4, header bytes at 8, record bytes at 10, little-endian.
      claimed = base::ascii_lower(extension) == ".shp"
                    ? 2ULL * read_number(head, 24, 4, true)
                    : read_number(head, 8, 2, false) +
                          std::uint64_t{read_number(head, 4, 4, false)} * read_number(head, 10, 2, false);
    }
    if (size < claimed) {
      return base::fail(base::ErrorCode::corrupt, "{}: is cut short: {} of {} bytes; fetch or export it again", part,
                        size, claimed);
    }
  }
  return {};
}

base::Result<SpatialReference> layer_crs(OGRLayer& layer, OpenOptions const& options) {
  SpatialReference out;
  if (!options.crs.empty()) {
    GdalErrors errors;
    out.reset(new OGRSpatialReference());
    if (out->SetFromUserInput(options.crs.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS_get()) !=
        OGRERR_NONE) {
      return base::fail(base::ErrorCode::invalid_value,
                        "crs={}: is not a reference system that PROJ knows; try EPSG:25832", options.crs);
    }
  } else if (OGRSpatialReference const* const own = layer.GetSpatialRef()) {
    out.reset(own->Clone());
  }
  if (out) {
    out->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  return out;
}

std::string identify_vector(std::string const& path) {
  GdalErrors errors;
  CPLStringList drivers = file_drivers();
  // An absolute path never looks like "DRIVER:…" or a URL to GDAL.
  std::string const absolute = std::filesystem::absolute(path).string();
  auto* const driver =
      static_cast<GDALDriver*>(GDALIdentifyDriverEx(absolute.c_str(), GDAL_OF_VECTOR, drivers.List(), nullptr));
  return driver == nullptr ? std::string() : driver->GetDescription();
}

namespace {

/// GDAL's spreadsheet drivers take such choices from the configuration only (3.6).
class RawCells {
 public:
  explicit RawCells(bool wanted) : wanted_(wanted) { set("DISABLE", "STRING"); }
  ~RawCells() { set(nullptr, nullptr); }
  RawCells(RawCells const&) = delete;
  RawCells& operator=(RawCells const&) = delete;

 private:
  void set(char const* headers, char const* types) const {
    if (!wanted_) {
      return;
    }
    for (char const* const driver : {"XLSX", "XLS", "ODS"}) {
      CPLSetThreadLocalConfigOption(fmt::format("OGR_{}_HEADERS", driver).c_str(), headers);
      CPLSetThreadLocalConfigOption(fmt::format("OGR_{}_FIELD_TYPES", driver).c_str(), types);
    }
  }
  bool wanted_;
};

}  // namespace

VectorReader::VectorReader() : impl_(std::make_unique<Impl>()) {}
VectorReader::~VectorReader() = default;
VectorReader::VectorReader(VectorReader&&) noexcept = default;
VectorReader& VectorReader::operator=(VectorReader&&) noexcept = default;

base::Result<VectorReader> VectorReader::open(std::string const& path, OpenOptions const& options) {
  CARTABLE_TRY(base::check_input_file(path));
  std::string const absolute = std::filesystem::absolute(path).string();
  std::string const name = identify_vector(absolute);
  GdalErrors errors;
  if (name.empty()) {
    return base::fail(
        base::ErrorCode::unsupported,
        "{}: is not in a vector format that can be read; give GeoJSON, GeoPackage, Shapefile, CSV, KML or "
        "another format of GDAL's",
        path);
  }
  CARTABLE_TRY(check_complete(absolute, name));

  CPLStringList only;
  only.AddString(name.c_str());
  CPLStringList chosen = open_options(name, absolute, options);
  VectorReader reader;
  reader.impl_->path = path;
  reader.impl_->options = options;
  RawCells const raw(options.raw_cells);
  reader.impl_->dataset.reset(
      GDALDataset::Open(absolute.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, only.List(), chosen.List(), nullptr));
  if (!reader.impl_->dataset || errors.any()) {
    return base::fail(classify_gdal_message(errors.text(), base::ErrorCode::corrupt),
                      "{}: is damaged or not what its name says ({}: {}); fetch or export it again", path, name,
                      errors.text().empty() ? "it cannot be opened" : errors.text());
  }
  auto const layers = static_cast<std::size_t>(reader.impl_->dataset->GetLayerCount());
  if (layers == 0) {
    return base::fail(base::ErrorCode::corrupt, "{}: holds no layer ({})", path, name);
  }
  for (std::size_t i = 0; options.raw_cells && i < layers; ++i) {  // read now, while the configuration says so
    OGRLayer* const layer = reader.impl_->dataset->GetLayer(static_cast<int>(i));
    static_cast<void>(layer->GetLayerDefn());  // of old Excel files
    static_cast<void>(layer->GetFeatureCount());
  }
  reader.impl_->position.resize(layers);
  if (!options.lon_field.empty() || !options.lat_field.empty()) {
    CARTABLE_TRY(reader.set_position_fields(0, options.lon_field, options.lat_field));
  }
  return reader;
}

std::string const& VectorReader::path() const noexcept { return impl_->path; }

std::string VectorReader::driver() const { return impl_->dataset->GetDriverName(); }

std::vector<LayerInfo> VectorReader::layers() const {
  GdalErrors errors;
  std::vector<LayerInfo> out;
  for (OGRLayer* const layer : impl_->dataset->GetLayers()) {
    LayerInfo& info = out.emplace_back();
    info.name = layer->GetName();
    OGRFeatureDefn const& definition = *layer->GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      OGRFieldDefn const& field = *definition.GetFieldDefn(i);
      info.fields.push_back({.name = base::mend_utf8(field.GetNameRef()), .type = field_type(field.GetType())});
    }
    info.geometry = geometry_type(layer->GetGeomType());
    info.crs = impl_->options.crs.empty() ? crs_name(layer->GetSpatialRef()) : impl_->options.crs;
    if (auto const count = layer->GetFeatureCount(FALSE); count >= 0) {
      info.row_count = count;
    }
  }
  return out;
}

std::optional<RawExtent> VectorReader::raw_extent(std::size_t layer) const {
  GdalErrors errors;
  OGREnvelope extent;
  if (impl_->dataset->GetLayer(static_cast<int>(layer))->GetExtent(&extent, TRUE) != OGRERR_NONE) {
    return std::nullopt;
  }
  return RawExtent{.min_x = extent.MinX, .min_y = extent.MinY, .max_x = extent.MaxX, .max_y = extent.MaxY};
}

bool VectorReader::lacks_crs(std::size_t layer) const {
  OGRLayer& asked = *impl_->dataset->GetLayer(static_cast<int>(layer));
  if (!impl_->options.crs.empty() || asked.GetSpatialRef() != nullptr || asked.GetGeomType() == wkbNone) {
    return false;
  }
  auto const extent = raw_extent(layer);
  return extent && (extent->min_x < -180 || extent->max_x > 180 || extent->min_y < -90 || extent->max_y > 90);
}

base::Status VectorReader::set_position_fields(std::size_t layer, std::string const& lon, std::string const& lat) {
  OGRFeatureDefn const& definition = *impl_->dataset->GetLayer(static_cast<int>(layer))->GetLayerDefn();
  auto const find = [&](std::string const& name) { return definition.GetFieldIndex(name.c_str()); };
  for (std::string const& name : {lon, lat}) {
    if (find(name) < 0) {
      std::string columns;
      for (int i = 0; i < definition.GetFieldCount(); ++i) {
        columns += fmt::format("{}{}", i == 0 ? "" : ", ", definition.GetFieldDefn(i)->GetNameRef());
      }
      return base::fail(base::ErrorCode::not_found, "{}: has no column {} for the position; its columns are: {}",
                        impl_->path, name, columns);
    }
  }
  impl_->position[layer] = PositionFields{.lon = find(lon), .lat = find(lat)};
  return {};
}

}  // namespace cartable::geo
