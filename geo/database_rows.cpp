#include "base/assert.hpp"
#include "base/time.hpp"
#include "geo/database.hpp"
#include "geo/database_impl.hpp"
#include "geo/gdal_support.hpp"
#include "geo/wkb_reader.hpp"

#include <cpl_string.h>
#include <ogr_recordbatch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <future>
#include <optional>
#include <utility>

// Rows in and out of a Database. Reading goes through OGR's Arrow stream: for a million rows of forty columns it
// takes a third of the time that features take, as no text is copied before our own records are made.
namespace cartable::geo {
namespace {

using base::ErrorCode;

constexpr std::int64_t kBatchRows = 16384;  ///< of an Arrow stream: a batch stays in the processor's cache

/// Releases what the Arrow C interface hands over.
struct StreamHolder {
  ArrowArrayStream stream{};
  ~StreamHolder() {
    if (stream.release != nullptr) {
      stream.release(&stream);
    }
  }
};
struct SchemaHolder {
  ArrowSchema schema{};
  ~SchemaHolder() {
    if (schema.release != nullptr) {
      schema.release(&schema);
    }
  }
};
struct ArrayHolder {
  ArrowArray array{};
  std::optional<base::Error> error;

  ArrayHolder() = default;
  ArrayHolder(ArrayHolder&& other) noexcept
      : array(std::exchange(other.array, ArrowArray{})), error(std::move(other.error)) {}
  ArrayHolder(ArrayHolder const&) = delete;
  ArrayHolder& operator=(ArrayHolder const&) = delete;
  ArrayHolder& operator=(ArrayHolder&&) = delete;
  ~ArrayHolder() {
    if (array.release != nullptr) {
      array.release(&array);
    }
  }
};

enum class Shape : std::uint8_t { absent, int32, int64, float64, bytes32, bytes64, milliseconds, bits, other };

Shape shape_of(std::string_view format) noexcept {
  if (format == "i") {
    return Shape::int32;
  }
  if (format == "l") {
    return Shape::int64;
  }
  if (format == "g") {
    return Shape::float64;
  }
  if (format == "u" || format == "z") {
    return Shape::bytes32;
  }
  if (format == "U" || format == "Z") {
    return Shape::bytes64;
  }
  if (format.starts_with("tsm:")) {
    return Shape::milliseconds;
  }
  return format == "b" ? Shape::bits : Shape::other;
}

bool bit(void const* bits, std::size_t at) noexcept {
  return (static_cast<unsigned char const*>(bits)[at / 8] >> (at % 8) & 1U) != 0;
}

std::int64_t truncated(double value) noexcept { return std::abs(value) < 9e18 ? static_cast<std::int64_t>(value) : 0; }

struct Column {
  Shape shape = Shape::absent;
  ArrowArray const* array = nullptr;

  [[nodiscard]] std::size_t at(std::size_t row) const noexcept { return row + static_cast<std::size_t>(array->offset); }
  [[nodiscard]] bool is_null(std::size_t row) const noexcept {
    return array == nullptr || (array->buffers[0] != nullptr && !bit(array->buffers[0], at(row)));
  }
  template <class T>
  [[nodiscard]] T value(std::size_t row) const noexcept {
    return static_cast<T const*>(array->buffers[1])[at(row)];
  }
  [[nodiscard]] std::string_view bytes(std::size_t row) const noexcept {
    auto const cut = [&]<class Offset>(Offset const* offsets) {
      auto const begin = static_cast<std::size_t>(offsets[at(row)]);
      auto const end = static_cast<std::size_t>(offsets[at(row) + 1]);
      return std::string_view(static_cast<char const*>(array->buffers[2]) + begin, end - begin);
    };
    return shape == Shape::bytes32 ? cut(static_cast<std::int32_t const*>(array->buffers[1]))
                                   : cut(static_cast<std::int64_t const*>(array->buffers[1]));
  }
};

class ArrowBatch final : public RowBatch {
 public:
  std::vector<Column> columns;
  Column fids, geometries;
  std::size_t rows = 0;

  [[nodiscard]] std::size_t size() const noexcept override { return rows; }
  [[nodiscard]] std::int64_t fid(std::size_t row) const noexcept override {
    return fids.is_null(row) ? -1 : number(fids, row);
  }
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const noexcept override {
    return columns[column].is_null(row);
  }
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const noexcept override {
    auto const& c = columns[column];
    return (c.shape == Shape::bytes32 || c.shape == Shape::bytes64) && !c.is_null(row) ? c.bytes(row)
                                                                                       : std::string_view();
  }
  [[nodiscard]] std::int64_t integer(std::size_t column, std::size_t row) const noexcept override {
    return columns[column].is_null(row) ? 0 : number(columns[column], row);
  }
  [[nodiscard]] double real(std::size_t column, std::size_t row) const noexcept override {
    auto const& c = columns[column];
    if (c.is_null(row)) {
      return 0;
    }
    return c.shape == Shape::float64 ? c.value<double>(row) : static_cast<double>(number(c, row));
  }
  [[nodiscard]] std::int64_t milliseconds(std::size_t column, std::size_t row) const noexcept override {
    auto const& c = columns[column];
    return c.shape == Shape::milliseconds && !c.is_null(row) ? c.value<std::int64_t>(row) : 0;
  }
  [[nodiscard]] base::Result<Geometry> geometry(std::size_t row) const override {
    if (geometries.is_null(row)) {
      return Geometry();
    }
    return read_wkb(geometries.bytes(row));
  }

