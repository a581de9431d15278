#pragma once

#include "access/route.hpp"
#include "access/route_search.hpp"
#include "access/route_steps.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

/// The parts of find_route(), for those who search once and draw many ways.
namespace cartable::access {

/// A way between two joined points, before it is drawn.
struct FoundWay {
  bool straight = false;  ///< along the one street that both are joined to
  std::vector<DirectedEdge> whole{};
  DirectedEdge first{}, last{};
  Cost cost = kUnreached;
};

/// What finds the cheapest path from one of `entries` (departures() of the first point) to one of `exits`
/// (arrivals() of the second); nothing when there is none.
using FindPath = std::function<std::optional<Path>(std::span<Seed const> entries, std::span<Seed const> exits)>;

/// The cheapest way between two joined points: along their street, or by what `find` finds.
[[nodiscard]] std::optional<FoundWay> find_way(ProfileGraph const& graph, Snap const& from, Snap const& to,
                                               FindPath const& find);

/// A route and the pieces that it was drawn of: each begins where the one before ends.
struct DrawnRoute {
  RouteLine route{};
  std::vector<RoutePiece> pieces{};
};
[[nodiscard]] DrawnRoute draw_route(ProfileGraph const& graph, Snap const& from, Snap const& to, FoundWay const& found);

/// Makes steps that tell the streets (make_steps()) add up to the route's distance_m, in whole centimetres, and to its
/// duration_s, which is from door to door. \param walk_s  from the point to the street: part of the first step; what is
/// left is the last's
void complete_steps(RouteLine& route, double walk_s);

}  // namespace cartable::access
