#include "access/route.hpp"

#include "access/city_streets.hpp"
#include "access/route_search.hpp"
#include "access/route_words.hpp"
#include "access/workspace.hpp"
#include "geo/metric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace cartable::access {
namespace {

constexpr double kStep = 0.001;  // degrees between the letters of a drawn map: about 100 m

/// A map drawn with letters: one node a letter; ways name theirs.
struct Map {
  std::vector<std::string> rows;
  std::vector<store::Street> streets;
  std::vector<store::StreetNode> nodes;

  explicit Map(std::vector<std::string> drawn) : rows(std::move(drawn)) {}
  [[nodiscard]] geo::LonLat at(char letter) const {
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (auto const c = rows[r].find(letter); c != std::string::npos) {
        return {7.0 + static_cast<double>(c) * kStep, 43.0 - static_cast<double>(r) * kStep};
      }
    }
    ADD_FAILURE() << letter << " is not on the map";
    return {};
  }
  Map& way(std::string const& letters, store::StringMap tags, std::string name = {}) {
    store::Street street;
    street.name = std::move(name);
    street.tags = std::move(tags);
    for (char const letter : letters) {
      street.nodes.push_back(letter);
      street.line.push_back(at(letter));
    }
    streets.push_back(std::move(street));
    return *this;
  }
  Map& node(char letter, store::StringMap tags) {
    store::StreetNode node;
    node.node = letter;
    node.point = at(letter);
    node.tags = std::move(tags);
    nodes.push_back(std::move(node));
    return *this;
  }
  [[nodiscard]] Streets build() const { return Streets(StreetNetwork::build(streets, nodes)); }
};

base::Result<RouteLine> go(Streets const& city, Profile const& profile, geo::LonLat from, geo::LonLat to) {
  Workspace workspace;
  return find_route(workspace, *city.graph(profile, Weight::distance), city.index(), from, to);
}

store::StringMap const kFootway{{"highway", "footway"}};

TEST(Routes, go_along_one_street_without_touching_a_junction) {
  Map map({"A   B"});
  Streets const city = map.way("AB", kFootway).build();
  geo::LonLat const a{7.001, 43}, b{7.003, 43};
  auto const there = go(city, {}, a, b);
  ASSERT_TRUE(there);
  EXPECT_NEAR(there->distance_m, geo::geodesic_distance(a, b).value(), 0.02);
  EXPECT_EQ(there->line.size(), 2U);
  auto const same = go(city, {}, a, a);
  ASSERT_TRUE(same);
  EXPECT_EQ(same->distance_m, 0);
  EXPECT_EQ(same->line.size(), 2U);
}

TEST(Routes, do_not_pass_a_barrier_though_both_streets_end_there) {
  Map map({"A X B", "     ", "C   D"});
  map.way("AXB", kFootway).way("AC", kFootway).way("CD", kFootway).way("DB", kFootway);
  Streets const open = map.build();
  Streets const shut = map.node('X', {{"barrier", "stile"}}).build();
  Profile const chair{.mode = Mode::wheelchair};
  geo::LonLat const a{7.0005, 43}, b{7.0035, 43};
  EXPECT_LT(go(open, chair, a, b)->distance_m, 400);
  EXPECT_GT(go(shut, chair, a, b)->distance_m, 600);
  EXPECT_LT(go(shut, {}, a, b)->distance_m, 400);
}

TEST(Routes, tell_turns_and_names_in_six_languages) {
  Map map({"A  B", "    ", "   C"});
  Streets const city =
      map.way("AB", {{"highway", "residential"}}, "First").way("BC", {{"highway", "residential"}}, "Second").build();
  auto const route = go(city, {}, map.at('A'), map.at('C'));
  ASSERT_TRUE(route);
  ASSERT_EQ(route->steps.size(), 3U);
  EXPECT_EQ(route->steps[0].turn, Turn::depart);
  EXPECT_EQ(route->steps[1].turn, Turn::right);
  EXPECT_EQ(route->steps[2].turn, Turn::arrive);
  auto const said = [&](Tongue tongue) {
    StreetLabel const& label = city.network()->label(route->steps[1].label);
    return instruction(tongue, route->steps[1], label.kind, label.name);
  };
  EXPECT_EQ(said(Tongue::en), "Turn right onto Second");
  EXPECT_EQ(said(Tongue::fr), "Tournez à droite sur Second");
  EXPECT_EQ(said(Tongue::es), "Gire a la derecha por Second");
  EXPECT_EQ(said(Tongue::ru), "Поверните направо: Second");
  EXPECT_EQ(said(Tongue::zh), "右转进入Second");
  EXPECT_EQ(said(Tongue::ar), "انعطف يمينًا إلى \u2068Second\u2069");
}

