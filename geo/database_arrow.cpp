#include "geo/database_batches.hpp"
#include "geo/gdal_support.hpp"
#include "geo/wkb_reader.hpp"

#include <cpl_string.h>
#include <ogr_recordbatch.h>

#include <cmath>
#include <future>
#include <optional>
#include <utility>

// Rows of a layer through OGR's Arrow stream.
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

}  // namespace

base::Status scan_arrow(OGRLayer& layer, ScanRequest const& request,
                        std::function<base::Status(RowBatch const&)> const& take) {
  GdalErrors errors;
  Narrowed narrowed(layer);
  CARTABLE_TRY(narrowed.narrow(request));
  CPLStringList options;
  options.SetNameValue("INCLUDE_FID", "YES");
  options.SetNameValue("MAX_FEATURES_IN_BATCH", std::to_string(kBatchRows).c_str());
  StreamHolder stream;
  CARTABLE_TRY(
      errors.check_that(layer.GetArrowStream(&stream.stream, options.List()), ErrorCode::internal, request.doing));
  SchemaHolder schema;
  CARTABLE_TRY(errors.check_that(stream.stream.get_schema(&stream.stream, &schema.schema) == 0, ErrorCode::internal,
                                 request.doing));

  std::string const fid_name = layer.GetFIDColumn();
  std::string const geometry_name = layer.GetGeometryColumn();
  auto const child_of = [&](std::string_view name) -> std::int64_t {
    for (std::int64_t i = 0; i < schema.schema.n_children; ++i) {
      if (name == schema.schema.children[i]->name) {
        return i;
      }
    }
    return -1;
  };
  std::vector<std::int64_t> children;
  for (auto const& name : request.columns) {
    children.push_back(child_of(name));
    if (children.back() < 0) {
      return base::fail(ErrorCode::corrupt, "{}: there is no column {}", request.doing, name);
    }
  }
  auto const fetch = [&stream, &doing = request.doing] {
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
    batch.geometries = column_of(request.with_geometry ? child_of(geometry_name) : -1);
    CARTABLE_TRY(take(batch));
  }
}

}  // namespace cartable::geo
