#include "access/travel.hpp"

#include "access/city_streets.hpp"
#include "access/reach_lines.hpp"
#include "access/route.hpp"
#include "access/workspace_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cartable::access {
namespace {

/// Streets of a small town: a grid with gaps, some of it one-way for bicycles, some steps, a few without a name.
std::vector<store::Street> town(std::mt19937_64& random) {
  std::vector<store::Street> out;
  constexpr int kSide = 14;
  auto const point = [&](int x, int y) {
    return geo::LonLat{7.42 + 0.001 * x + 0.0002 * std::sin(x * 3 + y),
                       43.73 + 0.0008 * y + 0.0001 * std::cos(y * 5 + x)};
  };
  auto const add = [&](int ax, int ay, int bx, int by) {
    if (random() % 5 == 0) {
      return;
    }
    store::Street street;
    street.head.id = "t:w" + std::to_string(out.size());
    street.tags["highway"] = random() % 9 == 0 ? "steps" : random() % 3 == 0 ? "footway" : "residential";
    if (random() % 4 == 0) {
      street.tags["oneway"] = "yes";
    }
    if (random() % 3 == 0) {
      street.tags["surface"] = random() % 2 == 0 ? "asphalt" : "sand";
    }
    street.nodes = {ay * kSide + ax, by * kSide + bx};
    street.line = {point(ax, ay), point(bx, by)};
    out.push_back(street);
  };
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      if (x + 1 < kSide) {
        add(x, y, x + 1, y);
      }
      if (y + 1 < kSide) {
        add(x, y, x, y + 1);
      }
    }
  }
  return out;
}

struct Asked {
  std::shared_ptr<Streets const> streets;
  std::vector<geo::LonLat> places;
};

Asked ask(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Asked out;
  out.streets = std::make_shared<Streets const>(StreetNetwork::build(town(random), {}));
  std::uniform_real_distribution<double> lon(7.418, 7.436);
  std::uniform_real_distribution<double> lat(43.729, 43.742);
  for (int i = 0; i < 60; ++i) {
    out.places.push_back({lon(random), lat(random)});
  }
  return out;
}

constexpr std::array kModes{Mode::walk, Mode::wheelchair, Mode::bicycle};

/// Every way by itself, each by a one-to-one search.
std::vector<TravelHit> one_by_one(Streets const& streets, ProfileGraph const& graph, geo::LonLat from,
                                  std::vector<geo::LonLat> const& places) {
  std::vector<TravelHit> out;
  Workspace workspace;
  auto const start = snap(graph, streets.index(), from);
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    auto const end = snap(graph, streets.index(), places[i]);
    if (!start || !end) {
      continue;
    }
    if (places[i] == from) {
      out.push_back({i, 0, 0});
    } else if (auto const way = lengths_between(workspace, graph, *start, *end)) {
      out.push_back({i, way->duration_s, way->distance_m + start->walk_m + end->walk_m});
    }
  }
  return out;
}

std::vector<std::uint32_t> places_of(std::vector<Found> const& found) {
  std::vector<std::uint32_t> out;
  for (Found const& one : found) {
    out.push_back(one.target);
  }
  return out;
}

bool comes_before(Found const& a, Found const& b) { return std::pair(a.cost, a.target) < std::pair(b.cost, b.target); }