 private:
  [[nodiscard]] static std::int64_t number(Column const& c, std::size_t row) noexcept {
    switch (c.shape) {
      case Shape::int32: return c.value<std::int32_t>(row);
      case Shape::int64:
      case Shape::milliseconds: return c.value<std::int64_t>(row);
      case Shape::float64: return truncated(c.value<double>(row));
      case Shape::bits: return bit(c.array->buffers[1], c.at(row)) ? 1 : 0;
      default: return 0;
    }
  }
};

/// The same over features, for a connection that writes: once a row was updated in a transaction, GDAL 3.6.2's
/// Arrow stream gives no rows at all, or never ends.
class FeatureBatch final : public RowBatch {
 public:
  std::vector<int> columns;  ///< OGR's field index of each
  std::vector<OGRFeatureUniquePtr> features;

  [[nodiscard]] std::size_t size() const noexcept override { return features.size(); }
  [[nodiscard]] std::int64_t fid(std::size_t row) const noexcept override { return features[row]->GetFID(); }
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const noexcept override {
    return features[row]->IsFieldSetAndNotNull(columns[column]) == 0;
  }
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const noexcept override {
    if (is_null(column, row)) {
      return {};
    }
    OGRField const& field = *features[row]->GetRawFieldRef(columns[column]);
    switch (type(column, row)) {
      case OFTString: return field.String;
      case OFTBinary:
        return {reinterpret_cast<char const*>(field.Binary.paData), static_cast<std::size_t>(field.Binary.nCount)};
      default: return {};
    }
  }
  [[nodiscard]] std::int64_t integer(std::size_t column, std::size_t row) const noexcept override {
    switch (is_null(column, row) ? OFTString : type(column, row)) {
      case OFTInteger:
      case OFTInteger64: return features[row]->GetFieldAsInteger64(columns[column]);
      case OFTReal: return truncated(features[row]->GetFieldAsDouble(columns[column]));
      default: return 0;
    }
  }
  [[nodiscard]] double real(std::size_t column, std::size_t row) const noexcept override {
    return type(column, row) == OFTReal && !is_null(column, row) ? features[row]->GetFieldAsDouble(columns[column])
                                                                 : static_cast<double>(integer(column, row));
  }
  [[nodiscard]] std::int64_t milliseconds(std::size_t column, std::size_t row) const noexcept override {
    if (is_null(column, row) || type(column, row) != OFTDateTime) {
      return 0;
    }
    using namespace std::chrono;
    auto const& date = features[row]->GetRawFieldRef(columns[column])->Date;
    auto const day = sys_days(year(date.Year) / month(date.Month) / date.Day);
    // OGR's zones count quarters of an hour from 100; 0 and 1 are unknown and local, which we never write.
    minutes const zone(date.TZFlag > 1 ? (date.TZFlag - 100) * 15 : 0);
    auto const moment = day.time_since_epoch() + hours(date.Hour) + minutes(date.Minute) - zone;
    return duration_cast<std::chrono::milliseconds>(moment).count() +
           std::llround(static_cast<double>(date.Second) * 1000);
  }
  [[nodiscard]] base::Result<Geometry> geometry(std::size_t row) const override {
    OGRGeometry const* const found = features[row]->GetGeometryRef();
    if (found == nullptr) {
      return Geometry();
    }
    std::string bytes(found->WkbSize(), '\0');
    if (found->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso) != OGRERR_NONE) {
      return base::fail(ErrorCode::corrupt, "a geometry cannot be read");
    }
    return read_wkb(bytes);
  }

