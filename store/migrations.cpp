#include "store/migrations.hpp"

#include "base/file.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/import_lock.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>

namespace cartable::store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using geo::Database;

/// Version 0 is what was written before version 1 was settled: some of its tables and columns.
constexpr std::array kMigrations{
    Migration{.from = 0, .what = "tables and columns that the settled schema added", .apply = &add_what_is_missing},
};

/// A copy that is whole even if another process writes, made on the disk before it gets its name.
base::Status keep_copy(Database& city, fs::path const& copy) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(copy, error))) {
    return base::fail(ErrorCode::conflict,
                      "{}: exists already, and the city as it was is to be kept there; move it away", copy.string());
  }
  fs::path const temporary = copy.string() + ".new";
  fs::remove(temporary, error);
  auto made = city.execute("VACUUM INTO " + geo::sql_quote(temporary.string()));
  if (made) {
    made = base::sync_to_disk(temporary);
  }
  if (!made) {
    fs::remove(temporary, error);
    return made;
  }
  fs::rename(temporary, copy, error);
  if (error) {
    return base::fail(ErrorCode::unwritable, "{}: cannot be written ({})", copy.string(), error.message());
  }
  return base::sync_to_disk(copy.has_parent_path() ? copy.parent_path() : fs::path("."));
}

}  // namespace

std::span<Migration const> migrations() noexcept { return kMigrations; }

base::Status add_what_is_missing(Database& city) {
  for (auto const& layer : schema_layers()) {
    if (!city.has_layer(layer.name)) {
      CARTABLE_TRY(city.add_layer(layer));
      continue;
    }
    auto const has = city.fields(layer.name);
    for (auto const& field : layer.fields) {
      if (std::none_of(has.begin(), has.end(), [&](auto const& h) { return h.name == field.name; })) {
        CARTABLE_TRY(city.add_field(layer.name, field));
      }
    }
  }
  return {};
}

base::Result<int> CityFile::migrate() {
  std::shared_ptr<ImportLock const> lock = import_lock_;
  if (!lock) {
    CARTABLE_ASSIGN(lock, ImportLock::take(where_, "cartable migrate"));
  }
  CARTABLE_ASSIGN(auto city, Database::open(where_, Database::Mode::update));
  CARTABLE_ASSIGN(int const before, stored_version(city, where_));
  if (before == kSchemaVersion) {
    return before;
  }
  if (before > kSchemaVersion || before < kMigrations.front().from) {
    return base::fail(ErrorCode::wrong_version,
                      "{}: has schema version {}, this program migrates versions {} to {}; {}", where_, before,
                      kMigrations.front().from, kSchemaVersion,
                      before > kSchemaVersion ? "use the newer program that made it" : "use an older program first");
  }
  CARTABLE_TRY(keep_copy(city, fmt::format("{}.v{}", where_, before)));
  CARTABLE_TRY(city.begin("UPDATE city_schema SET word=word WHERE name='version'"));
  for (auto const& step : kMigrations) {
    if (step.from >= before) {
      CARTABLE_TRY(step.apply(city));
    }
  }
  CARTABLE_TRY(city.execute(fmt::format("UPDATE city_schema SET word='{}' WHERE name='version'", kSchemaVersion)));
  CARTABLE_TRY(city.commit());
  return before;
}

}  // namespace cartable::store
