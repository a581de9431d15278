#include "geo/metric.hpp"

#include <geodesic.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cartable::geo {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
// WGS 84 (NIMA TR8350.2)
constexpr double kSemiMajor = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kE2 = kFlattening * (2 - kFlattening);  // first eccentricity squared
constexpr double kEp2 = kE2 / (1 - kE2);                 // second eccentricity squared
/// The least meridian radius of curvature, at the equator: a(1 - e²). Everywhere M ≥ it and N ≥ it.
constexpr double kMinMeridianRadius = kSemiMajor * (1 - kE2);
/// The greatest radius of curvature anywhere on the ellipsoid: a²/b, at the poles.
constexpr double kMaxCurvatureRadius = kSemiMajor / (1 - kFlattening);

// Gauss' formula is used within these differences. Its next terms grow with the fifth power: measured against
// geod_inverse, below 0.01 mm at the limits.
constexpr double kGaussMaxLat = 0.25 * kRadians;
constexpr double kGaussMaxLon = 0.6 * kRadians;
constexpr double kGaussMaxDistance = 25'000;
/// Up to here lower bounds use curvatures of the neighbourhood; beyond, of the whole ellipsoid.
constexpr double kNeighbourhood = Origin::kNearBound;

geod_geodesic const& wgs84() noexcept {
  static geod_geodesic const ellipsoid = [] {
    geod_geodesic made;
    geod_init(&made, kSemiMajor, kFlattening);
    return made;
  }();
  return ellipsoid;
}

double inverse(LonLat a, LonLat b) noexcept {
  double metres = 0;
  geod_inverse(&wgs84(), a.lat, a.lon, b.lat, b.lon, &metres, nullptr, nullptr);
  return metres;
}

/// Difference of longitudes brought to [-180, 180].
double lon_difference(double from, double to) noexcept {
  double d = to - from;
  if (d > 180) {
    d -= 360;
  } else if (d < -180) {
    d += 360;
  }
  return d;
}

/// Degrees of longitude from `lon` to the nearer border of [west, east], 0 inside; the shorter way round.
double lon_gap_to(double lon, double west, double east) noexcept {
  double const eastward = west - lon;
  double const westward = lon - east;
  return std::min(std::max(0.0, std::max(eastward, westward)), 360 + std::min(eastward, westward));
}

/// A lower bound less what rounding of degrees (1 nm) and of the arithmetic may have added to it.
double on_the_safe_side(double bound) noexcept { return std::max(0.0, bound * (1 - 1e-12) - 1e-8); }

}  // namespace

base::Metres geodesic_distance(LonLat a, LonLat b) noexcept { return base::Metres(inverse(a, b)); }

base::Metres distance(LonLat a, LonLat b) noexcept { return base::Metres(Origin(a).distance_to(b)); }

Origin::Origin(LonLat from) noexcept
    : from_(from), sin_lat_(std::sin(from.lat * kRadians)), cos_lat_(std::max(0.0, std::cos(from.lat * kRadians))) {
  // The least meridian radius of curvature M within kNeighbourhood (M grows with |latitude|), and the ratio of
  // the least prime-vertical radius N to it.
  double const nearest_equator = std::max(0.0, std::abs(from.lat) * kRadians - kNeighbourhood / kMinMeridianRadius);
  double const sine = std::sin(nearest_equator);
  double const w2 = 1 - kE2 * sine * sine;
  double const prime_vertical = kSemiMajor / std::sqrt(w2);
  near_lat_ = prime_vertical * (1 - kE2) / w2;
  near_ratio_ = prime_vertical / near_lat_;

  // quick_key() is near_key() with one factor for all boxes. sin²h ≥ h²(1 - h²/3); within kNeighbourhood a gap of
  // latitude is below 0.91°, and one of longitude below 10° as long as |latitude| ≤ 80°. Boxes that reach out of that
  // band, or are nearer the other way round by 10° and more, are farther than kNeighbourhood there.
  constexpr double kBand = 0.91, kMaxQuickLat = 80, kMaxQuickLon = 170;
  constexpr double kLatSlack = 1 - kBand * kRadians * kBand * kRadians / 12;
  constexpr double kLonSlack = 1 - 10.2 * kRadians * 10.2 * kRadians / 12;
  is_quick_ = std::abs(from.lat) <= kMaxQuickLat && std::abs(from.lon) <= kMaxQuickLon;
  double const cos_band = std::cos((std::abs(from.lat) + kBand) * kRadians);
  quick_lat_ = kRadians * kRadians / 4 * kLatSlack;
  quick_lon_ = kRadians * kRadians / 4 * kLonSlack * near_ratio_ * near_ratio_ * cos_lat_ * cos_band;
}

