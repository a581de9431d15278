#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"

#include <span>
#include <string>
#include <string_view>

namespace cartable::store {

/// One step from a schema version to the next, inside the migration's transaction.
struct Migration {
  int from = 0;
  std::string_view what;
  base::Status (*apply)(geo::Database& city) = nullptr;
};

/// The steps of this program, by `from`, without gaps up to kSchemaVersion.
[[nodiscard]] std::span<Migration const> migrations() noexcept;

/// Adds every table and column of the schema that a file lacks. What it has stays as it is.
[[nodiscard]] base::Status add_what_is_missing(geo::Database& city);

}  // namespace cartable::store