 private:
  [[nodiscard]] OGRFieldType type(std::size_t column, std::size_t row) const noexcept {
    return features[row]->GetFieldDefnRef(columns[column])->GetType();
  }
};

base::Status scan_features(OGRLayer& layer, FeatureBatch& batch, GdalErrors& errors, std::string const& doing,
                           std::function<base::Status(RowBatch const&)> const& take) {
  constexpr std::size_t kRows = 256;
  layer.ResetReading();
  while (true) {
    batch.features.clear();
    while (batch.features.size() < kRows) {
      OGRFeatureUniquePtr feature(layer.GetNextFeature());
      if (!feature) {
        break;
      }
      batch.features.push_back(std::move(feature));
    }
    if (errors.any()) {
      return tl::unexpected(errors.error(ErrorCode::corrupt, doing));
    }
    if (batch.features.empty()) {
      return {};
    }
    CARTABLE_TRY(take(batch));
  }
}

/// The layer's filter and field choice as they were made, undone at the end.
class Narrowed {
 public:
  explicit Narrowed(OGRLayer& layer) : layer_(layer) {}
  ~Narrowed() {
    GdalErrors quiet;
    layer_.SetAttributeFilter(nullptr);
    layer_.SetIgnoredFields(static_cast<char const**>(nullptr));
    layer_.ResetReading();
  }
  Narrowed(Narrowed const&) = delete;
  Narrowed& operator=(Narrowed const&) = delete;

 private:
  OGRLayer& layer_;
};

base::Status fill(Database::Impl::Layer& layer, Row const& row) {
  OGRFeature& feature = *layer.feature;
  CARTABLE_ASSERT(row.fields.size() == layer.columns.size());
  feature.SetFID(row.fid < 0 ? OGRNullFID : row.fid);
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    int const field = layer.fields[i];
    auto const& value = row.fields[i];
    if (std::holds_alternative<std::monostate>(value)) {
      feature.SetFieldNull(field);
    } else if (auto const* const integer = std::get_if<std::int64_t>(&value)) {
      feature.SetField(field, static_cast<GIntBig>(*integer));
    } else if (auto const* const real = std::get_if<double>(&value)) {
      feature.SetField(field, *real);
    } else if (auto const& text = std::get<std::string>(value); layer.columns[i].type == FieldType::binary) {
      feature.SetField(field, static_cast<int>(text.size()), static_cast<void const*>(text.data()));
    } else {
      feature.SetField(field, text.c_str());
      if (layer.columns[i].type == FieldType::datetime && !feature.IsFieldSetAndNotNull(field)) {
        return base::fail(ErrorCode::invalid_value, "\"{}\": is not a date and time like 2026-11-23T08:00:00Z", text);
      }
    }
  }
  feature.SetGeometryDirectly(to_ogr(row.geometry).release());
  return {};
}

}  // namespace

std::string Database::to_datetime(std::int64_t milliseconds) {
  using namespace std::chrono;
  std::string text =
      base::to_rfc3339(system_clock::time_point(floor<seconds>(std::chrono::milliseconds(milliseconds))));
  if (std::int64_t const rest = ((milliseconds % 1000) + 1000) % 1000; rest != 0) {
    text.insert(text.size() - 1, fmt::format(".{:03}", rest));
  }
  return text;
}

base::Status Database::insert(std::string_view layer, Row const& row) {
  CARTABLE_ASSIGN(auto* const to, impl_->layer(layer));
  GdalErrors errors;
  CARTABLE_TRY(fill(*to, row));
  to->touched = true;
  return errors.check(to->handle->CreateFeature(to->feature.get()), ErrorCode::internal,
                      fmt::format("{}: adding to {}", impl_->where, layer));
}

base::Status Database::update(std::string_view layer, Row const& row) {
  CARTABLE_ASSERT(row.fid >= 0);
  CARTABLE_ASSIGN(auto* const to, impl_->layer(layer));
  GdalErrors errors;
  CARTABLE_TRY(fill(*to, row));
  to->touched = true;
  return errors.check(to->handle->SetFeature(to->feature.get()), ErrorCode::internal,
                      fmt::format("{}: changing row {} of {}", impl_->where, row.fid, layer));
}

base::Status Database::erase(std::string_view layer, std::int64_t fid) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  GdalErrors errors;
  from->touched = true;
  return errors.check(from->handle->DeleteFeature(fid), ErrorCode::internal,
                      fmt::format("{}: removing row {} of {}", impl_->where, fid, layer));
}

