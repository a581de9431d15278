#pragma once

#include "geo/tile_id.hpp"

#include <compare>
#include <cstdint>
#include <vector>

namespace cartable::tiles {

/// Units a tile is wide (MVT's extent). At 512 screen pixels a tile one pixel is eight units.
inline constexpr std::uint32_t kExtentBits = 12;
inline constexpr std::int32_t kExtent = 1 << kExtentBits;
/// Highest zoom for which the grid below is exact in 32 bits.
inline constexpr std::uint32_t kMaxGridZoom = 18;

/// A position on the grid of a zoom: the whole world is kExtent · 2^z units wide, y grows south. A tile's own
/// coordinates are the grid's minus (tile.x, tile.y) · kExtent, so neighbouring tiles share one grid.
struct GridPoint {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend constexpr auto operator<=>(GridPoint const&, GridPoint const&) = default;
};

using GridLine = std::vector<GridPoint>;
/// The closing point is not repeated.
using GridRing = std::vector<GridPoint>;
/// rings[0] is the outer ring with positive area (MVT 2.1 §4.3.4.4), the others are holes with negative area.
using GridPolygon = std::vector<GridRing>;
using GridMultiPolygon = std::vector<GridPolygon>;

/// The grid point whose cell holds a world position: rounded down, like the tile that owns it. pre: z ≤ kMaxGridZoom
[[nodiscard]] constexpr GridPoint to_grid(geo::WorldPoint p, std::uint32_t z) noexcept {
  std::uint32_t const shift = 32 - kExtentBits - z;
  return {static_cast<std::int32_t>(p.x >> shift), static_cast<std::int32_t>(p.y >> shift)};
}

/// The grid's origin of a tile.
[[nodiscard]] constexpr GridPoint origin(geo::TileId tile) noexcept {
  return {static_cast<std::int32_t>(tile.x) * kExtent, static_cast<std::int32_t>(tile.y) * kExtent};
}

/// A box on the grid, borders included; empty when left > right.
struct GridBox {
  std::int32_t left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN;

  constexpr void add(GridPoint p) noexcept {
    left = p.x < left ? p.x : left;
    right = p.x > right ? p.x : right;
    top = p.y < top ? p.y : top;
    bottom = p.y > bottom ? p.y : bottom;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return left > right; }
  [[nodiscard]] constexpr bool contains(GridPoint p) const noexcept {
    return p.x >= left && p.x <= right && p.y >= top && p.y <= bottom;
  }
  [[nodiscard]] constexpr bool contains(GridBox const& b) const noexcept {
    return b.left >= left && b.right <= right && b.top >= top && b.bottom <= bottom;
  }
  [[nodiscard]] constexpr bool touches(GridBox const& b) const noexcept {
    return b.left <= right && b.right >= left && b.top <= bottom && b.bottom >= top;
  }
  friend constexpr bool operator==(GridBox const&, GridBox const&) = default;
};

/// What a tile shows: itself and `buffer` units on every side.
[[nodiscard]] constexpr GridBox tile_box(geo::TileId tile, std::int32_t buffer) noexcept {
  GridPoint const o = origin(tile);
  return {o.x - buffer, o.y - buffer, o.x + kExtent + buffer, o.y + kExtent + buffer};
}

}  // namespace cartable::tiles
