#include "access/route_steps.hpp"

#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cartable::access {
namespace {

constexpr double kLookMetres = 8;    // over which the direction of a street is taken
constexpr double kShortMetres = 12;  // a nameless link shorter than this is no step of its own
// Degrees from straight on.
constexpr double kStraight = 25, kSlight = 55, kSharp = 125, kBack = 170;
constexpr double kNewStep = 60;  // a turn of so much is told even when the street stays the same

double bearing(geo::LonLat a, geo::LonLat b) noexcept {
  double dlon = b.lon - a.lon;
  dlon += dlon > 180 ? -360 : dlon < -180 ? 360 : 0;
  double const x = dlon * std::cos((a.lat + b.lat) / 2 * std::numbers::pi / 180);
  double const degrees = std::atan2(x, b.lat - a.lat) * 180 / std::numbers::pi;
  return degrees < 0 ? degrees + 360 : degrees;
}

/// The direction in which the line leaves position `at`, looking no farther than `last`.
double bearing_from(geo::LineString const& line, std::uint32_t at, std::uint32_t last) {
  double metres = 0;
  std::uint32_t i = at;
  while (i < last && metres < kLookMetres) {
    metres += geo::distance(line[i], line[i + 1]).value();
    ++i;
  }
  return bearing(line[at], line[i]);
}

/// The direction in which the line comes to position `at`, looking back no farther than `first`.
double bearing_to(geo::LineString const& line, std::uint32_t at, std::uint32_t first) {
  double metres = 0;
  std::uint32_t i = at;
  while (i > first && metres < kLookMetres) {
    metres += geo::distance(line[i - 1], line[i]).value();
    --i;
  }
  return bearing(line[i], line[at]);
}

double difference(double from, double to) noexcept {
  double const d = std::fmod(to - from + 540, 360) - 180;
  return d < -180 ? d + 360 : d;
}

Turn turn_of(double degrees) noexcept {
  double const size = std::abs(degrees);
  if (size < kStraight) {
    return Turn::straight;
  }
  if (size > kBack) {
    return Turn::back;
  }
  bool const right = degrees > 0;
  if (size < kSlight) {
    return right ? Turn::slight_right : Turn::slight_left;
  }
  if (size > kSharp) {
    return right ? Turn::sharp_right : Turn::sharp_left;
  }
  return right ? Turn::right : Turn::left;
}

bool is_same_street(StreetLabel const& a, StreetLabel const& b) noexcept {
  return a.name.empty() ? b.name.empty() && a.kind == b.kind : a.name == b.name && a.names == b.names;
}

}  // namespace

std::string_view to_string(Turn turn) noexcept {
  switch (turn) {
    case Turn::depart: return "depart";
    case Turn::straight: return "straight";
    case Turn::slight_left: return "slight-left";
    case Turn::left: return "left";
    case Turn::sharp_left: return "sharp-left";
    case Turn::back: return "back";
    case Turn::sharp_right: return "sharp-right";
    case Turn::right: return "right";
    case Turn::slight_right: return "slight-right";
    case Turn::arrive: return "arrive";
  }
  return "straight";
}

void add_stretch(std::vector<std::pair<std::uint32_t, std::uint32_t>>& stretches, RoutePiece const& piece) {
  if (!stretches.empty() && stretches.back().second == piece.from) {
    stretches.back().second = piece.to;
  } else {
    stretches.emplace_back(piece.from, piece.to);
  }
}

std::vector<Step> make_steps(std::function<StreetLabel const&(std::uint32_t)> const& label_of,
                             geo::LineString const& line, std::vector<RoutePiece> const& pieces) {
  std::vector<Step> steps;
  auto const last = static_cast<std::uint32_t>(line.size() - 1);
  for (RoutePiece const& piece : pieces) {
    StreetLabel const& street = label_of(piece.label);
    double const out = bearing_from(line, piece.from, last);
    bool is_new = steps.empty();
    bool goes_on = false;
    Turn turn = Turn::depart;
    if (!steps.empty()) {
      Step const& before = steps.back();
      double const change = difference(bearing_to(line, piece.from, before.from), out);
      turn = turn_of(change);
      bool const is_short = street.name.empty() && piece.metres < kShortMetres &&
                            (street.kind == StreetLabel::Kind::footpath || street.kind == StreetLabel::Kind::street);
      goes_on = is_same_street(label_of(before.label), street);
      is_new = (!goes_on && !is_short) || std::abs(change) > kNewStep;
    }
    if (is_new) {
      steps.push_back({.turn = turn,
                       .goes_on = goes_on,
                       .label = piece.label,
                       .bearing = out,
                       .from = piece.from,
                       .to = piece.from});
    }
    steps.back().is_private = steps.back().is_private || piece.is_private;
    steps.back().distance_m += piece.metres;
    steps.back().duration_s += piece.seconds;
    steps.back().to = piece.to;
  }
  Step arrival{.turn = Turn::arrive, .from = last, .to = last};
  if (!steps.empty()) {
    arrival.label = steps.back().label;
    arrival.bearing = bearing_to(line, last, 0);
  }
  steps.push_back(arrival);
  return steps;
}

}  // namespace cartable::access
