#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cartable::store {

/// What a backup holds.
struct BackupReport {
  std::int64_t revision = 0;          ///< the sum of the revisions, as reports of imports show it
  std::int64_t records = 0;           ///< rows of all tables
  std::vector<std::string> left_out;  ///< tables that a person added, which only a copy from file to file has
};

/// A copy of a city as it is at one moment, while others read it and import into it. Ids, revisions, row numbers,
/// tokens, blobs and columns that a person added are in it. Either may be a file or a schema of PostgreSQL, so a city
/// moves to the other engine by it. What is at `to` is never replaced (conflict); a copy is there whole or not at all.
/// \param from, to  "city.gpkg" or "postgresql://…/db?schema=lyon"
[[nodiscard]] base::Result<BackupReport> backup_city(std::string const& from, std::string const& to,
                                                     base::Progress const& progress = {});

}  // namespace cartable::store
