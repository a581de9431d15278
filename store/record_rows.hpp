#pragma once

#include "geo/database.hpp"
#include "store/columns.hpp"
#include "store/schema.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// What is done with a record through its table's list of columns (schema.hpp): the layer's definition, a row of
/// it, a record from rows, and comparison.
namespace cartable::store {

namespace detail {

/// Gives a visitor the columns that every record has, then the record's own. The visitor has
/// `column(name, get, unique)`, `datetime(name, get)` and `geometry(get)`, where `get(record)` is the member.
template <class R, class V>
class ColumnList {
 public:
  explicit ColumnList(V& visitor) : visitor_(visitor) {}

  void run() {
    head("id", &RecordHead::id, true);
    head("source", &RecordHead::source);
    head("identifiers", &RecordHead::identifiers);
    head("visibility", &RecordHead::visibility);
    head("status", &RecordHead::status);
    head("valid_from", &RecordHead::valid_from);
    head("valid_to", &RecordHead::valid_to);
    visitor_.datetime(
        "first_seen", [](auto& record) -> auto& { return record.head.first_seen; });
    visitor_.datetime(
        "last_seen", [](auto& record) -> auto& { return record.head.last_seen; });
    Table<R>::columns(*this);
  }

  template <class M>
  void operator()(std::string_view name, M R::*member) {
    visitor_.column(
        name, [member](auto& record) -> auto& { return record.*member; }, false);
  }
  template <class M>
  void datetime(std::string_view name, M R::*member) {
    visitor_.datetime(
        name, [member](auto& record) -> auto& { return record.*member; });
  }
  template <class M>
  void geometry(M R::*member) {
    visitor_.geometry([member](auto& record) -> auto& { return record.*member; });
  }

