#include "tiles/polygons.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace cartable::tiles {
namespace {

/// One side of a box: what is inside has sign · coordinate ≤ sign · limit.
struct Side {
  bool vertical = false;  ///< limits x
  std::int32_t sign = 1;
  std::int32_t limit = 0;

  [[nodiscard]] std::int32_t along(GridPoint p) const noexcept { return vertical ? p.y : p.x; }
  [[nodiscard]] std::int32_t across(GridPoint p) const noexcept { return vertical ? p.x : p.y; }
  [[nodiscard]] bool inside(GridPoint p) const noexcept { return sign * across(p) <= sign * limit; }
  /// Where a segment meets the cutting line, half a unit outside the limit: its position along that line.
  [[nodiscard]] double crossing(GridPoint a, GridPoint b) const noexcept {
    double const cut = limit + 0.5 * sign;
    double const t = (cut - across(a)) / (static_cast<double>(across(b)) - across(a));
    return along(a) + t * (static_cast<double>(along(b)) - along(a));
  }
  [[nodiscard]] GridPoint on_border(double position) const noexcept {
    auto const p = static_cast<std::int32_t>(std::lround(position));
    return vertical ? GridPoint{limit, p} : GridPoint{p, limit};
  }
};

/// A run of a ring inside, with where it comes in and goes out.
struct Chain {
  GridLine points;
  double entry = 0, exit = 0;
  std::size_t next_of_ring = 0;  ///< the chain that follows on the same ring
};

/// Cuts a ring into its inside chains.
void cut_ring(GridRing const& ring, Side const& side, std::vector<GridRing>& whole, std::vector<Chain>& chains) {
  std::size_t const n = ring.size();
  std::size_t outside = n;
  bool any_inside = false;
  for (std::size_t i = 0; i < n; ++i) {
    if (side.inside(ring[i])) {
      any_inside = true;
    } else {
      outside = i;
    }
  }
  if (outside == n) {
    whole.push_back(ring);
    return;
  }
  if (!any_inside) {
    return;
  }
  std::size_t const first = chains.size();
  bool in = false;
  for (std::size_t k = 1; k <= n; ++k) {  // starts and ends at an outside point
    GridPoint const before = ring[(outside + k - 1) % n];
    GridPoint const here = ring[(outside + k) % n];
    bool const here_in = side.inside(here);
    if (here_in && !in) {
      Chain& chain = chains.emplace_back();
      chain.entry = side.crossing(before, here);
      chain.points.push_back(side.on_border(chain.entry));
    }
    if (here_in) {
      chains.back().points.push_back(here);
    } else if (in) {
      Chain& chain = chains.back();
      chain.exit = side.crossing(before, here);
      chain.points.push_back(side.on_border(chain.exit));
    }
    in = here_in;
  }
  for (std::size_t c = first; c < chains.size(); ++c) {
    chains[c].next_of_ring = c + 1 == chains.size() ? first : c + 1;
  }
}

/// Which chain follows each: crossings in order along the line enclose the inside two by two. Empty when they do
/// not alternate, which only rings that cross each other can bring about.
std::optional<std::vector<std::size_t>> pair_crossings(std::vector<Chain> const& chains) {
  struct Crossing {
    double position;
    std::size_t chain;
    bool entry;
  };
  std::vector<Crossing> crossings;
  crossings.reserve(chains.size() * 2);
  for (std::size_t c = 0; c < chains.size(); ++c) {
    crossings.push_back({chains[c].entry, c, true});
    crossings.push_back({chains[c].exit, c, false});
  }
  std::ranges::stable_sort(crossings, {}, &Crossing::position);
  std::vector<std::size_t> next(chains.size());
  for (std::size_t i = 0; i < crossings.size(); i += 2) {
    Crossing const& a = crossings[i];
    Crossing const& b = crossings[i + 1];
    if (a.entry == b.entry) {
      return std::nullopt;
    }
    (a.entry ? next[b.chain] : next[a.chain]) = a.entry ? a.chain : b.chain;
  }
  return next;
}

std::vector<GridRing> cut(std::vector<GridRing> const& rings, Side const& side) {
  std::vector<GridRing> out;
  std::vector<Chain> chains;
  for (GridRing const& ring : rings) {
    cut_ring(ring, side, out, chains);
  }
  if (chains.empty()) {
    return out;
  }
  auto next = pair_crossings(chains);
  if (!next) {
    next.emplace();
    for (Chain const& chain : chains) {
      next->push_back(chain.next_of_ring);
    }
  }
  std::vector<bool> used(chains.size(), false);
  for (std::size_t start = 0; start < chains.size(); ++start) {
    GridRing ring;
    for (std::size_t c = start; !used[c]; c = (*next)[c]) {
      used[c] = true;
      ring.insert(ring.end(), chains[c].points.begin(), chains[c].points.end());
    }
    if (ring.size() >= 3) {
      out.push_back(std::move(ring));
    }
  }
  return out;
}

}  // namespace

