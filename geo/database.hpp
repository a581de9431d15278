#pragma once

#include "base/result.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::geo {

/// A database that this program owns: the city file, or a PostgreSQL schema. Opened for reading or for update.
/// Follows the durability rules of docs/decisions (synchronous FULL, no spill, one transaction whose first
/// statement is a write).
class Database {
 public:
  enum class Mode : std::uint8_t { read, update };

  /// Makes a new GeoPackage whole: under a temporary name, all layers, synced, renamed into place, folder synced.
  [[nodiscard]] static base::Status create_file(std::string const& path, std::vector<LayerDef> const& layers,
                                                std::function<base::Status(Database&)> const& fill);
  [[nodiscard]] static base::Result<Database> open(std::string const& where, Mode mode);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  [[nodiscard]] bool has_layer(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> layer_names() const;
  [[nodiscard]] base::Status add_layer(LayerDef const& layer);

  /// The transaction's first statement is `first_write` (an UPDATE), so that the write lock is taken at once;
  /// another writer gives `locked`.
  [[nodiscard]] base::Status begin(std::string const& first_write);
  /// Syncs every layer touched, corrects the extents, commits.
  [[nodiscard]] base::Status commit();
  void rollback() noexcept;

  [[nodiscard]] base::Status insert(std::string_view layer, Row const& row);
  [[nodiscard]] base::Status update(std::string_view layer, Row const& row);     ///< by row.fid
  [[nodiscard]] base::Status erase(std::string_view layer, std::int64_t fid);
  /// Rows of a layer, optionally those that satisfy an OGR attribute filter, in fid order; reads all by default.
  [[nodiscard]] base::Status read(std::string_view layer, std::string const& where,
                                  std::function<bool(Row&&)> const& take);
  /// A statement in the engine's own SQL, for the few things OGR cannot say. No rows come back.
  [[nodiscard]] base::Status execute(std::string const& sql);
  /// First column of the first row of a query, if there is one.
  [[nodiscard]] base::Result<std::optional<FieldValue>> query_value(std::string const& sql);

 private:
  Database();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A text as an SQL literal, quotes doubled.
[[nodiscard]] std::string sql_quote(std::string_view text);

}  // namespace cartable::geo
