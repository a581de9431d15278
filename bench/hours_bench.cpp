// Opening hours over 1 M places with 20 000 distinct texts: a new minute of open_at, the nearest of what is open, and
// evaluating the texts.
#include "base/format.hpp"
#include "bench/synthetic_places.hpp"
#include "store/catalog.hpp"
#include "store/hours_engine.hpp"
#include "store/hours_table.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace cartable;
using namespace cartable::bench;

constexpr std::size_t kTexts = 20'000;

/// Weekday hours, Saturday hours, now and then a holiday: no two alike.
std::string text_of(std::size_t i) {
  auto const clock = [](std::size_t quarter) { return fmt::format("{:02}:{:02}", quarter / 4, quarter % 4 * 15); };
  std::size_t const open = 28 + i % 16;
  std::size_t const close = 60 + i / 16 % 32;
  std::size_t const saturday = 40 + i / 512 % 20;
  std::string out = fmt::format("Mo-Fr {}-{}; Sa {}-{}", clock(open), clock(close), clock(saturday),
                                clock(saturday + 8 + i / 10'240));
  return i % 3 == 0 ? out + "; PH off" : out;
}

std::vector<std::string> texts() {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kTexts; ++i) {
    out.push_back(text_of(i));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

store::HoursContext context() {
  store::HoursContext out;
  out.zone = "America/Montevideo";
  out.region = "UY";
  out.first_day = *store::parse_day("2026-11-25");
  out.days = 37;
  return out;
}

std::shared_ptr<store::HoursTable const> const& table() {
  static auto const made = [] {
    auto const all = texts();
    std::vector<store::HoursTable::Shared> hours;
    for (store::Hours& one : store::evaluate_here()(context(), all, {})) {
      hours.push_back(std::make_shared<store::Hours const>(std::move(one)));
    }
    return std::make_shared<store::HoursTable const>(context(), all, std::move(hours));
  }();
  return made;
}

std::shared_ptr<store::Catalog const> const& catalog() {
  static auto const made = [] {
    store::CityData data;
    data.places = make_places(kPlaces, false);
    std::mt19937_64 random(kSeed);
    for (store::Place& place : data.places) {
      if (random() % 10 < 6) {
        place.opening_hours = text_of(random() % kTexts);
      }
    }
    return store::Catalog::build(std::move(data));
  }();
  return made;
}

store::Filter open_at(store::UtcMinute minute) {
  store::Filter filter;
  filter.open_at = minute;
  filter.open_at_hours = table();
  return filter;
}

void new_minute(benchmark::State& state) {
  store::UtcMinute minute = table()->first() + 3 * 1440 + 600;
  benchmark::DoNotOptimize(catalog()->size());  // made before the clock runs
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalog()->select(open_at(minute++), store::Visibility::everyone)->fits_count);
  }
}
BENCHMARK(new_minute)->Unit(benchmark::kMillisecond);

void nearest_open(benchmark::State& state) {
  store::Filter const filter = open_at(table()->first() + 3 * 1440 + state.range(0));
  std::mt19937_64 random(kSeed + 1);
  std::vector<geo::LonLat> from(4096);
  for (geo::LonLat& p : from) {
    p = catalog()->point(store::PlaceRow(static_cast<std::uint32_t>(random() % kPlaces)));
  }
  std::size_t i = 0;
  for (auto _ : state) {
    auto const selection = catalog()->select(filter, store::Visibility::everyone);
    benchmark::DoNotOptimize(catalog()->nearest(from[i++ % from.size()], *selection, 10, base::Metres(1e9)));
  }
}
BENCHMARK(nearest_open)->ArgName("minute")->Arg(11 * 60)->Arg(7 * 60)->Unit(benchmark::kMicrosecond);

/// One process; a server uses two.
void evaluate(benchmark::State& state) {
  auto const all = texts();
  std::vector<std::string> const some(all.begin(), all.begin() + state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(store::evaluate_here()(context(), some, {}).size());
  }
  state.counters["ms_a_text"] =
      benchmark::Counter(static_cast<double>(some.size()) / 1000,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(evaluate)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
