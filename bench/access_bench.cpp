// Travel time in a seeded synthetic city of a million crossings and 2.8 million arcs, walked: a grid of 80 m, bent,
// with streets left out and diagonals put in at random, crossings in Morton order. Times are of CPU, on one core.
#include "access/all_to_nearest.hpp"
#include "access/matrix.hpp"
#include "access/nearest_search.hpp"
#include "access/pair_table.hpp"
#include "access/reach.hpp"
#include "access/what_if.hpp"
#include "access/workspace.hpp"
#include "geo/tile_id.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace {

using namespace cartable::access;
using cartable::geo::LonLat;

constexpr std::uint64_t kSeed = 20261126;
constexpr std::uint32_t kSide = 1000;
constexpr Cost kQuarterHour = 9000;  // deciseconds
constexpr std::size_t kPlaces = 500;

struct City {
  Csr graph;
  std::vector<LonLat> at;
  Attachments places, cells;
};

City make_city() {
  std::mt19937_64 random(kSeed);
  std::uniform_real_distribution<double> unit(0, 1);
  constexpr double kStep = 80;  // metres
  std::vector<LonLat> at;
  for (std::uint32_t y = 0; y < kSide; ++y) {
    for (std::uint32_t x = 0; x < kSide; ++x) {
      at.push_back(
          {.lon = (x + 0.6 * unit(random)) * kStep / 111'320, .lat = (y + 0.6 * unit(random)) * kStep / 110'574});
    }
  }
  std::vector<std::uint32_t> order(at.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return cartable::geo::morton(cartable::geo::to_world(at[a])) <
           cartable::geo::morton(cartable::geo::to_world(at[b]));
  });
  std::vector<NodeIndex> number(order.size());
  City city;
  for (NodeIndex i = 0; i < order.size(); ++i) {
    number[order[i]] = i;
    city.at.push_back(at[order[i]]);
  }
  struct Way {
    NodeIndex tail, head;
    Cost cost;
  };
  std::vector<Way> ways;
  auto const join = [&](std::uint32_t a, std::uint32_t b, double share) {
    if (unit(random) < share) {
      double const dx = (at[a].lon - at[b].lon) * 111'320;
      double const dy = (at[a].lat - at[b].lat) * 110'574;
      auto const cost = static_cast<Cost>(std::sqrt(dx * dx + dy * dy) * 7.5);  // 4.8 km/h
      ways.push_back({number[a], number[b], cost});
      ways.push_back({number[b], number[a], cost});
    }
  };
  for (std::uint32_t y = 0; y < kSide; ++y) {
    for (std::uint32_t x = 0; x < kSide; ++x) {
      std::uint32_t const i = y * kSide + x;
      if (x + 1 < kSide) {
        join(i, i + 1, 0.63);
      }
      if (y + 1 < kSide) {
        join(i, i + kSide, 0.63);
      }
      if (x + 1 < kSide && y + 1 < kSide) {
        join(i, i + kSide + 1, 0.145);
      }
    }
  }
  std::stable_sort(ways.begin(), ways.end(), [](Way const& a, Way const& b) { return a.tail < b.tail; });
  city.graph.first.assign(at.size() + 1, 0);
  for (Way const& way : ways) {
    ++city.graph.first[way.tail + 1];
    city.graph.arcs.push_back({.head = way.head, .cost = way.cost});
  }
  for (std::size_t i = 1; i < city.graph.first.size(); ++i) {
    city.graph.first[i] += city.graph.first[i - 1];
  }
  std::uniform_int_distribution<NodeIndex> any(0, static_cast<NodeIndex>(at.size() - 1));
  for (std::size_t i = 0; i < kPlaces; ++i) {
    city.places.add(std::vector{Seed{any(random), static_cast<Cost>(unit(random) * 300)}});
  }
  for (NodeIndex node = 0; node < at.size(); node += 20) {
    city.cells.add(std::vector{Seed{node, 200}});
  }
  return city;
}

City const& city() {
  static City const made = make_city();
  return made;
}

double megabytes(Csr const& graph) {
  return static_cast<double>(graph.first.size() * sizeof graph.first[0] + graph.arcs.size() * sizeof graph.arcs[0]) /
         1e6;
}

void all_to_nearest_of_500(benchmark::State& state) {
  auto const k = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    auto const found = all_to_nearest(city().graph, city().places, {.k = k});
    benchmark::DoNotOptimize(found->labels.data());
  }
  state.counters["nodes"] = static_cast<double>(city().graph.nodes());
  state.counters["arcs"] = static_cast<double>(city().graph.arcs.size());
  state.counters["graph_and_reverse_MB"] = megabytes(city().graph) + megabytes(reversed(city().graph));
}
BENCHMARK(all_to_nearest_of_500)->Arg(1)->Arg(2)->Arg(3)->Unit(benchmark::kMillisecond);

void quarter_hour_from_500(benchmark::State& state) {
  Workspace workspace;
  std::size_t settled = 0;
  for (auto _ : state) {
    settled = 0;
    for (std::size_t i = 0; i < kPlaces; ++i) {
      if (workspace.run(city().graph, city().places.of(i), {.limit = kQuarterHour, .parents = state.range(0) != 0})) {
        settled += workspace.settled().size();
      }
    }
  }
  state.counters["nodes_each"] = static_cast<double>(settled) / kPlaces;
}
BENCHMARK(quarter_hour_from_500)->ArgName("parents")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void add_or_remove_a_place(benchmark::State& state) {
  static WhatIf tried(city().graph, city().places, 3);
  std::mt19937_64 random(kSeed + 1);
  std::uniform_int_distribution<NodeIndex> any(0, kSide * kSide - 1);
  std::size_t settled = 0;
  std::size_t changes = 0;
  std::optional<std::uint32_t> added;
  for (auto _ : state) {
    if (added) {
      tried.remove_place(*added);
      added.reset();
    } else {
      added = tried.add_place(std::vector{Seed{any(random), 100}});
    }
    settled += tried.last_change().nodes_settled;
    ++changes;
  }
  if (added) {
    tried.remove_place(*added);
  }
  state.counters["nodes_each"] = static_cast<double>(settled) / static_cast<double>(changes);
}
BENCHMARK(add_or_remove_a_place)->Unit(benchmark::kMillisecond);

