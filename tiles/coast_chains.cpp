#include "tiles/coast_chains.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <optional>
#include <utility>

namespace cartable::tiles {
namespace {

constexpr double kMetresPerLat = 2 * std::numbers::pi * 6371008.8 / 360;  // mean Earth radius R1 (IUGG)
constexpr double kOvershoot_m = 0.5;  // past the edge, so that rounding cannot leave a way short of it
constexpr int kDirections = 36;

/// Positions are equal when they are at the precision of OSM, 1e-7°.
using Key = std::pair<std::int64_t, std::int64_t>;
Key key_of(geo::LonLat p) { return {std::llround(p.lon * 1e7), std::llround(p.lat * 1e7)}; }

geo::LineString without_doubles(geo::LineString const& line) {
  geo::LineString out;
  out.reserve(line.size());
  for (geo::LonLat const p : line) {
    if (out.empty() || key_of(out.back()) != key_of(p)) {
      out.push_back(p);
    }
  }
  return out;
}

struct Crossing {
  double along = 0;  ///< 0 at the start of the first segment, 1 at its end
};

/// Where p→q meets a→b, ends included. Parallel segments do not meet.
template <class P>
std::optional<Crossing> crossing(P p, P q, P a, P b) noexcept {
  double const rx = q.x - p.x;
  double const ry = q.y - p.y;
  double const sx = b.x - a.x;
  double const sy = b.y - a.y;
  double const cross = rx * sy - ry * sx;
  if (cross == 0) {
    return std::nullopt;
  }
  double const t = ((a.x - p.x) * sy - (a.y - p.y) * sx) / cross;
  double const u = ((a.x - p.x) * ry - (a.y - p.y) * rx) / cross;
  if (t < 0 || t > 1 || u < 0 || u > 1) {
    return std::nullopt;
  }
  return Crossing{t};
}

}  // namespace

std::string place_text(geo::LonLat p) { return fmt::format("{:.5f} {:.5f}", p.lon, p.lat); }

CoastChains join_coastlines(std::vector<geo::LineString> const& coastlines) {
  CoastChains result;
  std::vector<geo::LineString> open;
  for (geo::LineString const& coastline : coastlines) {
    geo::LineString line = without_doubles(coastline);
    if (line.size() < 2) {
      continue;
    }
    if (key_of(line.front()) == key_of(line.back())) {
      line.back() = line.front();
      result.chains.push_back(std::move(line));
    } else {
      open.push_back(std::move(line));
    }
  }

  std::map<Key, std::size_t> starts;
  std::map<Key, std::size_t> ends;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!starts.emplace(key_of(open[i].front()), i).second) {
      result.contradictions.push_back(fmt::format("two coastlines start at {}", place_text(open[i].front())));
    }
    if (!ends.emplace(key_of(open[i].back()), i).second) {
      result.contradictions.push_back(fmt::format("two coastlines end at {}", place_text(open[i].back())));
    }
  }
  if (!result.contradictions.empty()) {
    return result;
  }

  std::vector<bool> used(open.size());
  auto const follow = [&](std::size_t first) {
    geo::LineString chain;
    for (std::size_t i = first; !used[i];) {
      used[i] = true;
      chain.insert(chain.end(), open[i].begin() + (chain.empty() ? 0 : 1), open[i].end());
      auto const next = starts.find(key_of(chain.back()));
      if (next == starts.end()) {
        break;
      }
      i = next->second;
    }
    if (key_of(chain.front()) == key_of(chain.back())) {
      chain.back() = chain.front();
    }
    result.chains.push_back(std::move(chain));
  };
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!ends.contains(key_of(open[i].front()))) {
      follow(i);
    }
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!used[i]) {
      follow(i);  // a ring of several ways
    }
  }
  return result;
}

AreaEdge::AreaEdge(geo::MultiPolygon const& area) {
  geo::BBox const box = geo::bounds(area);
  metres_per_lon_ = kMetresPerLat * std::cos((box.south + box.north) / 2 * std::numbers::pi / 180);
  for (geo::Polygon const& polygon : area.polygons) {
    for (geo::Ring const& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        edges_.push_back({to_plane(ring[i - 1]), to_plane(ring[i])});
      }
    }
  }
}

AreaEdge::Point AreaEdge::to_plane(geo::LonLat p) const noexcept {
  return {.x = p.lon * metres_per_lon_, .y = p.lat * kMetresPerLat};
}

geo::LonLat AreaEdge::from_plane(Point p) const noexcept {
  return {.lon = p.x / metres_per_lon_, .lat = p.y / kMetresPerLat};
}