TEST(Routes, say_what_steps_lifts_and_ferries_are_before_what_they_are_called) {
  Step step{.turn = Turn::left};
  auto const said = [&](Tongue tongue) { return instruction(tongue, step, StreetLabel::Kind::ferry, "Blue Boat"); };
  EXPECT_EQ(said(Tongue::en), "Turn left, take the ferry (Blue Boat)");
  EXPECT_EQ(said(Tongue::fr), "Tournez à gauche, prenez le ferry (Blue Boat)");
  EXPECT_EQ(said(Tongue::zh), "左转，乘渡轮（Blue Boat）");
  step.turn = Turn::straight;
  EXPECT_EQ(said(Tongue::en), "Take the ferry (Blue Boat)");
  EXPECT_EQ(said(Tongue::ru), "Сядьте на паром (Blue Boat)");
  EXPECT_EQ(said(Tongue::ar), "اركب العبّارة (\u2068Blue Boat\u2069)");
  EXPECT_EQ(instruction(Tongue::en, step, StreetLabel::Kind::steps, ""), "Take the steps");
}

TEST(Routes, say_that_a_street_turns_and_is_not_left) {
  Map map({"A  B", "    ", "   C"});
  Streets const city = map.way("ABC", {{"highway", "residential"}}, "First").way("BC", kFootway).build();
  auto const route = go(city, {}, map.at('A'), map.at('C'));
  ASSERT_TRUE(route);
  ASSERT_EQ(route->steps.size(), 3U);
  EXPECT_TRUE(route->steps[1].goes_on);
  StreetLabel const& label = city.network()->label(route->steps[1].label);
  EXPECT_EQ(instruction(Tongue::en, route->steps[1], label.kind, label.name), "Turn right, stay on First");
  EXPECT_EQ(instruction(Tongue::es, route->steps[1], label.kind, label.name), "Gire a la derecha, continúe por First");
}

TEST(Snapping, a_wheelchair_joins_a_street_known_to_be_fit_that_is_little_farther) {
  // A path that nobody knows anything of, and an asphalt footway 111 m beside it.
  Map map({"A  B", "C  D"});
  Streets const city = map.way("AB", {{"highway", "footway"}}, "Unknown")
                           .way("AC", {{"highway", "footway"}}, "Between")
                           .way("CD", {{"highway", "footway"}, {"surface", "asphalt"}}, "Fit")
                           .build();
  Profile const chair{.mode = Mode::wheelchair};
  Profile strict = chair;
  strict.limits.avoid_unknown = true;
  auto const name_at = [&](Profile const& profile, Weight weight, double metres_to_the_path) {
    auto const graph = city.graph(profile, weight);
    geo::LonLat const point{7.0015, 43.0 - metres_to_the_path / 111'100};
    auto const joined = snap(*graph, city.index(), point);
    return joined ? city.network()->label(city.network()->edges()[joined->edge]).name : joined.error().message;
  };
  EXPECT_EQ(name_at(chair, Weight::time, 35), "Fit") << "41 m farther";
  EXPECT_EQ(name_at(chair, Weight::time, 25), "Unknown") << "61 m farther";
  EXPECT_EQ(name_at(strict, Weight::time, 35), "Fit") << "both at the same street";
  EXPECT_NE(name_at(strict, Weight::time, 25).find("more than 50 m farther"), std::string::npos);
  EXPECT_EQ(name_at(chair, Weight::distance, 35), "Unknown") << "published cases join the nearest";
  EXPECT_EQ(name_at({}, Weight::time, 35), "Unknown") << "walkers have one way";
}

TEST(Snapping, says_how_far_the_nearest_street_is_and_what_is_an_island) {
  Map map({"A   B"});
  Streets const city = map.way("AB", kFootway).build();
  auto const graph = city.graph({}, Weight::distance);
  auto const far = snap(*graph, city.index(), {7.002, 43.01});
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().code, base::ErrorCode::not_found);
  EXPECT_NE(far.error().message.find("1111 m away"), std::string::npos) << far.error().message;

  // A small network beside a large one: the large one is taken though it is farther away.
  std::vector<store::Street> streets = map.streets;
  for (int i = 0; i < 300; ++i) {
    store::Street piece;
    piece.tags = kFootway;
    piece.nodes = {1000 + i, 1001 + i};
    piece.line = {{7.0 + i * 1e-4, 43.002}, {7.0 + (i + 1) * 1e-4, 43.002}};
    streets.push_back(std::move(piece));
  }
  Streets const both(StreetNetwork::build(streets, {}));
  auto const large = both.graph({}, Weight::distance);
  auto const joined = snap(*large, both.index(), {7.002, 43.0001});
  ASSERT_TRUE(joined);
  EXPECT_FALSE(joined->island);
  EXPECT_NEAR(joined->point.lat, 43.002, 1e-7);
  auto const alone = snap(*large, both.index(), {7.002, 42.9985});
  ASSERT_TRUE(alone);
  EXPECT_TRUE(alone->island);
}

