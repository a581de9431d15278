// Clusters of a million places: what they need besides the catalog, and tiles that are in no cache.
//
//   cluster_bench [--benchmark_…]     prints medians
//   cluster_bench --points FILE       writes the same places and tiles for bench/peers/supercluster.mjs
#include "bench/synthetic_places.hpp"
#include "store/catalog.hpp"
#include "store/row_order.hpp"
#include "tiles/clusters.hpp"
#include "tiles/place_layer.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string_view>
#include <vector>

namespace {

using namespace cartable;

std::vector<geo::LonLat> const& points() {
  static std::vector<geo::LonLat> const made = [] {
    std::vector<geo::LonLat> out;
    for (store::Place const& place : bench::make_places(bench::kPlaces, false)) {
      out.push_back(*place.point);
    }
    return out;
  }();
  return made;
}

/// Every tenth place is of the kind asked for, in the order in which the peer takes every tenth.
std::shared_ptr<store::Catalog const> const& catalog() {
  static auto const built = [] {
    store::CityData data;
    for (std::size_t i = 0; i < points().size(); ++i) {
      store::Place place;
      place.head.id = "osm:n" + std::to_string(1'000'000'000 + 7919 * i);
      place.head.source = "osm";
      place.point = points()[i];
      place.kinds = {i % 10 == 0 ? "library" : "school"};
      data.places.push_back(std::move(place));
    }
    return store::Catalog::build(std::move(data));
  }();
  return built;
}
tiles::PlaceLayer const& layer() {
  static tiles::PlaceLayer const built(catalog());
  return built;
}

constexpr std::array kZooms{0U, 4U, 6U, 8U, 10U, 12U, 14U};
/// The tile with the most places of each zoom.
geo::TileId fullest(std::uint32_t zoom) {
  std::span<geo::WorldPoint const> const world = catalog()->world_points();
  geo::TileId best, tile;
  std::size_t most = 0, count = 0;
  for (geo::WorldPoint const point : world) {  // in Morton order: a tile's places stand together
    geo::TileId const own = geo::tile_at(point, zoom);
    count = own == tile ? count + 1 : 1;
    tile = own;
    if (count > most) {
      most = count;
      best = own;
    }
  }
  return best;
}

/// All that clusters add to places: order on the curve, positions on the map, bits with prefix counts, sums.
void build_clusters_of_a_million(benchmark::State& state) {
  std::size_t bytes = 0;
  points();  // made before the clock starts
  for (auto _ : state) {
    std::vector<geo::WorldPoint> world(points().size());
    std::transform(points().begin(), points().end(), world.begin(), geo::to_world);
    std::vector<std::uint64_t> codes(world.size());
    std::transform(world.begin(), world.end(), codes.begin(), geo::morton);
    std::vector<std::uint32_t> order(world.size());
    std::iota(order.begin(), order.end(), 0U);
    store::stable_sort_by_key(codes, order);
    std::vector<geo::WorldPoint> sorted(world.size());
    std::vector<std::uint64_t> sorted_codes(codes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted[i] = world[order[i]];
      sorted_codes[i] = codes[order[i]];
    }
    store::Bitset all(world.size(), true);
    all.seal();
    benchmark::DoNotOptimize(sorted.data());
    benchmark::DoNotOptimize(sorted_codes.data());
    tiles::PositionSums const sums(sorted, all);
    bytes =
        sorted.size() * sizeof sorted[0] + sorted_codes.size() * sizeof sorted_codes[0] + all.bytes() + sums.bytes();
  }
  state.counters["held_mb"] = static_cast<double>(bytes) / (1U << 20U);
}
BENCHMARK(build_clusters_of_a_million)->Unit(benchmark::kMillisecond);

void clusters_of_a_tile(benchmark::State& state, store::Filter const& filter) {
  geo::TileId const tile = fullest(static_cast<std::uint32_t>(state.range(0)));
  tiles::ClusterInput const input(*catalog(), catalog()->select(filter, store::Visibility::everyone));
  for (auto _ : state) {
    auto clusters = tiles::Clusterer(input).clusters(tile, tiles::kPlaceBuffer);
    benchmark::DoNotOptimize(clusters.data());
  }
}
store::Filter one_in_ten() {
  store::Filter filter;
  filter.kinds = {"library"};
  return filter;
}
void clusters_of_all(benchmark::State& state) { clusters_of_a_tile(state, {}); }
void clusters_of_a_tenth(benchmark::State& state) { clusters_of_a_tile(state, one_in_ten()); }

/// What a filter that was not asked before costs on top.
void sums_of_a_filter(benchmark::State& state) {
  auto const selection =
      catalog()->select(state.range(0) == 1 ? store::Filter{} : one_in_ten(), store::Visibility::everyone);
  for (auto _ : state) {
    tiles::ClusterInput const input(*catalog(), selection);
    benchmark::DoNotOptimize(input.sums.bytes());
  }
}
BENCHMARK(sums_of_a_filter)->Arg(1)->Arg(10)->Unit(benchmark::kMicrosecond);

/// A tile under a filter, encoded.
void filtered_cluster_tile(benchmark::State& state) {
  geo::TileId const tile = fullest(static_cast<std::uint32_t>(state.range(0)));
  std::string bytes;
  layer();
  for (auto _ : state) {
    bytes.clear();
    layer().write(tile, one_in_ten(), store::Visibility::everyone, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
}
void zooms(benchmark::internal::Benchmark* benchmark) {
  for (std::uint32_t const zoom : kZooms) {
    benchmark->Arg(zoom);
  }
}
BENCHMARK(clusters_of_all)->Apply(zooms)->Unit(benchmark::kMicrosecond);
BENCHMARK(clusters_of_a_tenth)->Apply(zooms)->Unit(benchmark::kMicrosecond);
BENCHMARK(filtered_cluster_tile)->Apply(zooms)->Unit(benchmark::kMicrosecond);

/// Little-endian doubles: how many places and tiles, then lon, lat of each place, then z, x, y of each tile.
int write_points(std::string const& file) {
  std::ofstream out(file, std::ios::binary);
  auto const put = [&](double value) { out.write(reinterpret_cast<char const*>(&value), sizeof value); };
  put(static_cast<double>(points().size()));
  put(static_cast<double>(kZooms.size()));
  for (geo::LonLat const p : points()) {
    put(p.lon);
    put(p.lat);
  }
  for (std::uint32_t const zoom : kZooms) {
    geo::TileId const tile = fullest(zoom);
    put(tile.z);
    put(tile.x);
    put(tile.y);
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
  if (argc == 3 && std::string_view(argv[1]) == "--points") {
    return write_points(argv[2]);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
