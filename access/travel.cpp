#include "access/travel.hpp"

#include "access/reach.hpp"
#include "access/route_search.hpp"

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
      : searched_(searched), links_(links), from_(from), entries_(departures(links.graph(), from)) {}

  /// The cheapest way to a place; nothing when the search did not come there.
  [[nodiscard]] std::optional<TravelHit> to(std::uint32_t place) const {
    std::optional<Snap> const& snap = links_.snap_of(place);
    if (!snap) {
      return std::nullopt;
    }
    Cost const straight = straight_cost(links_.graph(), from_, *snap);
    if (straight == 0) {
      return TravelHit{place, 0, 0};
    }
    auto const path = path_in(searched_, links_.graph().forward(), entries_, links_.arrivals().of(place));
    if (path && path->cost < straight) {
      return TravelHit{place, path->cost / 10.0, from_.walk_m + length(*path, *snap) + snap->walk_m};
    }
    if (straight == kUnreached) {
      return std::nullopt;
    }
    return TravelHit{place, straight / 10.0, from_.walk_m + std::abs(snap->along_m - from_.along_m) + snap->walk_m};
  }

 private:
  /// On the streets.
  [[nodiscard]] double length(Path const& path, Snap const& to) const {
    ProfileGraph const& graph = links_.graph();
    std::span<Edge const> const edges = graph.network().edges();
    std::uint64_t centimetres = 0;
    for (std::uint32_t const arc : path.arcs) {
      centimetres += edges[graph.forward_edge(arc).edge].length_cm;
    }
    double const begin =
        departs_forward(graph, from_, path.from) ? edges[from_.edge].length_cm / 100.0 - from_.along_m : from_.along_m;
    double const end = arrives_forward(graph, to, path.to) ? to.along_m : edges[to.edge].length_cm / 100.0 - to.along_m;
    return begin + static_cast<double>(centimetres) / 100 + end;
  }

  Workspace const& searched_;
  PlaceLinks const& links_;
  Snap const& from_;
  std::vector<Seed> entries_;
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
