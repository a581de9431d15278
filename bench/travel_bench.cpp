// Travel time in a real city, for a comparison with Valhalla over the same extract (bench/peers/valhalla.mjs).
//   travel_bench CITY.gpkg --points N      N seeded points on the city's walkable streets as JSON [[lon,lat],…]
//   travel_bench CITY.gpkg POINTS.json     times in microseconds (medians) and the lengths of shortest ways, as JSON
// One core, one thread.
#include "access/city_streets.hpp"
#include "access/matrix.hpp"
#include "access/reach_lines.hpp"
#include "access/route.hpp"
#include "base/format.hpp"
#include "base/json.hpp"
#include "store/city_file.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace cartable;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 20261126;
constexpr access::Cost kQuarterHour = 9000;

template <class F>
double micros(F&& run) {
  auto const begin = Clock::now();
  run();
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// Nothing may be thrown away that a caller would have wanted.
std::size_t g_kept = 0;

int print_points(access::Streets const& streets, std::size_t count) {
  auto const graph = streets.graph({}, access::Weight::time);
  std::mt19937_64 random(kSeed);
  fmt::print("[");
  for (std::size_t i = 0; i < count;) {
    auto const node = static_cast<access::NodeIndex>(random() % graph->network().nodes());
    if (graph->component(node) == 0 && graph->passable(node)) {
      geo::LonLat const p = graph->network().point(node);
      fmt::print("{}[{:.7f},{:.7f}]", i++ == 0 ? "" : ",", p.lon, p.lat);
    }
  }
  fmt::print("]\n");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "travel_bench CITY.gpkg (--points N | POINTS.json)\n");
    return 2;
  }
  store::CityFile const city(argv[1]);
  auto const read = [&]<class R>(std::vector<R>& into) {
    auto rows = city.read<R>();
    if (!rows) {
      fmt::print(stderr, "{}\n", rows.error().message);
      std::exit(1);
    }
    into = *std::move(rows);
  };
  std::vector<store::Street> ways;
  std::vector<store::StreetNode> nodes;
  double const read_us = micros([&] {
    read(ways);
    read(nodes);
  });
  std::shared_ptr<access::Streets const> streets;
  double const network_us =
      micros([&] { streets = std::make_shared<access::Streets const>(access::StreetNetwork::build(ways, nodes)); });
  if (std::string_view(argv[2]) == "--points") {
    return print_points(*streets, argc > 3 ? static_cast<std::size_t>(std::atoi(argv[3])) : 100);
  }
  std::ifstream file(argv[2]);
  std::string const text((std::istreambuf_iterator<char>(file)), {});
  base::Json const parsed = *base::parse_json(text);
  std::vector<geo::LonLat> points;
  for (auto const& one : parsed) {
    points.push_back({one[0].get<double>(), one[1].get<double>()});
  }
  std::shared_ptr<access::ProfileGraph const> graph;
  double const graph_us = micros([&] { graph = streets->graph({}, access::Weight::time); });
  auto const by_length = streets->graph({}, access::Weight::distance);

  std::vector<access::Snap> snaps;
  for (geo::LonLat const p : points) {
    if (auto snap = access::snap(*graph, streets->index(), p)) {
      snaps.push_back(*snap);
    }
  }
  std::vector<double> search, drawn, matrix;
  access::Workspace workspace;
  for (int turn = 0; turn < 3; ++turn) {
    for (geo::LonLat const p : points) {
      search.push_back(micros([&] {
        auto const snap = access::snap(*graph, streets->index(), p);
        access::SearchOptions options;
        options.limit = kQuarterHour;
        g_kept += static_cast<std::size_t>(workspace.run(graph->forward(), departures(*graph, *snap), options)) +
                  workspace.settled().size();
      }));
      drawn.push_back(micros([&] {
        auto const snap = access::snap(*graph, streets->index(), p);
        access::ReachedStreets lines;
        if (access::reach_from(workspace, *graph, *snap, kQuarterHour, lines)) {
          std::array const limits{kQuarterHour};
          g_kept += access::reach_areas(lines.lines, limits).front().area.polygons.size();
        }
      }));
    }
  }
  access::Attachments targets;
  for (std::size_t i = 0; i < 1000; ++i) {
    targets.add(access::arrivals(*graph, snaps[i % snaps.size()]));
  }
  access::AttachmentIndex const by_node(targets, graph->network().nodes());
  for (std::size_t i = 0; i < std::min<std::size_t>(20, snaps.size()); ++i) {
    matrix.push_back(micros([&] {
      access::Attachments source;
      source.add(access::departures(*graph, snaps[i]));
      g_kept += access::cost_matrix(workspace, graph->forward(), source, by_node)->size();
    }));
  }
  fmt::print(
      "{{\"read_ms\":{:.1f},\"network_ms\":{:.1f},\"graph_ms\":{:.1f},\"nodes\":{},\"arcs\":{},\"search_us\":{:.1f},"
      "\"isochrone_us\":{:.1f},\"matrix_1x1000_us\":{:.1f},\"ways\":[",
      read_us / 1000, network_us / 1000, graph_us / 1000, graph->network().nodes(), graph->forward().arcs.size(),
      median(search), median(drawn), median(matrix));
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    auto const way = access::find_route(workspace, *by_length, streets->index(), points[i], points[i + 1]);
    fmt::print("{}{:.2f}", i == 0 ? "" : ",", way ? way->distance_m : -1.0);
  }
  fmt::print("],\"kept\":{}}}\n", g_kept);
  return 0;
}
