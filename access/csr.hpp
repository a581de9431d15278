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
/// The largest cost that a search tells (seven years of deciseconds), so that its sum with an arc does not wrap.
inline constexpr Cost kMaxCost = 0x7fff'ffff;
/// The cost of an arc that nobody may pass: no search ever does.
inline constexpr Cost kClosedArc = 0x8000'0000;

/// Index of a junction in one graph; meaningless in another.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();

/// From a node along one edge in one direction.
struct Arc {
  NodeIndex head;
  Cost cost;  ///< at most kMaxCost, or kClosedArc
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

/// The same graph with every arc turned round: searches in it tell costs *to* where they start. The arcs out of a node
/// are in order of their heads.
[[nodiscard]] Csr reversed(Csr const& graph);

/// Where a search enters or leaves the graph: a node, and what the way from the point to it costs.
struct Seed {
  NodeIndex node;
  Cost cost;
  friend bool operator==(Seed const&, Seed const&) = default;
};

}  // namespace cartable::access
