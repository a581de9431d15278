#pragma once

#include "geo/elevation_grid.hpp"
#include "geo/geometry.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <span>

/// What heights say of a street: slopes are taken over at least kSlopeMetres, as nearer heights differ by their own
/// error.
namespace cartable::access {

inline constexpr double kSlopeMetres = 30;

/// The slope of an edge, as mapped by heights; a default-made one is level, or not known.
struct EdgeSlope {
  std::uint16_t walk = 1000, walk_back = 1000;        ///< time on it, of a walker's on the level, per mille
  std::uint16_t bicycle = 1000, bicycle_back = 1000;  ///< likewise
  std::uint8_t steepest = 0;                          ///< in either direction, tenths of a percent, at most 255
  bool known = false;
  friend bool operator==(EdgeSlope const&, EdgeSlope const&) = default;
};

/// Whether a street lies on the ground, so that heights of the ground are its own: no bridge, tunnel, steps, lift or
/// ferry, nothing indoors.
[[nodiscard]] bool lies_on_ground(store::StringMap const& tags) noexcept;

/// The slope of a line; the first grid that knows a height counts. Not known where a part of it is not.
[[nodiscard]] EdgeSlope slope_of(std::span<geo::LonLat const> line, std::span<geo::ElevationGrid const> heights);

/// Time on a slope of that of level ground (rise over run, up is positive): W. Tobler, "Three presentations on
/// geographical analysis and modeling", NCGIA 93-1, 1993, normalised to the level as in R5.
[[nodiscard]] double walking_factor(double slope) noexcept;
/// J. Parkin, J. Rotheram, "Design speeds and acceleration characteristics of bicycle traffic", Transport Policy 17
/// (2010): of 21.6 km/h, 1.44 km/h less for each percent up and 0.86 more for each percent down; here between walking
/// pace (a third) and 1.4 times the level's speed.
[[nodiscard]] double cycling_factor(double slope) noexcept;

}  // namespace cartable::access
