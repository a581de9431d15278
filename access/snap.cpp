#include "access/snap.hpp"

#include "base/format.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace cartable::access {
namespace {

/// The cost of `metres` of an edge.
Cost part_cost(ProfileGraph const& graph, EdgeIndex edge, bool forward, double metres) {
  if (graph.weight() == Weight::distance) {
    return static_cast<Cost>(std::lround(metres * 100));
  }
  return graph.travel_time(edge, forward, metres);
}

/// What kind of street is looked for, in words.
std::string_view traveller(Profile const& profile) noexcept {
  switch (profile.mode) {
    case Mode::walk: return "for people on foot";
    case Mode::wheelchair:
      return profile.limits.avoid_unknown ? "that is known to be fit for this wheelchair" : "fit for this wheelchair";
    case Mode::bicycle: return "for bicycles";
  }
  return "for people on foot";
}

Snap to_snap(ProfileGraph const& graph, geo::LonLat point, NearestPoint const& nearest) {
  auto const shape = graph.network().shape(graph.network().edges()[nearest.edge]);
  geo::LonLat const a = shape[nearest.segment];
  geo::LonLat const b = shape[nearest.segment + 1];
  double dlon = b.lon - a.lon;
  dlon += dlon > 180 ? -360 : dlon < -180 ? 360 : 0;
  Snap out{.edge = nearest.edge, .segment = nearest.segment};
  out.point = {a.lon + dlon * nearest.fraction, a.lat + (b.lat - a.lat) * nearest.fraction};
  out.point.lon += out.point.lon > 180 ? -360 : out.point.lon < -180 ? 360 : 0;
  for (std::uint32_t i = 0; i < nearest.segment; ++i) {
    out.along_m += geo::distance(shape[i], shape[i + 1]).value();
  }
  out.along_m += geo::distance(a, out.point).value();
  out.along_m = std::min(out.along_m, graph.network().edges()[nearest.edge].length_cm / 100.0);
  out.asked = point;
  out.walk_m = geo::distance(point, out.point).value();
  return out;
}

std::vector<Seed> seeds_of(std::vector<Entry> const& entries) {
  std::vector<Seed> out;
  out.reserve(entries.size());
  for (Entry const& entry : entries) {
    out.push_back(entry.seed);
  }
  return out;
}

bool is_public(ProfileGraph const& graph, NodeIndex node) {
  return graph.passable(node) && (!graph.forward().out(node).empty() || !graph.reverse().out(node).empty());
}

/// The shortest ways over private edges between a point on one of them and public junctions: Dijkstra's algorithm over
/// a handful of edges.
class PrivateGround {
 public:
  PrivateGround(ProfileGraph const& graph, Snap const& snap, bool leaving)
      : graph_(graph), snap_(snap), leaving_(leaving), edges_(graph.network().edges()) {}

