#include "access/all_to_nearest.hpp"
#include "access/workspace.hpp"
#include "tests/unit/access/graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace cartable::access {
namespace {

TEST(SearchThreads, two_threads_with_a_workspace_each_search_one_graph_at_once) {
  test::PropertyRandom random;
  Csr const graph = grid_town(random, 60, 60);
  Attachments sources;
  for (NodeIndex node = 11; node < graph.nodes(); node += 401) {
    sources.add(std::vector{Seed{node, 3}});
  }
  constexpr NodeIndex kSearches = 60;
  auto const search = [&](std::vector<std::size_t>& sizes, std::vector<Label>& labels) {
    Workspace workspace;
    for (NodeIndex i = 0; i < kSearches; ++i) {
      bool const finished = workspace.run(graph, std::vector{Seed{i * 59, i}}, {.limit = 6000, .parents = i % 2 == 0});
      sizes.push_back(finished ? workspace.settled().size() : 0);
    }
    labels = all_to_nearest(graph, sources, {.k = 3})->labels;
  };
  std::vector<std::size_t> sizes[3];
  std::vector<Label> labels[3];
  std::thread first([&] { search(sizes[0], labels[0]); });
  std::thread second([&] { search(sizes[1], labels[1]); });
  first.join();
  second.join();
  search(sizes[2], labels[2]);
  EXPECT_EQ(sizes[0], sizes[2]);
  EXPECT_EQ(sizes[1], sizes[2]);
  EXPECT_EQ(labels[0], labels[2]);
  EXPECT_EQ(labels[1], labels[2]);
  EXPECT_GT(*std::max_element(sizes[2].begin(), sizes[2].end()), 100U);
}

}  // namespace
}  // namespace cartable::access
