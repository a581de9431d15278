#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"
#include "store/city_file.hpp"
#include "store/city_reader.hpp"
#include "store/record_rows.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to store/city_*.cpp and migrations: what they do with an open city.
namespace cartable::store {

/// Opens a city of this program's schema version, or says in plain words what it is instead.
/// \param patience  how long to wait while somebody commits
[[nodiscard]] base::Result<geo::Database> open_city(std::string const& where, geo::Database::Mode mode,
                                                    std::chrono::milliseconds patience = std::chrono::seconds(10));
/// The schema version that a GeoPackage says it has. corrupt: it is not a city.
[[nodiscard]] base::Result<int> stored_version(geo::Database& city, std::string const& where);
[[nodiscard]] base::Result<Revisions> read_revisions(geo::Database& city);
/// Starts a write transaction. locked: somebody else is writing.
[[nodiscard]] base::Status begin_write(geo::Database& city);
[[nodiscard]] base::Status bump(geo::Database& city, std::set<Part> const& parts);
/// What every new city says of itself: its revisions, the program, the schema version.
[[nodiscard]] base::Status write_first_rows(geo::Database& city, Revisions const& revisions);
/// The pieces of derived values that satisfy an attribute filter, in the order of rows; ends with the error of `take`.
[[nodiscard]] base::Status read_chunks(geo::Database& city, std::string const& where,
                                       std::function<base::Status(DerivedChunk&&)> const& take);

/// Writes a record: a new row, or over the row given.
template <class R>
[[nodiscard]] base::Status write_record(geo::Database& city, geo::Row& row, R const& record, std::int64_t fid) {
  row.fid = fid;
  fill_row(record, row);
  return fid < 0 ? city.insert(Table<R>::info.name, row) : city.update(Table<R>::info.name, row);
}

/// Writes a record over the one with its id, if there is one.
template <class R>
[[nodiscard]] base::Status write_by_id(geo::Database& city, R const& record) {
  std::int64_t fid = -1;
  CARTABLE_TRY(city.scan(Table<R>::info.name, "id=" + geo::sql_quote(record.head.id), {}, false,
                         [&](geo::RowBatch const& batch) -> base::Status {
                           fid = batch.size() > 0 ? batch.fid(0) : fid;
                           return {};
                         }));
  geo::Row row;
  return write_record(city, row, record, fid);
}

template <class R>
[[nodiscard]] base::Result<std::vector<R>> collect(geo::Database& city, std::string const& where = {}) {
  std::vector<R> all;
  CARTABLE_TRY(read_records<R>(city, where, [&](R&& record, std::int64_t) { all.push_back(std::move(record)); }));
  return all;
}

}  // namespace cartable::store