  std::vector<Entry> entries() {
    Edge const& own = edges_[snap_.edge];
    double const length = own.length_cm / 100.0;
    for (bool const forward : {true, false}) {
      // Leaving forward and arriving against the drawing pass the far part of the edge.
      bool const far_part = forward == leaving_;
      if (graph_.is_private_end(snap_.edge, forward)) {
        add({.node = far_part ? own.to : own.from,
             .metres = far_part ? length - snap_.along_m : snap_.along_m,
             .edge = {snap_.edge, forward},
             .before = kNone});
      }
    }
    std::vector<Entry> out;
    while (std::optional<std::size_t> const next = nearest()) {
      Label const label = labels_[*next];
      if (is_public(graph_, label.node)) {
        out.push_back(entry_at(*next));
      } else if (graph_.passable(label.node)) {
        for (auto const& [node, index] : graph_.private_ends_at(label.node)) {
          Edge const& edge = edges_[index];
          bool const forward = (edge.from == label.node) == leaving_;
          if (graph_.is_private_end(index, forward)) {
            add({.node = edge.from == label.node ? edge.to : edge.from,
                 .metres = label.metres + edge.length_cm / 100.0,
                 .edge = {index, forward},
                 .before = *next});
          }
        }
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  struct Label {
    NodeIndex node;
    double metres;
    DirectedEdge edge;   ///< by which the node is come to
    std::size_t before;  ///< kNone: edge is the point's own
    bool done = false;
  };

  void add(Label const& label) {
    auto const same =
        std::find_if(labels_.begin(), labels_.end(), [&](Label const& l) { return l.node == label.node; });
    if (label.metres > kPrivateReach) {
      return;
    }
    if (same == labels_.end()) {
      labels_.push_back(label);
    } else if (!same->done && label.metres < same->metres) {
      *same = label;
    }
  }

  /// The label that is left with the fewest metres.
  std::optional<std::size_t> nearest() {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (!labels_[i].done && (!best || labels_[i].metres < labels_[*best].metres)) {
        best = i;
      }
    }
    if (best) {
      labels_[*best].done = true;
    }
    return best;
  }

  [[nodiscard]] Entry entry_at(std::size_t at) const {
    Entry out{.seed = {.node = labels_[at].node, .cost = graph_.walk_cost(snap_.walk_m)}, .metres = labels_[at].metres};
    double own = out.metres;
    for (; labels_[at].before != kNone; at = labels_[at].before) {
      DirectedEdge const edge = labels_[at].edge;
      out.chain.push_back(edge);
      out.seed.cost += graph_.cost(edge.edge, edge.forward);
      own = labels_[labels_[at].before].metres;
    }
    out.forward = labels_[at].edge.forward;
    out.seed.cost += part_cost(graph_, snap_.edge, out.forward, own);
    if (leaving_) {
      std::reverse(out.chain.begin(), out.chain.end());
    }
    return out;
  }

  ProfileGraph const& graph_;
  Snap const& snap_;
  bool leaving_;
  std::span<Edge const> edges_;
  std::vector<Label> labels_;
};

}  // namespace

std::vector<Entry> entries(ProfileGraph const& graph, Snap const& snap, bool leaving) {
  if (graph.is_private_end(snap.edge)) {
    return PrivateGround(graph, snap, leaving).entries();
  }
  Edge const& edge = graph.network().edges()[snap.edge];
  Cost const walk = graph.walk_cost(snap.walk_m);
  double const length = edge.length_cm / 100.0;
  std::vector<Entry> out;
  for (bool const forward : {true, false}) {
    bool const far_part = forward == leaving;
    NodeIndex const node = far_part ? edge.to : edge.from;
    double const metres = far_part ? length - snap.along_m : snap.along_m;
    if (graph.usable(snap.edge, forward) && graph.passable(node)) {
      out.push_back({.seed = {.node = node, .cost = walk + part_cost(graph, snap.edge, forward, metres)},
                     .forward = forward,
                     .metres = metres});
    }
  }
  return out;
}

namespace {

/// On public streets.
std::optional<Snap> snap_to_public(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                   std::optional<std::uint32_t> component) {
  auto const usable = [&](EdgeIndex edge) {
    return graph.usable(edge) && (!component || graph.component_of_edge(edge) == *component);
  };
  if (auto const found = index.nearest(
          point, kSnapReach, [&](EdgeIndex edge) { return usable(edge) && (component || !graph.is_island(edge)); })) {
    return to_snap(graph, point, *found);
  }
  if (auto const found = index.nearest(point, kSnapReach, usable)) {
    Snap out = to_snap(graph, point, *found);
    out.island = true;
    return out;
  }
  return std::nullopt;
}

/// Where a wheelchair joins the streets, whichever way they are judged: at the nearest that is known to be fit, if
/// that is no more than kFitReach farther than the nearest of all, which is `open`; else there, if it may.
std::optional<Snap> snap_wheels(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                std::optional<std::uint32_t> component, std::optional<Snap> const& on_public,
                                NearestPoint const& open) {
  auto const fit = index.nearest(point, std::min(open.metres + kFitReach, kSnapReach), [&](EdgeIndex edge) {
    return graph.in_fit_network(edge) && graph.in_open_network(edge) &&
           (!component || graph.component_of_edge(edge) == *component);
  });
  if (fit) {
    return to_snap(graph, point, *fit);
  }
  if (!graph.profile().limits.avoid_unknown) {
    return on_public;
  }
  if (component || !graph.usable(open.edge)) {
    return std::nullopt;
  }
  Snap out = to_snap(graph, point, open);
  out.island = true;
  return out;
}

}  // namespace

std::optional<Snap> snap_in_reach(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                  std::optional<std::uint32_t> component) {
  std::optional<Snap> on_public = snap_to_public(graph, index, point, component);
  if (graph.weight() != Weight::time) {
    return on_public;
  }
  double reach = on_public ? on_public->walk_m : kSnapReach;
  if (graph.is_judged_twice()) {
    if (auto const open =
            index.nearest(point, kSnapReach, [&](EdgeIndex edge) { return graph.in_open_network(edge); })) {
      reach = open->metres;
      on_public = snap_wheels(graph, index, point, component, on_public, *open);
    }
  }
  if (!graph.has_private_ends()) {
    return on_public;
  }
  auto const found = index.nearest(point, reach, [&](EdgeIndex edge) { return graph.is_private_end(edge); });
  if (!found || found->metres >= reach) {
    return on_public;
  }
  Snap const at_home = to_snap(graph, point, *found);
  auto const leads = [&](bool leaving) {
    std::vector<Entry> const ends = entries(graph, at_home, leaving);
    return std::any_of(ends.begin(), ends.end(), [&](Entry const& entry) {
      std::uint32_t const network = graph.component(entry.seed.node);
      bool const small = network != 0 && graph.component_size(network) < ProfileGraph::kIsland;
      return component ? network == *component : !small;
    });
  };
  return leads(true) && leads(false) ? std::optional(at_home) : on_public;
}

base::Result<Snap> snap(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                        std::optional<std::uint32_t> component) {
  if (auto const found = snap_in_reach(graph, index, point, component)) {
    return *found;
  }
  auto const usable = [&](EdgeIndex edge) {
    return graph.usable(edge) && (!component || graph.component_of_edge(edge) == *component);
  };
  std::string_view const mode = traveller(graph.profile());
  auto const far = index.nearest_anywhere(point, usable);
  if (!far) {
    return base::fail(base::ErrorCode::not_found,
                      "{:.6f},{:.6f}: the city has no street {}; import an OpenStreetMap extract of it", point.lon,
                      point.lat, mode);
  }
  Snap const nearest = to_snap(graph, point, *far);
  if (nearest.walk_m <= kSnapReach) {
    return base::fail(base::ErrorCode::not_found,
                      "{:.6f},{:.6f}: the nearest street {} is {:.0f} m away, at {:.6f},{:.6f}, more than {:.0f} m "
                      "farther than the nearest street of all",
                      point.lon, point.lat, mode, nearest.walk_m, nearest.point.lon, nearest.point.lat, kFitReach);
  }
  return base::fail(base::ErrorCode::not_found,
                    "{:.6f},{:.6f}: no street {} within {:.0f} m; the nearest is {:.0f} m away, at {:.6f},{:.6f}",
                    point.lon, point.lat, mode, kSnapReach, nearest.walk_m, nearest.point.lon, nearest.point.lat);
}

std::vector<Seed> departures(ProfileGraph const& graph, Snap const& from) {
  return seeds_of(entries(graph, from, true));
}

std::vector<Seed> arrivals(ProfileGraph const& graph, Snap const& to) { return seeds_of(entries(graph, to, false)); }

std::uint32_t network_of(ProfileGraph const& graph, Snap const& snap) {
  if (graph.is_private_end(snap.edge)) {
    for (Entry const& entry : entries(graph, snap, true)) {
      return graph.component(entry.seed.node);
    }
  }
  return graph.component_of_edge(snap.edge);
}

Cost straight_cost(ProfileGraph const& graph, Snap const& from, Snap const& to) {
  if (is_same_point(from, to)) {
    return 0;
  }
  bool const forward = to.along_m >= from.along_m;
  double const metres = std::abs(to.along_m - from.along_m);
  if (from.edge != to.edge || !graph.travels(from.edge, forward)) {
    // Standing still needs no direction.
    if (from.edge != to.edge || to.along_m != from.along_m) {
      return kUnreached;
    }
  }
  if (metres > kPrivateReach && graph.is_private_end(from.edge)) {
    return kUnreached;
  }
  Cost const walk = graph.walk_cost(from.walk_m) + graph.walk_cost(to.walk_m);
  return walk + (metres > 0 ? part_cost(graph, from.edge, forward, metres) : 0);
}

}  // namespace cartable::access