AreaEdge::Point AreaEdge::nearest(Point from) const noexcept {
  Point best;
  double least = std::numeric_limits<double>::infinity();
  for (Edge const& edge : edges_) {
    double const dx = edge.b.x - edge.a.x;
    double const dy = edge.b.y - edge.a.y;
    double const length2 = dx * dx + dy * dy;
    double const t = length2 > 0 ? ((from.x - edge.a.x) * dx + (from.y - edge.a.y) * dy) / length2 : 0;
    Point const at{edge.a.x + std::clamp(t, 0.0, 1.0) * dx, edge.a.y + std::clamp(t, 0.0, 1.0) * dy};
    if (double const d = std::hypot(at.x - from.x, at.y - from.y); d < least) {
      least = d;
      best = at;
    }
  }
  return best;
}

bool AreaEdge::is_inside(Point p) const noexcept {
  bool inside = false;  // even-odd rule
  for (Edge const& edge : edges_) {
    if ((edge.a.y > p.y) != (edge.b.y > p.y) &&
        p.x < edge.a.x + (p.y - edge.a.y) / (edge.b.y - edge.a.y) * (edge.b.x - edge.a.x)) {
      inside = !inside;
    }
  }
  return inside;
}

double AreaEdge::distance_m(geo::LonLat from) const {
  Point const p = to_plane(from);
  Point const at = nearest(p);
  return std::hypot(at.x - p.x, at.y - p.y);
}

AreaEdge::Point AreaEdge::heading(geo::LineString const& chain, bool at_start, double stretch_m) const noexcept {
  Point const end = to_plane(at_start ? chain.front() : chain.back());
  Point back = end;
  for (std::size_t i = 0; i < chain.size() && std::hypot(end.x - back.x, end.y - back.y) < stretch_m; ++i) {
    back = to_plane(at_start ? chain[i] : chain[chain.size() - 1 - i]);
  }
  double const length = std::hypot(end.x - back.x, end.y - back.y);
  return length > 0 ? Point{(end.x - back.x) / length, (end.y - back.y) / length} : Point{};
}

std::vector<WayOut> AreaEdge::ways_out(geo::LineString const& chain, bool from_start, double longest_m,
                                       std::vector<geo::LineString> const& chains) const {
  constexpr double kShortestStretch_m = 100;  // shorter, a bay or a jetty passes for the coast
  geo::LonLat const from = from_start ? chain.front() : chain.back();
  Point const start = to_plane(from);
  Point const ahead = heading(chain, from_start, std::max(distance_m(from), kShortestStretch_m));
  std::vector<Point> directions;  // unit vectors
  if (Point const at = nearest(start); at.x != start.x || at.y != start.y) {
    double const d = std::hypot(at.x - start.x, at.y - start.y);
    directions.push_back({(at.x - start.x) / d, (at.y - start.y) / d});
  }
  for (int i = 0; i < kDirections; ++i) {
    double const angle = 2 * std::numbers::pi * i / kDirections;
    directions.push_back({std::cos(angle), std::sin(angle)});
  }

  auto const crosses_coast = [&](Point end) {
    geo::BBox box;
    box.add(from);
    box.add(from_plane(end));
    for (geo::LineString const& other : chains) {
      for (std::size_t i = 1; i < other.size(); ++i) {
        geo::LonLat const a = other[i - 1];
        geo::LonLat const b = other[i];
        if (std::max(a.lon, b.lon) < box.west || std::min(a.lon, b.lon) > box.east ||
            std::max(a.lat, b.lat) < box.south || std::min(a.lat, b.lat) > box.north || a == from || b == from) {
          continue;
        }
        if (crossing(start, end, to_plane(a), to_plane(b))) {
          return true;
        }
      }
    }
    return false;
  };

  std::vector<WayOut> ways;
  for (Point const direction : directions) {
    Point const far{start.x + direction.x * (longest_m + kOvershoot_m),
                    start.y + direction.y * (longest_m + kOvershoot_m)};
    double first = std::numeric_limits<double>::infinity();
    for (Edge const& edge : edges_) {
      if (auto const hit = crossing(start, far, edge.a, edge.b)) {
        first = std::min(first, hit->along);
      }
    }
    double const length = first * (longest_m + kOvershoot_m);
    if (!(length <= longest_m)) {
      continue;
    }
    Point const end{start.x + direction.x * (length + kOvershoot_m), start.y + direction.y * (length + kOvershoot_m)};
    if (!is_inside(end) && !crosses_coast(end)) {
      double const cosine = direction.x * ahead.x + direction.y * ahead.y;
      ways.push_back({.beyond = from_plane(end), .length_m = length, .cost = length * (2 - cosine)});
    }
  }
  std::stable_sort(ways.begin(), ways.end(), [](WayOut const& a, WayOut const& b) { return a.cost < b.cost; });
  return ways;
}

}  // namespace cartable::tiles
