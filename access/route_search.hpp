#pragma once

#include "access/csr.hpp"
#include "access/workspace.hpp"

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

/// Searches until no exit can be reached cheaper. Of equal ways the first exit, then the first entry, and between them
/// what Workspace::arcs_to() tells: what a search for more than these exits tells, too.
/// \param stop  asked now and then; true breaks off
/// \return nothing when no exit can be reached, or stopped
[[nodiscard]] std::optional<Path> find_path(Workspace& workspace, Csr const& graph, std::span<Seed const> entries,
                                            std::span<Seed const> exits, std::function<bool()> const& stop = {});

/// The same of a search that is done: from `entries`, with parents, as far as the cheapest way to an exit at least.
[[nodiscard]] std::optional<Path> path_in(Workspace const& searched, Csr const& graph, std::span<Seed const> entries,
                                          std::span<Seed const> exits);

}  // namespace cartable::access
