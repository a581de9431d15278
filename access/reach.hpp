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

/// How an arc is drawn.
struct ArcShape {
  std::span<geo::LonLat const> shape;
  bool forward = true;  ///< from the arc's tail to its head; else the other way round
};

/// What a search has reached, for drawing: each arc out of a settled node, but for those that only lead back along the
/// street that the node was reached by.
/// \param shape_of  ArcShape(std::uint32_t arc), by index into graph.arcs; an empty shape is not drawn. The two arcs of
/// a
///                  street give the same span. Pieces that lead from a point to its first nodes are for the caller to
///                  add
template <class ShapeOf>
[[nodiscard]] std::vector<ReachLine> reach_lines(Csr const& graph, Workspace const& searched, ShapeOf const& shape_of) {
  std::vector<ReachLine> out;
  out.reserve(2 * searched.settled().size());
  for (NodeIndex const node : searched.settled()) {
    Cost const cost = searched.cost(node);
    for (std::uint32_t i = graph.first[node]; i < graph.first[node + 1]; ++i) {
      Arc const arc = graph.arcs[i];
      ArcShape const drawn = shape_of(i);
      if (arc.cost > kMaxCost || drawn.shape.empty()) {
        continue;
      }
      bool covered = false;  // from the other end, at no point dearer
      if (Cost const other = searched.cost(arc.head); other <= cost && other + arc.cost <= cost) {
        for (std::uint32_t back = graph.first[arc.head]; back < graph.first[arc.head + 1] && !covered; ++back) {
          covered = graph.arcs[back].head == node && graph.arcs[back].cost <= arc.cost &&
                    shape_of(back).shape.data() == drawn.shape.data();
        }
      }
      // A street without cost leads back along itself at no cost from both of its ends: it is drawn from the lower one.
      if (!covered || (arc.cost == 0 && node < arc.head)) {
        Cost const end = cost + arc.cost;
        out.push_back(drawn.forward ? ReachLine{.shape = drawn.shape, .at_first = cost, .at_last = end}
                                    : ReachLine{.shape = drawn.shape, .at_first = end, .at_last = cost});
      }
    }
  }
  return out;
}

struct ReachOptions {
  double cell_m = 16;                 ///< metres
  std::size_t min_hole = 12;          ///< cells; smaller gaps between streets (less than 0.3 ha) are closed
  std::size_t max_cells = 1'000'000;  ///< a larger area is drawn with larger cells
};

struct ReachArea {
  Cost limit;
  geo::MultiPolygon area;  ///< empty: nothing within the limit
};

/// One area a threshold, the largest threshold first, each covering the next exactly; thresholds that are given twice
/// come once. An area is the ground within some 25 m of street that is reached (one cell around those that the street
/// runs through), with holes where there is nothing to reach: valid by the OGC rules, rounded to 1e-7°, split at ±180°.
/// Within a kilometre of a pole it is drawn coarsely. \param limits  at most 200 different ones (pre)
[[nodiscard]] std::vector<ReachArea> reach_areas(std::span<ReachLine const> lines, std::span<Cost const> limits,
                                                 ReachOptions const& options = {});

}  // namespace cartable::access