TEST(Networks, a_way_that_goes_on_in_another_tagged_alike_is_one_edge_with_its_shape) {
  Map map({"A B C D E", "    F    "});
  Streets const city = map.way("AB", kFootway).way("BC", kFootway).way("CD", kFootway).way("DE", kFootway).build();
  ASSERT_EQ(city.network()->edges().size(), 1U);
  EXPECT_EQ(city.network()->nodes(), 2U);
  Edge const& edge = city.network()->edges().front();
  EXPECT_EQ(city.network()->shape(edge).size(), 5U);
  EXPECT_NEAR(edge.length_cm / 100.0, geo::geodesic_distance(map.at('A'), map.at('E')).value(), 0.03);
  auto const way = go(city, {}, map.at('B'), map.at('D'));
  ASSERT_TRUE(way);
  EXPECT_NEAR(way->distance_m, geo::geodesic_distance(map.at('B'), map.at('D')).value(), 0.02);

  // Another street, a node with something to say, other tags, another name, one drawn towards it: each keeps it apart.
  EXPECT_EQ(Map(map).way("CF", kFootway).build().network()->edges().size(), 3U);
  EXPECT_EQ(Map(map).node('C', {{"barrier", "gate"}}).build().network()->edges().size(), 2U);
  auto const two = [&](store::StringMap tags, std::string name, std::string letters) {
    Map other(map.rows);
    return other.way("AB", kFootway).way(letters, std::move(tags), std::move(name)).build().network()->edges().size();
  };
  EXPECT_EQ(two(kFootway, "", "BC"), 1U);
  EXPECT_EQ(two({{"highway", "steps"}}, "", "BC"), 2U);
  EXPECT_EQ(two(kFootway, "Name", "BC"), 2U);
  EXPECT_EQ(two(kFootway, "", "CB"), 2U);
  // A ring of several ways, alone and with a street to it.
  Map ring({"A B", "D C"});
  ring.way("AB", kFootway).way("BC", kFootway).way("CD", kFootway).way("DA", kFootway);
  Streets const round = ring.build();
  ASSERT_EQ(round.network()->edges().size(), 1U);
  EXPECT_EQ(round.network()->nodes(), 1U);
  auto const across = go(round, {}, {7.001, 43}, {7.001, 42.999});
  ASSERT_TRUE(across);
  EXPECT_NEAR(across->distance_m, 2 * 81.5 + 111.1, 1.5);
}

/// Random streets: a grid with some ways missing, some tagged.
std::vector<store::Street> random_streets(std::mt19937& random) {
  constexpr int kSide = 8;
  std::vector<store::Street> streets;
  auto const add = [&](int a, int b) {
    if (random() % 5 == 0) {
      return;
    }
    store::Street street;
    auto const jitter = [](int n) { return std::fmod(n * 0.618, 1.0) * 2e-4; };
    for (int const n : {a, b}) {
      street.nodes.push_back(n + 1);
      street.line.push_back({7 + (n % kSide) * 1e-3 + jitter(n), 43 + (n / kSide) * 1e-3 + jitter(n + 7)});
    }
    static constexpr char const* kKinds[] = {"footway", "residential", "steps", "path"};
    street.tags["highway"] = kKinds[random() % 4];
    if (random() % 3 == 0) {
      street.tags["surface"] = random() % 2 == 0 ? "asphalt" : "gravel";
    }
    streets.push_back(std::move(street));
  };
  for (int n = 0; n < kSide * kSide; ++n) {
    if (n % kSide + 1 < kSide) {
      add(n, n + 1);
    }
    if (n / kSide + 1 < kSide) {
      add(n, n + kSide);
    }
  }
  return streets;
}

