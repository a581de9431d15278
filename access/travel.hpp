#pragma once

#include "access/nearest_search.hpp"
#include "access/place_links.hpp"
#include "access/workspace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace cartable::access {

/// A place, and the way to it that takes least time.
struct TravelHit {
  std::uint32_t place;
  double duration_s;  ///< from the point to the door, a route's: what lies beside the streets is gone as the crow flies
  double distance_m;  ///< likewise: a route's and what lies before and behind it
};

struct TravelOptions {
  std::size_t k = 10;
  double max_s = std::numeric_limits<double>::infinity();  ///< places at exactly this are found
  double max_m = std::numeric_limits<double>::infinity();  ///< along the way that takes least time
  std::function<bool(std::uint32_t)> accept{};             ///< which places count; empty: all
  std::stop_token stop{};
};

/// Places of `links` by the time to them, from a point joined to the streets of the same graph (whose weight is time,
/// pre): exact, in order of (time, place), at most k. \return nothing when stopped
[[nodiscard]] std::optional<std::vector<TravelHit>> travel_nearest(Workspace& workspace, PlaceLinks const& links,
                                                                   Snap const& from, TravelOptions const& options);

/// How many there are in all within the limits, among those that `accept` takes: places by number, ascending.
/// \return nothing when stopped
[[nodiscard]] std::optional<std::vector<std::uint32_t>> travel_within(Workspace& workspace, PlaceLinks const& links,
                                                                      Snap const& from, TravelOptions const& options);

/// The ways to some places: nothing for those that cannot be reached within the limits. \return as `places`; nothing
/// when stopped
[[nodiscard]] std::optional<std::vector<std::optional<TravelHit>>> travel_to(Workspace& workspace,
                                                                             PlaceLinks const& links, Snap const& from,
                                                                             std::span<std::uint32_t const> places,
                                                                             TravelOptions const& options);

}  // namespace cartable::access
