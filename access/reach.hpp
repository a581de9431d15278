#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/nearest_search.hpp"
#include "access/workspace.hpp"
#include "geo/geometry.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace cartable::access {

/// The things attached to what a search has reached, each with its cost, in order of (cost, thing): those within any
/// smaller limit come first. For counting.
[[nodiscard]] std::vector<Found> reached_things(Workspace const& searched, AttachmentIndex const& things, Cost limit);

/// A stretch of street for drawing: what it costs to be at its two ends when it is walked from one to the other.
/// Between them the cost grows (or falls) with the length, so that a street beyond a threshold is covered in part. A
/// street that is entered from both sides is two of these.
struct ReachLine {
  std::span<geo::LonLat const> shape;  ///< valid positions; a single one is a spot
  Cost at_first;
  Cost at_last;  ///< of the end, also when it is beyond every threshold; kUnreached is no cost (pre)
};

struct ReachOptions {
  double cell_m = 16;                 ///< metres
  std::size_t max_cells = 1'000'000;  ///< a larger area is drawn with larger cells
};

struct ReachArea {
  Cost limit;
  geo::MultiPolygon area;  ///< empty: nothing within the limit
};

/// One area a threshold, the largest threshold first, each covering the next exactly; thresholds that are given twice
/// come once. An area is the ground within some 25 m of street that is reached (one cell around those that the street
/// runs through), with holes: valid by the OGC rules, rounded to 1e-7°, split at ±180°. Within a kilometre of a pole it
/// is drawn coarsely.
/// \param limits  at most 200 different ones (pre)
[[nodiscard]] std::vector<ReachArea> reach_areas(std::span<ReachLine const> lines, std::span<Cost const> limits,
                                                 ReachOptions const& options = {});

}  // namespace cartable::access
