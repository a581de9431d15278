#include "tiles/line_merge.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace cartable::tiles {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

/// An end of a piece: 2 · piece for its start, 2 · piece + 1 for its end.
using End = std::uint32_t;

geo::WorldPoint point_of(std::span<LinePiece const> pieces, End end) {
  auto const& points = pieces[end / 2].points;
  return end % 2 == 0 ? points.front() : points.back();
}

/// For each end the one it is joined to, or kNone.
std::vector<End> partners(std::span<LinePiece const> pieces) {
  std::vector<End> ends;
  ends.reserve(pieces.size() * 2);
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    ends.push_back(2 * p);
    ends.push_back(2 * p + 1);
  }
  auto const place = [&](End e) { return std::tuple(pieces[e / 2].group, point_of(pieces, e)); };
  std::ranges::sort(ends, [&](End a, End b) { return std::tuple(place(a), a) < std::tuple(place(b), b); });
  std::vector<End> partner(ends.size(), kNone);
  for (std::size_t i = 0; i < ends.size();) {
    std::size_t next = i + 1;
    while (next < ends.size() && place(ends[next]) == place(ends[i])) {
      ++next;
    }
    if (next - i == 2) {
      End const a = ends[i];
      End const b = ends[i + 1];
      bool const directed = pieces[a / 2].directed || pieces[b / 2].directed;
      if (a / 2 != b / 2 && (!directed || a % 2 != b % 2)) {
        partner[a] = b;
        partner[b] = a;
      }
    }
    i = next;
  }
  return partner;
}

}  // namespace

std::vector<MergedLine> merge_lines(std::span<LinePiece const> pieces) {
  std::vector<End> const partner = partners(pieces);
  std::vector<bool> used(pieces.size(), false);
  std::vector<MergedLine> out;
  auto const follow = [&](End start) {
    MergedLine line;
    line.piece = start / 2;
    for (End at = start; at != kNone && !used[at / 2];) {
      std::uint32_t const p = at / 2;
      used[p] = true;
      line.piece = std::min(line.piece, p);
      auto const& points = pieces[p].points;
      std::ptrdiff_t const skip = line.points.empty() ? 0 : 1;  // the joint is there already
      if (at % 2 == 0) {
        line.points.insert(line.points.end(), points.begin() + skip, points.end());
      } else {
        line.points.insert(line.points.end(), points.rbegin() + skip, points.rend());
      }
      at = partner[at ^ 1U];
    }
    out.push_back(std::move(line));
  };
  // Open chains from an end that is free, starts first so that a line keeps the direction of its pieces; then rings.
  for (std::uint32_t side : {0U, 1U}) {
    for (std::uint32_t p = 0; p < pieces.size(); ++p) {
      if (!used[p] && partner[2 * p + side] == kNone && !(side == 1 && pieces[p].directed)) {
        follow(2 * p + side);
      }
    }
  }
  for (std::uint32_t p = 0; p < pieces.size(); ++p) {
    if (!used[p]) {
      follow(2 * p);
    }
  }
  std::ranges::stable_sort(out, {}, &MergedLine::piece);
  return out;
}

}  // namespace cartable::tiles
