#pragma once

#include "access/profile_graph.hpp"
#include "access/segment_index.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace cartable::access {

/// How far a point may be from the street that it is joined to, metres.
inline constexpr double kSnapReach = 300;
/// How much farther than the nearest street a wheelchair's may be that is known to be fit, metres (decision 0151).
inline constexpr double kFitReach = 50;
/// How far ways may lead over private ground at either end, metres.
inline constexpr double kPrivateReach = 50;

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
/// lead nowhere (ProfileGraph::is_island) are taken only when nothing else is in reach. Where time is the weight, also
/// a private street, if it is nearer and entries() lead out of it and in; and for wheelchairs, of which two times are
/// told, a street of ProfileGraph::in_fit_network is taken before others that are nearer by no more than kFitReach, and
/// no other that is known to be fit, so that both ways begin and end at the same streets. \param component  only
/// streets of this network \return not_found, with the distance to the nearest usable street, when there is none within
/// kSnapReach
[[nodiscard]] base::Result<Snap> snap(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                      std::optional<std::uint32_t> component = {});

/// The same, nothing when there is none: for many points, of which some lie far from all streets.
[[nodiscard]] std::optional<Snap> snap_in_reach(ProfileGraph const& graph, SegmentIndex const& index, geo::LonLat point,
                                                std::optional<std::uint32_t> component = {});

/// One way between a joined point and a junction where a search begins or ends.
struct Entry {
  Seed seed;                          ///< the walk between point and street is part of the cost
  bool forward = true;                ///< whether the point's street is travelled as it is drawn
  std::vector<DirectedEdge> chain{};  ///< further private edges between that street and the junction, as travelled
  double metres = 0;                  ///< on streets
};

/// Where a search from the point enters the graph (leaving), or one to it leaves it: the ends of its street that it may
/// reach, or be reached from, none at a barrier. From private ground the public junctions that at most kPrivateReach
/// metres of private streets lead to, nothing beyond them.
[[nodiscard]] std::vector<Entry> entries(ProfileGraph const& graph, Snap const& snap, bool leaving);
/// The seeds of entries(), in the same order.
[[nodiscard]] std::vector<Seed> departures(ProfileGraph const& graph, Snap const& from);
[[nodiscard]] std::vector<Seed> arrivals(ProfileGraph const& graph, Snap const& to);
/// The network (ProfileGraph::component) that a joined point belongs to.
[[nodiscard]] std::uint32_t network_of(ProfileGraph const& graph, Snap const& snap);
/// A point is no way from itself, however far it lies from its street.
[[nodiscard]] inline bool is_same_point(Snap const& a, Snap const& b) noexcept {
  return a.edge == b.edge && a.asked == b.asked;
}
/// The cost of going straight along one street that both points are joined to, from door to door; kUnreached: not the
/// same street, or not in this direction.
[[nodiscard]] Cost straight_cost(ProfileGraph const& graph, Snap const& from, Snap const& to);

}  // namespace cartable::access
