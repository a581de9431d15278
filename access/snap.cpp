#include "access/snap.hpp"

#include "base/format.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace

std::optional<Snap> snap_in_reach(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
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
  return base::fail(base::ErrorCode::not_found,
                    "{:.6f},{:.6f}: no street {} within {:.0f} m; the nearest is {:.0f} m away, at {:.6f},{:.6f}",
                    point.lon, point.lat, mode, kSnapReach, nearest.walk_m, nearest.point.lon, nearest.point.lat);
}

std::vector<Seed> departures(ProfileGraph const& graph, Snap const& from) {
  Edge const& edge = graph.network().edges()[from.edge];
  Cost const walk = graph.walk_cost(from.walk_m);
  double const length = edge.length_cm / 100.0;
  std::vector<Seed> out;
  if (graph.usable(from.edge, true) && graph.passable(edge.to)) {
    out.push_back({edge.to, walk + part_cost(graph, from.edge, true, length - from.along_m)});
  }
  if (graph.usable(from.edge, false) && graph.passable(edge.from)) {
    out.push_back({edge.from, walk + part_cost(graph, from.edge, false, from.along_m)});
  }
  return out;
}

std::vector<Seed> arrivals(ProfileGraph const& graph, Snap const& to) {
  Edge const& edge = graph.network().edges()[to.edge];
  Cost const walk = graph.walk_cost(to.walk_m);
  double const length = edge.length_cm / 100.0;
  std::vector<Seed> out;
  if (graph.usable(to.edge, true) && graph.passable(edge.from)) {
    out.push_back({edge.from, walk + part_cost(graph, to.edge, true, to.along_m)});
  }
  if (graph.usable(to.edge, false) && graph.passable(edge.to)) {
    out.push_back({edge.to, walk + part_cost(graph, to.edge, false, length - to.along_m)});
  }
  return out;
}

bool departs_forward(ProfileGraph const& graph, Snap const& from, std::size_t i) {
  return i == 0 && graph.usable(from.edge, true) && graph.passable(graph.network().edges()[from.edge].to);
}

bool arrives_forward(ProfileGraph const& graph, Snap const& to, std::size_t i) {
  return i == 0 && graph.usable(to.edge, true) && graph.passable(graph.network().edges()[to.edge].from);
}

Cost straight_cost(ProfileGraph const& graph, Snap const& from, Snap const& to) {
  if (is_same_point(from, to)) {
    return 0;
  }
  bool const forward = to.along_m >= from.along_m;
  if (from.edge != to.edge || !graph.usable(from.edge, forward)) {
    // Standing still needs no direction.
    if (from.edge != to.edge || to.along_m != from.along_m) {
      return kUnreached;
    }
  }
  Cost const walk = graph.walk_cost(from.walk_m) + graph.walk_cost(to.walk_m);
  double const metres = std::abs(to.along_m - from.along_m);
  return walk + (metres > 0 ? part_cost(graph, from.edge, forward, metres) : 0);
}

}  // namespace cartable::access
