#include "demo/piece_join.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace cartable::demo {
namespace {

using geo::WorldPoint;

bool on_cut(WorldPoint p) noexcept { return p.x % kCut == 0 || p.y % kCut == 0; }

bool along_cut(WorldPoint a, WorldPoint b) noexcept {
  return (a.x == b.x && a.x % kCut == 0) || (a.y == b.y && a.y % kCut == 0);
}

using Edge = std::pair<WorldPoint, WorldPoint>;

/// Counts a directed edge; its reverse takes it away.
void count(std::map<Edge, int>& edges, WorldPoint a, WorldPoint b) {
  if (a == b) {
    return;
  }
  auto const back = edges.find({b, a});
  if (back != edges.end()) {
    if (--back->second == 0) {
      edges.erase(back);
    }
    return;
  }
  ++edges[{a, b}];
}

/// Whether b stands on a cut and within half a unit (4 mm) of the straight line from a to c: a corner that only the
/// tiling made, rounded to its grid.
bool is_cut_corner(WorldPoint a, WorldPoint b, WorldPoint c) noexcept {
  if (!on_cut(b)) {
    return false;
  }
  auto const dx = static_cast<double>(c.x) - a.x;
  auto const dy = static_cast<double>(c.y) - a.y;
  double const cross = dx * (static_cast<double>(b.y) - a.y) - dy * (static_cast<double>(b.x) - a.x);
  return cross * cross <= (dx * dx + dy * dy) / 4;
}

}  // namespace

std::vector<WorldLine> join_lines(std::vector<WorldLine> pieces) {
  std::erase_if(pieces, [](WorldLine const& line) { return line.size() < 2; });
  for (bool joined = true; joined;) {
    joined = false;
    for (std::size_t i = 0; i < pieces.size() && !joined; ++i) {
      WorldPoint const end = pieces[i].back();
      if (!on_cut(end)) {
        continue;
      }
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        if (k != i && pieces[k].front() == end) {
          pieces[i].insert(pieces[i].end(), pieces[k].begin() + 1, pieces[k].end());
          pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(k));
          joined = true;
          break;
        }
      }
    }
  }
  return pieces;
}

std::vector<WorldRing> join_rings(std::vector<WorldRing> const& pieces) {
  if (pieces.size() == 1) {
    return pieces;
  }
  // Corners on each cut, so that overlapping edges along it are compared in the same short pieces.
  std::map<std::uint32_t, std::set<std::uint32_t>> on_column, on_row;
  for (WorldRing const& ring : pieces) {
    for (WorldPoint const p : ring) {
      if (p.x % kCut == 0) {
        on_column[p.x].insert(p.y);
      }
      if (p.y % kCut == 0) {
        on_row[p.y].insert(p.x);
      }
    }
  }
  std::map<Edge, int> edges;
  for (WorldRing const& ring : pieces) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      WorldPoint const a = ring[i];
      WorldPoint const b = ring[i + 1];
      if (!along_cut(a, b)) {
        count(edges, a, b);
        continue;
      }
      bool const vertical = a.x == b.x;
      auto const& stops = vertical ? on_column[a.x] : on_row[a.y];
      std::uint32_t const from = vertical ? a.y : a.x;
      std::uint32_t const to = vertical ? b.y : b.x;
      auto const point = [&](std::uint32_t at) {
        return vertical ? WorldPoint{.x = a.x, .y = at} : WorldPoint{.x = at, .y = a.y};
      };
      std::vector<std::uint32_t> between(stops.lower_bound(std::min(from, to)), stops.upper_bound(std::max(from, to)));
      if (to < from) {
        std::reverse(between.begin(), between.end());
      }
      for (std::size_t k = 0; k + 1 < between.size(); ++k) {
        count(edges, point(between[k]), point(between[k + 1]));
      }
    }
  }
  std::multimap<WorldPoint, WorldPoint> next;
  for (auto const& [edge, times] : edges) {
    for (int i = 0; i < times; ++i) {
      next.emplace(edge.first, edge.second);
    }
  }
  std::vector<WorldRing> rings;
  while (!next.empty()) {
    WorldRing ring{next.begin()->first};
    for (auto step = next.begin(); step != next.end(); step = next.find(ring.back())) {
      ring.push_back(step->second);
      next.erase(step);
      if (ring.back() == ring.front()) {
        break;
      }
    }
    for (std::size_t i = 1; i + 1 < ring.size();) {
      if (is_cut_corner(ring[i - 1], ring[i], ring[i + 1])) {
        ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    if (ring.size() >= 4 && ring.back() == ring.front()) {
      rings.push_back(std::move(ring));
    }
  }
  return rings;
}

}  // namespace cartable::demo
