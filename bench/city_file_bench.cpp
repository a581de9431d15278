// A city file of 1 M places: how long until a server has its catalog, from the file on.
//
//   city_file_bench [--benchmark_…]      makes the file in the temporary folder first, which takes a while
#include "bench/synthetic_places.hpp"
#include "store/catalog.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace {

using namespace cartable;

/// The file, gone with the program.
class MadeCity {
 public:
  MadeCity() {
    std::string name = (std::filesystem::temp_directory_path() / "cartable-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      fail("no temporary folder");
    }
    folder_ = name;
    store::CityFile city(where());
    store::ImportBatch batch;
    batch.source.slug = "osm";
    batch.source.role = "places";
    batch.has_places = true;
    batch.places = bench::make_places(bench::kPlaces, false);
    check(city.create());
    auto plan = city.plan(std::move(batch));
    check(plan);
    check(city.apply(std::move(**plan), {}, "{}"));
  }
  ~MadeCity() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  MadeCity(MadeCity const&) = delete;
  MadeCity& operator=(MadeCity const&) = delete;

  [[nodiscard]] std::string where() const { return (folder_ / "city.gpkg").string(); }

 private:
  static void fail(std::string const& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
  }
  template <class T>
  static void check(T const& done) {
    if (!done) {
      fail(done.error().message);
    }
  }
  std::filesystem::path folder_;
};

MadeCity const& made() {
  static MadeCity const city;
  return city;
}

void load(benchmark::State& state) {
  store::CityFile const city(made().where());
  for (auto _ : state) {
    auto data = city.load();
    benchmark::DoNotOptimize(data->places.size());
  }
}
BENCHMARK(load)->Unit(benchmark::kMillisecond)->Iterations(1);

void file_to_catalog(benchmark::State& state) {
  store::CityFile const city(made().where());
  for (auto _ : state) {
    auto data = city.load();
    auto const catalog = store::Catalog::build(std::move(*data));
    benchmark::DoNotOptimize(catalog->size());
  }
}
BENCHMARK(file_to_catalog)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
