#pragma once

#include "base/result.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::geo {

/// Some rows of a layer, column by column, as the reader got them. Views live until the call that gave the batch
/// returns. Columns are counted in the order in which they were asked for.
class RowBatch {
 public:
  virtual ~RowBatch() = default;
  RowBatch() = default;
  RowBatch(RowBatch const&) = delete;
  RowBatch& operator=(RowBatch const&) = delete;

  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  [[nodiscard]] virtual std::int64_t fid(std::size_t row) const noexcept = 0;
  [[nodiscard]] virtual bool is_null(std::size_t column, std::size_t row) const noexcept = 0;
  /// Of a text or binary column; empty for null or a column of another type.
  [[nodiscard]] virtual std::string_view text(std::size_t column, std::size_t row) const noexcept = 0;
  /// Of an integer column, or a real one rounded towards zero; 0 for null or a column of another type.
  [[nodiscard]] virtual std::int64_t integer(std::size_t column, std::size_t row) const noexcept = 0;
  [[nodiscard]] virtual double real(std::size_t column, std::size_t row) const noexcept = 0;
  /// Of a datetime column: milliseconds since 1970 in UTC.
  [[nodiscard]] virtual std::int64_t milliseconds(std::size_t column, std::size_t row) const noexcept = 0;
  [[nodiscard]] virtual base::Result<Geometry> geometry(std::size_t row) const = 0;
};

/// A database that this program owns: the city, in a GeoPackage file or in a schema of a PostgreSQL database with
/// PostGIS. Opened for reading or for update; belongs to one thread.
///
/// Follows the durability rules of docs/decisions/0001 and 0020: one transaction whose first statement is a write.
/// A reader sees one state from open to close. In a file it holds up a writer's commit for as long, so it reads to
/// the end and closes; and one Database a file and process at a time, others wait (file_turn.hpp).
class Database {
 public:
  enum class Mode : std::uint8_t { read, update };

  /// Makes a new database whole or not at all. A file: under a temporary name, all layers, synced, renamed into
  /// place, folder synced; a file of that name is never replaced (conflict). A schema: made where it is missing;
  /// one that holds tables already is left alone (conflict).
  /// \param where  "city.gpkg" or "postgresql://…/db?schema=lyon"
  [[nodiscard]] static base::Status create(std::string const& where, std::vector<LayerDef> const& layers,
                                           std::function<base::Status(Database&)> const& fill);
  /// \param patience  how long to wait for a writer's commit, or for another Database of this process
  [[nodiscard]] static base::Result<Database> open(std::string const& where, Mode mode,
                                                   std::chrono::milliseconds patience = std::chrono::seconds(10));
  /// Whether there is anything of that name: a file, or a schema with tables of its own.
  [[nodiscard]] static base::Result<bool> exists(std::string const& where);
  /// Whether `path` is a whole GeoPackage by its first 100 bytes and its length: not_found, unreadable (a folder,
  /// permissions) or corrupt (empty, truncated, another kind of file), in plain words.
  [[nodiscard]] static base::Status check_file(std::string const& path);
  /// A copy of a GeoPackage as it is at one moment, while others read and write it: under a temporary name, synced,
  /// renamed into place. A file of the new name is never replaced (conflict).
  [[nodiscard]] static base::Status copy_file(std::string const& from, std::string const& to);

  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  [[nodiscard]] bool has_layer(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> layer_names() const;
  /// The fields of a layer as the file has them; empty when there is no such layer.
  [[nodiscard]] std::vector<FieldDef> fields(std::string_view layer) const;
  [[nodiscard]] base::Status add_layer(LayerDef const& layer);
  [[nodiscard]] base::Status add_field(std::string_view layer, FieldDef const& field);

  /// The transaction's first statement is `first_write` (an UPDATE), so that the write lock is taken at once;
  /// another writer gives `locked`.
  [[nodiscard]] base::Status begin(std::string const& first_write);
  /// Syncs every layer touched, corrects the extents, commits.
  [[nodiscard]] base::Status commit();
  void rollback() noexcept;

  /// Says which columns a Row of these layers has, in which order; a file may have them in another order, or more.
  /// Without, rows have all columns in the file's order. \param layers  must outlive this object
  void expect(std::vector<LayerDef> const& layers) noexcept;

  /// Called many times, one prepared statement or one COPY serves all. Some of what is wrong with a row (an id that
  /// is there already) may be told by a later call only, at the latest by commit(). A fid that is given is kept.
  [[nodiscard]] base::Status insert(std::string_view layer, Row const& row);
  [[nodiscard]] base::Status update(std::string_view layer, Row const& row);  ///< by row.fid
  [[nodiscard]] base::Status erase(std::string_view layer, std::int64_t fid);
  /// Rows of a layer, optionally those that satisfy an SQL condition, in fid order; reads all by default.
  [[nodiscard]] base::Status read(std::string_view layer, std::string const& where,
                                  std::function<bool(Row&&)> const& take);
  /// The same by columns, for many rows: no copy is made of texts. \param columns  names; a missing one is corrupt
  [[nodiscard]] base::Status scan(std::string_view layer, std::string const& where,
                                  std::vector<std::string> const& columns, bool with_geometry,
                                  std::function<base::Status(RowBatch const&)> const& take);
  /// Keeps the database as it is now beside itself: the file "city.gpkg" + suffix, the schema "lyon" + suffix with
  /// "." as "_". Of a database opened for update, before its transaction begins. conflict: there is one already.
  /// \return the name of the copy
  [[nodiscard]] base::Result<std::string> keep_copy(std::string const& suffix);
  /// A statement in the engine's own SQL, for the few things OGR cannot say. No rows come back.
  [[nodiscard]] base::Status execute(std::string const& sql);
  /// First column of the first row of a query, if there is one.
  [[nodiscard]] base::Result<std::optional<FieldValue>> query_value(std::string const& sql);

  /// Milliseconds since 1970 as RFC 3339 in UTC, the form of a datetime in a Row ("2026-11-23T08:00:00Z").
  [[nodiscard]] static std::string to_datetime(std::int64_t milliseconds);

 public:
  struct Impl;  ///< for geo/database*.cpp

 private:
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A text as an SQL literal, quotes doubled.
[[nodiscard]] std::string sql_quote(std::string_view text);

}  // namespace cartable::geo
