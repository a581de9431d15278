#include "base/assert.hpp"
#include "base/time.hpp"
#include "geo/database.hpp"
#include "geo/database_impl.hpp"
#include "geo/gdal_support.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

// Rows in and out of a Database.
namespace cartable::geo {

using base::ErrorCode;

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

base::Status fill_feature(Database::Impl::Layer& layer, Row const& row, bool as_text) {
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
      if (as_text) {
        feature.SetField(field, fmt::format("{}", *real).c_str());
      } else {
        feature.SetField(field, *real);
      }
    } else if (auto const& text = std::get<std::string>(value); layer.columns[i].type == FieldType::binary) {
      if (as_text) {
        std::string hex;
        hex.reserve(2 + text.size() * 2);
        hex = "\\x";
        append_hex(hex, text);
        feature.SetField(field, hex.c_str());
      } else {
        feature.SetField(field, static_cast<int>(text.size()), static_cast<void const*>(text.data()));
      }
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
  to->touched = true;
  to->has_given_fids = to->has_given_fids || row.fid >= 0;
  return impl_->insert(std::string(layer), *to, row);
}

base::Status Database::update(std::string_view layer, Row const& row) {
  CARTABLE_ASSERT(row.fid >= 0);
  CARTABLE_ASSIGN(auto* const to, impl_->layer(layer));
  to->touched = true;
  return impl_->update(std::string(layer), *to, row);
}

base::Status Database::erase(std::string_view layer, std::int64_t fid) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  from->touched = true;
  return impl_->erase(std::string(layer), *from, fid);
}

base::Status Database::scan(std::string_view layer, std::string const& where, std::vector<std::string> const& columns,
                            bool with_geometry, std::function<base::Status(RowBatch const&)> const& take) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  return impl_->scan(std::string(layer), *from, where, columns, with_geometry, take);
}

base::Status Database::read(std::string_view layer, std::string const& where, std::function<bool(Row&&)> const& take) {
  CARTABLE_ASSIGN(auto* const from, impl_->layer(layer));
  auto const& defs = from->columns;
  std::vector<std::string> columns;
  columns.reserve(defs.size());
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
