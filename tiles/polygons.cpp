#include "tiles/polygons.hpp"

#include "geo/geometry.hpp"
#include "geo/repair.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <unordered_map>

namespace cartable::tiles {
namespace {

std::int64_t cross(GridPoint o, GridPoint a, GridPoint b) noexcept {
  return (static_cast<std::int64_t>(a.x) - o.x) * (static_cast<std::int64_t>(b.y) - o.y) -
         (static_cast<std::int64_t>(a.y) - o.y) * (static_cast<std::int64_t>(b.x) - o.x);
}
int sign(std::int64_t v) noexcept { return (v > 0) - (v < 0); }

bool in_box_of(GridPoint a, GridPoint b, GridPoint p) noexcept {
  return p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
         p.y <= std::max(a.y, b.y);
}

enum class Meeting : std::uint8_t { none, touch, cross };

/// How two segments meet: crossing or overlapping, touching in one point that ends one of them, or not at all.
Meeting meeting(GridPoint a, GridPoint b, GridPoint c, GridPoint d) noexcept {
  int const c_side = sign(cross(a, b, c));
  int const d_side = sign(cross(a, b, d));
  int const a_side = sign(cross(c, d, a));
  int const b_side = sign(cross(c, d, b));
  if (c_side == 0 && d_side == 0) {
    bool const by_x = a.x != b.x;
    auto const at = [by_x](GridPoint p) { return by_x ? p.x : p.y; };
    std::int32_t const low = std::max(std::min(at(a), at(b)), std::min(at(c), at(d)));
    std::int32_t const high = std::min(std::max(at(a), at(b)), std::max(at(c), at(d)));
    return low > high ? Meeting::none : low == high ? Meeting::touch : Meeting::cross;
  }
  if (c_side * d_side < 0 && a_side * b_side < 0) {
    return Meeting::cross;
  }
  bool const touches = (c_side == 0 && in_box_of(a, b, c)) || (d_side == 0 && in_box_of(a, b, d)) ||
                       (a_side == 0 && in_box_of(c, d, a)) || (b_side == 0 && in_box_of(c, d, b));
  return touches ? Meeting::touch : Meeting::none;
}

/// Drops repeated points, spikes and points on straight lines, around the ring until none is left.
void tidy(GridRing& ring) {
  GridRing out;
  out.reserve(ring.size());
  auto const settle = [&out] {
    while (out.size() >= 2 && out[out.size() - 1] == out[out.size() - 2]) {
      out.pop_back();
    }
    while (out.size() >= 3 && cross(out[out.size() - 3], out[out.size() - 2], out.back()) == 0) {
      out.erase(out.end() - 2);
      if (out[out.size() - 1] == out[out.size() - 2]) {
        out.pop_back();
      }
    }
  };
  for (GridPoint const p : ring) {
    out.push_back(p);
    settle();
  }
  // The same over the ring's seam.
  std::size_t start = 0;
  while (out.size() - start >= 3) {
    std::size_t const last = out.size() - 1;
    if (out[start] == out[last] || cross(out[last - 1], out[last], out[start]) == 0) {
      out.pop_back();
    } else if (cross(out[last], out[start], out[start + 1]) == 0) {
      ++start;
    } else {
      break;
    }
  }
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(start));
  ring = out.size() >= 3 ? std::move(out) : GridRing();
}

/// Cuts a ring where it comes back to one of its points. What is left of a loop after tidying encloses something,
/// even if its area is 0 by sign, like a bow tie's.
void cut_at_repeats(GridRing const& ring, std::vector<GridRing>& out) {
  auto const key = [](GridPoint p) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.x)) << 32U) | static_cast<std::uint32_t>(p.y);
  };
  auto const take = [&out](GridRing loop) {
    tidy(loop);
    if (loop.size() >= 3) {
      out.push_back(std::move(loop));
    }
  };
  std::vector<std::uint64_t> sorted;
  sorted.reserve(ring.size());
  for (GridPoint const p : ring) {
    sorted.push_back(key(p));
  }
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) == sorted.end()) {
    take(ring);
    return;
  }
  std::unordered_map<std::uint64_t, std::size_t> at;
  GridRing path;
  for (GridPoint const p : ring) {
    auto const [seen, is_new] = at.try_emplace(key(p), path.size());
    if (!is_new) {
      std::size_t const from = seen->second;
      take(GridRing(path.begin() + static_cast<std::ptrdiff_t>(from), path.end()));
      for (std::size_t i = from + 1; i < path.size(); ++i) {
        at.erase(key(path[i]));
      }
      path.resize(from + 1);
      continue;
    }
    path.push_back(p);
  }
  take(std::move(path));
}

/// 1 inside, 0 on the border, -1 outside.
int locate(GridRing const& ring, GridPoint p) noexcept {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    GridPoint const a = ring[j];
    GridPoint const b = ring[i];
    std::int64_t const side = cross(a, b, p);
    if (side == 0 && in_box_of(a, b, p)) {
      return 0;
    }
    if ((a.y > p.y) != (b.y > p.y) && (side > 0) == (b.y > a.y)) {
      inside = !inside;
    }
  }
  return inside ? 1 : -1;
}

bool encloses(GridRing const& outer, GridRing const& hole) noexcept {
  for (GridPoint const p : hole) {
    int const where = locate(outer, p);
    if (where != 0) {
      return where > 0;
    }
  }
  return true;  // every point lies on the border
}

