#include "geo/database.hpp"

#include "base/assert.hpp"
#include "geo/database_impl.hpp"
#include "geo/database_url.hpp"
#include "geo/gdal_support.hpp"

#include <cpl_conv.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

// What both engines have in common: layers, transactions, statements.
namespace cartable::geo {

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

namespace {

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

}  // namespace

ThreadOption::ThreadOption(char const* key, std::string const& value) : key_(key) {
  if (char const* const before = CPLGetThreadLocalConfigOption(key, nullptr)) {
    before_ = before;
  }
  CPLSetThreadLocalConfigOption(key, value.c_str());
}

ThreadOption::~ThreadOption() { CPLSetThreadLocalConfigOption(key_, before_ ? before_->c_str() : nullptr); }

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

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Database::Impl::~Impl() { close(); }

void Database::Impl::close() noexcept {
  GdalErrors quiet;
  if (in_transaction && dataset) {
    dataset->RollbackTransaction();
  }
  in_transaction = false;
  layers.clear();
  dataset.reset();
}

base::Status Database::Impl::execute(std::string const& sql) {
  CARTABLE_TRY(flush());
  return execute_now(sql);
}

base::Status Database::Impl::execute_now(std::string const& sql) {
  GdalErrors errors;
  OGRLayer* const rows = dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (rows != nullptr) {
    dataset->ReleaseResultSet(rows);
  }
  if (errors.any()) {
    return tl::unexpected(explained(errors.error(ErrorCode::internal, where)));
  }
  return {};
}

base::Status Database::Impl::start_transaction() {
  GdalErrors errors;
  auto const started = errors.check(dataset->StartTransaction(FALSE), ErrorCode::locked, where);
  if (!started) {
    return explained_failure(started);
  }
  in_transaction = true;
  return {};
}

base::Result<Database::Impl::Layer*> Database::Impl::layer(std::string_view name) {
  if (auto const found = layers.find(name); found != layers.end()) {
    return &found->second;
  }
  if (!has_table(name)) {
    return base::fail(ErrorCode::corrupt, "{}: has no table {}", where, name);
  }
  GdalErrors errors;
  OGRLayer* const handle = dataset->GetLayerByName(std::string(name).c_str());
  if (handle == nullptr) {
    return tl::unexpected(errors.error(ErrorCode::corrupt, fmt::format("{}: opening the table {}", where, name)));
  }
  Layer made;
  made.handle = handle;
  OGRFeatureDefn* const definition = handle->GetLayerDefn();
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
  CARTABLE_TRY(make_feature(made));
  return &layers.emplace(std::string(name), std::move(made)).first->second;
}

base::Status Database::create(std::string const& where, std::vector<LayerDef> const& layers,
                              std::function<base::Status(Database&)> const& fill) {
  initialise_gdal();
  return is_database_url(where) ? create_pg(where, layers, fill) : create_gpkg(where, layers, fill);
}

base::Result<Database> Database::open(std::string const& where, Mode mode, std::chrono::milliseconds patience) {
  initialise_gdal();
  CARTABLE_ASSIGN(auto impl, is_database_url(where) ? open_pg(where, mode) : open_gpkg(where, mode, patience));
  return Database(std::move(impl));
}

base::Result<bool> Database::exists(std::string const& where) {
  if (is_database_url(where)) {
    initialise_gdal();
    return exists_pg(where);
  }
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(where, error));
}

base::Status Database::check_file(std::string const& path) { return check_gpkg(path); }

base::Status Database::copy_file(std::string const& from, std::string const& to) {
  CARTABLE_ASSIGN(auto city, open(from, Mode::read));
  CARTABLE_TRY(city.impl_->execute("COMMIT"));  // VACUUM reads in a transaction of its own
  return copy_gpkg(*city.impl_, to);
}

base::Result<std::string> Database::keep_copy(std::string const& suffix) {
  CARTABLE_ASSERT(impl_->mode == Mode::update && !impl_->in_transaction);
  return impl_->keep_copy(suffix);
}

bool Database::has_layer(std::string_view name) const {
  GdalErrors quiet;
  return impl_->has_table(name);
}

std::vector<std::string> Database::layer_names() const {
  GdalErrors quiet;
  return impl_->tables();
}

std::vector<FieldDef> Database::fields(std::string_view layer) const {
  GdalErrors quiet;
  OGRLayer* const handle =
      impl_->has_table(layer) ? impl_->dataset->GetLayerByName(std::string(layer).c_str()) : nullptr;
  return handle != nullptr ? fields_of(*handle->GetLayerDefn()) : std::vector<FieldDef>();
}

void Database::expect(std::vector<LayerDef> const& layers) noexcept { impl_->expected = &layers; }

base::Status Database::add_layer(LayerDef const& layer) {
  GdalErrors errors;
  CARTABLE_TRY(impl_->flush());
  CPLStringList options;
  options.SetNameValue("FID", "fid");
  if (layer.geometry != GeometryType::none) {
    options.SetNameValue("GEOMETRY_NAME", "geom");
  }
  impl_->layer_options(layer, options);
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
  CARTABLE_TRY(impl_->made_table(layer));
  CARTABLE_ASSIGN(auto* const used, impl_->layer(layer.name));
  used->touched = true;  // so that its count is written: GDAL leaves it null, and null it would stay
  return {};
}

base::Status Database::add_field(std::string_view layer, FieldDef const& field) {
  CARTABLE_TRY(impl_->flush());
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
  CARTABLE_TRY(impl_->before_begin());
  CARTABLE_TRY(impl_->start_transaction());
  auto taken = impl_->after_begin();
  if (taken) {
    taken = impl_->execute(first_write);
  }
  if (!taken) {
    rollback();
  }
  return taken;
}

base::Status Database::commit() {
  CARTABLE_ASSERT(impl_->in_transaction);
  auto done = impl_->flush();
  for (auto& [name, layer] : impl_->layers) {
    if (done && layer.touched) {
      done = impl_->sync(name, layer);
    }
  }
  if (done) {
    done = impl_->before_commit();
  }
  if (done) {
    GdalErrors errors;
    done = errors.check(impl_->dataset->CommitTransaction(), ErrorCode::internal, impl_->where);
  }
  if (!done) {
    rollback();
    return impl_->explained_failure(done);
  }
  impl_->in_transaction = false;
  for (auto& [name, layer] : impl_->layers) {
    layer.touched = layer.has_given_fids = false;
  }
  return {};
}

void Database::rollback() noexcept {
  if (impl_->in_transaction) {
    GdalErrors quiet;
    impl_->forget();
    impl_->dataset->RollbackTransaction();
    impl_->in_transaction = false;
  }
}

base::Status Database::execute(std::string const& sql) { return impl_->execute(sql); }

base::Result<std::optional<FieldValue>> Database::query_value(std::string const& sql) {
  CARTABLE_TRY(impl_->flush());
  GdalErrors errors;
  OGRLayer* const rows = impl_->dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
  if (rows == nullptr) {
    if (errors.any()) {
      return tl::unexpected(impl_->explained(errors.error(ErrorCode::internal, impl_->where)));
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
    return tl::unexpected(impl_->explained(errors.error(ErrorCode::internal, impl_->where)));
  }
  return out;
}

}  // namespace cartable::geo
