#include "access/workspace.hpp"

#include "base/assert.hpp"

namespace cartable::access {

bool Workspace::run(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options) {
  if (options.targets.empty()) {
    return visit(graph, seeds, options, [](NodeIndex, Cost) { return kMaxCost; });
  }
  wanted_.resize(std::max(wanted_.size(), graph.nodes()), 0);
  std::size_t missing = 0;
  for (NodeIndex const target : options.targets) {
    missing += wanted_[target] == 0 ? 1 : 0;
    wanted_[target] = 1;
  }
  bool const finished = visit(graph, seeds, options, [&](NodeIndex node, Cost cost) {
    missing -= std::exchange(wanted_[node], std::uint8_t{0});
    return missing == 0 ? cost : kMaxCost;
  });
  for (NodeIndex const target : options.targets) {
    wanted_[target] = 0;
  }
  return finished;
}

std::span<NodeIndex const> Workspace::settled_within(Cost limit) const noexcept {
  auto const end =
      std::partition_point(settled_.begin(), settled_.end(), [&](NodeIndex node) { return cost_[node] <= limit; });
  return std::span(settled_).first(static_cast<std::size_t>(end - settled_.begin()));
}

std::vector<std::uint32_t> Workspace::arcs_to(Csr const& graph, NodeIndex node) const {
  std::vector<std::uint32_t> out;
  for (NodeIndex before = parent_[node]; before != kNoNode; before = parent_[node]) {
    std::uint32_t const end = graph.first[before + 1];
    std::uint32_t arc = graph.first[before];
    while (arc < end && (graph.arcs[arc].head != node || cost_[before] + graph.arcs[arc].cost != cost_[node])) {
      ++arc;
    }
    CARTABLE_ASSERT(arc < end);
    out.push_back(arc);
    node = before;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void Workspace::begin(std::size_t nodes, bool parents) {
  for (NodeIndex const node : settled_) {
    cost_[node] = kUnreached;
  }
  settled_.clear();
  if (cost_.size() < nodes) {
    cost_.resize(nodes, kUnreached);
  }
  if (parents && parent_.size() < nodes) {
    parent_.resize(nodes, kNoNode);
  }
}

void Workspace::end(Cost reached) {
  bool const any = !settled_.empty();
  queue_.drain([&](NodeIndex node) {
    if (!any || cost_[node] > reached) {
      cost_[node] = kUnreached;
    }
  });
}

}  // namespace cartable::access
