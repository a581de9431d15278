#pragma once

#include <cmath>
#include <compare>

namespace cartable::geo {

/// A position in degrees on WGS 84, longitude first. lon in [-180, 180], lat in [-90, 90] once checked.
struct LonLat {
  double lon = 0;
  double lat = 0;

  friend constexpr auto operator<=>(LonLat const&, LonLat const&) = default;
};

/// Whether both are finite and within ±180, ±90.
[[nodiscard]] inline bool is_valid(LonLat p) noexcept {
  return std::isfinite(p.lon) && std::isfinite(p.lat) && p.lon >= -180 && p.lon <= 180 && p.lat >= -90 && p.lat <= 90;
}

}  // namespace cartable::geo
