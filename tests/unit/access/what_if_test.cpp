#include "access/what_if.hpp"

#include "access/all_to_nearest.hpp"
#include "tests/unit/access/graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace cartable::access {
namespace {

/// A WhatIf and, beside it, what it was told.
struct Trial {
  WhatIf tried;
  std::vector<std::vector<Seed>> places;
  Cost limit;

  Trial(Csr graph, Attachments const& given, std::size_t k, Cost limit_)
      : tried(std::move(graph), given, k, limit_), limit(limit_) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      places.emplace_back(given.of(i).begin(), given.of(i).end());
    }
  }

  void expect_from_scratch() const {
    Attachments now;
    for (std::vector<Seed> const& seeds : places) {
      now.add(seeds);
    }
    auto const right = plain_nearest(reversed(tried.graph()), now, tried.nearest().k, limit);
    for (NodeIndex node = 0; node < right.size(); ++node) {
      auto const list = tried.nearest().at(node);
      ASSERT_EQ(std::vector<Label>(list.begin(), list.end()), right[node]) << "node " << node;
    }
  }
};

TEST(WhatIf, after_each_of_10_000_random_changes_the_answer_is_that_from_scratch) {
  test::PropertyRandom random;
  std::size_t changes = 0;
  while (changes < 10'000) {
    auto const nodes = static_cast<std::size_t>(random.integer(1, 24));
    Trial trial(random_graph(random, nodes), random_things(random, nodes, 5),
                static_cast<std::size_t>(random.integer(1, 3)),
                random.chance(0.7) ? kMaxCost : static_cast<Cost>(random.integer(0, 30)));
    std::vector<Arc> const original = trial.tried.graph().arcs;
    for (int step = 0; step < 50; ++step, ++changes) {
      std::size_t const arcs = original.size();
      auto const arc =
          static_cast<std::uint32_t>(arcs == 0 ? 0 : random.integer(0, static_cast<std::int64_t>(arcs) - 1));
      switch (random.integer(0, 4)) {
        case 0: {
          std::vector<Seed> const seeds = random_seeds(random, nodes, 3, 5);
          ASSERT_EQ(trial.tried.add_place(seeds), trial.places.size());
          trial.places.push_back(seeds);
          break;
        }
        case 1:
          if (!trial.places.empty()) {
            auto const place = random.integer(0, static_cast<std::int64_t>(trial.places.size()) - 1);
            trial.tried.remove_place(static_cast<std::uint32_t>(place));
            trial.places[static_cast<std::size_t>(place)].clear();
          }
          break;
        case 2:
          if (arcs > 0) {
            trial.tried.close_arc(arc);
          }
          break;
        case 3:
          if (arcs > 0) {
            trial.tried.set_cost(arc, original[arc].cost);
          }
          break;
        default:
          if (arcs > 0) {
            trial.tried.set_cost(arc, static_cast<Cost>(random.integer(0, 6)));
          }
      }
      trial.expect_from_scratch();
      if (HasFatalFailure()) {
        FAIL() << "after change " << changes;
      }
    }
  }
}

TEST(WhatIf, an_added_place_settles_no_more_nodes_than_lie_within_its_reach) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 150, 150);
  Attachments places;
  for (int i = 0; i < 60; ++i) {
    places.add(std::vector{Seed{static_cast<NodeIndex>(random.integer(0, 22'499)), 10}});
  }
  WhatIf tried(graph, places, 3);
  for (int i = 0; i < 20; ++i) {
    std::vector const seeds{Seed{static_cast<NodeIndex>(random.integer(0, 22'499)), 10}};
    std::uint32_t const place = tried.add_place(seeds);
    std::size_t reach = 0;
    for (Label const& label : tried.nearest().labels) {
      reach += label.source == place ? 1 : 0;
    }
    EXPECT_EQ(tried.last_change().nodes_settled, reach);
    EXPECT_LT(reach, graph.nodes() / 4);
    NearestLabels const with = tried.nearest();
    tried.remove_place(place);
    EXPECT_EQ(tried.last_change().labels_dropped, reach);
    EXPECT_LE(tried.last_change().nodes_settled, 2 * reach);
    tried.remove_place(place);
    EXPECT_EQ(tried.last_change().labels_dropped, 0U);
    EXPECT_NE(tried.nearest(), with);
  }
  EXPECT_EQ(tried.nearest(), *all_to_nearest(reversed(graph), places, {.k = 3}));
}

TEST(WhatIf, a_closed_bridge_cuts_off_and_a_new_one_joins) {
  // 0 – 1 – 2, the place at 2; the second arc of each pair leads back.
  Csr const graph = make_graph(3, {{0, 1, 5}, {1, 0, 5}, {1, 2, 7}, {2, 1, 7}});
  Attachments places;
  places.add(std::vector{Seed{2, 1}});
  WhatIf tried(graph, places, 1);
  EXPECT_EQ(tried.nearest().at(0)[0], (Label{13, 0}));
  std::uint32_t const bridge = 2;
  ASSERT_EQ(graph.arcs[bridge], (Arc{2, 7}));
  tried.close_arc(bridge);
  EXPECT_EQ(tried.nearest().at(0)[0], Label{});
  EXPECT_EQ(tried.nearest().at(1)[0], Label{});
  EXPECT_EQ(tried.nearest().at(2)[0], (Label{1, 0}));
  tried.set_cost(bridge, 2);
  EXPECT_EQ(tried.nearest().at(0)[0], (Label{8, 0}));
  EXPECT_EQ(tried.last_change().nodes_settled, 2U);
}

}  // namespace
}  // namespace cartable::access
