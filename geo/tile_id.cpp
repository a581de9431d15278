#include "geo/tile_id.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cartable::geo {
namespace {

constexpr double kWorld = 4294967296.0;  // 2^32 units around the world
constexpr double kRadians = std::numbers::pi / 180;

/// Units to an integer; the last one also takes what lies on the far edge (lon 180).
std::uint32_t to_unit(double fraction) noexcept {
  return static_cast<std::uint32_t>(std::clamp(std::floor(fraction * kWorld), 0.0, kWorld - 1));
}

double latitude_at(double fraction) noexcept {
  return std::atan(std::sinh(std::numbers::pi * (1 - 2 * fraction))) / kRadians;
}

/// abcd → 0a0b0c0d
constexpr std::uint64_t spread(std::uint32_t value) noexcept {
  std::uint64_t x = value;
  x = (x | (x << 16U)) & 0x0000FFFF0000FFFFULL;
  x = (x | (x << 8U)) & 0x00FF00FF00FF00FFULL;
  x = (x | (x << 4U)) & 0x0F0F0F0F0F0F0F0FULL;
  x = (x | (x << 2U)) & 0x3333333333333333ULL;
  return (x | (x << 1U)) & 0x5555555555555555ULL;
}

}  // namespace

WorldPoint to_world(LonLat p) noexcept {
  double const lat = std::clamp(p.lat, -kMaxMercatorLatitude, kMaxMercatorLatitude);
  // Spherical Mercator (EPSG:1024): y = ln tan(π/4 + φ/2) = asinh(tan φ)
  double const y = (1 - std::asinh(std::tan(lat * kRadians)) / std::numbers::pi) / 2;
  return {.x = to_unit((p.lon + 180) / 360), .y = to_unit(y)};
}

LonLat to_lonlat(WorldPoint p) noexcept {
  // The middle of the unit, so that to_world gives the same unit back.
  return {.lon = (p.x + 0.5) / kWorld * 360 - 180, .lat = latitude_at((p.y + 0.5) / kWorld)};
}

std::uint64_t morton(WorldPoint p) noexcept { return spread(p.x) | (spread(p.y) << 1U); }

TileId tile_at(WorldPoint p, std::uint32_t z) noexcept {
  CARTABLE_ASSERT(z <= 30);
  if (z == 0) {
    return {};
  }
  return {.z = z, .x = p.x >> (32 - z), .y = p.y >> (32 - z)};
}

BBox bounds(TileId t) noexcept {
  double const tiles = std::ldexp(1.0, static_cast<int>(t.z));
  return {.west = t.x / tiles * 360 - 180,
          .south = latitude_at((t.y + 1.0) / tiles),
          .east = (t.x + 1.0) / tiles * 360 - 180,
          .north = latitude_at(t.y / tiles)};
}

MortonRange morton_range(TileId t) noexcept {
  CARTABLE_ASSERT(is_valid(t));
  if (t.z == 0) {
    return {.first = 0, .last = ~std::uint64_t{0}};
  }
  std::uint64_t const first = morton({.x = t.x << (32 - t.z), .y = t.y << (32 - t.z)});
  return {.first = first, .last = first | (~std::uint64_t{0} >> (2 * t.z))};
}

}  // namespace cartable::geo
