#pragma once

#include "access/snap.hpp"
#include "access/workspace.hpp"
#include "geo/geometry.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace cartable::access {

/// What to do at the beginning of a step.
enum class Turn : std::uint8_t {
  depart,
  straight,
  slight_left,
  left,
  sharp_left,
  back,
  sharp_right,
  right,
  slight_right,
  arrive
};
[[nodiscard]] std::string_view to_string(Turn turn) noexcept;

/// A part of a route along one street.
struct Step {
  Turn turn = Turn::depart;
  bool is_private = false;  ///< a part of it leads over private ground
  bool goes_on = false;     ///< the street of the step before: it turns, and the way stays on it
  std::uint32_t label = 0;  ///< StreetNetwork::label; of Turn::arrive the street before
  double bearing = 0;       ///< degrees clockwise from north at the beginning; of Turn::arrive that of the end
  double distance_m = 0;    ///< whole centimetres, so that steps add up to the whole as it is printed
  double duration_s = 0;  ///< whole deciseconds; of the first with the walk to the street, of the last that to the door
  std::uint32_t from = 0, to = 0;  ///< positions in the line, both included
};

/// A way from one point to another. Its line leads from street to street; its time is that from door to door, as
/// searches for places tell it.
struct RouteLine {
  geo::LineString line;                                            ///< at least two positions
  double distance_m = 0;                                           ///< of the line
  double duration_s = 0;                                           ///< whole deciseconds; none from a point to itself
  double unknown_m = 0;                                            ///< of distance_m
  std::vector<std::pair<std::uint32_t, std::uint32_t>> unknown{};  ///< stretches: positions in the line
  double private_m = 0;                                            ///< of distance_m, at the ends: private ground
  std::vector<std::pair<std::uint32_t, std::uint32_t>> private_ground{};  ///< those stretches, likewise
  std::vector<Step> steps{};                                              ///< the last is Turn::arrive
  Snap start{}, end{};                                                    ///< how the points are joined to the line
};

/// RouteLine's.
struct Lengths {
  double distance_m = 0;
  double duration_s = 0;
};

/// The cheapest way by the graph's weight between two points.
/// \return not_found, with the distance to the nearest usable street, when a point has none in reach, or when there is
/// no way; cancelled when `stop` said so
[[nodiscard]] base::Result<RouteLine> find_route(Workspace& workspace, ProfileGraph const& graph,
                                                 SegmentIndex const& index, geo::LonLat from, geo::LonLat to,
                                                 std::function<bool()> const& stop = {});
/// The lengths of the cheapest way between two points that are joined to streets already; nothing when there is none.
[[nodiscard]] std::optional<Lengths> lengths_between(Workspace& workspace, ProfileGraph const& graph, Snap const& from,
                                                     Snap const& to, std::function<bool()> const& stop = {});

}  // namespace cartable::access
