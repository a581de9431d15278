#include "access/workspace.hpp"

#include "access/bucket_queue.hpp"
#include "tests/unit/access/graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stop_token>
#include <utility>
#include <vector>

namespace cartable::access {
namespace {

void expect_costs(Workspace const& workspace, std::vector<Cost> const& right, Cost limit) {
  std::vector<std::pair<Cost, NodeIndex>> order;
  for (NodeIndex node = 0; node < right.size(); ++node) {
    Cost const expected = right[node] <= limit ? right[node] : kUnreached;
    ASSERT_EQ(workspace.cost(node), expected) << "node " << node;
    if (expected != kUnreached) {
      order.emplace_back(expected, node);
    }
  }
  std::sort(order.begin(), order.end());
  ASSERT_EQ(workspace.settled().size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    ASSERT_EQ(workspace.settled()[i], order[i].second);
  }
}

TEST(BucketQueue, gives_everything_back_in_order_of_cost_whatever_its_size) {
  test::PropertyRandom random;
  BucketQueue<std::uint32_t> queue;
  for (int round = 0; round < 50; ++round) {
    std::multimap<Cost, std::uint32_t> kept;
    Cost floor = 0;
    for (std::uint32_t i = 0; i < 500; ++i) {
      if (kept.empty() || random.chance(0.55)) {
        std::int64_t const reach = random.chance(0.5) ? 10 : random.chance(0.5) ? 5000 : 100'000'000;
        auto const cost = static_cast<Cost>(std::min<std::int64_t>(kMaxCost, floor + random.integer(0, reach)));
        queue.push(cost, i);
        kept.emplace(cost, i);
        continue;
      }
      floor = queue.next();
      ASSERT_EQ(floor, kept.begin()->first);
      std::uint32_t out = 0;
      ASSERT_TRUE(queue.take(out));
      auto const [low, high] = kept.equal_range(floor);
      auto const it = std::find_if(low, high, [&](auto const& entry) { return entry.second == out; });
      ASSERT_NE(it, high);
      kept.erase(it);
    }
    std::size_t left = 0;
    queue.drain([&](std::uint32_t) { ++left; });
    EXPECT_EQ(left, kept.size());
    EXPECT_EQ(queue.next(), kUnreached);
    queue.drain([](std::uint32_t) {});
  }
}

TEST(Workspace, costs_are_those_of_plain_Dijkstra_in_order_of_cost_and_node) {
  test::PropertyRandom random;
  Workspace workspace;  // one for all: what a search leaves must not show in the next
  for (int round = 0; round < 1500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    std::vector<Seed> const seeds = random_seeds(random, nodes, 4, 6);
    Cost const limit = random.chance(0.4) ? kMaxCost : static_cast<Cost>(random.integer(0, 1000));
    ASSERT_TRUE(workspace.run(graph, seeds, {.limit = limit, .parents = random.chance(0.5)}));
    expect_costs(workspace, plain_costs(graph, seeds), limit);
    if (HasFatalFailure()) {
      return;
    }
  }
}

TEST(Workspace, costs_are_those_of_Floyd_and_Warshall_and_keep_the_triangle_inequality) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 60; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 25));
    Csr const graph = random_graph(random, nodes);
    auto const right = all_costs(graph);
    std::vector<std::vector<std::uint64_t>> found(nodes, std::vector<std::uint64_t>(nodes));
    for (NodeIndex from = 0; from < nodes; ++from) {
      ASSERT_TRUE(workspace.run(graph, std::vector{Seed{from, 0}}));
      for (NodeIndex to = 0; to < nodes; ++to) {
        found[from][to] = workspace.cost(to) == kUnreached ? std::uint64_t{1} << 60U : workspace.cost(to);
        ASSERT_EQ(found[from][to], std::min(right[from][to], std::uint64_t{1} << 60U));
      }
    }
    for (NodeIndex a = 0; a < nodes; ++a) {
      for (NodeIndex b = 0; b < nodes; ++b) {
        for (NodeIndex c = 0; c < nodes; ++c) {
          ASSERT_LE(found[a][c], found[a][b] + found[b][c]);
        }
      }
    }
  }
}

TEST(Workspace, ways_start_at_a_seed_and_cost_what_is_told) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    std::vector<Seed> const seeds = random_seeds(random, nodes, 4, 6);
    ASSERT_TRUE(workspace.run(graph, seeds, {.parents = true}));
    for (NodeIndex const node : workspace.settled()) {
      std::vector<std::uint32_t> const way = workspace.arcs_to(graph, node);
      NodeIndex at = node;
      Cost cost = workspace.cost(node);
      for (auto arc = way.rbegin(); arc != way.rend(); ++arc) {
        ASSERT_EQ(graph.arcs[*arc].head, at);
        at = static_cast<NodeIndex>(std::upper_bound(graph.first.begin(), graph.first.end(), *arc) -
                                    graph.first.begin() - 1);
        cost -= graph.arcs[*arc].cost;
      }
      ASSERT_NE(std::find(seeds.begin(), seeds.end(), Seed{at, cost}), seeds.end());
      if (!way.empty()) {
        // The smallest of those that are one arc with a cost away.
        for (NodeIndex other = 0; other < workspace.parent(node); ++other) {
          for (Arc const arc : graph.out(other)) {
            bool const fits = arc.head == node && arc.cost != 0 && arc.cost <= kMaxCost &&
                              workspace.cost(other) != kUnreached &&
                              workspace.cost(other) + arc.cost == workspace.cost(node);
            ASSERT_FALSE(fits && workspace.cost(workspace.parent(node)) != workspace.cost(node));
          }
        }
      }
    }
  }
}