Streets random_city(std::mt19937& random) { return Streets(StreetNetwork::build(random_streets(random), {})); }

TEST(Networks, ways_cut_in_pieces_give_the_routes_of_whole_ones) {
  int compared = 0;
  for (unsigned seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<store::Street> const whole = random_streets(random);
    std::vector<store::Street> pieces;
    std::int64_t node = 10'000;
    for (store::Street const& street : whole) {
      store::Street piece = street;
      for (int i = 1; i <= static_cast<int>(random() % 4); ++i) {
        geo::LonLat const a = piece.line.front(), b = street.line.back();
        geo::LonLat const middle{(a.lon + b.lon) / 2, (a.lat + b.lat) / 2};
        piece.nodes.back() = ++node;
        piece.line.back() = middle;
        pieces.push_back(piece);
        piece.nodes = {node, street.nodes.back()};
        piece.line = {middle, b};
      }
      pieces.push_back(piece);
    }
    Streets const one(StreetNetwork::build(whole, {}));
    Streets const cut(StreetNetwork::build(pieces, {}));
    EXPECT_LE(cut.network()->edges().size(), one.network()->edges().size());
    std::uniform_real_distribution<double> lon(7, 7.007), lat(43, 43.007);
    for (Profile const& profile : {Profile{}, Profile{.mode = Mode::wheelchair}, Profile{.mode = Mode::bicycle}}) {
      for (int i = 0; i < 20; ++i) {
        geo::LonLat const from{lon(random), lat(random)}, to{lon(random), lat(random)};
        auto const a = go(one, profile, from, to);
        auto const b = go(cut, profile, from, to);
        ASSERT_EQ(a.has_value(), b.has_value());
        if (a) {
          EXPECT_NEAR(a->distance_m, b->distance_m, 0.2);
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 200);
}

/// Bellman and Ford's algorithm: no queue, nothing in common with the search.
std::vector<Cost> all_costs(Csr const& graph, NodeIndex from) {
  std::vector<Cost> cost(graph.nodes(), kUnreached);
  cost[from] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (NodeIndex node = 0; node < graph.nodes(); ++node) {
      for (Arc const& arc : graph.out(node)) {
        if (cost[node] != kUnreached && cost[node] + arc.cost < cost[arc.head]) {
          cost[arc.head] = cost[node] + arc.cost;
          changed = true;
        }
      }
    }
  }
  return cost;
}

TEST(Routes, are_the_cheapest_symmetric_and_confirmed_ones_never_shorter) {
  Workspace workspace;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Streets const city = random_city(random);
    Profile const chair{.mode = Mode::wheelchair};
    Profile strict = chair;
    strict.limits.avoid_unknown = true;
    for (Profile const& profile : {Profile{}, chair}) {
      auto const graph = city.graph(profile, Weight::time);
      auto const from = static_cast<NodeIndex>(random() % graph->network().nodes());
      std::vector<Cost> const truth = all_costs(graph->forward(), from);
      std::vector<Cost> const back = all_costs(graph->reverse(), from);
      for (NodeIndex to = 0; to < graph->network().nodes(); ++to) {
        EXPECT_EQ(truth[to], back[to]);  // feet and wheels go either way in the same time
        std::vector<Seed> const entry{{from, 0}}, exit{{to, 0}};
        auto const path = find_path(workspace, graph->forward(), entry, exit);
        ASSERT_EQ(path.has_value(), truth[to] != kUnreached);
        if (!path) {
          continue;
        }
        EXPECT_EQ(path->cost, truth[to]);
        Cost sum = 0;
        for (std::uint32_t const arc : path->arcs) {
          sum += graph->forward().arcs[arc].cost;
        }
        EXPECT_EQ(sum, path->cost);
      }
    }
    std::vector<Cost> const loose = all_costs(city.graph(chair, Weight::time)->forward(), 0);
    std::vector<Cost> const known = all_costs(city.graph(strict, Weight::time)->forward(), 0);
    for (std::size_t i = 0; i < loose.size(); ++i) {
      EXPECT_GE(known[i], loose[i]);
    }
  }
}

}  // namespace
}  // namespace cartable::access
