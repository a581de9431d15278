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
  double max_s = std::numeric_limits<double>::infinity();  ///< places at exactly this are found
  double max_m = std::numeric_limits<double>::infinity();  ///< along the way that takes least time
  std::function<bool(std::uint32_t)> accept{};             ///< which places count; empty: all
  std::stop_token stop{};
};

/// The k places of `links` that take least time from a point joined to the streets of the same graph (whose weight is
/// time, pre), and those that take as long as the last of them: exact, in order of (time, place). One search, which
/// goes no farther than the last of them; found_ways() tells more of it. \return nothing when stopped
[[nodiscard]] std::optional<std::vector<Found>> travel_nearest(Workspace& workspace, PlaceLinks const& links,
                                                               Snap const& from, std::size_t k,
                                                               std::function<bool(std::uint32_t)> const& accept = {},
                                                               std::stop_token const& stop = {});

/// All places within the limits: exact, in order of (time, place), by one search that found_ways() tells more of.
/// \return nothing when stopped
[[nodiscard]] std::optional<std::vector<Found>> travel_within(Workspace& workspace, PlaceLinks const& links,
                                                              Snap const& from, TravelOptions const& options);

/// The ways to places that travel_nearest() or travel_within() has found, with what the workspace holds of it: nothing
/// for places that were not found. \return as `places`
[[nodiscard]] std::vector<std::optional<TravelHit>> found_ways(Workspace const& searched, PlaceLinks const& links,
                                                               Snap const& from, std::span<std::uint32_t const> places);

/// How many places can be reached at all, among those that `accept` takes. What one can get to from a network of
/// streets is worked out once. \return nothing when stopped
[[nodiscard]] std::optional<std::size_t> count_reachable(Workspace& workspace, PlaceLinks const& links,
                                                         Snap const& from,
                                                         std::function<bool(std::uint32_t)> const& accept,
                                                         std::stop_token const& stop = {});

/// The ways to some places: nothing for those that cannot be reached within the limits. \return as `places`; nothing
/// when stopped
[[nodiscard]] std::optional<std::vector<std::optional<TravelHit>>> travel_to(Workspace& workspace,
                                                                             PlaceLinks const& links, Snap const& from,
                                                                             std::span<std::uint32_t const> places,
                                                                             TravelOptions const& options);

}  // namespace cartable::access
