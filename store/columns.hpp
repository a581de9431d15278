#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"
#include "store/json_fields.hpp"
#include "store/model.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// How one member of a record is one column: its type, and both ways. "Not known" (empty text, empty list,
/// `unknown`) is null, so that a person who opens the file in QGIS sees an empty cell.
namespace cartable::store {

/// The column's text and back, for all that is kept as text. false: not a text of that kind.
[[nodiscard]] inline std::string column_text(std::string const& value) { return value; }
[[nodiscard]] inline bool read_column_text(std::string_view text, std::string& out) {
  out.assign(text);
  return true;
}
template <class T>
concept JsonField = requires(T const& value, T& out) {
  { to_json_field(value) } -> std::same_as<std::string>;
  { from_json_field(std::string_view(), out) } -> std::same_as<bool>;
};
template <JsonField T>
[[nodiscard]] std::string column_text(T const& value) {
  return to_json_field(value);
}
template <JsonField T>
[[nodiscard]] bool read_column_text(std::string_view text, T& out) {
  if (text.empty()) {
    out.clear();
    return true;
  }
  return from_json_field(text, out);
}

[[nodiscard]] std::string column_text(Visibility value);
[[nodiscard]] std::string column_text(RecordStatus value);
[[nodiscard]] std::string column_text(Fee value);
[[nodiscard]] std::string column_text(Wheelchair value);
[[nodiscard]] std::string column_text(Tri value);
[[nodiscard]] bool read_column_text(std::string_view text, Visibility& out);
[[nodiscard]] bool read_column_text(std::string_view text, RecordStatus& out);
[[nodiscard]] bool read_column_text(std::string_view text, Fee& out);
[[nodiscard]] bool read_column_text(std::string_view text, Wheelchair& out);
[[nodiscard]] bool read_column_text(std::string_view text, Tri& out);

/// A position as text: "[-123.1207,49.2827]".
[[nodiscard]] std::string column_text(std::optional<geo::LonLat> const& value);
[[nodiscard]] std::string column_text(geo::LonLat value);
[[nodiscard]] bool read_column_text(std::string_view text, std::optional<geo::LonLat>& out);
[[nodiscard]] bool read_column_text(std::string_view text, geo::LonLat& out);

/// Numbers as text, for values that are kept beside a record (field provenance).
[[nodiscard]] std::string column_text(std::int64_t value);
[[nodiscard]] std::string column_text(std::optional<int> const& value);
[[nodiscard]] std::string column_text(std::optional<double> const& value);
[[nodiscard]] bool read_column_text(std::string_view text, std::int64_t& out);
[[nodiscard]] bool read_column_text(std::string_view text, std::optional<int>& out);
[[nodiscard]] bool read_column_text(std::string_view text, std::optional<double>& out);
template <std::integral T>
requires(!std::same_as<T, std::int64_t>) [[nodiscard]] std::string column_text(T value) {
  return column_text(static_cast<std::int64_t>(value));
}
template <std::integral T>
requires(!std::same_as<T, std::int64_t>) [[nodiscard]] bool read_column_text(std::string_view text, T& out) {
  std::int64_t number = 0;
  bool const good = read_column_text(text, number) && std::in_range<T>(number);
  out = good ? static_cast<T>(number) : T{};
  return good;
}
/// Areas and lines are set by importers only.
[[nodiscard]] inline std::string column_text(geo::MultiPolygon const&) { return {}; }
[[nodiscard]] inline std::string column_text(geo::LineString const&) { return {}; }
[[nodiscard]] inline bool read_column_text(std::string_view, geo::MultiPolygon&) { return false; }
[[nodiscard]] inline bool read_column_text(std::string_view, geo::LineString&) { return false; }

template <class T>
[[nodiscard]] constexpr geo::FieldType column_type() {
  if constexpr (std::same_as<T, std::int64_t>) {
    return geo::FieldType::integer64;
  } else if constexpr (std::integral<T> || std::same_as<T, std::optional<int>>) {
    return geo::FieldType::integer;
  } else if constexpr (std::same_as<T, std::optional<double>>) {
    return geo::FieldType::real;
  } else if constexpr (std::same_as<T, geo::MultiPolygon>) {
    return geo::FieldType::binary;
  } else {
    return geo::FieldType::text;
  }
}

/// An area in a binary column: well-known binary, empty for none.
[[nodiscard]] std::string area_bytes(geo::MultiPolygon const& area);
[[nodiscard]] bool read_area_bytes(std::string_view bytes, geo::MultiPolygon& out);

template <class T>
void write_column(T const& value, geo::FieldValue& out) {
  if constexpr (std::integral<T>) {
    out = static_cast<std::int64_t>(value);
  } else if constexpr (std::same_as<T, std::optional<int>>) {
    out = value ? geo::FieldValue(static_cast<std::int64_t>(*value)) : geo::FieldValue();
  } else if constexpr (std::same_as<T, std::optional<double>>) {
    out = value ? geo::FieldValue(*value) : geo::FieldValue();
  } else {
    std::string text;
    if constexpr (std::same_as<T, geo::MultiPolygon>) {
      text = area_bytes(value);
    } else {
      text = column_text(value);
    }
    out = text.empty() ? geo::FieldValue() : geo::FieldValue(std::move(text));
  }
}

/// \return false when the cell holds something that this program does not write there
template <class T>
[[nodiscard]] bool read_column(geo::RowBatch const& batch, std::size_t column, std::size_t row, T& out) {
  if constexpr (std::integral<T>) {
    std::int64_t const number = batch.integer(column, row);
    out = static_cast<T>(number);
    return std::in_range<T>(number);
  } else if constexpr (std::same_as<T, std::optional<int>>) {
    if (batch.is_null(column, row)) {
      out.reset();
      return true;
    }
    std::int64_t const number = batch.integer(column, row);
    out = static_cast<int>(number);
    return std::in_range<int>(number);
  } else if constexpr (std::same_as<T, std::optional<double>>) {
    out = batch.is_null(column, row) ? std::nullopt : std::optional(batch.real(column, row));
    return true;
  } else {
    if (batch.is_null(column, row)) {
      return true;  // records are read into fresh values
    }
    if constexpr (std::same_as<T, geo::MultiPolygon>) {
      return read_area_bytes(batch.text(column, row), out);
    } else {
      return read_column_text(batch.text(column, row), out);
    }
  }
}

/// The layer geometry of a record.
[[nodiscard]] inline geo::Geometry as_geometry(std::optional<geo::LonLat> const& p) {
  return p ? geo::Geometry(*p) : geo::Geometry();
}
[[nodiscard]] inline geo::Geometry as_geometry(geo::LonLat p) { return p; }
[[nodiscard]] inline geo::Geometry as_geometry(geo::LineString const& line) {
  return line.empty() ? geo::Geometry() : geo::Geometry(line);
}
[[nodiscard]] inline geo::Geometry as_geometry(geo::MultiPolygon const& area) {
  return area.empty() ? geo::Geometry() : geo::Geometry(area);
}
/// \return false when the geometry is of another kind (a person drew a line where a point belongs)
template <class T>
[[nodiscard]] bool from_geometry(geo::Geometry&& geometry, T& out) {
  if (std::holds_alternative<std::monostate>(geometry)) {
    return true;
  }
  if constexpr (std::same_as<T, std::optional<geo::LonLat>>) {
    auto const* const p = std::get_if<geo::LonLat>(&geometry);
    if (p != nullptr) {
      out = *p;
    }
    return p != nullptr;
  } else {
    T* const value = std::get_if<T>(&geometry);
    if (value != nullptr) {
      out = std::move(*value);
    }
    return value != nullptr;
  }
}

}  // namespace cartable::store
