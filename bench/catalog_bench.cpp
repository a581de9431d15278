// Building and asking a catalog of 1 M places: what DESIGN.md and the issue promise of it.
#include "store/catalog.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace cartable;

constexpr std::size_t kPlaces = 1'000'000;
constexpr std::uint64_t kSeed = 20261123;

geo::LonLat rounded(double lon, double lat) { return {std::round(lon * 1e7) / 1e7, std::round(lat * 1e7) / 1e7}; }

/// A country: towns of different sizes, places scattered about them; ids, kinds, sources and names as OSM has them.
std::vector<store::Place> make_places(std::size_t count, bool shuffled) {
  constexpr std::array kKinds{"school", "kindergarten", "library", "museum", "university", "community_centre"};
  constexpr std::array kWords{"Escuela", "Liceo",    "Biblioteca", "Museo",   "Centro", "Universidad",
                              "Jardín",  "Nacional", "Municipal",  "Público", "Norte",  "Sur",
                              "Artigas", "Rivera",   "Colonia",    "Central"};
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> unit(0, 1);
  std::normal_distribution<double> spread(0, 0.05);
  std::vector<geo::LonLat> towns(500);
  for (geo::LonLat& town : towns) {
    town = {-58 + 5 * unit(random), -35 + 5 * unit(random)};
  }
  std::vector<store::Place> places(count);
  for (std::size_t i = 0; i < count; ++i) {
    store::Place& place = places[i];
    place.head.id = "osm:n" + std::to_string(1'000'000'000 + 7919 * i);
    place.head.source = "osm";
    geo::LonLat const town = towns[static_cast<std::size_t>(std::pow(unit(random), 2) * 500)];
    place.point = rounded(town.lon + spread(random), town.lat + spread(random));
    auto const kind = static_cast<std::size_t>(std::pow(unit(random), 2) * kKinds.size());
    place.kinds = {kKinds[kind]};
    if (kind == 0) {
      place.kinds.emplace_back("primary_school");
    }
    // One place in 10, in 100, in 1000: the selections of the nearest benchmark.
    for (auto const& [every, slug] :
         {std::pair{10, "tenth"}, std::pair{100, "hundredth"}, std::pair{1000, "thousandth"}}) {
      if (random() % static_cast<unsigned>(every) == 0) {
        place.kinds.emplace_back(slug);
      }
    }
    place.name = std::string(kWords[random() % kWords.size()]) + " " + kWords[random() % kWords.size()] + " " +
                 std::to_string(random() % 2000);
    place.fee = static_cast<store::Fee>(random() % 3);
    place.wheelchair = static_cast<store::Wheelchair>(random() % 5);
    place.sources.push_back({"osm", place.head.id, "2026-11-01"});
  }
  if (shuffled) {
    std::shuffle(places.begin(), places.end(), random);
  }
  return places;
}

store::CityData make_city(std::size_t count) {
  store::CityData data;
  data.places = make_places(count, false);
  return data;
}

std::shared_ptr<store::Catalog const> const& catalog() {
  static auto const made = store::Catalog::build(make_city(kPlaces));
  return made;
}

void build(benchmark::State& state) {
  store::CityData data;
  for (auto _ : state) {
    state.PauseTiming();
    data = {};
    data.places = make_places(static_cast<std::size_t>(state.range(0)), state.range(1) != 0);
    if (state.range(2) == 0) {
      for (store::Place& place : data.places) {
        place.name.clear();
      }
    }
    state.ResumeTiming();
    auto built = store::Catalog::build(std::move(data));
    benchmark::DoNotOptimize(built->size());
    state.PauseTiming();
    built.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(build)
    ->ArgNames({"places", "shuffled", "names"})
    ->Args({100'000, 0, 1})
    ->Args({1'000'000, 0, 0})
    ->Args({1'000'000, 0, 1})
    ->Args({1'000'000, 1, 1})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

store::Filter one_in(std::int64_t every) {
  store::Filter filter;
  if (every > 1) {
    filter.kinds = {every == 10 ? "tenth" : every == 100 ? "hundredth" : "thousandth"};
  }
  return filter;
}

/// In process, on the ellipsoid, k = 10, from random points about the towns.
void nearest(benchmark::State& state) {
  auto const selection = catalog()->select(one_in(state.range(0)), store::Visibility::everyone);
  std::mt19937_64 random(kSeed + 1);
  std::vector<geo::LonLat> from(4096);
  for (geo::LonLat& p : from) {
    geo::LonLat const near = catalog()->point(store::PlaceRow(static_cast<std::uint32_t>(random() % kPlaces)));
    p = rounded(near.lon + 1e-7 * static_cast<double>(random() % 100'000), near.lat);
  }
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalog()->nearest(from[i++ % from.size()], *selection, 10, base::Metres(1e9)));
  }
}
BENCHMARK(nearest)->ArgName("one_in")->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

/// A filter that nobody asked before: a new box each time keeps the cache out.
void select_new(benchmark::State& state) {
  double west = -58;
  static_cast<void>(catalog());
  for (auto _ : state) {
    store::Filter filter;
    filter.kinds = {"library", "thousandth"};
    filter.fees = {store::Fee::free};
    filter.wheelchair = {store::Wheelchair::yes};
    filter.bbox = geo::BBox{west += 1e-7, -34, -57, -33.9};
    filter.maybe = true;
    benchmark::DoNotOptimize(catalog()->select(filter, store::Visibility::everyone)->matched());
  }
}
BENCHMARK(select_new)->Unit(benchmark::kMicrosecond);

void select_again(benchmark::State& state) {
  store::Filter filter;
  filter.kinds = {"library", "museum"};
  filter.fees = {store::Fee::free};
  static_cast<void>(catalog());
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalog()->select(filter, store::Visibility::everyone)->matched());
  }
}
BENCHMARK(select_again)->Unit(benchmark::kNanosecond);

/// 200 000 names as a large city has them: streets, addresses and places.
std::shared_ptr<store::Catalog const> const& named_city() {
  static auto const made = [] {
    store::CityData data = make_city(40'000);
    std::mt19937_64 random(kSeed + 2);
    for (std::size_t i = 0; i < 160'000; ++i) {
      store::Address address;
      address.head.id = "osm:a" + std::to_string(i);
      address.street = "Calle " + std::to_string(random() % 300) + " de " +
                       std::string(1, static_cast<char>('A' + random() % 26)) + "lvarez";
      address.housenumber = std::to_string(random() % 5000);
      address.city = "Montevideo";
      address.point = *data.places[random() % data.places.size()].point;
      data.addresses.push_back(std::move(address));
    }
    return store::Catalog::build(std::move(data));
  }();
  return made;
}

void search(benchmark::State& state) {
  constexpr std::array kQueries{
      "m", "e", "c", "biblioteca nac", "liceo 12", "calle 12 alvarez 12", "montevideo", "museo nacional 1999"};
  auto const* const query = kQueries[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(query);
  store::Catalog const& city = *named_city();  // made before the clock runs
  for (auto _ : state) {
    benchmark::DoNotOptimize(city.search(query, geo::LonLat{-56, -33}, 10, "es", store::Visibility::everyone));
  }
}
BENCHMARK(search)->DenseRange(0, 7)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
