#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace cartable::access {

/// A cost along a path: deciseconds, or centimetres where the shortest way is asked for. Integers, so that every
/// answer is the same on every machine.
using Cost = std::uint32_t;
inline constexpr Cost kUnreached = std::numeric_limits<Cost>::max();

/// Index of a junction in one graph; meaningless in another.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();

/// From a node along one edge in one direction.
struct Arc {
  NodeIndex head;
  Cost cost;  ///< below 2^31, so that a sum with a finite cost does not wrap
  friend bool operator==(Arc const&, Arc const&) = default;
};

/// A directed graph as compressed sparse rows: the arcs out of node n are arcs[first[n]] … arcs[first[n + 1] - 1].
struct Csr {
  std::vector<std::uint32_t> first;  ///< nodes + 1 entries; empty: no nodes
  std::vector<Arc> arcs;

  [[nodiscard]] std::size_t nodes() const noexcept { return first.empty() ? 0 : first.size() - 1; }
  [[nodiscard]] std::span<Arc const> out(NodeIndex node) const noexcept {
    return std::span(arcs).subspan(first[node], first[node + 1] - first[node]);
  }
};

/// Where a search enters or leaves the graph: a node, and what the way from the point to it costs.
struct Seed {
  NodeIndex node;
  Cost cost;
  friend bool operator==(Seed const&, Seed const&) = default;
};

}  // namespace cartable::access
