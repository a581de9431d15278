#pragma once

#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

#include <compare>
#include <cstdint>

namespace cartable::geo {

/// A position on the Web Mercator square (EPSG:3857), as a fraction of the world in units of 2^-32: x grows
/// east from -180°, y grows south from +85.0511…°. Beyond that latitude y is clamped to the edge.
struct WorldPoint {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  friend constexpr auto operator<=>(WorldPoint const&, WorldPoint const&) = default;
};

inline constexpr double kMaxMercatorLatitude = 85.0511287798066;  // atan(sinh(π)), degrees

[[nodiscard]] WorldPoint to_world(LonLat p) noexcept;
[[nodiscard]] LonLat to_lonlat(WorldPoint p) noexcept;

/// Interleaves the bits of x and y (x in the even bits): the order of rows in a catalog. Every tile of every
/// zoom is one contiguous range of codes.
[[nodiscard]] std::uint64_t morton(WorldPoint p) noexcept;

/// A tile of the XYZ scheme: 0 ≤ z ≤ 30, 0 ≤ x, y < 2^z, row 0 in the north.
struct TileId {
  std::uint32_t z = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  friend constexpr auto operator<=>(TileId const&, TileId const&) = default;
};

[[nodiscard]] constexpr bool is_valid(TileId t) noexcept { return t.z <= 30 && t.x < (1U << t.z) && t.y < (1U << t.z); }
/// The tile that owns a position. pre: z ≤ 30
[[nodiscard]] TileId tile_at(WorldPoint p, std::uint32_t z) noexcept;
/// West, south, east, north of a tile in degrees.
[[nodiscard]] BBox bounds(TileId t) noexcept;

struct MortonRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< included
};
/// The codes of all positions that a tile owns.
[[nodiscard]] MortonRange morton_range(TileId t) noexcept;

}  // namespace cartable::geo
