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
      : searched_(searched),
        links_(links),
        from_(from),
        entries_(entries(links.graph(), from, true)),
        seeds_(departures(links.graph(), from)) {}

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
    auto const path = path_in(searched_, links_.graph().forward(), seeds_, links_.arrivals().of(place));
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
    double const end = entries(graph, to, false)[path.to].metres;
    return entries_[path.from].metres + static_cast<double>(centimetres) / 100 + end;
  }

  Workspace const& searched_;
  PlaceLinks const& links_;
  Snap const& from_;
  std::vector<Entry> entries_;
  std::vector<Seed> seeds_;  ///< of entries_
};

}  // namespace

std::optional<std::vector<Found>> travel_nearest(Workspace& workspace, PlaceLinks const& links, Snap const& from,
                                                 std::size_t k, std::function<bool(std::uint32_t)> const& accept,
                                                 std::stop_token const& stop) {
  std::vector<Found> const direct = along_the_street(links, from);
  NearestOptions nearest;
  nearest.k = k;
  nearest.accept = accept;
  nearest.direct = direct;
  nearest.ties = true;
  nearest.parents = true;
  nearest.stop = stop;
  return find_nearest(workspace, links.graph().forward(), departures(links.graph(), from), links.by_node(), nearest);
}

std::optional<std::vector<Found>> travel_within(Workspace& workspace, PlaceLinks const& links, Snap const& from,
                                                TravelOptions const& options) {
  SearchOptions search;
  search.limit = to_cost(options.max_s);
  search.parents = true;
  search.stop = options.stop;
  if (!workspace.run(links.graph().forward(), departures(links.graph(), from), search)) {
    return std::nullopt;
  }
  std::vector<Found> found = reached_things(workspace, links.by_node(), search.limit);
  for (Found const& one : along_the_street(links, from)) {
    if (one.cost <= search.limit) {
      found.push_back(one);
    }
  }
  // A place on the point's own street may be in twice.
  std::sort(found.begin(), found.end(),
            [](Found const& a, Found const& b) { return std::pair(a.target, a.cost) < std::pair(b.target, b.cost); });
  auto const same = [](Found const& a, Found const& b) { return a.target == b.target; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  Ways const ways(workspace, links, from);
  std::erase_if(found, [&](Found const& one) {
    if (options.accept && !options.accept(one.target)) {
      return true;
    }
    return !std::isinf(options.max_m) && ways.to(one.target)->distance_m > options.max_m;
  });
  std::stable_sort(found.begin(), found.end(), [](Found const& a, Found const& b) { return a.cost < b.cost; });
  return found;
}

std::vector<std::optional<TravelHit>> found_ways(Workspace const& searched, PlaceLinks const& links, Snap const& from,
                                                 std::span<std::uint32_t const> places) {
  Ways const ways(searched, links, from);
  std::vector<std::optional<TravelHit>> out;
  out.reserve(places.size());
  for (std::uint32_t const place : places) {
    out.push_back(ways.to(place));
  }
  return out;
}

std::optional<std::size_t> count_reachable(Workspace& workspace, PlaceLinks const& links, Snap const& from,
                                           std::function<bool(std::uint32_t)> const& accept,
                                           std::stop_token const& stop) {
  std::vector<std::shared_ptr<PlaceLinks::Reached const>> parts;
  for (Seed const seed : departures(links.graph(), from)) {
    auto part = links.reached_from(workspace, seed.node, stop);
    if (!part) {
      return std::nullopt;
    }
    parts.push_back(std::move(part));
  }
  std::vector<Found> direct = along_the_street(links, from);
  std::size_t count = 0;
  for (std::uint32_t place = 0; place < links.size(); ++place) {
    bool reached = false;
    for (auto const& part : parts) {
      reached = reached || (*part)[place];
    }
    if (!reached && !direct.empty()) {
      reached = std::any_of(direct.begin(), direct.end(), [&](Found const& one) { return one.target == place; });
    }
    count += reached && (!accept || accept(place)) ? 1 : 0;
  }
  return count;
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
  std::vector<std::optional<TravelHit>> out = found_ways(workspace, links, from, places);
  for (std::optional<TravelHit>& hit : out) {
    if (hit && (hit->duration_s > options.max_s || hit->distance_m > options.max_m)) {
      hit.reset();
    }
  }
  return out;
}

}  // namespace cartable::access
