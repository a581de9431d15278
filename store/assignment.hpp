#pragma once

#include <cstdint>
#include <vector>

namespace cartable::store {

struct WeightedEdge {
  std::uint32_t left = 0, right = 0;  ///< any numbers; a left 3 and a right 3 are two things
  double weight = 0;                  ///< > 0 (pre)
};

/// Edges of which no two share an end, with the greatest sum of weights: exact (Hungarian method) for groups of up to
/// 60 things that hang together, heaviest first for larger ones. Equal sums are settled by the order of edges.
/// \return for each edge whether it was chosen
[[nodiscard]] std::vector<bool> best_assignment(std::vector<WeightedEdge> const& edges);

}  // namespace cartable::store
