#include "geo/database.hpp"

#include "base/assert.hpp"
#include "geo/database_impl.hpp"
#include "geo/gdal_support.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace cartable::geo {
namespace {

using base::ErrorCode;

OGRFieldType ogr_type(FieldType type) noexcept {
  switch (type) {
    case FieldType::integer: return OFTInteger;
    case FieldType::integer64: return OFTInteger64;
    case FieldType::real: return OFTReal;
    case FieldType::text: return OFTString;
    case FieldType::binary: return OFTBinary;
    case FieldType::datetime: return OFTDateTime;
  }
  return OFTString;
}

FieldType field_type(OGRFieldType type) noexcept {
  switch (type) {
    case OFTInteger: return FieldType::integer;
    case OFTInteger64: return FieldType::integer64;
    case OFTReal: return FieldType::real;
    case OFTBinary: return FieldType::binary;
    case OFTDateTime: return FieldType::datetime;
    default: return FieldType::text;
  }
}

std::vector<FieldDef> fields_of(OGRFeatureDefn& definition) {
  std::vector<FieldDef> out;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    OGRFieldDefn* const field = definition.GetFieldDefn(i);
    out.push_back(
        {.name = field->GetNameRef(), .type = field_type(field->GetType()), .unique = field->IsUnique() != FALSE});
  }
  return out;
}

OGRwkbGeometryType ogr_geometry_type(GeometryType type) noexcept {
  switch (type) {
    case GeometryType::none: return wkbNone;
    case GeometryType::point: return wkbPoint;
    case GeometryType::linestring: return wkbLineString;
    case GeometryType::multilinestring: return wkbMultiLineString;
    case GeometryType::multipolygon: return wkbMultiPolygon;
    case GeometryType::any: return wkbUnknown;
  }
  return wkbUnknown;
}

/// A GDAL setting of this thread for as long as it lives.
class ThreadOption {
 public:
  ThreadOption(char const* key, std::string const& value) : key_(key) {
    if (char const* const before = CPLGetThreadLocalConfigOption(key, nullptr)) {
      before_ = before;
    }
    CPLSetThreadLocalConfigOption(key, value.c_str());
  }
  ~ThreadOption() { CPLSetThreadLocalConfigOption(key_, before_ ? before_->c_str() : nullptr); }
  ThreadOption(ThreadOption const&) = delete;
  ThreadOption& operator=(ThreadOption const&) = delete;

 private:
  char const* key_;
  std::optional<std::string> before_;
};

constexpr std::chrono::milliseconds kWritePatience{2000};    ///< for another writer to finish, at begin()
constexpr std::chrono::milliseconds kCommitPatience{30000};  ///< for readers to read to the end, at commit()

bool is_url(std::string_view where) noexcept {
  return where.starts_with("postgresql:") || where.starts_with("postgres:") || where.starts_with("PG:");
}

}  // namespace

std::string sql_quote(std::string_view text) {
  std::string out = "'";
  for (char const c : text) {
    out += c;
    if (c == '\'') {
      out += '\'';
    }
  }
  return out + '\'';
}

Database::Database() : impl_(std::make_unique<Impl>()) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Database::Impl::~Impl() {
  GdalErrors quiet;
  if (in_transaction && dataset) {
    dataset->RollbackTransaction();
  }
  layers.clear();
  dataset.reset();
  turn.reset();
}

base::Status Database::Impl::execute(std::string const& sql) {
  GdalErrors errors;
  OGRLayer* const rows = dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (rows != nullptr) {
    dataset->ReleaseResultSet(rows);
  }
  return errors.check_that(!errors.any(), ErrorCode::internal, where);
}

base::Result<Database::Impl::Layer*> Database::Impl::layer(std::string_view name) {
  if (auto const found = layers.find(name); found != layers.end()) {
    return &found->second;
  }
  GdalErrors errors;
  OGRLayer* const handle = dataset->GetLayerByName(std::string(name).c_str());
  if (handle == nullptr) {
    return tl::unexpected(errors.error(ErrorCode::corrupt, fmt::format("{}: has no table {}", where, name)));
  }
  Layer made;
  made.handle = handle;
  OGRFeatureDefn* const definition = handle->GetLayerDefn();
  made.feature.reset(OGRFeature::CreateFeature(definition));
  if (expected != nullptr) {
    auto const wanted =
        std::find_if(expected->begin(), expected->end(), [&](auto const& def) { return def.name == name; });
    if (wanted != expected->end()) {
      made.columns = wanted->fields;
    }
  }
  if (made.columns.empty()) {
    made.columns = fields_of(*definition);
  }
  for (auto const& column : made.columns) {
    made.fields.push_back(definition->GetFieldIndex(column.name.c_str()));
    if (made.fields.back() < 0) {
      return base::fail(ErrorCode::corrupt, "{}: the table {} has no column {}", where, name, column.name);
    }
  }
  return &layers.emplace(std::string(name), std::move(made)).first->second;
}

