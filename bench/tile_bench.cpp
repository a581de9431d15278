// How long a tile that is in no cache takes: the layer "places" from a catalog, by the code that the server runs.
//
//   tile_bench [--benchmark_…]        prints medians
//   tile_bench --rows FILE            writes the very same places as CSV for bench/peers/st_asmvt.sh
#include "store/catalog.hpp"
#include "tiles/place_layer.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace cartable;

constexpr std::size_t kDense = 5000;   // all in one tile of zoom 16
constexpr std::size_t kCity = 20'000;  // around it
constexpr double kLon = -56.19, kLat = -34.9;

/// Places as a city has them: seeded, so every run and every peer sees the same rows.
store::CityData places() {
  std::mt19937_64 random(20261123);
  auto const real = [&](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
  constexpr std::array kKinds{"library", "school", "museum", "theatre", "university", "community_centre", "college"};
  geo::BBox const tile = geo::bounds(geo::tile_at(geo::to_world({kLon, kLat}), 16));
  store::CityData data;
  for (std::size_t i = 0; i < kDense + kCity; ++i) {
    store::Place place;
    place.head.id = "osm:n" + std::to_string(1'000'000 + i * 7);
    place.head.source = "osm";
    geo::LonLat at{real(tile.west, tile.east), real(tile.south, tile.north)};
    if (i >= kDense) {
      std::normal_distribution<double> spread(0, 0.05);
      at = {kLon + spread(random), kLat + spread(random)};
    }
    place.point = geo::LonLat{std::round(at.lon * 1e7) / 1e7, std::round(at.lat * 1e7) / 1e7};
    place.name = "Lugar de aprendizaje " + std::to_string(i % 4000);
    place.kinds = {kKinds[random() % kKinds.size()]};
    place.fee = static_cast<store::Fee>(random() % 3);
    place.wheelchair = static_cast<store::Wheelchair>(random() % 5);
    data.places.push_back(std::move(place));
  }
  return data;
}

std::shared_ptr<store::Catalog const> const& catalog() {
  static auto const built = store::Catalog::build(places());
  return built;
}
tiles::PlaceLayer const& layer() {
  static tiles::PlaceLayer const built(catalog());
  return built;
}

void cold_places_tile(benchmark::State& state) {
  geo::TileId const tile = geo::tile_at(geo::to_world({kLon, kLat}), static_cast<std::uint32_t>(state.range(0)));
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    layer().write(tile, {}, store::Visibility::everyone, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(cold_places_tile)->Arg(16)->Arg(14)->Arg(12)->Arg(10)->Unit(benchmark::kMicrosecond);

void cold_filtered_tile(benchmark::State& state) {
  geo::TileId const tile = geo::tile_at(geo::to_world({kLon, kLat}), static_cast<std::uint32_t>(state.range(0)));
  store::Filter filter;
  filter.kinds = {"library"};
  filter.fees = {store::Fee::free};
  filter.maybe = true;
  std::string bytes;
  for (auto _ : state) {
    bytes.clear();
    layer().write(tile, filter, store::Visibility::everyone, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes.size());
}
BENCHMARK(cold_filtered_tile)->Arg(16)->Arg(11)->Unit(benchmark::kMicrosecond);

int write_rows(std::string const& file) {
  std::ofstream out(file);
  for (store::Place const& place : places().places) {
    // Empty means unknown: no attribute in either tile.
    auto const known = [](auto value) { return static_cast<int>(value) == 0 ? std::string_view() : to_string(value); };
    char position[64];
    std::snprintf(position, sizeof position, "%.7f,%.7f", place.point->lon, place.point->lat);
    out << place.head.id << ',' << place.kinds.front() << ',' << place.name << ',' << known(place.fee) << ','
        << known(place.wheelchair) << ',' << position << '\n';
  }
  out.close();
  if (!out) {
    std::cerr << file << ": cannot be written\n";
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--rows") {
    return write_rows(argv[2]);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
