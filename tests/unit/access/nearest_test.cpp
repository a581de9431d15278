#include "access/all_to_nearest.hpp"
#include "access/matrix.hpp"
#include "access/nearest_search.hpp"
#include "access/pair_table.hpp"
#include "access/reach.hpp"
#include "tests/unit/access/graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace cartable::access {
namespace {

/// The cost to each thing by a plain search, kUnreached beyond the limit.
std::vector<Cost> plain_to_things(Csr const& graph, std::span<Seed const> seeds, Attachments const& things,
                                  Cost limit) {
  std::vector<Cost> const costs = plain_costs(graph, seeds);
  std::vector<Cost> out;
  for (std::size_t thing = 0; thing < things.size(); ++thing) {
    Cost best = kUnreached;
    for (Seed const seed : things.of(thing)) {
      if (costs[seed.node] != kUnreached && costs[seed.node] + seed.cost <= limit) {
        best = std::min(best, costs[seed.node] + seed.cost);
      }
    }
    out.push_back(best);
  }
  return out;
}

TEST(AllToNearest, keeps_the_k_nearest_of_each_node_exactly_with_ties_to_the_lower_number) {
  test::PropertyRandom random;
  for (int round = 0; round < 1500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 30));
    Csr const graph = random_graph(random, nodes);
    Attachments const sources = random_things(random, nodes, 7);
    auto const k = static_cast<std::size_t>(random.integer(1, 3));
    Cost const limit = random.chance(0.5) ? kMaxCost : static_cast<Cost>(random.integer(0, 50));
    auto const found = all_to_nearest(graph, sources, {.k = k, .limit = limit});
    ASSERT_TRUE(found);
    auto const right = plain_nearest(graph, sources, k, limit);
    for (NodeIndex node = 0; node < nodes; ++node) {
      auto const list = found->at(node);
      ASSERT_EQ(std::vector<Label>(list.begin(), list.end()), right[node]) << "node " << node;
    }
  }
}

TEST(AllToNearest, of_nothing_and_to_nothing_is_empty) {
  EXPECT_TRUE(all_to_nearest(Csr{}, Attachments{})->labels.empty());
  auto const found = all_to_nearest(make_graph(2, {{0, 1, 3}}), Attachments{}, {.k = 3});
  EXPECT_EQ(found->labels, std::vector<Label>(6));
}

TEST(AllToNearest, ends_when_it_is_asked_to) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 120, 120);
  Attachments sources;
  sources.add(std::vector{Seed{7260, 0}});
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(all_to_nearest(graph, sources, {.stop = source.get_token()}));
  EXPECT_TRUE(all_to_nearest(graph, sources));
}

TEST(FindNearest, gives_the_k_best_that_are_accepted_exactly) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 1500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    Attachments const things = random_things(random, nodes, 12);
    std::vector<Seed> const seeds = random_seeds(random, nodes, 2, 6);
    auto const k = static_cast<std::size_t>(random.integer(0, 6));
    Cost const limit = random.chance(0.5) ? kMaxCost : static_cast<Cost>(random.integer(0, 100));
    auto const every = static_cast<std::uint32_t>(random.integer(1, 3));
    std::vector<Found> direct;
    if (things.size() > 0 && random.chance(0.4)) {
      direct.push_back(
          {.target = static_cast<std::uint32_t>(things.size()) - 1, .cost = static_cast<Cost>(random.integer(0, 8))});
    }
    std::vector<Cost> costs = plain_to_things(graph, seeds, things, limit);
    for (Found const& found : direct) {
      if (found.cost <= limit) {
        costs[found.target] = std::min(costs[found.target], found.cost);
      }
    }
    std::vector<Found> right;
    for (std::uint32_t thing = 0; thing < costs.size(); ++thing) {
      if (costs[thing] != kUnreached && thing % every == 0) {
        right.push_back({.target = thing, .cost = costs[thing]});
      }
    }
    std::stable_sort(right.begin(), right.end(), [](Found const& a, Found const& b) { return a.cost < b.cost; });
    bool const ties = random.chance(0.5);
    std::size_t count = std::min(right.size(), k);
    while (ties && count > 0 && count < right.size() && right[count].cost == right[count - 1].cost) {
      ++count;
    }
    right.resize(count);
    auto const found = find_nearest(workspace, graph, seeds, AttachmentIndex(things, nodes),
                                    {.k = k,
                                     .limit = limit,
                                     .accept = [&](std::uint32_t thing) { return thing % every == 0; },
                                     .direct = direct,
                                     .ties = ties,
                                     .parents = random.chance(0.5)});
    ASSERT_TRUE(found);
    ASSERT_EQ(*found, right);
  }
}

