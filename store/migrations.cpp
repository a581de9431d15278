#include "store/migrations.hpp"

#include "geo/database_url.hpp"
#include "store/city_database.hpp"
#include "store/city_file.hpp"
#include "store/import_lock.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace cartable::store {
namespace {

using base::ErrorCode;
using geo::Database;

/// Version 0 is what was written before version 1 was settled: some of its tables and columns.
constexpr std::array kMigrations{
    Migration{.from = 0, .what = "tables and columns that the settled schema added", .apply = &add_what_is_missing},
};

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
                      "{}: has schema version {}, this program migrates versions {} to {}; {}",
                      geo::without_password(where_), before, kMigrations.front().from, kSchemaVersion,
                      before > kSchemaVersion ? "use the newer program that made it" : "use an older program first");
  }
  CARTABLE_TRY(city.keep_copy(fmt::format(".v{}", before)));
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
