#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/nearest_labels.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

/// Graphs to try searches on, and plain algorithms that share nothing with access/ but the graph's type.
namespace cartable::access {

struct Edge {
  NodeIndex tail, head;
  Cost cost;
};

inline Csr make_graph(std::size_t nodes, std::vector<Edge> const& edges) {
  Csr graph;
  if (nodes == 0) {
    return graph;
  }
  graph.first.assign(nodes + 1, 0);
  for (NodeIndex node = 0; node < nodes; ++node) {
    for (Edge const& edge : edges) {
      if (edge.tail == node) {
        graph.arcs.push_back({.head = edge.head, .cost = edge.cost});
      }
    }
    graph.first[node + 1] = static_cast<std::uint32_t>(graph.arcs.size());
  }
  return graph;
}

/// Free arcs, parallel arcs, self-loops, parts that nobody reaches, few different costs (many ties), sometimes very
/// long arcs, sometimes closed ones.
inline Csr random_graph(test::PropertyRandom& random, std::size_t nodes) {
  std::vector<Edge> edges;
  Cost const highest = random.chance(0.5) ? 4 : random.chance(0.7) ? 900 : 40'000'000;
  double const each = random.real(0.5, 3.5);
  auto const count = static_cast<std::size_t>(static_cast<double>(nodes) * each);
  for (std::size_t i = 0; i < count; ++i) {
    auto const tail = static_cast<NodeIndex>(random.integer(0, static_cast<std::int64_t>(nodes) - 1));
    auto const head =
        random.chance(0.05) ? tail : static_cast<NodeIndex>(random.integer(0, static_cast<std::int64_t>(nodes) - 1));
    Cost const cost = random.chance(0.15)   ? 0
                      : random.chance(0.03) ? kClosedArc
                                            : static_cast<Cost>(random.integer(0, highest));
    edges.push_back({tail, head, cost});
    if (random.chance(0.1)) {
      edges.push_back({tail, head, cost + (cost < highest && random.chance(0.5) ? 1 : 0)});
    }
  }
  return make_graph(nodes, edges);
}

inline std::vector<Seed> random_seeds(test::PropertyRandom& random, std::size_t nodes, std::int64_t most,
                                      Cost highest) {
  std::vector<Seed> seeds;
  for (std::int64_t i = random.integer(0, most); i > 0; --i) {
    seeds.push_back({.node = static_cast<NodeIndex>(random.integer(0, static_cast<std::int64_t>(nodes) - 1)),
                     .cost = static_cast<Cost>(random.integer(0, highest))});
  }
  return seeds;
}

inline Attachments random_things(test::PropertyRandom& random, std::size_t nodes, std::int64_t most) {
  Attachments things;
  for (std::int64_t i = random.integer(0, most); i > 0; --i) {
    things.add(random_seeds(random, nodes, 3, 5));
  }
  return things;
}

/// Dijkstra with a heap, as in the textbook.
inline std::vector<Cost> plain_costs(Csr const& graph, std::span<Seed const> seeds) {
  std::vector<Cost> best(graph.nodes(), kUnreached);
  using Entry = std::pair<std::uint64_t, NodeIndex>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (Seed const seed : seeds) {
    queue.emplace(seed.cost, seed.node);
  }
  while (!queue.empty()) {
    auto const [cost, node] = queue.top();
    queue.pop();
    if (cost >= best[node] || cost > kMaxCost) {
      continue;
    }
    best[node] = static_cast<Cost>(cost);
    for (std::uint32_t i = graph.first[node]; i < graph.first[node + 1]; ++i) {
      if (graph.arcs[i].cost != kClosedArc) {
        queue.emplace(cost + graph.arcs[i].cost, graph.arcs[i].head);
      }
    }
  }
  return best;
}

/// From each node to each other, by Floyd and Warshall.
inline std::vector<std::vector<std::uint64_t>> all_costs(Csr const& graph) {
  constexpr std::uint64_t kFar = std::uint64_t{1} << 60U;
  std::size_t const n = graph.nodes();
  std::vector<std::vector<std::uint64_t>> cost(n, std::vector<std::uint64_t>(n, kFar));
  for (std::size_t a = 0; a < n; ++a) {
    cost[a][a] = 0;
    for (std::uint32_t i = graph.first[a]; i < graph.first[a + 1]; ++i) {
      if (graph.arcs[i].cost != kClosedArc) {
        cost[a][graph.arcs[i].head] = std::min(cost[a][graph.arcs[i].head], std::uint64_t{graph.arcs[i].cost});
      }
    }
  }
  for (std::size_t via = 0; via < n; ++via) {
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) {
        cost[a][b] = std::min(cost[a][b], cost[a][via] + cost[via][b]);
      }
    }
  }
  return cost;
}

/// The k nearest sources of each node from one plain search a source.
inline std::vector<std::vector<Label>> plain_nearest(Csr const& graph, Attachments const& sources, std::size_t k,
                                                     Cost limit) {
  std::vector<std::vector<Label>> out(graph.nodes());
  for (std::uint32_t source = 0; source < sources.size(); ++source) {
    std::vector<Cost> const costs = plain_costs(graph, sources.of(source));
    for (std::size_t node = 0; node < graph.nodes(); ++node) {
      if (costs[node] != kUnreached && costs[node] <= limit) {
        out[node].push_back({.cost = costs[node], .source = source});
      }
    }
  }
  for (std::vector<Label>& list : out) {
    std::stable_sort(list.begin(), list.end(), [](Label const& a, Label const& b) { return a.cost < b.cost; });
    list.resize(k);
  }
  return out;
}

/// A town of w × h crossings, streets of 40…120 m walked in deciseconds, some missing; both ways alike.
inline Csr grid_town(test::PropertyRandom& random, NodeIndex w, NodeIndex h) {
  std::vector<Edge> edges;
  for (NodeIndex y = 0; y < h; ++y) {
    for (NodeIndex x = 0; x < w; ++x) {
      NodeIndex const node = y * w + x;
      auto const add = [&](NodeIndex other) {
        if (random.chance(0.9)) {
          auto const cost = static_cast<Cost>(random.integer(300, 900));
          edges.push_back({node, other, cost});
          edges.push_back({other, node, cost});
        }
      };
      if (x + 1 < w) {
        add(node + 1);
      }
      if (y + 1 < h) {
        add(node + w);
      }
    }
  }
  std::stable_sort(edges.begin(), edges.end(), [](Edge const& a, Edge const& b) { return a.tail < b.tail; });
  Csr graph;
  graph.first.assign(std::size_t{w} * h + 1, 0);
  for (Edge const& edge : edges) {
    ++graph.first[edge.tail + 1];
    graph.arcs.push_back({.head = edge.head, .cost = edge.cost});
  }
  for (std::size_t i = 1; i < graph.first.size(); ++i) {
    graph.first[i] += graph.first[i - 1];
  }
  return graph;
}

}  // namespace cartable::access