TEST(FindNearest, looks_no_farther_than_the_last_one_found) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 200, 200);
  Attachments things;
  for (NodeIndex node = 0; node < graph.nodes(); node += 7) {
    things.add(std::vector{Seed{node, 20}});
  }
  Workspace workspace;
  auto const found =
      find_nearest(workspace, graph, std::vector{Seed{20'100, 0}}, AttachmentIndex(things, graph.nodes()), {.k = 5});
  ASSERT_EQ(found->size(), 5U);
  EXPECT_LT(workspace.settled().size(), 200U);
  EXPECT_LE(workspace.cost(workspace.settled().back()), found->back().cost);
}

TEST(CostMatrix, is_a_plain_search_a_source) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 500; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    Attachments const from = random_things(random, nodes, 4);
    Attachments const to = random_things(random, nodes, 6);
    Cost const limit = random.chance(0.5) ? kMaxCost : static_cast<Cost>(random.integer(0, 60));
    auto const found = cost_matrix(workspace, graph, from, AttachmentIndex(to, nodes), {.limit = limit});
    ASSERT_TRUE(found);
    std::vector<Cost> right;
    for (std::size_t i = 0; i < from.size(); ++i) {
      std::vector<Cost> const row = plain_to_things(graph, from.of(i), to, limit);
      right.insert(right.end(), row.begin(), row.end());
    }
    ASSERT_EQ(*found, right);
  }
}

TEST(PairTable, holds_every_pair_within_the_limit_by_cell_and_place) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 400; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    Attachments const places = random_things(random, nodes, 6);
    Attachments const cells = random_things(random, nodes, 15);
    auto const limit = static_cast<Cost>(random.integer(0, 40));
    auto const table =
        make_pair_table(workspace, reversed(graph), places, AttachmentIndex(cells, nodes), {.limit = limit});
    ASSERT_TRUE(table);
    ASSERT_EQ(table->cells(), cells.size());
    for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
      // Walked the other way round: from the cell, in the graph as it is.
      std::vector<Cost> const costs = plain_to_things(graph, cells.of(cell), places, limit);
      std::vector<PairTable::Pair> right;
      for (std::uint32_t place = 0; place < places.size(); ++place) {
        if (costs[place] != kUnreached) {
          right.push_back({.place = place, .cost = costs[place]});
        }
      }
      auto const found = table->of(cell);
      ASSERT_EQ(std::vector<PairTable::Pair>(found.begin(), found.end()), right);
    }
  }
}

TEST(ReachedThings, are_those_within_the_limit_and_more_with_a_higher_one) {
  test::PropertyRandom random;
  Workspace workspace;
  for (int round = 0; round < 300; ++round) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 40));
    Csr const graph = random_graph(random, nodes);
    Attachments const cells = random_things(random, nodes, 15);
    std::vector<Seed> const seeds = random_seeds(random, nodes, 2, 6);
    ASSERT_TRUE(workspace.run(graph, seeds, {.limit = 60}));
    AttachmentIndex const index(cells, nodes);
    std::vector<Found> const all = reached_things(workspace, index, 60);
    for (Cost limit = 0; limit <= 60; limit += 5) {
      std::vector<Found> const found = reached_things(workspace, index, limit);
      std::vector<Cost> const right = plain_to_things(graph, seeds, cells, limit);
      ASSERT_EQ(found.size(), static_cast<std::size_t>(std::count_if(right.begin(), right.end(),
                                                                     [](Cost cost) { return cost != kUnreached; })));
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(found[i].cost, right[found[i].target]);
        ASSERT_EQ(found[i], all[i]);
      }
    }
  }
}

}  // namespace
}  // namespace cartable::access
