#pragma once

#include "store/search.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

/// How hits are ordered: one sum of penalties, the smallest first. Its unit is a doubling of the distance.
namespace cartable::store {

/// How a name matches.
enum class NameMatch : std::uint8_t { whole, beginning, inside };

/// A whole name beats its beginning elsewhere up to five times as far, and words inside a name up to sixteen times.
constexpr double match_penalty(NameMatch match) noexcept {
  switch (match) {
    case NameMatch::whole: return 0;
    case NameMatch::beginning: return 2.5;
    case NameMatch::inside: return 4;
  }
  return 4;
}

/// What kind of thing is looked for more often.
constexpr double type_penalty(SearchHit::Type type) noexcept {
  switch (type) {
    case SearchHit::Type::place: return 0;
    case SearchHit::Type::offer:
    case SearchHit::Type::topic:
    case SearchHit::Type::district:
    case SearchHit::Type::locality: return 0.25;
    case SearchHit::Type::street: return 0.75;
    case SearchHit::Type::address: return 1;
  }
  return 1;
}

inline constexpr double kPartOfWordPenalty = 0.5;  ///< "lib" found "library": typed to the end is surer
inline constexpr double kErrorPenalty = 1000;      ///< what is as typed always comes first
inline constexpr double kOtherNumberPenalty = 10000;

/// Each doubling of the distance beyond a walk of some minutes counts the same.
inline double distance_penalty(double metres) noexcept { return std::log2(1 + metres / 300); }
/// What has no place (a course at home or online) stands as if 2 km away.
inline constexpr double kNowherePenalty = 3;

/// A quick distance for choosing candidates: a sphere's, flat at the mean latitude (within 0.6 % in a city).
inline double rough_metres(geo::LonLat a, geo::LonLat b) noexcept {
  constexpr double kMetresPerDegree = 6371008.8 * std::numbers::pi / 180;  // mean Earth radius R1 (IUGG)
  double dlon = std::abs(a.lon - b.lon);
  dlon = dlon > 180 ? 360 - dlon : dlon;
  double const mean = (a.lat + b.lat) * (std::numbers::pi / 360);
  return std::hypot(dlon * std::cos(mean), a.lat - b.lat) * kMetresPerDegree;
}

}  // namespace cartable::store