 private:
  template <class M>
  void head(std::string_view name, M RecordHead::*member, bool unique = false) {
    visitor_.column(
        name, [member](auto& record) -> auto& { return record.head.*member; }, unique);
  }
  V& visitor_;
};

template <class R>
struct LayerDefiner {
  geo::LayerDef& layer;
  template <class Get>
  void column(std::string_view name, Get const&, bool unique) {
    using Member = std::remove_reference_t<std::invoke_result_t<Get, R&>>;
    layer.fields.push_back({.name = std::string(name), .type = column_type<Member>(), .unique = unique});
  }
  template <class Get>
  void datetime(std::string_view name, Get const&) {
    layer.fields.push_back({.name = std::string(name), .type = geo::FieldType::datetime});
  }
  template <class Get>
  void geometry(Get const&) {}
};

template <class R>
struct RowFiller {
  R const& record;
  geo::Row& row;
  std::size_t next = 0;
  template <class Get>
  void column(std::string_view, Get const& get, bool) {
    write_column(get(record), row.fields[next++]);
  }
  template <class Get>
  void datetime(std::string_view, Get const& get) {
    write_column(get(record), row.fields[next++]);
  }
  template <class Get>
  void geometry(Get const& get) {
    row.geometry = as_geometry(get(record));
  }
};

/// A run of equal moments is written out once: most records of a file were first seen in one import.
struct LastMoment {
  std::int64_t milliseconds = 0;
  std::string text = "1970-01-01T00:00:00Z";
};

template <class R>
struct RecordFiller {
  geo::RowBatch const& batch;
  std::size_t row;
  R& record;
  LastMoment& moment;
  std::string_view bad;  ///< the first column that could not be read
  std::size_t next = 0;
  template <class Get>
  void column(std::string_view name, Get const& get, bool) {
    if (!read_column(batch, next++, row, get(record)) && bad.empty()) {
      bad = name;
    }
  }
  template <class Get>
  void datetime(std::string_view, Get const& get) {
    std::size_t const at = next++;
    if (batch.is_null(at, row)) {
      return;
    }
    if (std::int64_t const found = batch.milliseconds(at, row); found != moment.milliseconds) {
      moment = {.milliseconds = found, .text = geo::Database::to_datetime(found)};
    }
    get(record) = moment.text;
  }
  template <class Get>
  void geometry(Get const& get) {
    auto found = batch.geometry(row);
    if (!found || !from_geometry(*std::move(found), get(record))) {
      bad = "geom";
    }
  }
};

/// When a record was seen is the store's own note, not content.
inline bool is_note_of_the_store(std::string_view name) noexcept { return name == "first_seen" || name == "last_seen"; }

template <class R>
struct Comparer {
  R const& a;
  R const& b;
  std::vector<std::string_view> different;
  template <class Get>
  void column(std::string_view name, Get const& get, bool) {
    if (!(get(a) == get(b))) {
      different.push_back(name);
    }
  }
  template <class Get>
  void datetime(std::string_view name, Get const& get) {
    if (!is_note_of_the_store(name)) {
      column(name, get, false);
    }
  }
  template <class Get>
  void geometry(Get const& get) {
    column("geom", get, false);
  }
};

template <class R>
struct Setter {
  R& record;
  std::string_view name, text;
  bool found = false, good = false;
  template <class Get>
  void column(std::string_view column_name, Get const& get, bool unique) {
    if (column_name == name && !unique) {
      found = true;
      good = read_column_text(text, get(record));
    }
  }
  template <class Get>
  void datetime(std::string_view, Get const&) {}
  template <class Get>
  void geometry(Get const& get) {
    column("geom", get, false);
  }
};

template <class R>
struct Getter {
  R const& record;
  std::string_view name;
  std::string text;
  template <class Get>
  void column(std::string_view column_name, Get const& get, bool) {
    if (column_name == name) {
      text = column_text(get(record));
    }
  }
  template <class Get>
  void datetime(std::string_view column_name, Get const& get) {
    column(column_name, get, false);
  }
  template <class Get>
  void geometry(Get const& get) {
    column("geom", get, false);
  }
};

template <class R, class V>
void visit(V& visitor) {
  ColumnList<R, V>(visitor).run();
}

}  // namespace detail

template <class R>
[[nodiscard]] geo::LayerDef layer_of() {
  geo::LayerDef layer{.name = std::string(Table<R>::info.name),
                      .geometry = Table<R>::info.geometry,
                      .fields = {},
                      .spatial_index = Table<R>::info.spatial_index};
  detail::LayerDefiner<R> definer{layer};
  detail::visit<R>(definer);
  return layer;
}

/// \param row  reused from record to record; its fid is left alone
template <class R>
void fill_row(R const& record, geo::Row& row) {
  static std::size_t const width = layer_of<R>().fields.size();
  row.fields.resize(width);
  detail::RowFiller<R> filler{record, row};
  detail::visit<R>(filler);
}

/// The columns whose values differ, the store's own notes (first and last seen) left out.
template <class R>
[[nodiscard]] std::vector<std::string_view> differences(R const& a, R const& b) {
  detail::Comparer<R> comparer{a, b, {}};
  detail::visit<R>(comparer);
  return std::move(comparer.different);
}

/// Sets a column from its text ("geom" for the position). invalid_value: no such column, or not a text for it.
template <class R>
[[nodiscard]] base::Status set_column(R& record, std::string_view name, std::string_view text) {
  detail::Setter<R> setter{record, name, text};
  detail::visit<R>(setter);
  if (!setter.found) {
    return base::fail(base::ErrorCode::invalid_value, "{}: a {} has no field of this name that can be set", name,
                      Table<R>::info.name);
  }
  if (!setter.good) {
    return base::fail(base::ErrorCode::invalid_value, "{}={}: not a value for this field of a {}", name, text,
                      Table<R>::info.name);
  }
  return {};
}

/// A column's value as text; empty when not known.
template <class R>
[[nodiscard]] std::string get_column(R const& record, std::string_view name) {
  detail::Getter<R> getter{record, name, {}};
  detail::visit<R>(getter);
  return std::move(getter.text);
}

/// Reads records, all of them or those that satisfy an attribute filter; `take(record, fid)` in the order of rows. A
/// `take` that gives a Status ends the reading with its error.
template <class R, class Take>
[[nodiscard]] base::Status read_records(geo::Database& from, std::string const& where, Take const& take) {
  std::vector<std::string> columns;
  for (auto& field : layer_of<R>().fields) {
    columns.push_back(std::move(field.name));
  }
  detail::LastMoment moment;
  bool const with_geometry = Table<R>::info.geometry != geo::GeometryType::none;
  return from.scan(Table<R>::info.name, where, columns, with_geometry, [&](geo::RowBatch const& batch) -> base::Status {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      R record;
      detail::RecordFiller<R> filler{batch, i, record, moment, {}};
      detail::visit<R>(filler);
      if (!filler.bad.empty()) {
        return base::fail(base::ErrorCode::corrupt,
                          "table {}, record {}: the value of {} is not one that this program writes; "
                          "mend it (QGIS opens the file) or use a backup",
                          Table<R>::info.name, record.head.id, filler.bad);
      }
      if constexpr (std::is_same_v<std::invoke_result_t<Take const&, R&&, std::int64_t>, base::Status>) {
        CARTABLE_TRY(take(std::move(record), batch.fid(i)));
      } else {
        take(std::move(record), batch.fid(i));
      }
    }
    return {};
  });
}

}  // namespace cartable::store
