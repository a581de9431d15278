#include "demo/piece_join.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

namespace cartable::demo {
namespace {

using geo::WorldPoint;

/// Twice the area in world units, positive whichever way the ring runs.
std::int64_t twice_area(WorldRing const& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    sum += static_cast<std::int64_t>(ring[i].x) * ring[i + 1].y - static_cast<std::int64_t>(ring[i + 1].x) * ring[i].y;
  }
  return std::llabs(sum);
}

TEST(PieceJoin, a_line_cut_by_two_tiles_is_one_line_again) {
  WorldLine const west{{kCut - 10, 5}, {kCut, 7}};
  WorldLine const middle{{kCut, 7}, {2 * kCut, 9}};
  WorldLine const east{{2 * kCut, 9}, {2 * kCut + 4, 9}};
  auto const joined = join_lines({east, west, middle});
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_EQ(joined[0], (WorldLine{{kCut - 10, 5}, {kCut, 7}, {2 * kCut, 9}, {2 * kCut + 4, 9}}));
}

TEST(PieceJoin, pieces_that_only_touch_away_from_a_cut_stay_apart) {
  auto const joined = join_lines({{{1, 1}, {5, 5}}, {{5, 5}, {9, 9}}});
  EXPECT_EQ(joined.size(), 2U);
}

TEST(PieceJoin, a_square_over_four_tiles_is_one_ring_without_corners_on_the_cuts) {
  auto const square = [](std::uint32_t x0, std::uint32_t y0, std::uint32_t x1, std::uint32_t y1) {
    return WorldRing{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
  };
  std::uint32_t const low = kCut - 100;
  std::uint32_t const high = kCut + 100;
  auto const joined = join_rings({square(low, low, kCut, kCut), square(kCut, low, high, kCut),
                                  square(low, kCut, kCut, high), square(kCut, kCut, high, high)});
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_EQ(twice_area(joined[0]), 2 * 200 * 200);
  EXPECT_LE(joined[0].size(), 6U);
}

TEST(PieceJoin, rings_cut_at_random_keep_their_area) {
  constexpr std::uint32_t kSeed = 20171204;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  for (int round = 0; round < 500; ++round) {
    // A comb whose teeth cross the cut: the west part is one piece, each tooth east of it another.
    int const teeth = 1 + static_cast<int>(random() % 6);
    WorldRing west{{kCut - 5000, 0}};
    std::vector<WorldRing> pieces;
    std::int64_t expected = 0;
    std::uint32_t y = 0;
    for (int t = 0; t < teeth; ++t) {
      // Steps of 100 units: a corner on the cut is real when it stands out by more than half a unit.
      std::uint32_t const from = y + 100 * (1 + random() % 10);
      std::uint32_t const to = from + 100 * (1 + random() % 10);
      std::uint32_t const length = 100 * (1 + random() % 40);
      west.insert(west.end(), {{kCut, from}, {kCut, to}, {kCut - 1000, to}, {kCut - 1000, to + 100}});
      pieces.push_back({{kCut, from}, {kCut + length, from}, {kCut + length, to}, {kCut, to}, {kCut, from}});
      expected += 2 * static_cast<std::int64_t>(length) * (to - from);
      y = to + 100;
    }
    west.push_back({kCut - 5000, y + 500});
    west.push_back(west.front());
    expected += twice_area(west);
    pieces.push_back(west);
    auto const joined = join_rings(pieces);
    ASSERT_EQ(joined.size(), 1U) << "round " << round;
    EXPECT_EQ(twice_area(joined[0]), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace cartable::demo
