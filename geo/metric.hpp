#pragma once

#include "base/units.hpp"
#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

#include <algorithm>
#include <limits>

namespace cartable::geo {

/// Geodesic distance on the WGS 84 ellipsoid (Karney 2013, PROJ's geod_inverse), right to nanometres.
[[nodiscard]] base::Metres geodesic_distance(LonLat a, LonLat b) noexcept;

/// How far distance() may be from geodesic_distance, in metres, with room to spare.
inline constexpr double kDistanceDoubt = 1e-4;

/// The same within 0.05 mm: near points by Gauss' mid-latitude formula, about 20 times cheaper, others by
/// geodesic_distance. Poles and ±180° are handled.
[[nodiscard]] base::Metres distance(LonLat a, LonLat b) noexcept;

/// A length in metres that no point of `box` is nearer to `from` than; 0 when `from` is inside.
[[nodiscard]] base::Metres distance_lower_bound(LonLat from, BBox const& box) noexcept;

/// A box that holds every point within `radius` of `centre` (may hold more; may cross ±180° or hold a pole).
[[nodiscard]] BBox bounds_around(LonLat centre, base::Metres radius) noexcept;

/// One position from which many distances are asked: what depends on it alone is worked out once.
class Origin {
 public:
  /// \param from  valid (pre)
  explicit Origin(LonLat from) noexcept;

  [[nodiscard]] LonLat position() const noexcept { return from_; }
  /// distance(position(), to) in metres; infinite where it is surely more than `reach`, which is told cheaply.
  [[nodiscard]] double distance_to(LonLat to, double reach = kNoReach) const noexcept;
  /// Whether `to` is at most `radius` metres away, told by `distance` (its distance_to) and, where the last
  /// 0.1 mm decide, by geodesic_distance: a point exactly at the radius is inside.
  [[nodiscard]] bool within(LonLat to, double distance, double radius) const noexcept;
  /// Metres that no point of the box with these borders is nearer than. west ≤ east (pre): a box that crosses
  /// ±180° is two.
  [[nodiscard]] double lower_bound(double west, double south, double east, double north) const noexcept;
  /// The same up to kNearBound, and kNearBound beyond: a hundred times cheaper for far boxes.
  [[nodiscard]] double near_lower_bound(double west, double south, double east, double north) const noexcept;
  static constexpr double kNearBound = 100'000;  ///< metres
  /// What orders boxes by near_lower_bound without a square root; compare it with key_of(metres).
  [[nodiscard]] double near_key(double west, double south, double east, double north) const noexcept;
  /// A key for many boxes: no more than near_key() and up to 2 % less, four times cheaper. Exact where it matters: it
  /// may pass key_of(kNearBound) only for boxes that are farther than that.
  [[nodiscard]] double quick_key(double west, double south, double east, double north) const noexcept {
    if (!is_quick_) {
      return near_key(west, south, east, north);
    }
    double const lat_gap = larger(0, larger(south - from_.lat, from_.lat - north));
    double const lon_gap = larger(0, larger(west - from_.lon, from_.lon - east));
    return quick_lat_ * (lat_gap * lat_gap) + quick_lon_ * (lon_gap * lon_gap);
  }
  [[nodiscard]] double key_of(double metres) const noexcept {
    double const half_chord = metres / (2 * near_lat_);
    return half_chord * half_chord;
  }

 private:
  /// std::max takes its arguments by reference, which keeps GCC 12 from the processor's own instruction.
  [[nodiscard]] static constexpr double larger(double a, double b) noexcept { return a > b ? a : b; }

  static constexpr double kNoReach = std::numeric_limits<double>::infinity();

  LonLat from_;
  double sin_lat_, cos_lat_;
  double near_lat_, near_ratio_;  ///< see metric.cpp
  bool is_quick_;
  double quick_lat_, quick_lon_;
};

}  // namespace cartable::geo
