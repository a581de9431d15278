// Searching a whole real city by name: CARTABLE_BENCH_CITY (a GeoPackage), else the demo city that ./run has made.
// Instructions: perf stat -e instructions:u, or valgrind --tool=callgrind, over one query (--benchmark_filter).
#include "store/catalog.hpp"
#include "store/city_file.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace cartable;

store::Catalog const* city() {
  static auto const made = []() -> std::shared_ptr<store::Catalog const> {
    char const* const given = std::getenv("CARTABLE_BENCH_CITY");
    std::string const where = given != nullptr ? given : "build/cities/demo.gpkg";
    auto data = store::CityFile(where).load();
    if (!data) {
      std::fprintf(stderr, "%s\n", data.error().message.c_str());
      return nullptr;
    }
    return store::Catalog::build(*std::move(data));
  }();
  return made.get();
}

constexpr std::array kQueries{
    "1",                       // every number begins so
    "a",                       // a tenth of all names
    "avenida",                 // the commonest word of streets
    "de",                      //
    "av 1",                    // the two commonest beginnings
    "calle 1",                 //
    "18 de Julio 1234",        // a house
    "18 de Julio 1235 mont",   // its city typed on
    "18 de julo 1234",         // a typing error
    "rivera 2222",             // a number that is not there
    "avenida de la 9999999",   // nothing, after every way was tried
    "bibloteca nacionla",      // two words with an error each
    "avenidx generxl",         //
    "facultad inginieria",     //
    "xyzzyx plughplugh",       // nothing
    "蒙得维的亚中国文化中心",  // nothing, taken apart at each place
    "مكتبة",
};

void search(benchmark::State& state) {
  store::Catalog const* const names = city();
  if (names == nullptr) {
    state.SkipWithError("no city");
    return;
  }
  auto const* const query = kQueries[static_cast<std::size_t>(state.range(0))];
  std::size_t hits = 0;
  for (auto _ : state) {
    hits = names->search({.text = query, .near = geo::LonLat{-56.19, -34.905}, .language = "es"}).size();
    benchmark::DoNotOptimize(hits);
  }
  state.SetLabel(std::string(query) + ": " + std::to_string(hits) + " hits");
}
BENCHMARK(search)->DenseRange(0, kQueries.size() - 1)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
