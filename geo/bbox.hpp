#pragma once

#include "geo/lonlat.hpp"

namespace cartable::geo {

/// A box of longitudes and latitudes in degrees, borders included. west > east crosses ±180°.
/// A default-made box is empty (south > north).
struct BBox {
  double west = 180;
  double south = 90;
  double east = -180;
  double north = -90;

  [[nodiscard]] constexpr bool empty() const noexcept { return south > north; }
  [[nodiscard]] constexpr bool crosses_antimeridian() const noexcept { return !empty() && west > east; }
  [[nodiscard]] constexpr bool contains(LonLat p) const noexcept {
    if (p.lat < south || p.lat > north) {
      return false;
    }
    if (p.lon == 180 || p.lon == -180) {  // one meridian with two names
      return west > east || west == -180 || east == 180;
    }
    return west <= east ? p.lon >= west && p.lon <= east : p.lon >= west || p.lon <= east;
  }
  /// Grows a box that does not cross ±180° to hold `p`.
  constexpr void add(LonLat p) noexcept {
    west = p.lon < west ? p.lon : west;
    east = p.lon > east ? p.lon : east;
    south = p.lat < south ? p.lat : south;
    north = p.lat > north ? p.lat : north;
  }
  constexpr void add(BBox const& other) noexcept {
    if (!other.empty()) {
      add(LonLat{other.west, other.south});
      add(LonLat{other.east, other.north});
    }
  }
  friend constexpr bool operator==(BBox const&, BBox const&) = default;
};

}  // namespace cartable::geo
