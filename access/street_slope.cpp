#include "access/street_slope.hpp"

#include "access/tag_rules.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace cartable::access {
namespace {

constexpr double kSteepestWalked = 0.4;  // beyond it heights are wrong, or it is a wall

std::optional<double> height_at(geo::LonLat point, std::span<geo::ElevationGrid const> heights) {
  for (geo::ElevationGrid const& grid : heights) {
    if (auto const height = grid.at(point)) {
      return height;
    }
  }
  return std::nullopt;
}

geo::LonLat between(geo::LonLat a, geo::LonLat b, double share) noexcept {
  return {a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share};
}

/// Positions that cut a line into pieces of one length.
std::vector<geo::LonLat> cut(std::span<geo::LonLat const> line, double length, std::size_t pieces) {
  std::vector<geo::LonLat> out{line.front()};
  double const each = length / static_cast<double>(pieces);
  double before = 0;
  for (std::size_t i = 1; i < line.size() && out.size() < pieces; ++i) {
    double const metres = geo::distance(line[i - 1], line[i]).value();
    while (out.size() < pieces && static_cast<double>(out.size()) * each <= before + metres && metres > 0) {
      out.push_back(between(line[i - 1], line[i], (static_cast<double>(out.size()) * each - before) / metres));
    }
    before += metres;
  }
  out.resize(pieces, line.back());
  out.push_back(line.back());
  return out;
}

std::uint16_t per_mille(double factor) noexcept {
  return static_cast<std::uint16_t>(std::lround(std::clamp(factor, 0.001, 60.0) * 1000));
}

}  // namespace

bool lies_on_ground(store::StringMap const& tags) noexcept {
  auto const said = [&](std::string_view key) {
    std::string_view const value = tag(tags, key);
    return !value.empty() && value != "no";
  };
  return !said("bridge") && !said("tunnel") && !said("indoor") && tag(tags, "location") != "underground" &&
         !is_one_of(tag(tags, "highway"), "steps elevator corridor") && tag(tags, "route") != "ferry";
}

double walking_factor(double slope) noexcept {
  constexpr double kSteepness = 3.5;
  constexpr double kFastest = 0.05;  // down so much one walks fastest
  return std::exp(kSteepness * (std::abs(std::clamp(slope, -kSteepestWalked, kSteepestWalked) + kFastest) - kFastest));
}

double cycling_factor(double slope) noexcept {
  constexpr double kLevel = 21.6, kUp = 144, kDown = 86;  // km/h, and km/h less or more for a slope of 1
  constexpr double kSlowest = 1.0 / 3, kFastest = 1.4;
  double const speed = slope > 0 ? kLevel - kUp * slope : kLevel - kDown * slope;
  return 1 / std::clamp(speed / kLevel, kSlowest, kFastest);
}

EdgeSlope slope_of(std::span<geo::LonLat const> line, std::span<geo::ElevationGrid const> heights) {
  EdgeSlope out;
  if (heights.empty() || line.size() < 2) {
    return out;
  }
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    length += geo::distance(line[i - 1], line[i]).value();
  }
  if (!(length > 0)) {
    return out;
  }
  auto const pieces = static_cast<std::size_t>(std::max(1.0, std::floor(length / kSlopeMetres)));
  std::vector<geo::LonLat> points = cut(line, length, pieces);
  double run = length / static_cast<double>(pieces);
  if (run < kSlopeMetres) {  // a short edge: the ground farther along the same direction
    double const chord = geo::distance(line.front(), line.back()).value();
    if (!(chord > 0)) {
      return out;
    }
    double const beyond = (kSlopeMetres / chord - 1) / 2;
    points = {between(line.front(), line.back(), -beyond), between(line.front(), line.back(), 1 + beyond)};
    run = kSlopeMetres;
  }
  double walk = 0, walk_back = 0, bicycle = 0, bicycle_back = 0, steepest = 0;
  std::optional<double> before = height_at(points.front(), heights);
  for (std::size_t i = 1; i < points.size(); ++i) {
    std::optional<double> const now = height_at(points[i], heights);
    if (!before || !now) {
      return out;
    }
    double const slope = (*now - *before) / run;
    walk += walking_factor(slope);
    walk_back += walking_factor(-slope);
    bicycle += cycling_factor(slope);
    bicycle_back += cycling_factor(-slope);
    steepest = std::max(steepest, std::abs(slope));
    before = now;
  }
  auto const count = static_cast<double>(points.size() - 1);
  constexpr double kTenthsOfPercent = 1000, kMost = 255;
  out = {.walk = per_mille(walk / count),
         .walk_back = per_mille(walk_back / count),
         .bicycle = per_mille(bicycle / count),
         .bicycle_back = per_mille(bicycle_back / count),
         .steepest = static_cast<std::uint8_t>(std::min(kMost, std::round(steepest * kTenthsOfPercent))),
         .known = true};
  return out;
}

}  // namespace cartable::access