/// Nests rings by the sign of their area. A hole around which there is no outer ring stands for an area whose
/// points were given the other way round.
GridMultiPolygon nest(std::vector<GridRing> rings) {
  GridMultiPolygon out;
  std::vector<GridRing> holes;
  for (GridRing& ring : rings) {
    (doubled_area(ring) > 0 ? out.emplace_back().emplace_back() : holes.emplace_back()) = std::move(ring);
  }
  std::ranges::stable_sort(out, std::greater<>(), [](GridPolygon const& p) { return doubled_area(p.front()); });
  std::vector<GridBox> boxes;
  boxes.reserve(out.size());
  for (GridPolygon const& polygon : out) {
    boxes.push_back(bounds(polygon.front()));
  }
  std::vector<GridRing> orphans;
  for (GridRing& hole : holes) {
    GridBox const box = bounds(hole);
    std::size_t i = boxes.size();
    while (i > 0 && !(boxes[i - 1].contains(box) && encloses(out[i - 1].front(), hole))) {
      --i;  // the smallest around it
    }
    if (i > 0) {
      out[i - 1].push_back(std::move(hole));
    } else {
      std::ranges::reverse(hole);
      orphans.push_back(std::move(hole));
    }
  }
  for (GridRing& ring : orphans) {
    out.push_back({std::move(ring)});
  }
  return out;
}

GridMultiPolygon tidy_and_nest(std::vector<GridRing> const& rings) {
  std::vector<GridRing> clean;
  clean.reserve(rings.size());
  for (GridRing const& ring : rings) {
    GridRing copy = ring;
    tidy(copy);
    if (copy.size() >= 3) {
      cut_at_repeats(copy, clean);
    }
  }
  return nest(std::move(clean));
}

struct Segment {
  GridPoint a, b;
  std::uint32_t ring = 0, index = 0;
  std::int32_t left = 0, right = 0, top = 0, bottom = 0;
};

bool faults(Segment const& s, Segment const& t, std::vector<std::uint32_t> const& sizes) noexcept {
  Meeting const how = meeting(s.a, s.b, t.a, t.b);
  if (how == Meeting::none) {
    return false;
  }
  if (how == Meeting::cross) {
    return true;
  }
  if (s.ring != t.ring) {
    return false;
  }
  std::uint32_t const n = sizes[s.ring];
  bool const neighbours = (s.index + 1) % n == t.index || (t.index + 1) % n == s.index;
  return !neighbours;
}

geo::MultiPolygon to_plane(GridMultiPolygon const& polygons) {
  geo::MultiPolygon out;
  for (GridPolygon const& polygon : polygons) {
    auto& rings = out.polygons.emplace_back().rings;
    for (GridRing const& ring : polygon) {
      auto& points = rings.emplace_back();
      for (GridPoint const p : ring) {
        points.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
      }
      points.push_back(points.front());
    }
  }
  return out;
}

std::vector<GridRing> from_plane(geo::MultiPolygon const& area) {
  std::vector<GridRing> out;
  for (geo::Polygon const& polygon : area.polygons) {
    for (std::size_t r = 0; r < polygon.rings.size(); ++r) {
      GridRing ring;
      for (geo::LonLat const p : polygon.rings[r]) {
        ring.push_back({static_cast<std::int32_t>(std::lround(p.lon)), static_cast<std::int32_t>(std::lround(p.lat))});
      }
      if ((doubled_area(ring) < 0) != (r > 0)) {
        std::ranges::reverse(ring);
      }
      out.push_back(std::move(ring));
    }
  }
  return out;
}

bool all_valid(GridMultiPolygon const& polygons) {
  return std::ranges::all_of(polygons, [](GridPolygon const& p) { return is_valid(p); });
}

}  // namespace

std::int64_t doubled_area(std::span<GridPoint const> ring) noexcept {
  if (ring.empty()) {
    return 0;
  }
  std::int64_t sum = 0;
  GridPoint const o = ring.front();  // relative, so that products stay small
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    sum += cross(o, ring[i], ring[i + 1]);
  }
  return sum;
}

bool is_valid(GridPolygon const& polygon) {
  std::vector<Segment> segments;
  std::vector<std::uint32_t> sizes;
  for (std::size_t r = 0; r < polygon.size(); ++r) {
    GridRing const& ring = polygon[r];
    if (ring.size() < 3 || (r == 0) != (doubled_area(ring) > 0) || doubled_area(ring) == 0) {
      return false;
    }
    sizes.push_back(static_cast<std::uint32_t>(ring.size()));
    for (std::size_t i = 0; i < ring.size(); ++i) {
      GridPoint const a = ring[i];
      GridPoint const b = ring[i + 1 == ring.size() ? 0 : i + 1];
      if (a == b) {
        return false;
      }
      segments.push_back({a, b, static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(i), std::min(a.x, b.x),
                          std::max(a.x, b.x), std::min(a.y, b.y), std::max(a.y, b.y)});
    }
  }
  std::ranges::sort(segments, {}, &Segment::left);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    Segment const& s = segments[i];
    for (std::size_t j = i + 1; j < segments.size() && segments[j].left <= s.right; ++j) {
      Segment const& t = segments[j];
      if (t.top <= s.bottom && t.bottom >= s.top && faults(s, t, sizes)) {
        return false;
      }
    }
  }
  return true;
}

GridMultiPolygon to_polygons(std::vector<GridRing> rings, PolygonCounts& counts) {
  GridMultiPolygon polygons = tidy_and_nest(rings);
  if (all_valid(polygons)) {
    return polygons;
  }
  // Rounding the mended corners can bend a ring again, each time by less: a few rounds settle nearly all.
  for (int round = 0; round < 4; ++round) {
    auto const mended = geo::repair(to_plane(polygons));
    if (!mended) {
      return {};  // nothing of area is left
    }
    polygons = tidy_and_nest(from_plane(mended->area));
    if (all_valid(polygons)) {
      ++counts.repaired;
      return polygons;
    }
  }
  ++counts.unrepaired;
  return polygons;
}

}  // namespace cartable::tiles
