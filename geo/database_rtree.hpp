#pragma once

#include "base/result.hpp"
#include "geo/database_impl.hpp"

#include <cstdint>
#include <string>

/// Private to geo/database*.cpp.
namespace cartable::geo {

/// The spatial index of one table of a GeoPackage while many rows are added. Row by row, by the trigger that the
/// GeoPackage has for it, SQLite's R-tree takes four times as long as the rows themselves; so beyond some thousand
/// new rows the trigger is taken away, and before the commit the whole index is packed anew from the rows and the
/// trigger put back: all in the one transaction of the rows.
class BulkIndex {
 public:
  BulkIndex(Database::Impl& database, std::string table) : database_(database), table_(std::move(table)) {}

  /// Before a row is added.
  [[nodiscard]] base::Status row_comes();
  /// Before the commit: index and trigger are as row by row.
  [[nodiscard]] base::Status finish();

 private:
  [[nodiscard]] base::Status consider();
  [[nodiscard]] base::Status pack();
  Database::Impl& database_;
  std::string table_;
  std::string trigger_sql_;  ///< while the trigger is away
  std::int64_t rows_ = 0;
  std::int64_t next_look_ = 1000;  ///< new rows at which it is considered (again)
};

}  // namespace cartable::geo
