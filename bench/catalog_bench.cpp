// Building and asking a catalog of 1 M places: what DESIGN.md and the issue promise of it.
#include "bench/synthetic_places.hpp"
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
using namespace cartable::bench;

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

/// A filter that nobody asked before, by text: 0 that all names have, 1 some, 2 few, 3 without regard to case and
/// accents, 4 the parameter q.
void select_text(benchmark::State& state) {
  constexpr std::array kFilters{"name LIKE '%a%'", "name LIKE '%Rivera 1%'", "name LIKE '%ivera 1999%'",
                                "CASEI(ACCENTI(name)) LIKE CASEI('%rivera 1%')", "rivera 19"};
  auto const* const asked = kFilters[static_cast<std::size_t>(state.range(0))];
  state.SetLabel(asked);
  static_cast<void>(catalog());
  std::size_t matched = 0;
  static double west = -60;  // goes on through all runs: what was asked before is kept
  for (auto _ : state) {
    store::Filter filter;
    if (state.range(0) == 4) {
      filter.words = {"rivera", "19"};
    } else {
      filter.cql = *store::parse_cql2(asked);
    }
    filter.bbox = geo::BBox{west -= 1e-7, -40, -40, -20};
    matched = catalog()->select(filter, store::Visibility::everyone)->matched();
  }
  state.counters["matched"] = static_cast<double>(matched);
}
BENCHMARK(select_text)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

/// Conditions on numbers: an age, a day since which somebody looked.
void select_number(benchmark::State& state) {
  static_cast<void>(catalog());
  int value = 0;
  for (auto _ : state) {
    store::Filter filter;
    if (state.range(0) == 0) {
      filter.age = value++ % 120;
      filter.pillars = static_cast<std::uint8_t>(1 + value / 120 % 63);
    } else {
      filter.checked_since = 20'000 + value++;
    }
    filter.maybe = true;
    benchmark::DoNotOptimize(catalog()->select(filter, store::Visibility::everyone)->matched());
  }
  state.SetLabel(state.range(0) == 0 ? "age" : "checked_since");
}
BENCHMARK(select_number)->DenseRange(0, 1)->Unit(benchmark::kMicrosecond)->Iterations(500);

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
    benchmark::DoNotOptimize(city.search({.text = query, .near = geo::LonLat{-56, -33}, .language = "es"}));
  }
}
BENCHMARK(search)->DenseRange(0, 7)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
