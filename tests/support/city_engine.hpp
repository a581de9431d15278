#pragma once

#include "tests/support/shared_data.hpp"
#include "tests/support/test_postgres.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>

namespace cartable::test {

/// What keeps a city. Store tests run once on each: TEST_P, INSTANTIATE_TEST_SUITE_P(…, CARTABLE_ENGINES).
enum class Engine { gpkg, postgres };

inline void PrintTo(Engine engine, std::ostream* out) {
  *out << (engine == Engine::gpkg ? "GeoPackage" : "PostgreSQL");
}

/// Where the cities of one test are: files of a folder of its own, or schemas that nobody else uses.
class CityHome {
 public:
  explicit CityHome(Engine engine) : engine_(engine) {}

  /// The same address for the same name.
  [[nodiscard]] std::string where(std::string const& name = "city") {
    if (engine_ == Engine::gpkg) {
      return (folder_ / (name + ".gpkg")).string();
    }
    auto& known = schemas_[name];
    if (known.empty()) {
      known = TestPostgres::instance().new_schema();
    }
    return known;
  }
  [[nodiscard]] TemporaryFolder const& folder() const noexcept { return folder_; }

 private:
  Engine engine_;
  TemporaryFolder folder_;
  std::map<std::string, std::string> schemas_;
};

/// Skips, loudly, a test on PostgreSQL where that is not installed.
inline bool engine_is_missing(Engine engine) { return engine == Engine::postgres && !TestPostgres::is_installed(); }

}  // namespace cartable::test

#define CARTABLE_NEEDS_ENGINE(engine)                                                                      \
  if (::cartable::test::engine_is_missing(engine)) {                                                       \
    GTEST_SKIP() << "PostgreSQL with PostGIS is not installed: scripts/install_dependencies test gets it"; \
  }

#define CARTABLE_ENGINES                                                                 \
  ::testing::Values(::cartable::test::Engine::gpkg, ::cartable::test::Engine::postgres), \
      [](auto const& engine) { return engine.param == ::cartable::test::Engine::gpkg ? "GeoPackage" : "PostgreSQL"; }