TEST(Travel, the_places_nearest_in_time_are_those_that_routes_one_by_one_find) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Asked const asked = ask(seed);
    std::mt19937_64 random(seed * 77);
    Workspace workspace;
    for (Mode const mode : kModes) {
      Profile profile;
      profile.mode = mode;
      auto const graph = asked.streets->graph(profile, Weight::time);
      auto const links = PlaceLinks::build(graph, asked.streets->index(), asked.places);
      geo::LonLat const from = asked.places[random() % asked.places.size()];
      auto const start = snap(*graph, asked.streets->index(), from);
      if (!start) {
        continue;
      }
      auto expected = one_by_one(*asked.streets, *graph, from, asked.places);
      auto const list = travel_nearest(workspace, *links, *start, expected.size() + 5);
      ASSERT_TRUE(list);
      ASSERT_EQ(list->size(), expected.size());
      EXPECT_TRUE(std::is_sorted(list->begin(), list->end(), comes_before));
      std::vector<TravelHit> found;
      for (auto const& hit : found_ways(workspace, *links, *start, places_of(*list))) {
        ASSERT_TRUE(hit);
        found.push_back(*hit);
        auto const same =
            std::find_if(expected.begin(), expected.end(), [&](auto const& one) { return one.place == hit->place; });
        ASSERT_NE(same, expected.end());
        EXPECT_EQ(std::lround(hit->duration_s * 10), (*list)[found.size() - 1].cost);
        EXPECT_NEAR(hit->duration_s, same->duration_s, 1e-6) << "place " << hit->place;
        EXPECT_NEAR(hit->distance_m, same->distance_m, 1e-6) << "place " << hit->place;
      }
      // The first few are the first of all, with what takes as long as the last of them, and they know their ways.
      auto const few = travel_nearest(workspace, *links, *start, 5);
      ASSERT_TRUE(few);
      ASSERT_GE(few->size(), std::min<std::size_t>(5, list->size()));
      EXPECT_TRUE(std::equal(few->begin(), few->end(), list->begin()));
      EXPECT_TRUE(few->size() == list->size() || (*list)[few->size()].cost > few->back().cost);
      auto const ways_of_few = found_ways(workspace, *links, *start, places_of(*few));
      for (std::size_t i = 0; i < few->size(); ++i) {
        EXPECT_EQ(ways_of_few[i]->distance_m, found[i].distance_m);
      }
      auto const odd = [](std::uint32_t place) { return place % 3 != 0; };
      EXPECT_EQ(count_reachable(workspace, *links, *start, {}), list->size());
      EXPECT_EQ(count_reachable(workspace, *links, *start, odd),
                std::count_if(list->begin(), list->end(), [&](auto& one) { return odd(one.target); }));
      // Limits cut where they say.
      TravelOptions options;
      options.max_s = found.empty() ? 100 : found[found.size() / 2].duration_s;
      options.max_m = 600;
      options.accept = odd;
      std::vector<std::uint32_t> wanted;
      for (TravelHit const& hit : found) {
        if (hit.duration_s <= options.max_s && hit.distance_m <= 600 && odd(hit.place)) {
          wanted.push_back(hit.place);
        }
      }
      auto const within = travel_within(workspace, *links, *start, options);
      ASSERT_TRUE(within);
      EXPECT_EQ(places_of(*within), wanted);
      EXPECT_TRUE(std::is_sorted(within->begin(), within->end(), comes_before));
      std::vector<std::uint32_t> every(asked.places.size());
      for (std::uint32_t i = 0; i < every.size(); ++i) {
        every[i] = i;
      }
      auto const ways = travel_to(workspace, *links, *start, every, {});
      ASSERT_TRUE(ways);
      for (TravelHit const& hit : found) {
        ASSERT_TRUE((*ways)[hit.place]);
        EXPECT_EQ((*ways)[hit.place]->duration_s, hit.duration_s);
        EXPECT_EQ((*ways)[hit.place]->distance_m, hit.distance_m);
      }
    }
  }
}

/// The junctions of the public streets that one comes to over private edges from `node`, by trying every way: the
/// fewest metres, and what they cost.
void try_all(ProfileGraph const& graph, NodeIndex node, double metres, Cost cost, bool leaving,
             std::set<NodeIndex> seen, std::map<NodeIndex, std::pair<double, Cost>>& found) {
  if (metres > 50) {
    return;
  }
  if (!graph.forward().out(node).empty() || !graph.reverse().out(node).empty()) {
    auto const [at, is_new] = found.try_emplace(node, metres, cost);
    if (!is_new && metres < at->second.first) {
      at->second = {metres, cost};
    }
    return;  // what lies behind would be passing through
  }
  seen.insert(node);
  auto const edges = graph.network().edges();
  for (EdgeIndex i = 0; i < edges.size(); ++i) {
    for (bool const forward : {true, false}) {
      NodeIndex const near = forward == leaving ? edges[i].from : edges[i].to;
      NodeIndex const far = forward == leaving ? edges[i].to : edges[i].from;
      if (near == node && graph.is_private_end(i, forward) && seen.count(far) == 0) {
        try_all(graph, far, metres + edges[i].length_cm / 100.0, cost + graph.cost(i, forward), leaving, seen, found);
      }
    }
  }
}

