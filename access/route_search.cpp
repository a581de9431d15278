#include "access/route_search.hpp"

#include <algorithm>

namespace cartable::access {

std::optional<Path> find_path(Workspace& workspace, Csr const& graph, std::span<Seed const> entries,
                              std::span<Seed const> exits, std::function<bool()> const& stop) {
  constexpr std::size_t kStopEvery = 4096;
  Cost best = kMaxCost;
  std::size_t settled = 0;
  bool stopped = false;
  SearchOptions options;
  options.parents = true;
  bool const finished = workspace.visit(graph, entries, options, [&](NodeIndex node, Cost reached) -> Cost {
    for (Seed const exit : exits) {
      if (exit.node == node) {
        best = std::min(best, reached + exit.cost);
      }
    }
    stopped = stopped || (++settled % kStopEvery == 0 && stop && stop());
    return stopped ? 0 : best;
  });
  return finished && !stopped ? path_in(workspace, graph, entries, exits) : std::nullopt;
}

std::optional<Path> path_in(Workspace const& searched, Csr const& graph, std::span<Seed const> entries,
                            std::span<Seed const> exits) {
  Path out;
  for (std::uint32_t i = 0; i < exits.size(); ++i) {
    Cost const reached = searched.cost(exits[i].node);
    if (reached != kUnreached && reached + exits[i].cost < out.cost) {
      out.cost = reached + exits[i].cost;
      out.to = i;
    }
  }
  if (out.cost > kMaxCost) {
    return std::nullopt;
  }
  NodeIndex const last = exits[out.to].node;
  out.arcs = searched.arcs_to(graph, last);
  NodeIndex first = last;
  while (searched.parent(first) != kNoNode) {
    first = searched.parent(first);
  }
  auto const entry = std::find(entries.begin(), entries.end(), Seed{.node = first, .cost = searched.cost(first)});
  out.from = static_cast<std::uint32_t>(entry - entries.begin());
  return out;
}

}  // namespace cartable::access
