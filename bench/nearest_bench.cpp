// k nearest of a million places, as a server asks it: kind filters that match all, a tenth, a hundredth and
// a thousandth of the places. The same points go to peers/geokdbush.mjs through a file (--points FILE).
#include "geo/spatial_index.hpp"
#include "geo/tile_id.hpp"
#include "store/bitset.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using cartable::geo::LonLat;
using cartable::geo::SpatialIndex;

constexpr std::size_t kPlaces = 1'000'000;
constexpr std::size_t kQueries = 4096;
constexpr std::uint64_t kSeed = 20261123;

/// A country: 400 towns of very different size, places clustered in them, at 1e-7°.
std::vector<LonLat> make_places() {
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> lon(-5, 8);
  std::uniform_real_distribution<double> lat(42, 51);
  std::exponential_distribution<double> size(1);
  std::normal_distribution<double> around(0, 1);
  struct Town {
    LonLat centre;
    double spread;
  };
  std::vector<Town> towns;
  std::vector<double> weights;
  for (int i = 0; i < 400; ++i) {
    double const weight = std::pow(size(random), 3) + 0.01;
    towns.push_back({.centre = {.lon = lon(random), .lat = lat(random)}, .spread = 0.02 * std::sqrt(weight)});
    weights.push_back(weight);
  }
  std::discrete_distribution<std::size_t> pick(weights.begin(), weights.end());
  std::vector<LonLat> places;
  places.reserve(kPlaces);
  while (places.size() < kPlaces) {
    Town const& town = towns[pick(random)];
    places.push_back({.lon = std::round((town.centre.lon + around(random) * town.spread * 1.4) * 1e7) / 1e7,
                      .lat = std::round((town.centre.lat + around(random) * town.spread) * 1e7) / 1e7});
  }
  std::vector<std::pair<std::uint64_t, LonLat>> order;
  order.reserve(kPlaces);
  for (LonLat const p : places) {
    order.emplace_back(cartable::geo::morton(cartable::geo::to_world(p)), p);
  }
  std::sort(order.begin(), order.end());
  std::transform(order.begin(), order.end(), places.begin(), [](auto const& entry) { return entry.second; });
  return places;
}

std::vector<LonLat> const& places() {
  static std::vector<LonLat> const made = make_places();
  return made;
}

SpatialIndex const& index() {
  static SpatialIndex const made{places()};
  return made;
}

/// People ask from where places are: near a random place, a few hundred metres off.
std::vector<LonLat> const& queries() {
  static std::vector<LonLat> const made = [] {
    std::mt19937_64 random(kSeed + 1);
    std::uniform_int_distribution<std::size_t> pick(0, kPlaces - 1);
    std::normal_distribution<double> off(0, 0.005);
    std::vector<LonLat> out;
    for (std::size_t i = 0; i < kQueries; ++i) {
      LonLat const p = places()[pick(random)];
      out.push_back({.lon = p.lon + off(random), .lat = p.lat + off(random)});
    }
    return out;
  }();
  return made;
}

/// Row `i` matches one in `share` at random; the same rule stands in geokdbush.mjs.
bool matches(std::uint32_t row, std::uint32_t share) {
  std::uint32_t hash = row * 2654435761U;  // Knuth's multiplicative hash
  hash ^= hash >> 16U;
  hash *= 0x45d9f3bU;
  hash ^= hash >> 16U;
  return hash % share == 0;
}

cartable::store::Bitset make_filter(std::uint32_t share) {
  cartable::store::Bitset bits(kPlaces);
  for (std::uint32_t row = 0; row < kPlaces; ++row) {
    if (matches(row, share)) {
      bits.set(row);
    }
  }
  bits.seal();
  return bits;
}

void nearest_of_a_million(benchmark::State& state) {
  auto const share = static_cast<std::uint32_t>(state.range(0));
  auto const filter = make_filter(share);
  SpatialIndex const& tree = index();
  std::vector<LonLat> const& from = queries();
  std::vector<double> times;
  times.reserve(1U << 20U);
  std::size_t i = 0;
  for (auto _ : state) {
    auto const start = std::chrono::steady_clock::now();
    auto hits = tree.nearest({.from = from[i++ % kQueries], .limit = 10, .only = &filter});
    benchmark::DoNotOptimize(hits.data());
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  auto const middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  state.counters["median_us"] = *middle;
}
BENCHMARK(nearest_of_a_million)->Arg(1)->Arg(10)->Arg(100)->Arg(1000)->MinTime(1.0)->Unit(benchmark::kMicrosecond);

void build_index_of_a_million(benchmark::State& state) {
  for (auto _ : state) {
    SpatialIndex tree{places()};
    benchmark::DoNotOptimize(tree.size());
  }
}
BENCHMARK(build_index_of_a_million)->Unit(benchmark::kMillisecond);

/// Little-endian doubles: the number of places, the number of queries, then lon, lat of each.
int write_points(std::string const& path) {
  std::ofstream out(path, std::ios::binary);
  auto const put = [&](double value) { out.write(reinterpret_cast<char const*>(&value), sizeof value); };
  put(static_cast<double>(kPlaces));
  put(static_cast<double>(kQueries));
  for (auto const* const list : {&places(), &queries()}) {
    for (LonLat const p : *list) {
      put(p.lon);
      put(p.lat);
    }
  }
  return out.flush() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i + 1 < count; ++i) {
    if (std::string_view(arguments[i]) == "--points") {
      return write_points(arguments[i + 1]);
    }
  }
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
