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

/// What finds the cheapest path from one of `entries` to one of `exits`; nothing when there is none.
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

}  // namespace cartable::access
