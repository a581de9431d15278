#include "store/street_parts.hpp"

#include "geo/metric.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>

namespace cartable::store {
namespace {

double metres(geo::LonLat a, geo::LonLat b) { return geo::distance(a, b).value(); }

/// Whether a part goes on where another one points: one straight street, cut by a park or a railway.
bool in_line(std::vector<geo::LonLat> const& longer, std::vector<geo::LonLat> const& other) {
  geo::LonLat const origin = longer.front();
  double const east = 111'320 * std::cos(origin.lat * std::numbers::pi / 180);
  auto const x = [&](geo::LonLat p) { return (p.lon - origin.lon) * east; };
  auto const y = [&](geo::LonLat p) { return (p.lat - origin.lat) * 111'320; };
  // The two ends are the points farthest from a third.
  auto const farthest = [&](geo::LonLat from) {
    return *std::max_element(longer.begin(), longer.end(), [&](auto a, auto b) {
      return std::hypot(x(a) - x(from), y(a) - y(from)) < std::hypot(x(b) - x(from), y(b) - y(from));
    });
  };
  geo::LonLat const a = farthest(longer.front());
  geo::LonLat const b = farthest(a);
  double const dx = x(b) - x(a);
  double const dy = y(b) - y(a);
  double const length = std::hypot(dx, dy);
  constexpr double kLongEnough = 250;  // metres that show a direction
  constexpr double kAside = 120;
  constexpr double kGoesOn = 6000;
  auto const lies_on = [&](geo::LonLat p) {
    double const across = ((x(p) - x(a)) * dy - (y(p) - y(a)) * dx) / length;
    double const along = ((x(p) - x(a)) * dx + (y(p) - y(a)) * dy) / length;
    return std::abs(across) <= kAside && along > -kGoesOn && along < length + kGoesOn;
  };
  return length >= kLongEnough && std::all_of(longer.begin(), longer.end(), lies_on) &&
         std::all_of(other.begin(), other.end(), lies_on);
}

}  // namespace

std::uint32_t find_parts(std::vector<geo::LonLat> const& points, std::vector<std::uint32_t>& part) {
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    auto const& p = points[a];
    auto const& q = points[b];
    return std::tie(p.lat, p.lon) < std::tie(q.lat, q.lon);
  });
  std::vector<std::uint32_t> parent(order.size());
  std::iota(parent.begin(), parent.end(), 0U);
  auto const root = [&](std::uint32_t i) {
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  // By rows of latitude: a point is compared with the nearest few to the south of it.
  constexpr double kDegrees = kOneStreet / 111'000;
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::size_t looked = 0;
    for (std::size_t j = i; j-- > 0 && points[order[i]].lat - points[order[j]].lat <= kDegrees;) {
      auto const a = root(order[i]);
      auto const b = root(order[j]);
      if (a != b && metres(points[order[i]], points[order[j]]) <= kOneStreet) {
        parent[a] = b;
      }
      if (constexpr std::size_t kMostLooked = 400; ++looked > kMostLooked) {
        break;
      }
    }
  }
  std::map<std::uint32_t, std::uint32_t> number;
  part.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    part[i] = number.try_emplace(root(i), static_cast<std::uint32_t>(number.size())).first->second;
  }
  auto const parts = static_cast<std::uint32_t>(number.size());
  constexpr std::uint32_t kMostParts = 12;
  if (parts < 2 || parts > kMostParts) {
    return parts;
  }
  std::vector<std::vector<geo::LonLat>> by_part(parts);
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    by_part[part[i]].push_back(points[i]);
  }
  std::vector<std::uint32_t> into(parts);
  std::iota(into.begin(), into.end(), 0U);
  for (std::uint32_t a = 0; a < parts; ++a) {
    for (std::uint32_t b = 0; b < parts; ++b) {
      if (into[a] != into[b] && in_line(by_part[a], by_part[b])) {
        std::replace(into.begin(), into.end(), into[b], into[a]);
      }
    }
  }
  std::map<std::uint32_t, std::uint32_t> again;
  for (auto& of_point : part) {
    of_point = again.try_emplace(into[of_point], static_cast<std::uint32_t>(again.size())).first->second;
  }
  return static_cast<std::uint32_t>(again.size());
}

}  // namespace cartable::store
