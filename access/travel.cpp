#include "access/travel.hpp"

#include "access/reach.hpp"

#include <algorithm>
#include <cmath>

namespace cartable::access {
namespace {

Cost to_cost(double seconds) noexcept {
  return seconds * 10 >= kMaxCost ? kMaxCost : static_cast<Cost>(std::floor(seconds * 10 + 1e-6));
}

/// Places on the street of the point itself, which no junction lies between.
std::vector<Found> along_the_street(PlaceLinks const& links, Snap const& from) {
  std::vector<Found> out;
  for (auto const& [edge, place] : links.on_edge(from.edge)) {
    Cost const cost = straight_cost(links.graph(), from, *links.snap_of(place));
    if (cost != kUnreached) {
      out.push_back({place, cost});
    }
  }
  return out;
}

/// What a search with parents has found, as lengths.
class Ways {
 public:
  Ways(Workspace const& searched, PlaceLinks const& links, Snap const& from)
      : searched_(searched), links_(links), from_(from) {}

  /// The cheapest way to a place; nothing when the search did not come there.
  [[nodiscard]] std::optional<TravelHit> to(std::uint32_t place) const {
    std::optional<Snap> const& snap = links_.snap_of(place);
    if (!snap) {
      return std::nullopt;
    }
    Cost best = straight_cost(links_.graph(), from_, *snap);
    if (best == 0) {
      return TravelHit{place, 0, 0};
    }
    double metres = std::abs(snap->along_m - from_.along_m);
    for (Seed const arrival : links_.arrivals().of(place)) {
      Cost const cost = searched_.cost(arrival.node);
      if (cost != kUnreached && cost + arrival.cost < best) {
        best = cost + arrival.cost;
        metres = to_node(arrival.node) + part(snap->edge, snap->along_m, arrival.node, false);
      }
    }
    if (best == kUnreached) {
      return std::nullopt;
    }
    return TravelHit{place, best / 10.0, from_.walk_m + metres + snap->walk_m};
  }

 private:
  [[nodiscard]] double to_node(NodeIndex node) const {
    Csr const& graph = links_.graph().forward();
    std::uint64_t centimetres = 0;
    NodeIndex first = node;
    for (std::uint32_t const arc : searched_.arcs_to(graph, node)) {
      DirectedEdge const edge = links_.graph().forward_edge(arc);
      Edge const& one = links_.graph().network().edges()[edge.edge];
      centimetres += one.length_cm;
    }
    while (searched_.parent(first) != kNoNode) {
      first = searched_.parent(first);
    }
    return static_cast<double>(centimetres) / 100 + part(from_.edge, from_.along_m, first, true);
  }

  /// Between a position on an edge and its junction `node`.
  [[nodiscard]] double part(EdgeIndex edge, double along, NodeIndex node, bool leaving) const {
    Edge const& one = links_.graph().network().edges()[edge];
    double const length = one.length_cm / 100.0;
    if (one.from == one.to) {  // a loop: the way round that may be taken, the shorter of two
      double const onward = leaving ? length - along : along;
      double const back = length - onward;
      return !links_.graph().usable(edge, true)    ? back
             : !links_.graph().usable(edge, false) ? onward
                                                   : std::min(onward, back);
    }
    return node == one.to ? length - along : along;
  }

  Workspace const& searched_;
  PlaceLinks const& links_;
  Snap const& from_;
};

bool search(Workspace& workspace, PlaceLinks const& links, Snap const& from, Cost limit, std::stop_token const& stop) {
  SearchOptions options;
  options.limit = limit;
  options.parents = true;
  options.stop = stop;
  return workspace.run(links.graph().forward(), departures(links.graph(), from), options);
}

}  // namespace

std::optional<std::vector<TravelHit>> travel_nearest(Workspace& workspace, PlaceLinks const& links, Snap const& from,
                                                     TravelOptions const& options) {
  std::vector<Found> const direct = along_the_street(links, from);
  std::vector<Seed> const entries = departures(links.graph(), from);
  // Time does not bound length: where a length is asked for, more places by time are looked at until enough are short.
  for (std::size_t k = options.k;; k = k > links.size() / 4 ? links.size() : k * 4) {
    NearestOptions nearest;
    nearest.k = k;
    nearest.limit = to_cost(options.max_s);
    nearest.accept = options.accept;
    nearest.direct = direct;
    nearest.stop = options.stop;
    auto const found = find_nearest(workspace, links.graph().forward(), entries, links.by_node(), nearest);
    if (!found) {
      return std::nullopt;
    }
    std::vector<TravelHit> out;
    if (!found->empty()) {
      if (!search(workspace, links, from, found->back().cost, options.stop)) {
        return std::nullopt;
      }
      Ways const ways(workspace, links, from);
      for (Found const& one : *found) {
        auto const hit = ways.to(one.target);
        if (hit && hit->distance_m <= options.max_m && out.size() < options.k) {
          out.push_back(*hit);
        }
      }
    }
    if (out.size() >= options.k || found->size() < k || k >= links.size()) {
      return out;
    }
  }
}

std::optional<std::vector<std::uint32_t>> travel_within(Workspace& workspace, PlaceLinks const& links, Snap const& from,
                                                        TravelOptions const& options) {
  Cost const limit = to_cost(options.max_s);
  if (!search(workspace, links, from, limit, options.stop)) {
    return std::nullopt;
  }
  Ways const ways(workspace, links, from);
  std::vector<Found> found = reached_things(workspace, links.by_node(), limit);
  for (Found const& one : along_the_street(links, from)) {
    if (one.cost <= limit) {
      found.push_back(one);
    }
  }
  std::vector<std::uint32_t> out;
  for (Found const& one : found) {
    if (options.accept && !options.accept(one.target)) {
      continue;
    }
    if (!std::isinf(options.max_m)) {
      auto const hit = ways.to(one.target);
      if (!hit || hit->distance_m > options.max_m) {
        continue;
      }
    }
    out.push_back(one.target);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<std::vector<std::optional<TravelHit>>> travel_to(Workspace& workspace, PlaceLinks const& links,
                                                               Snap const& from, std::span<std::uint32_t const> places,
                                                               TravelOptions const& options) {
  std::vector<NodeIndex> targets;
  for (std::uint32_t const place : places) {
    for (Seed const arrival : links.arrivals().of(place)) {
      targets.push_back(arrival.node);
    }
  }
  SearchOptions search;
  search.limit = to_cost(options.max_s);
  search.parents = true;
  search.targets = targets;
  search.stop = options.stop;
  if (targets.empty()) {
    search.limit = 0;
  }
  if (!workspace.run(links.graph().forward(), departures(links.graph(), from), search)) {
    return std::nullopt;
  }
  Ways const ways(workspace, links, from);
  std::vector<std::optional<TravelHit>> out;
  out.reserve(places.size());
  for (std::uint32_t const place : places) {
    auto hit = ways.to(place);
    if (hit && (hit->duration_s > options.max_s || hit->distance_m > options.max_m)) {
      hit.reset();
    }
    out.push_back(hit);
  }
  return out;
}

}  // namespace cartable::access