TEST(Workspace, of_equal_ways_the_parent_is_the_smallest) {
  // 0 → 3 over 2 and over 1, both 10; 2 is settled first.
  Csr const graph = make_graph(4, {{0, 2, 4}, {0, 1, 5}, {2, 3, 6}, {1, 3, 5}});
  Workspace workspace;
  ASSERT_TRUE(workspace.run(graph, std::vector{Seed{0, 0}}, {.parents = true}));
  EXPECT_EQ(workspace.parent(3), 1U);
  EXPECT_EQ(workspace.arcs_to(graph, 3), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(workspace.arcs_to(graph, 0).empty());
}

TEST(Workspace, stops_when_the_targets_are_settled_and_tells_nothing_that_is_not_certain) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(2, 60));
    Csr const graph = random_graph(random, nodes);
    std::vector<Seed> const seeds = random_seeds(random, nodes, 3, 6);
    std::vector<Cost> const right = plain_costs(graph, seeds);
    std::vector<NodeIndex> targets;
    for (std::int64_t i = random.integer(1, 3); i > 0; --i) {
      targets.push_back(static_cast<NodeIndex>(random.integer(0, static_cast<std::int64_t>(nodes) - 1)));
    }
    ASSERT_TRUE(workspace.run(graph, seeds, {.targets = targets}));
    Cost farthest = 0;
    for (NodeIndex const target : targets) {
      farthest = std::max(farthest, right[target]);
    }
    expect_costs(workspace, right, farthest);
    if (HasFatalFailure()) {
      return;
    }
  }
}

TEST(Workspace, settled_within_a_smaller_limit_is_what_a_search_with_that_limit_settles) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 40, 40);
  Workspace wide;
  Workspace narrow;
  std::vector const seeds{Seed{820, 17}};
  ASSERT_TRUE(wide.run(graph, seeds, {.limit = 9000}));
  for (Cost limit = 0; limit <= 9000; limit += 450) {
    ASSERT_TRUE(narrow.run(graph, seeds, {.limit = limit}));
    auto const a = wide.settled_within(limit);
    auto const b = narrow.settled();
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  }
  EXPECT_GT(wide.settled().size(), 100U);
}

TEST(Workspace, no_graph_no_seeds_and_seeds_beyond_the_limit_reach_nothing) {
  Workspace workspace;
  EXPECT_TRUE(workspace.run(Csr{}, {}));
  EXPECT_TRUE(workspace.settled().empty());
  Csr const graph = make_graph(2, {{0, 1, 3}});
  EXPECT_TRUE(workspace.run(graph, {}));
  EXPECT_TRUE(workspace.settled().empty());
  EXPECT_TRUE(workspace.run(graph, std::vector{Seed{0, 11}}, {.limit = 10}));
  EXPECT_TRUE(workspace.settled().empty());
  EXPECT_EQ(workspace.cost(0), kUnreached);
  EXPECT_TRUE(workspace.run(graph, std::vector{Seed{0, 10}}, {.limit = 10}));
  EXPECT_EQ(workspace.settled().size(), 1U);
}

TEST(Workspace, ends_when_it_is_asked_to_and_serves_again) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 200, 200);
  std::stop_source source;
  source.request_stop();
  Workspace workspace;
  std::vector const seeds{Seed{20'100, 0}};
  EXPECT_FALSE(workspace.run(graph, seeds, {.stop = source.get_token()}));
  std::vector<Cost> const right = plain_costs(graph, seeds);
  EXPECT_LT(workspace.settled().size(), 10'000U);
  for (NodeIndex node = 0; node < graph.nodes(); ++node) {
    ASSERT_TRUE(workspace.cost(node) == kUnreached || workspace.cost(node) == right[node]);
  }
  EXPECT_TRUE(workspace.run(graph, seeds));
  expect_costs(workspace, right, kMaxCost);
}

TEST(Csr, reversed_twice_is_the_graph_with_the_arcs_of_each_node_in_order) {
  test::PropertyRandom random;
  EXPECT_EQ(reversed(Csr{}).nodes(), 0U);
  for (int round = 0; round < 200; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 30));
    Csr const graph = random_graph(random, nodes);
    Csr const back = reversed(graph);
    Csr const again = reversed(back);
    ASSERT_EQ(again.first, graph.first);
    for (NodeIndex node = 0; node < nodes; ++node) {
      auto const key = [](Arc const& arc) { return std::pair{arc.head, arc.cost}; };
      std::vector<std::pair<NodeIndex, Cost>> mine;
      std::vector<std::pair<NodeIndex, Cost>> theirs;
      std::transform(graph.out(node).begin(), graph.out(node).end(), std::back_inserter(mine), key);
      std::transform(again.out(node).begin(), again.out(node).end(), std::back_inserter(theirs), key);
      EXPECT_TRUE(
          std::is_sorted(theirs.begin(), theirs.end(), [](auto const& a, auto const& b) { return a.first < b.first; }));
      std::sort(mine.begin(), mine.end());
      std::sort(theirs.begin(), theirs.end());
      ASSERT_EQ(mine, theirs);
    }
  }
}

}  // namespace
}  // namespace cartable::access