std::map<NodeIndex, std::pair<double, Cost>> gates(ProfileGraph const& graph, Snap const& snap, bool leaving) {
  std::map<NodeIndex, std::pair<double, Cost>> out;
  Edge const& edge = graph.network().edges()[snap.edge];
  for (bool const forward : {true, false}) {
    bool const far_part = forward == leaving;
    double const metres = far_part ? edge.length_cm / 100.0 - snap.along_m : snap.along_m;
    NodeIndex const node = far_part ? edge.to : edge.from;
    Cost const cost = graph.travel_time(snap.edge, forward, metres) + graph.walk_time(snap.walk_m);
    if (graph.usable(snap.edge, forward)) {
      out.try_emplace(node, metres, cost);
    } else if (graph.is_private_end(snap.edge, forward)) {
      try_all(graph, node, metres, cost, leaving, {}, out);
    }
  }
  return out;
}

TEST(Travel, ways_begin_and_end_on_private_ground_and_never_lead_through_it) {
  int private_ends = 0;
  int ways = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<store::Street> streets;
    constexpr int kSide = 10;
    // Streets 25 m apart, a third of them private, so that several lie between a door and the street.
    auto const point = [](int n) { return geo::LonLat{7.42 + 0.0003 * (n % kSide), 43.73 + 0.0002 * (n / kSide)}; };
    auto const add = [&](int a, int b) {
      if (random() % 6 == 0) {
        return;
      }
      store::Street street;
      street.nodes = {a, b};
      street.line = {point(a), point(b)};
      street.tags["highway"] = "residential";
      if (random() % 3 == 0) {
        street.tags[random() % 2 == 0 ? "access" : "foot"] = "private";
      }
      if (random() % 5 == 0) {
        street.tags["oneway"] = "yes";
      }
      streets.push_back(street);
    };
    for (int n = 0; n < kSide * kSide; ++n) {
      if (n % kSide + 1 < kSide) {
        add(n, n + 1);
      }
      if (n + kSide < kSide * kSide) {
        add(n, n + kSide);
      }
    }
    Streets const city(StreetNetwork::build(streets, {}));
    std::uniform_real_distribution<double> lon(7.42, 7.4227), lat(43.73, 43.7318);
    Workspace workspace;
    for (Mode const mode : {Mode::walk, Mode::bicycle}) {
      Profile profile;
      profile.mode = mode;
      auto const graph = city.graph(profile, Weight::time);
      for (int i = 0; i < 25; ++i) {
        geo::LonLat const from{lon(random), lat(random)}, to{lon(random), lat(random)};
        auto const start = snap(*graph, city.index(), from);
        auto const end = snap(*graph, city.index(), to);
        if (!start || !end) {
          continue;
        }
        bool const begins = graph->is_private_end(start->edge);
        bool const ends = graph->is_private_end(end->edge);
        private_ends += (begins ? 1 : 0) + (ends ? 1 : 0);
        Cost best = straight_cost(*graph, *start, *end);
        auto const out = gates(*graph, *start, true);
        auto const in = gates(*graph, *end, false);
        EXPECT_TRUE(!begins || !out.empty());
        EXPECT_TRUE(!ends || !in.empty());
        for (auto const& [gate, reached] : out) {
          ASSERT_TRUE(workspace.run(graph->forward(), std::vector{Seed{gate, reached.second}}));
          for (auto const& [last, rest] : in) {
            if (workspace.cost(last) != kUnreached) {
              best = std::min(best, workspace.cost(last) + rest.second);
            }
          }
        }
        auto const way = lengths_between(workspace, *graph, *start, *end);
        ASSERT_EQ(way.has_value(), best != kUnreached);
        if (!way) {
          continue;
        }
        ++ways;
        EXPECT_EQ(std::lround(way->duration_s * 10), best);
        auto const route = find_route(workspace, *graph, city.index(), from, to);
        ASSERT_TRUE(route);
        EXPECT_LE(route->private_m, begins && ends ? 100.01 : begins || ends ? 50.01 : 0);
        // Private ground lies at the ends alone.
        auto const last = static_cast<std::uint32_t>(route->line.size() - 1);
        for (auto const& stretch : route->private_ground) {
          EXPECT_TRUE((begins && stretch.first == 0) || (ends && stretch.second == last));
        }
        auto const links = PlaceLinks::build(graph, city.index(), std::vector{to});
        auto const hit = travel_to(workspace, *links, *start, std::vector<std::uint32_t>{0}, {});
        ASSERT_TRUE(hit && hit->front());
        EXPECT_NEAR(hit->front()->duration_s, way->duration_s, 1e-6);
        EXPECT_NEAR(hit->front()->distance_m, way->distance_m + start->walk_m + end->walk_m, 1e-6);
      }
    }
  }
  EXPECT_GT(ways, 500);
  EXPECT_GT(private_ends, 100);
}