base::Result<Database> Database::open(std::string const& where, Mode mode, std::chrono::milliseconds patience) {
  if (is_url(where)) {
    return base::fail(ErrorCode::unsupported, "{}: this version keeps a city in a GeoPackage; name a .gpkg file",
                      where);
  }
  initialise_gdal();
  Database out;
  out.impl_->where = where;
  out.impl_->mode = mode;
  CARTABLE_ASSIGN(out.impl_->turn, FileTurn::take(where, patience));
  CARTABLE_TRY(check_file(where));

  GdalErrors errors;
  // A journal beside the file may be a dead writer's: SQLite puts things right on the first read, but only for
  // one that may write. If a writer is alive the journal is its own, and is left alone.
  bool const has_journal = ::access((where + "-journal").c_str(), F_OK) == 0;
  bool const writable = mode == Mode::update || (has_journal && ::access(where.c_str(), W_OK) == 0);
  {
    ThreadOption const full("OGR_SQLITE_SYNCHRONOUS", "FULL");
    ThreadOption const busy("SQLITE_BUSY_TIMEOUT", std::to_string(patience.count()));
    unsigned const flags = GDAL_OF_VECTOR | (writable ? GDAL_OF_UPDATE : GDAL_OF_READONLY);
    char const* const drivers[] = {"GPKG", nullptr};
    out.impl_->dataset.reset(GDALDataset::Open(where.c_str(), flags, drivers, nullptr, nullptr));
  }
  if (!out.impl_->dataset) {
    auto error = errors.error(ErrorCode::corrupt, fmt::format("{}: cannot be opened as a GeoPackage", where));
    if (mode == Mode::update && (::access(where.c_str(), W_OK) != 0)) {
      error.code = ErrorCode::unwritable;
    }
    return tl::unexpected(std::move(error));
  }
  if (mode == Mode::update) {
    CARTABLE_TRY(out.impl_->execute("PRAGMA cache_spill=OFF"));
  } else {
    // One state from the first table to the last: a read transaction takes its lock with the first statement.
    CARTABLE_TRY(out.impl_->execute("BEGIN"));
    CARTABLE_TRY(out.impl_->execute("SELECT count(*) FROM sqlite_master"));
  }
  return out;
}

bool Database::has_layer(std::string_view name) const {
  GdalErrors quiet;
  return impl_->dataset->GetLayerByName(std::string(name).c_str()) != nullptr;
}

std::vector<std::string> Database::layer_names() const {
  std::vector<std::string> names;
  for (OGRLayer* const layer : impl_->dataset->GetLayers()) {
    names.emplace_back(layer->GetName());
  }
  return names;
}

std::vector<FieldDef> Database::fields(std::string_view layer) const {
  GdalErrors quiet;
  OGRLayer* const handle = impl_->dataset->GetLayerByName(std::string(layer).c_str());
  return handle != nullptr ? fields_of(*handle->GetLayerDefn()) : std::vector<FieldDef>();
}

void Database::expect(std::vector<LayerDef> const& layers) noexcept { impl_->expected = &layers; }

base::Status Database::add_layer(LayerDef const& layer) {
  GdalErrors errors;
  CPLStringList options;
  options.SetNameValue("FID", "fid");
  if (layer.geometry != GeometryType::none) {
    options.SetNameValue("GEOMETRY_NAME", "geom");
    options.SetNameValue("SPATIAL_INDEX", layer.spatial_index ? "YES" : "NO");
  }
  auto const wgs84 = make_wgs84();
  OGRLayer* const made =
      impl_->dataset->CreateLayer(layer.name.c_str(), layer.geometry == GeometryType::none ? nullptr : wgs84.get(),
                                  ogr_geometry_type(layer.geometry), options.List());
  CARTABLE_TRY(errors.check_that(made != nullptr, ErrorCode::internal,
                                 fmt::format("{}: making the table {}", impl_->where, layer.name)));
  for (auto const& field : layer.fields) {
    CARTABLE_TRY(add_field(layer.name, field));
  }
  CARTABLE_TRY(errors.check(made->SyncToDisk(), ErrorCode::internal,
                            fmt::format("{}: making the table {}", impl_->where, layer.name)));
  CARTABLE_ASSIGN(auto* const used, impl_->layer(layer.name));
  used->touched = true;  // so that its count is written: GDAL leaves it null, and null it would stay
  return {};
}

base::Status Database::add_field(std::string_view layer, FieldDef const& field) {
  GdalErrors errors;
  OGRLayer* const handle = impl_->dataset->GetLayerByName(std::string(layer).c_str());
  auto const doing = fmt::format("{}: adding the column {} to {}", impl_->where, field.name, layer);
  CARTABLE_TRY(errors.check_that(handle != nullptr, ErrorCode::internal, doing));
  OGRFieldDefn definition(field.name.c_str(), ogr_type(field.type));
  definition.SetUnique(field.unique ? TRUE : FALSE);
  CARTABLE_TRY(errors.check(handle->CreateField(&definition, FALSE), ErrorCode::internal, doing));
  bool const touched = impl_->layers.contains(layer) && impl_->layers.find(layer)->second.touched;
  impl_->layers.erase(std::string(layer));
  if (touched) {
    CARTABLE_ASSIGN(auto* const used, impl_->layer(layer));
    used->touched = true;
  }
  return {};
}

