#include "access/route_search.hpp"

#include <algorithm>
#include <utility>

namespace cartable::access {
namespace {

constexpr std::uint32_t kNoArc = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kEntry = 1U << 31U;  ///< marks the index of an entry where an arc's would stand
constexpr std::size_t kStopEvery = 4096;

}  // namespace

std::optional<Path> find_path(Csr const& graph, std::span<Seed const> entries, std::span<Seed const> exits,
                              std::function<bool()> const& stop) {
  std::vector<Cost> cost(graph.nodes(), kUnreached);
  std::vector<std::uint32_t> by(graph.nodes(), kNoArc);  // the arc, or the entry, that a node was reached by
  std::vector<NodeIndex> parent(graph.nodes(), kNoNode);
  using Pending = std::pair<Cost, NodeIndex>;
  std::vector<Pending> heap;
  auto const push = [&](Cost c, NodeIndex node) {
    heap.emplace_back(c, node);
    std::push_heap(heap.begin(), heap.end(), std::greater<>());
  };
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (entries[i].cost < cost[entries[i].node]) {
      cost[entries[i].node] = entries[i].cost;
      by[entries[i].node] = kEntry | i;
      push(entries[i].cost, entries[i].node);
    }
  }
  Path best;
  NodeIndex last = kNoNode;
  std::size_t settled = 0;
  while (!heap.empty() && heap.front().first < best.cost) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    auto const [reached, node] = heap.back();
    heap.pop_back();
    if (reached != cost[node]) {
      continue;  // reached cheaper since
    }
    if (++settled % kStopEvery == 0 && stop && stop()) {
      return std::nullopt;
    }
    for (std::uint32_t i = 0; i < exits.size(); ++i) {
      if (exits[i].node == node && reached + exits[i].cost < best.cost) {
        best.cost = reached + exits[i].cost;
        best.to = i;
        last = node;
      }
    }
    for (std::uint32_t arc = graph.first[node]; arc < graph.first[node + 1]; ++arc) {
      Arc const& out = graph.arcs[arc];
      if (reached + out.cost < cost[out.head]) {
        cost[out.head] = reached + out.cost;
        by[out.head] = arc;
        parent[out.head] = node;
        push(cost[out.head], out.head);
      }
    }
  }
  if (last == kNoNode) {
    return std::nullopt;
  }
  NodeIndex node = last;
  while ((by[node] & kEntry) == 0) {
    best.arcs.push_back(by[node]);
    node = parent[node];
  }
  best.from = by[node] & ~kEntry;
  std::reverse(best.arcs.begin(), best.arcs.end());
  return best;
}

}  // namespace cartable::access