base::Status Database::scan(std::string_view layer, std::string const& where, std::vector<std::string> const& columns,
                            bool with_geometry, std::function<base::Status(RowBatch const&)> const& take) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  auto const doing = fmt::format("{}: reading {}", impl_->where, layer);
  GdalErrors errors;
  Narrowed const narrowed(*from->handle);
  CPLStringList ignored;
  OGRFeatureDefn* const definition = from->handle->GetLayerDefn();
  for (int i = 0; i < definition->GetFieldCount(); ++i) {
    char const* const name = definition->GetFieldDefn(i)->GetNameRef();
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
      ignored.AddString(name);
    }
  }
  if (!with_geometry) {
    ignored.AddString("OGR_GEOMETRY");
  }
  CARTABLE_TRY(errors.check(from->handle->SetIgnoredFields(const_cast<char const**>(ignored.List())),
                            ErrorCode::internal, doing));
  CARTABLE_TRY(errors.check(from->handle->SetAttributeFilter(where.empty() ? nullptr : where.c_str()),
                            ErrorCode::internal, doing));
  if (impl_->mode == Mode::update) {
    FeatureBatch batch;
    for (auto const& name : columns) {
      batch.columns.push_back(definition->GetFieldIndex(name.c_str()));
      if (batch.columns.back() < 0) {
        return base::fail(ErrorCode::corrupt, "{}: the table {} has no column {}", impl_->where, layer, name);
      }
    }
    return scan_features(*from->handle, batch, errors, doing, take);
  }
  CPLStringList options;
  options.SetNameValue("INCLUDE_FID", "YES");
  options.SetNameValue("MAX_FEATURES_IN_BATCH", std::to_string(kBatchRows).c_str());
  StreamHolder stream;
  CARTABLE_TRY(
      errors.check_that(from->handle->GetArrowStream(&stream.stream, options.List()), ErrorCode::internal, doing));
  SchemaHolder schema;
  CARTABLE_TRY(
      errors.check_that(stream.stream.get_schema(&stream.stream, &schema.schema) == 0, ErrorCode::internal, doing));

  std::string const fid_name = from->handle->GetFIDColumn();
  std::string const geometry_name = from->handle->GetGeometryColumn();
  auto const child_of = [&](std::string_view name) -> std::int64_t {
    for (std::int64_t i = 0; i < schema.schema.n_children; ++i) {
      if (name == schema.schema.children[i]->name) {
        return i;
      }
    }
    return -1;
  };
  std::vector<std::int64_t> children;
  for (auto const& name : columns) {
    children.push_back(child_of(name));
    if (children.back() < 0) {
      return base::fail(ErrorCode::corrupt, "{}: the table {} has no column {}", impl_->where, layer, name);
    }
  }
  auto const fetch = [&stream, &doing] {
    GdalErrors own;  // errors are told to the thread that met them
    ArrayHolder out;
    if (stream.stream.get_next(&stream.stream, &out.array) != 0 || own.any()) {
      out.error = own.error(ErrorCode::corrupt, doing);
    }
    return out;
  };
  // Of a large table the next rows are fetched while these are taken: one thread at a time has the dataset.
  std::future<ArrayHolder> next;
  while (true) {
    ArrayHolder const array = next.valid() ? next.get() : fetch();
    if (array.error) {
      return tl::unexpected(*array.error);
    }
    if (array.array.release == nullptr) {
      return {};
    }
    if (array.array.length == kBatchRows) {
      next = std::async(std::launch::async, fetch);
    }
    ArrowBatch batch;
    batch.rows = static_cast<std::size_t>(array.array.length);
    auto const column_of = [&](std::int64_t child) {
      return child < 0 ? Column()
                       : Column{.shape = shape_of(schema.schema.children[child]->format),
                                .array = array.array.children[child]};
    };
    for (std::int64_t const child : children) {
      batch.columns.push_back(column_of(child));
    }
    batch.fids = column_of(child_of(fid_name));
    batch.geometries = column_of(with_geometry ? child_of(geometry_name) : -1);
    CARTABLE_TRY(take(batch));
  }
}

base::Status Database::read(std::string_view layer, std::string const& where, std::function<bool(Row&&)> const& take) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  auto const& defs = from->columns;
  std::vector<std::string> columns;
  for (auto const& def : defs) {
    columns.push_back(def.name);
  }
  bool const with_geometry = from->handle->GetGeomType() != wkbNone;
  std::vector<Row> rows;
  CARTABLE_TRY(scan(layer, where, columns, with_geometry, [&](RowBatch const& batch) -> base::Status {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Row row;
      row.fid = batch.fid(i);
      CARTABLE_ASSIGN(row.geometry, batch.geometry(i));
      row.fields.resize(defs.size());
      for (std::size_t c = 0; c < defs.size(); ++c) {
        if (batch.is_null(c, i)) {
          continue;
        }
        switch (defs[c].type) {
          case FieldType::integer:
          case FieldType::integer64: row.fields[c] = batch.integer(c, i); break;
          case FieldType::real: row.fields[c] = batch.real(c, i); break;
          case FieldType::datetime: row.fields[c] = to_datetime(batch.milliseconds(c, i)); break;
          case FieldType::text:
          case FieldType::binary: row.fields[c] = std::string(batch.text(c, i)); break;
        }
      }
      rows.push_back(std::move(row));
    }
    return {};
  }));
  std::sort(rows.begin(), rows.end(), [](Row const& a, Row const& b) { return a.fid < b.fid; });
  for (auto& row : rows) {
    if (!take(std::move(row))) {
      break;
    }
  }
  return {};
}

}  // namespace cartable::geo
