#pragma once

#include "access/csr.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace cartable::access {

/// The cheapest way from one of several entries to one of several exits.
struct Path {
  Cost cost = kUnreached;             ///< with what the entry and the exit ask
  std::uint32_t from = 0, to = 0;     ///< indexes of the entry and exit taken
  std::vector<std::uint32_t> arcs{};  ///< indexes into the graph's arcs, in order; empty: one node is both
};

/// Dijkstra's algorithm with a binary heap, until no exit can be reached cheaper. Of equal ways the same is found each
/// time. \param stop  asked now and then; true breaks off
/// \return nothing when no exit can be reached, or stopped
[[nodiscard]] std::optional<Path> find_path(Csr const& graph, std::span<Seed const> entries,
                                            std::span<Seed const> exits, std::function<bool()> const& stop = {});

}  // namespace cartable::access
