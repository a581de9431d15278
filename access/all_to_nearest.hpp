#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/nearest_labels.hpp"

#include <cstddef>
#include <optional>
#include <stop_token>

namespace cartable::access {

struct AllToNearestOptions {
  std::size_t k = 1;      ///< 1…3 sources kept for each node
  Cost limit = kMaxCost;  ///< sources farther than this are not kept
  std::stop_token stop{};
};

/// For every node the k nearest sources in one search from all of them at once: a label travels on only from nodes
/// where it is among the k best, which is exact, since a source that is not among the k best of a node is not among
/// those of any node whose cheapest way to the source leads through it. Costs are those of ways *from* the source: for
/// "to the nearest library" search the reversed graph. Without arcs of no cost a node is settled at most k times.
/// \param sources  by number: ties go to the lower one; any number of seeds each, at nodes of the graph (pre)
/// \return nothing when stopped
[[nodiscard]] std::optional<NearestLabels> all_to_nearest(Csr const& graph, Attachments const& sources,
                                                          AllToNearestOptions const& options = {});

}  // namespace cartable::access