double Origin::distance_to(LonLat to, double reach) const noexcept {
  double const dlat = (to.lat - from_.lat) * kRadians;
  double const dlon = lon_difference(from_.lon, to.lon) * kRadians;
  if (std::abs(dlat) > kGaussMaxLat || std::abs(dlon) > kGaussMaxLon) {
    return near_lower_bound(to.lon, to.lat, to.lon, to.lat) > reach ? kNoReach : inverse(from_, to);
  }
  // Sine and cosine of the mean latitude from those of the origin: |half| ≤ 0.0022, so the series are exact.
  double const half = dlat / 2;
  double const half2 = half * half;
  double const sin_half = half * (1 - half2 / 6);
  double const cos_half = 1 - half2 / 2 + half2 * half2 / 24;
  double const sine = sin_lat_ * cos_half + cos_lat_ * sin_half;
  double const cosine = cos_lat_ * cos_half - sin_lat_ * sin_half;

  // The square of Gauss' mid-latitude distance with terms of the fourth order. It follows from Legendre's series
  // about the middle of the geodesic, dφ/ds = cos α / M, dλ/ds = sin α / (N cos φ), dα/ds = sin α tan φ / N,
  // inverted for s; e'⁴ is dropped from the small terms. No term divides by cos φ, so it holds up to the poles.
  double const sin2 = sine * sine;
  double const cos2 = cosine * cosine;
  double const dlat2 = dlat * dlat;
  double const dlon2 = dlon * dlon;
  double const g = 1 / (1 - kE2 * sin2);
  double const n2 = kSemiMajor * kSemiMajor * g;    // N²
  double const v4 = (1 - kE2) * (1 - kE2) * g * g;  // 1/V⁴, M = N/V²
  double const north2 = n2 * v4 * dlat2;
  double const east2 = n2 * cos2 * dlon2;
  double const squared = north2 * (1 + v4 * (dlat2 * kEp2 * (1 - 2 * sin2) / 4 -
                                             dlon2 * (1 + 2 * sin2 + 3 * kEp2 * cos2 * (1 + 4 * sin2)) / 12)) +
                         east2 * (1 - dlon2 * sin2 / 12);
  if (squared > kGaussMaxDistance * kGaussMaxDistance) {
    return reach < kGaussMaxDistance - 1 ? kNoReach : inverse(from_, to);
  }
  return std::sqrt(squared);
}

bool Origin::within(LonLat to, double distance, double radius) const noexcept {
  if (std::abs(distance - radius) > kDistanceDoubt) {
    return distance < radius;
  }
  return inverse(from_, to) <= radius;
}

// The metric of the ellipsoid is ds² = M²dφ² + N²cos²φ dλ² (φ geodetic latitude). Where M ≥ m and N ≥ n, any
// path is at least m times as long as its image on a unit sphere whose longitudes are stretched by n/m ≥ 1. There
// sin²(s/2) = sin²(Δφ/2) + cos φ1 cos φ2 sin²(Δλ/2): no less than with the least Δφ, Δλ and cos φ2 of the box,
// each taken alone. A path shorter than kNeighbourhood stays where M ≥ near_lat_ and N/near_lat_ ≥ near_ratio_.
double Origin::near_key(double west, double south, double east, double north) const noexcept {
  double const lat_gap = std::max(0.0, std::max(south - from_.lat, from_.lat - north)) * kRadians;
  double const lon_gap = lon_gap_to(from_.lon, west, east) * kRadians;

  // cos of the box's greatest |latitude| = |φ1| + δ, from below: cos δ ≥ 1 - δ²/2; sin δ ≤ δ; sin |δ| ≥ |δ| - |δ|³/6
  double const delta = (std::max(std::abs(south), std::abs(north)) - std::abs(from_.lat)) * kRadians;
  double const delta2 = delta * delta;
  double const sin_delta = delta > 0 ? delta : delta * (1 - delta2 / 6);
  double const cos_box = std::max(0.0, cos_lat_ * (1 - delta2 / 2) - std::abs(sin_lat_) * sin_delta);

  // sin x ≥ x - x³/6, which is not above 0.95 on [0, π/2 · n/m], so that longer ways round are covered too
  double const half_lat = lat_gap / 2;
  double const half_lon = lon_gap / 2 * near_ratio_;
  double const sin_half_lat = half_lat * (1 - half_lat * half_lat / 6);
  double const sin_half_lon = half_lon * (1 - half_lon * half_lon / 6);
  return sin_half_lat * sin_half_lat + cos_lat_ * cos_box * sin_half_lon * sin_half_lon;
}

