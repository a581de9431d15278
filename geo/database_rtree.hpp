#pragma once

#include "base/result.hpp"
#include "geo/database_impl.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Private to geo/database*.cpp.
namespace cartable::geo {

/// The spatial index of one table of a GeoPackage while many rows are added or changed. Row by row, by the triggers
/// that the GeoPackage has for it, SQLite's R-tree takes four times as long as the rows themselves; so beyond some
/// thousand rows the triggers are taken away, and before the commit the whole index is packed anew from the rows and
/// the triggers put back: all in the one transaction of the rows.
class BulkIndex {
 public:
  BulkIndex(Database::Impl& database, std::string table) : database_(database), table_(std::move(table)) {}

  /// Before a row is added or changed.
  [[nodiscard]] base::Status row_comes();
  /// Before the commit: index and triggers are as row by row.
  [[nodiscard]] base::Status finish();

 private:
  [[nodiscard]] base::Status consider();
  [[nodiscard]] base::Status pack();
  Database::Impl& database_;
  std::string table_;
  std::vector<std::pair<std::string, std::string>> triggers_;  ///< while they are away: names and texts
  std::int64_t rows_ = 0;
  std::int64_t next_look_ = 1000;  ///< rows at which it is considered (again)
};

}  // namespace cartable::geo
