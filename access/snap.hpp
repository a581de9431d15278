#pragma once

#include "access/profile_graph.hpp"
#include "access/segment_index.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cartable::access {

/// How far a point may be from the street that it is joined to, metres.
inline constexpr double kSnapReach = 300;

/// A point joined to a street.
struct Snap {
  EdgeIndex edge = kNoEdge;
  std::uint32_t segment = 0;  ///< between the edge's points `segment` and `segment + 1`
  double along_m = 0;         ///< from the edge's first point, along it
  geo::LonLat point{};        ///< on the street
  geo::LonLat asked{};        ///< the point itself
  double walk_m = 0;          ///< between the point and the street, as the crow flies
  bool island = false;        ///< nothing but a small network that leads nowhere is in reach
};

/// The street that a point is joined to: the nearest that the profile may use in some direction. Small networks that
/// lead nowhere (ProfileGraph::is_island) are taken only when nothing else is in reach.
/// \param component  only streets of this network
/// \return not_found, with the distance to the nearest usable street, when there is none within kSnapReach
[[nodiscard]] base::Result<Snap> snap(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                      std::optional<std::uint32_t> component = {});

/// The same, nothing when there is none: for many points, of which some lie far from all streets.
[[nodiscard]] std::optional<Snap> snap_in_reach(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                                std::optional<std::uint32_t> component = {});

/// Where a search from the point enters the graph, and one to it leaves it: the ends of its street that it may reach,
/// or be reached from, none at a barrier. The walk between point and street is part of the cost.
[[nodiscard]] std::vector<Seed> departures(ProfileGraph const& graph, Snap const& from);
[[nodiscard]] std::vector<Seed> arrivals(ProfileGraph const& graph, Snap const& to);
/// Whether the i-th of departures() (of arrivals()) goes along the street as it is drawn.
[[nodiscard]] bool departs_forward(ProfileGraph const& graph, Snap const& from, std::size_t i);
[[nodiscard]] bool arrives_forward(ProfileGraph const& graph, Snap const& to, std::size_t i);
/// A point is no way from itself, however far it lies from its street.
[[nodiscard]] inline bool is_same_point(Snap const& a, Snap const& b) noexcept {
  return a.edge == b.edge && a.asked == b.asked;
}
/// The cost of going straight along one street that both points are joined to, from door to door; kUnreached: not the
/// same street, or not in this direction.
[[nodiscard]] Cost straight_cost(ProfileGraph const& graph, Snap const& from, Snap const& to);

}  // namespace cartable::access