double Origin::near_lower_bound(double west, double south, double east, double north) const noexcept {
  // The chord is shorter than the arc.
  return std::min(kNeighbourhood, on_the_safe_side(2 * near_lat_ * std::sqrt(near_key(west, south, east, north))));
}

double Origin::lower_bound(double west, double south, double east, double north) const noexcept {
  if (double const bound = near_lower_bound(west, south, east, north); bound < kNeighbourhood) {
    return bound;
  }
  double const lon_gap = lon_gap_to(from_.lon, west, east) * kRadians;
  // The same sphere with the curvatures of the whole ellipsoid, and exact functions: a relative slack of 1 %.
  double const lat_gap = std::max({0.0, south - from_.lat, from_.lat - north}) * kRadians;
  double const cos_box = std::max(0.0, std::cos(std::max(std::abs(south), std::abs(north)) * kRadians));
  double const sin_half_lat = std::sin(lat_gap / 2);
  double const sin_half_lon = std::sin(lon_gap / 2);
  double const chord2 = sin_half_lat * sin_half_lat + cos_lat_ * cos_box * sin_half_lon * sin_half_lon;
  double const by_sphere = 2 * kMinMeridianRadius * std::asin(std::min(1.0, std::sqrt(chord2)));

  // The triangle inequality about the box's middle: nothing in it is nearer than the middle less the box's
  // radius. Without it an origin on another continent would visit every place of a city, which lies wholly
  // within that slack. The straight line in degrees from the middle to any point is a path, so its length
  // bounds the radius: each step is at most hypot(dφ, cos φ dλ) times the greatest radius of curvature.
  LonLat const middle{.lon = (west + east) / 2, .lat = (south + north) / 2};
  double const least_lat = south <= 0 && north >= 0 ? 0 : std::min(std::abs(south), std::abs(north));
  double const radius = kMaxCurvatureRadius * std::hypot((north - south) / 2 * kRadians,
                                                         std::cos(least_lat * kRadians) * (east - west) / 2 * kRadians);
  double const by_triangle = inverse(from_, middle) - radius;
  return on_the_safe_side(std::max({kNeighbourhood, by_sphere, by_triangle}));
}

base::Metres distance_lower_bound(LonLat from, BBox const& box) noexcept {
  Origin const origin(from);
  if (box.west <= box.east) {
    return base::Metres(origin.lower_bound(box.west, box.south, box.east, box.north));
  }
  return base::Metres(std::min(origin.lower_bound(box.west, box.south, 180, box.north),
                               origin.lower_bound(-180, box.south, box.east, box.north)));
}

BBox bounds_around(LonLat centre, base::Metres radius) noexcept {
  // No path is shorter than kMinMeridianRadius times its image on the unit sphere: the cap around the image
  // holds the circle. The widening covers rounding.
  double const angle = radius.value() / kMinMeridianRadius * (1 + 1e-9) + 1e-12;
  double const south = centre.lat - angle / kRadians;
  double const north = centre.lat + angle / kRadians;
  if (south <= -90 || north >= 90) {  // holds a pole, so every longitude
    return {.west = -180, .south = std::max(south, -90.0), .east = 180, .north = std::min(north, 90.0)};
  }
  // The meridians that touch the cap: sin Δλ = sin r / cos φ
  double const half_width = std::asin(std::min(1.0, std::sin(angle) / std::cos(centre.lat * kRadians))) / kRadians;
  double west = centre.lon - half_width;
  double east = centre.lon + half_width;
  if (west < -180) {
    west += 360;
  }
  if (east > 180) {
    east -= 360;
  }
  return {.west = west, .south = south, .east = east, .north = north};
}

}  // namespace cartable::geo