double printed(double value, int decimals) {
  double const scale = std::pow(10, decimals);
  return std::round(value * scale) / scale;
}

TEST(Travel, the_steps_of_a_way_add_up_to_its_time_from_door_to_door_and_its_length) {
  int ways = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Asked const asked = ask(seed);
    Workspace workspace;
    for (Mode const mode : kModes) {
      for (Weight const weight : {Weight::time, Weight::distance}) {
        Profile profile;
        profile.mode = mode;
        auto const graph = asked.streets->graph(profile, weight);
        for (std::size_t i = 0; i + 1 < asked.places.size(); ++i) {
          geo::LonLat const to = asked.places[i % 7 == 0 ? i : i + 1];
          auto const way = find_route(workspace, *graph, asked.streets->index(), asked.places[i], to);
          if (!way) {
            continue;
          }
          ++ways;
          double seconds = 0;
          double metres = 0;
          for (Step const& step : way->steps) {
            EXPECT_GE(step.duration_s, 0);
            seconds += printed(step.duration_s, 1);
            metres += printed(step.distance_m, 2);
          }
          EXPECT_NEAR(seconds, printed(way->duration_s, 1), 1e-6);
          EXPECT_NEAR(metres, printed(way->distance_m, 2), 1e-6);
          if (to == asked.places[i]) {
            EXPECT_EQ(way->duration_s, 0);
            continue;
          }
          double const beside = (graph->walk_time(way->start.walk_m) + graph->walk_time(way->end.walk_m)) / 10.0;
          EXPECT_GE(way->steps.front().duration_s + way->steps.back().duration_s, beside - 1e-6);
          EXPECT_GE(way->duration_s, beside - 1e-6);
        }
      }
    }
  }
  EXPECT_GT(ways, 1000);
}

TEST(Travel, what_is_reached_grows_with_the_minutes_and_holds_the_places_on_it) {
  Asked const asked = ask(5);
  auto const graph = asked.streets->graph({}, Weight::time);
  auto const start = snap(*graph, asked.streets->index(), {7.427, 43.735});
  ASSERT_TRUE(start);
  Workspace workspace;
  ReachedStreets lines;
  ASSERT_TRUE(reach_from(workspace, *graph, *start, 9000, lines));
  std::array const limits{Cost{600}, Cost{1800}, Cost{3000}};
  auto const areas = reach_areas(lines.lines, limits);
  ASSERT_EQ(areas.size(), 3U);
  EXPECT_EQ(areas[0].limit, 3000U);
  EXPECT_EQ(areas[2].limit, 600U);
  for (auto const& area : areas) {
    EXPECT_FALSE(area.area.empty());
  }
}

TEST(Travel, a_pool_gives_every_thread_a_workspace_of_its_own) {
  WorkspacePool pool;
  auto const one = pool.lease();
  auto const two = pool.lease();
  EXPECT_NE(&*one, &*two);
}

}  // namespace
}  // namespace cartable::access
