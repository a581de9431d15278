// A city file of 1 M places: how long until a server has its catalog, from the file on.
//
//   city_file_bench [--benchmark_…]      makes the file in the temporary folder first, which takes a while
//   city_file_bench --city FILE.gpkg      makes it there, with more of each place, and measures nothing
#include "bench/synthetic_places.hpp"
#include "store/catalog.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace cartable;

template <class T>
void check(T const& done) {
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().message.c_str());
    std::exit(1);
  }
}

/// What the registers of a city say of their places beyond what a map does: not of each the same.
void dress(store::Place& place, std::size_t i) {
  constexpr std::array kStreets{"Avenida 18 de Julio", "Bulevar Artigas", "Calle Colonia", "Calle Canelones",
                                "Camino Maldonado"};
  constexpr std::array kHours{"Mo-Fr 08:00-18:00", "Mo-Fr 09:00-17:00; Sa 10:00-14:00", "Mo-Sa 10:00-20:00; PH off",
                              "Tu-Su 10:00-18:00"};
  std::string const number = std::to_string(1 + i % 4000);
  place.head.identifiers = {{"osm", "node/" + place.head.id.substr(5)}};
  place.pillars = static_cast<std::uint8_t>(1 + i % 63);
  place.checked = "2026-10-" + std::to_string(10 + i % 20);
  if (i % 10 < 6) {
    place.isced = static_cast<std::uint16_t>(1U << (i % 9));
    place.isced_from = "tags";
    place.address = {{"street", kStreets[i % kStreets.size()]},
                     {"housenumber", number},
                     {"postcode", "11200"},
                     {"city", "Montevideo"}};
  }
  if (i % 10 < 4) {
    place.opening_hours = kHours[i % kHours.size()];
    place.contact = {{"phone", "+598 2900 " + number}, {"website", "https://example.org/places/" + number}};
  }
  if (i % 5 == 0) {
    place.names = {{"es", place.name}, {"en", place.name + " (Montevideo)"}};
    place.operator_name = "Intendencia de Montevideo";
  }
  if (i % 10 == 0) {
    place.languages = {"es", "en"};
    place.topics = {"0231"};
  }
}

void make_city(std::string const& where, bool dressed) {
  store::CityFile city(where);
  store::ImportBatch batch;
  batch.source.slug = "osm";
  batch.source.role = "places";
  batch.has_places = true;
  batch.places = bench::make_places(bench::kPlaces, false);
  for (std::size_t i = 0; dressed && i < batch.places.size(); ++i) {
    dress(batch.places[i], i);
  }
  check(city.create());
  auto plan = city.plan(std::move(batch));
  check(plan);
  check(city.apply(std::move(**plan), {}, "{}"));
}

/// The file, gone with the program.
class MadeCity {
 public:
  MadeCity() {
    std::string name = (std::filesystem::temp_directory_path() / "cartable-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      std::fprintf(stderr, "no temporary folder\n");
      std::exit(1);
    }
    folder_ = name;
    make_city(where(), false);
  }
  ~MadeCity() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  MadeCity(MadeCity const&) = delete;
  MadeCity& operator=(MadeCity const&) = delete;

  [[nodiscard]] std::string where() const { return (folder_ / "city.gpkg").string(); }

 private:
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

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--city") {
    make_city(argv[2], true);
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
