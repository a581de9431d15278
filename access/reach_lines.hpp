#pragma once

#include "access/profile_graph.hpp"
#include "access/reach.hpp"
#include "access/snap.hpp"
#include "access/workspace.hpp"

#include <deque>
#include <span>
#include <stop_token>
#include <vector>

namespace cartable::access {

/// The streets that a search from one point has reached, to be drawn by reach_areas().
struct ReachedStreets {
  std::vector<ReachLine> lines;
  std::deque<geo::LineString> own;  ///< shapes of the pieces of the first street; the others are the network's
};

/// Searches from a point joined to the streets and gathers what is reached within `limit`, streets reached in part
/// included. \param graph  whose weight is time; must outlive the lines. \return false when stopped
[[nodiscard]] bool reach_from(Workspace& workspace, ProfileGraph const& graph, Snap const& from, Cost limit,
                              ReachedStreets& out, std::stop_token const& stop = {});

}  // namespace cartable::access