void close_or_open_an_arc(benchmark::State& state) {
  static WhatIf tried(city().graph, city().places, 3);
  std::mt19937_64 random(kSeed + 2);
  std::uniform_int_distribution<std::uint32_t> any(0, static_cast<std::uint32_t>(city().graph.arcs.size() - 1));
  std::optional<std::uint32_t> closed;
  for (auto _ : state) {
    if (closed) {
      tried.set_cost(*closed, city().graph.arcs[*closed].cost);
      closed.reset();
    } else {
      closed = any(random);
      tried.close_arc(*closed);
    }
  }
  if (closed) {
    tried.set_cost(*closed, city().graph.arcs[*closed].cost);
  }
}
BENCHMARK(close_or_open_an_arc)->Unit(benchmark::kMillisecond);

void nearest_10_by_walk(benchmark::State& state) {
  static AttachmentIndex const places(city().places, city().graph.nodes());
  Workspace workspace;
  std::mt19937_64 random(kSeed + 3);
  std::uniform_int_distribution<NodeIndex> any(0, kSide * kSide - 1);
  for (auto _ : state) {
    auto const found = find_nearest(workspace, city().graph, std::vector{Seed{any(random), 0}}, places, {.k = 10});
    benchmark::DoNotOptimize(found->data());
  }
}
BENCHMARK(nearest_10_by_walk)->Unit(benchmark::kMillisecond);

void matrix_1_by_1000_in_2_km(benchmark::State& state) {
  Attachments from;
  Attachments to;
  NodeIndex const middle = kSide * kSide / 2;
  from.add(std::vector{Seed{middle, 0}});
  std::mt19937_64 random(kSeed + 4);
  std::vector<NodeIndex> near;
  for (NodeIndex node = 0; node < city().at.size(); ++node) {
    if (std::hypot(city().at[node].lon - city().at[middle].lon, city().at[node].lat - city().at[middle].lat) < 0.018) {
      near.push_back(node);
    }
  }
  for (int i = 0; i < 1000; ++i) {
    to.add(std::vector{Seed{near[random() % near.size()], 50}});
  }
  Workspace workspace;
  for (auto _ : state) {
    AttachmentIndex const targets(to, city().graph.nodes());
    auto const found = cost_matrix(workspace, city().graph, from, targets, {.limit = 60'000});
    benchmark::DoNotOptimize(found->data());
  }
}
BENCHMARK(matrix_1_by_1000_in_2_km)->Unit(benchmark::kMillisecond);

void pair_table_of_an_hour(benchmark::State& state) {
  static AttachmentIndex const cells(city().cells, city().graph.nodes());
  static Csr const reverse = reversed(city().graph);
  Workspace workspace;
  std::size_t pairs = 0;
  for (auto _ : state) {
    auto const table = make_pair_table(workspace, reverse, city().places, cells);
    pairs = table->pairs.size();
  }
  state.counters["pairs"] = static_cast<double>(pairs);
}
BENCHMARK(pair_table_of_an_hour)->Unit(benchmark::kMillisecond);

/// A search and its areas; everything that an answer with polygons needs but the text.
void quarter_hour_drawn(benchmark::State& state) {
  Csr const& graph = city().graph;
  std::vector<LonLat> shapes;
  std::vector<std::uint32_t> shape_of(graph.arcs.size());  // both arcs of a street have one
  std::vector<bool> forward(graph.arcs.size(), true);
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    for (std::uint32_t arc = graph.first[node]; arc < graph.first[node + 1]; ++arc) {
      NodeIndex const head = graph.arcs[arc].head;
      if (node < head) {
        shape_of[arc] = static_cast<std::uint32_t>(shapes.size() / 2);
        shapes.push_back(city().at[node]);
        shapes.push_back(city().at[head]);
        continue;
      }
      std::uint32_t back = graph.first[head];
      while (graph.arcs[back].head != node) {
        ++back;
      }
      shape_of[arc] = shape_of[back];
      forward[arc] = false;
    }
  }
  Workspace workspace;
  std::vector<ReachLine> lines;
  std::vector<Cost> const limits{3000, 6000, kQuarterHour};
  std::size_t place = 0;
  for (auto _ : state) {
    if (!workspace.run(graph, city().places.of(place++ % kPlaces), {.limit = kQuarterHour})) {
      break;
    }
    lines = reach_lines(graph, workspace, [&](std::uint32_t arc) {
      return ArcShape{.shape = std::span(shapes).subspan(2 * std::size_t{shape_of[arc]}, 2), .forward = forward[arc]};
    });
    auto const areas = reach_areas(lines, std::span(limits).last(static_cast<std::size_t>(state.range(0))));
    benchmark::DoNotOptimize(areas.data());
  }
  state.counters["lines"] = static_cast<double>(lines.size());
}
BENCHMARK(quarter_hour_drawn)->ArgName("thresholds")->Arg(1)->Arg(3)->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) {
    return 1;
  }
  city();  // so that no benchmark pays for making it
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
