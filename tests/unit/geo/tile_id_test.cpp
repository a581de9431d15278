#include "geo/tile_id.hpp"

#include "tests/support/property.hpp"

#include <gtest/gtest.h>

namespace cartable::geo {
namespace {

using test::PropertyRandom;

WorldPoint random_point(PropertyRandom& random) {
  return {.x = static_cast<std::uint32_t>(random.integer(0, 0xFFFFFFFF)),
          .y = static_cast<std::uint32_t>(random.integer(0, 0xFFFFFFFF))};
}

// OpenStreetMap wiki, "Slippy map tilenames": the tile of 139.7006793, 35.6590699 (Shibuya) at zoom 18, and the
// formula's result for 2.2945, 48.8584 (Eiffel tower) at zoom 14.
TEST(TileId, published_positions_are_in_their_published_tiles) {
  EXPECT_EQ(tile_at(to_world({.lon = 139.7006793, .lat = 35.6590699}), 18),
            (TileId{.z = 18, .x = 232798, .y = 103246}));
  EXPECT_EQ(tile_at(to_world({.lon = 2.2945, .lat = 48.8584}), 14), (TileId{.z = 14, .x = 8296, .y = 5636}));
}

TEST(TileId, the_corners_of_the_world_are_owned_by_the_corner_tiles) {
  EXPECT_EQ(tile_at(to_world({.lon = -180, .lat = 90}), 3), (TileId{.z = 3, .x = 0, .y = 0}));
  EXPECT_EQ(tile_at(to_world({.lon = 180, .lat = -90}), 3), (TileId{.z = 3, .x = 7, .y = 7}));
  EXPECT_EQ(tile_at(to_world({.lon = 0, .lat = 0}), 1), (TileId{.z = 1, .x = 1, .y = 1}));
}

TEST(TileId, a_unit_keeps_its_place_through_degrees) {
  PropertyRandom random;
  for (int i = 0; i < 50'000; ++i) {
    WorldPoint const p = random_point(random);
    EXPECT_EQ(to_world(to_lonlat(p)), p);
  }
}

TEST(TileId, the_bounds_of_a_tile_hold_what_it_owns) {
  PropertyRandom random;
  for (int i = 0; i < 20'000; ++i) {
    WorldPoint const p = random_point(random);
    auto const z = static_cast<std::uint32_t>(random.integer(0, 30));
    ASSERT_TRUE(bounds(tile_at(p, z)).contains(to_lonlat(p))) << p.x << ' ' << p.y << " z" << z;
  }
  BBox const world = bounds(TileId{});
  EXPECT_EQ(world.west, -180);
  EXPECT_EQ(world.east, 180);
  EXPECT_NEAR(world.north, kMaxMercatorLatitude, 1e-12);
}

TEST(TileId, a_tile_owns_exactly_the_positions_of_its_morton_range_at_every_zoom) {
  PropertyRandom random;
  for (std::uint32_t z = 0; z <= 30; ++z) {
    for (int i = 0; i < 500; ++i) {
      WorldPoint const p = random_point(random);
      TileId const own = tile_at(p, z);
      MortonRange const range = morton_range(own);
      ASSERT_TRUE(morton(p) >= range.first && morton(p) <= range.last) << "z" << z;
      // A neighbour by one unit across each border, and a random stranger, are outside unless owned.
      WorldPoint const edge{.x = z == 0 ? 0 : own.x << (32 - z), .y = z == 0 ? 0 : own.y << (32 - z)};
      for (WorldPoint const q :
           {WorldPoint{edge.x - 1, edge.y}, WorldPoint{edge.x, edge.y - 1}, edge, random_point(random)}) {
        bool const in_range = morton(q) >= range.first && morton(q) <= range.last;
        ASSERT_EQ(in_range, tile_at(q, z) == own) << "z" << z;
      }
    }
  }
}

TEST(TileId, sibling_ranges_follow_each_other_without_a_gap) {
  MortonRange const parent = morton_range({.z = 4, .x = 5, .y = 9});
  std::uint64_t next = parent.first;
  for (std::uint32_t child = 0; child < 4; ++child) {
    MortonRange const range = morton_range({.z = 5, .x = 10 + child % 2, .y = 18 + child / 2});
    EXPECT_EQ(range.first, next);
    next = range.last + 1;
  }
  EXPECT_EQ(next, parent.last + 1);
}

}  // namespace
}  // namespace cartable::geo