base::Status Database::begin(std::string const& first_write) {
  CARTABLE_ASSERT(impl_->mode == Mode::update && !impl_->in_transaction);
  CARTABLE_TRY(impl_->execute(fmt::format("PRAGMA busy_timeout={}", kWritePatience.count())));
  GdalErrors errors;
  CARTABLE_TRY(errors.check(impl_->dataset->StartTransaction(FALSE), ErrorCode::locked, impl_->where));
  impl_->in_transaction = true;
  if (auto taken = impl_->execute(first_write); !taken) {
    rollback();
    return taken;
  }
  return {};
}

base::Status Database::Impl::sync_touched() {
  for (auto& [name, layer] : layers) {
    if (!layer.touched) {
      continue;
    }
    GdalErrors errors;
    CARTABLE_TRY(errors.check(layer.handle->SyncToDisk(), ErrorCode::internal, fmt::format("{}: {}", where, name)));
    // GDAL only widens the extent, and writes it when the file is closed: after our commit, so a killed process
    // would leave the old one. The index of rows by name is in gpkg_contents under the layer's name.
    if (layer.handle->GetGeomType() != wkbNone) {
      CARTABLE_TRY(execute(fmt::format(
          "UPDATE gpkg_contents SET (min_x,min_y,max_x,max_y)=(SELECT min(ST_MinX(geom)),min(ST_MinY(geom)),"
          "max(ST_MaxX(geom)),max(ST_MaxY(geom)) FROM \"{0}\") WHERE table_name='{0}'",
          name)));
    }
    CARTABLE_TRY(execute(fmt::format(
        "UPDATE gpkg_ogr_contents SET feature_count=(SELECT count(*) FROM \"{0}\") WHERE table_name='{0}'", name)));
    CARTABLE_TRY(execute(fmt::format(
        "UPDATE gpkg_contents SET last_change=strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name='{}'", name)));
  }
  return {};
}

base::Status Database::commit() {
  CARTABLE_ASSERT(impl_->in_transaction);
  auto done = impl_->sync_touched();
  if (done) {
    done = impl_->execute(fmt::format("PRAGMA busy_timeout={}", kCommitPatience.count()));
  }
  if (done) {
    GdalErrors errors;
    done = errors.check(impl_->dataset->CommitTransaction(), ErrorCode::internal, impl_->where);
  }
  if (!done) {
    rollback();
    return done;
  }
  impl_->in_transaction = false;
  for (auto& [name, layer] : impl_->layers) {
    layer.touched = false;
  }
  return {};
}

void Database::rollback() noexcept {
  if (impl_->in_transaction) {
    GdalErrors quiet;
    impl_->dataset->RollbackTransaction();
    impl_->in_transaction = false;
  }
}

base::Status Database::execute(std::string const& sql) { return impl_->execute(sql); }

base::Result<std::optional<FieldValue>> Database::query_value(std::string const& sql) {
  GdalErrors errors;
  OGRLayer* const rows = impl_->dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (rows == nullptr) {
    if (errors.any()) {
      return tl::unexpected(errors.error(ErrorCode::internal, impl_->where));
    }
    return std::optional<FieldValue>();
  }
  std::optional<FieldValue> out;
  if (OGRFeatureUniquePtr const row(rows->GetNextFeature()); row) {
    if (row->GetFieldCount() == 0) {
      out = FieldValue(static_cast<std::int64_t>(row->GetFID()));  // a column of row ids is taken for the FID
    } else if (!row->IsFieldSetAndNotNull(0)) {
      out = FieldValue();
    } else {
      switch (row->GetFieldDefnRef(0)->GetType()) {
        case OFTInteger:
        case OFTInteger64: out = FieldValue(static_cast<std::int64_t>(row->GetFieldAsInteger64(0))); break;
        case OFTReal: out = FieldValue(row->GetFieldAsDouble(0)); break;
        case OFTBinary: {
          int size = 0;
          GByte const* const bytes = row->GetFieldAsBinary(0, &size);
          out = FieldValue(std::string(reinterpret_cast<char const*>(bytes), static_cast<std::size_t>(size)));
          break;
        }
        default: out = FieldValue(std::string(row->GetFieldAsString(0)));
      }
    }
  }
  impl_->dataset->ReleaseResultSet(rows);
  if (errors.any()) {
    return tl::unexpected(errors.error(ErrorCode::internal, impl_->where));
  }
  return out;
}

}  // namespace cartable::geo