GridBox bounds(std::span<GridPoint const> points) noexcept {
  GridBox box;
  for (GridPoint const p : points) {
    box.add(p);
  }
  return box;
}

GridMultiPolygon clip_polygon(GridPolygon const& polygon, GridBox const& box, PolygonCounts& counts) {
  if (polygon.empty()) {
    return {};
  }
  GridBox const extent = bounds(polygon.front());
  if (box.contains(extent)) {
    return {polygon};
  }
  if (!box.touches(extent)) {
    return {};
  }
  std::vector<GridRing> rings = polygon;
  if (extent.left < box.left) {
    rings = cut(rings, {.vertical = true, .sign = -1, .limit = box.left});
  }
  if (extent.right > box.right) {
    rings = cut(rings, {.vertical = true, .sign = 1, .limit = box.right});
  }
  if (extent.top < box.top) {
    rings = cut(rings, {.vertical = false, .sign = -1, .limit = box.top});
  }
  if (extent.bottom > box.bottom) {
    rings = cut(rings, {.vertical = false, .sign = 1, .limit = box.bottom});
  }
  return to_polygons(std::move(rings), counts);
}

std::vector<GridLine> clip_line(std::span<GridPoint const> line, GridBox const& box) {
  std::vector<GridLine> out;
  GridLine part;
  auto const finish = [&] {
    if (part.size() >= 2) {
      out.push_back(part);
    }
    part.clear();
  };
  auto const add = [&](GridPoint p) {
    if (part.empty() || part.back() != p) {
      part.push_back(p);
    }
  };
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    GridPoint const a = line[i];
    GridPoint const b = line[i + 1];
    if (box.contains(a) && box.contains(b)) {
      add(a);
      add(b);
      continue;
    }
    // Liang–Barsky: the stretch of a→b between the four border lines.
    double const dx = static_cast<double>(b.x) - a.x;
    double const dy = static_cast<double>(b.y) - a.y;
    double from = 0, to = 1;
    bool hits = true;
    auto const limit = [&](double p, double q) {
      if (p == 0) {
        hits = hits && q >= 0;
      } else if (p < 0) {
        from = std::max(from, q / p);
      } else {
        to = std::min(to, q / p);
      }
    };
    limit(-dx, static_cast<double>(a.x) - box.left);
    limit(dx, static_cast<double>(box.right) - a.x);
    limit(-dy, static_cast<double>(a.y) - box.top);
    limit(dy, static_cast<double>(box.bottom) - a.y);
    if (!hits || from > to) {
      finish();
      continue;
    }
    auto const at = [&](double t) {
      return GridPoint{static_cast<std::int32_t>(std::lround(a.x + t * dx)),
                       static_cast<std::int32_t>(std::lround(a.y + t * dy))};
    };
    if (from > 0) {
      finish();
    }
    add(from > 0 ? at(from) : a);
    add(to < 1 ? at(to) : b);
    if (to < 1) {
      finish();
    }
  }
  finish();
  return out;
}

}  // namespace cartable::tiles
