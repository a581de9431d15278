#include "tiles/polygons.hpp"

#include "tiles/line_merge.hpp"
#include "tiles/shapes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace cartable::tiles {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Whether the middle of the unit square at p lies in the polygons, by counting crossings to the left: an oracle
/// that knows nothing of rings, nesting or winding.
bool covers_middle(GridMultiPolygon const& polygons, GridPoint p) {
  double const x = p.x + 0.5;
  double const y = p.y + 0.5;
  int crossings = 0;
  for (auto const& polygon : polygons) {
    for (auto const& ring : polygon) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        GridPoint const a = ring[i];
        GridPoint const b = ring[(i + 1) % ring.size()];
        if ((a.y > y) != (b.y > y) && x > a.x + (y - a.y) * (b.x - a.x) / (static_cast<double>(b.y) - a.y)) {
          ++crossings;
        }
      }
    }
  }
  return crossings % 2 == 1;
}

/// How far the middle of the unit square at p lies from the nearest border.
double distance_to_border(GridMultiPolygon const& polygons, GridPoint p) {
  double best = 1e9;
  double const x = p.x + 0.5;
  double const y = p.y + 0.5;
  for (auto const& polygon : polygons) {
    for (auto const& ring : polygon) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        GridPoint const a = ring[i];
        GridPoint const b = ring[(i + 1) % ring.size()];
        double const dx = b.x - a.x;
        double const dy = b.y - a.y;
        double const t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        best = std::min(best, std::hypot(x - a.x - t * dx, y - a.y - t * dy));
      }
    }
  }
  return best;
}

/// A simple ring around a middle: angles ascending, so it never crosses itself.
GridRing star(std::mt19937& random, GridPoint middle, double smallest, double largest, int corners) {
  std::vector<double> angles;
  std::uniform_real_distribution<double> turn(0, 2 * std::numbers::pi);
  std::uniform_real_distribution<double> length(smallest, largest);
  for (int i = 0; i < corners; ++i) {
    angles.push_back(turn(random));
  }
  std::ranges::sort(angles);
  GridRing ring;
  for (double const a : angles) {
    double const r = length(random);
    ring.push_back({middle.x + static_cast<std::int32_t>(std::lround(r * std::cos(a))),
                    middle.y + static_cast<std::int32_t>(std::lround(r * std::sin(a)))});
  }
  return ring;
}

TEST(Clip, keeps_exactly_what_lies_in_the_box) {
  unsigned const seed = 20261123;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  PolygonCounts counts;
  int cut = 0;
  for (int round = 0; round < 600; ++round) {
    GridPoint const middle{static_cast<std::int32_t>(random() % 400), static_cast<std::int32_t>(random() % 400)};
    GridRing outer = star(random, middle, 60, 220, 4 + static_cast<int>(random() % 40));
    GridRing hole = star(random, middle, 5, 30, 3 + static_cast<int>(random() % 8));
    std::ranges::reverse(hole);
    GridMultiPolygon const whole = to_polygons({outer, hole}, counts);
    GridBox const box{100, 100, 300, 300};
    GridMultiPolygon clipped;
    for (auto const& polygon : whole) {
      ASSERT_TRUE(is_valid(polygon));
      for (auto& part : clip_polygon(polygon, box, counts)) {
        ASSERT_TRUE(is_valid(part)) << "round " << round;
        for (auto const& ring : part) {
          for (GridPoint const p : ring) {
            ASSERT_TRUE(box.contains(p));
          }
        }
        clipped.push_back(std::move(part));
      }
    }
    cut += clipped != whole ? 1 : 0;
    for (int n = 0; n < 200; ++n) {
      GridPoint const p{100 + static_cast<std::int32_t>(random() % 200),
                        100 + static_cast<std::int32_t>(random() % 200)};
      if (distance_to_border(whole, p) > 1.5) {  // rounding moves a border by less than a unit
        ASSERT_EQ(covers_middle(whole, p), covers_middle(clipped, p))
            << "round " << round << " at " << p.x << "," << p.y;
      }
    }
  }
  EXPECT_GT(cut, 450);
  EXPECT_EQ(counts.unrepaired, 0);
}

TEST(Clip, a_box_inside_an_area_is_covered_and_one_in_its_hole_is_not) {
  PolygonCounts counts;
  GridPolygon const frame{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}},
                          {{300, 300}, {300, 700}, {700, 700}, {700, 300}}};
  auto const inside = clip_polygon(frame, {10, 10, 20, 20}, counts);
  ASSERT_THAT(inside, SizeIs(1));
  EXPECT_EQ(doubled_area(inside[0][0]), 2 * 10 * 10);
  EXPECT_THAT(clip_polygon(frame, {400, 400, 500, 500}, counts), IsEmpty());
  auto const both = clip_polygon(frame, {200, 400, 800, 600}, counts);
  EXPECT_THAT(both, SizeIs(2)) << "the hole cuts the strip in two, which are two polygons and not one with a bridge";
  EXPECT_THAT(clip_polygon(frame, {2000, 0, 3000, 10}, counts), IsEmpty());
}

TEST(Clip, neighbouring_boxes_agree_along_their_edge) {
  unsigned const seed = 7;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  PolygonCounts counts;
  int shared = 0;
  for (int round = 0; round < 300; ++round) {
    GridMultiPolygon const whole = to_polygons({star(random, {4096, 2000}, 200, 1500, 30)}, counts);
    GridMultiPolygon west, east;
    for (auto const& polygon : whole) {
      for (auto& part : clip_polygon(polygon, {-64, -64, 4096 + 64, 4096 + 64}, counts)) {
        west.push_back(part);
      }
      for (auto& part : clip_polygon(polygon, {4096 - 64, -64, 8192 + 64, 4096 + 64}, counts)) {
        east.push_back(part);
      }
    }
    for (int n = 0; n < 300; ++n) {
      GridPoint const p{4096 - 60 + static_cast<std::int32_t>(random() % 120),
                        static_cast<std::int32_t>(random() % 4096)};
      if (distance_to_border(whole, p) > 1.5) {
        ASSERT_EQ(covers_middle(west, p), covers_middle(east, p)) << "round " << round;
        shared += covers_middle(west, p) ? 1 : 0;
      }
    }
  }
  EXPECT_GT(shared, 1000);
}

TEST(Clip, lines_keep_their_parts_in_the_box_and_their_order) {
  GridBox const box{0, 0, 100, 100};
  GridLine const there_and_back{{-50, 50}, {50, 50}, {50, 150}, {70, 150}, {70, 20}};
  EXPECT_THAT(clip_line(there_and_back, box),
              ElementsAre(GridLine{{0, 50}, {50, 50}, {50, 100}}, GridLine{{70, 100}, {70, 20}}));
  EXPECT_THAT(clip_line(GridLine{{-10, 50}, {110, 50}}, box), ElementsAre(GridLine{{0, 50}, {100, 50}}));
  EXPECT_THAT(clip_line(GridLine{{-10, 5}, {5, -10}, {20, -10}}, box), IsEmpty()) << "passes the corner outside";
  EXPECT_THAT(clip_line(GridLine{{10, 10}, {10, 10}}, box), IsEmpty());
}

TEST(Polygons, crossing_rings_are_mended_and_counted) {
  PolygonCounts counts;
  // A bow tie: two triangles after mending.
  auto const bow = to_polygons({{{0, 0}, {100, 100}, {100, 0}, {0, 100}}}, counts);
  ASSERT_THAT(bow, SizeIs(2));
  EXPECT_EQ(counts.repaired, 1);
  EXPECT_EQ(counts.unrepaired, 0);
  for (auto const& polygon : bow) {
    EXPECT_TRUE(is_valid(polygon));
    EXPECT_EQ(doubled_area(polygon[0]), 2 * 50 * 100 / 2);
  }
}

TEST(Polygons, rings_that_touch_themselves_are_cut_there) {
  PolygonCounts counts;
  auto const two = to_polygons({{{0, 0}, {10, 0}, {10, 10}, {20, 10}, {20, 20}, {10, 20}, {10, 10}, {0, 10}}}, counts);
  ASSERT_THAT(two, SizeIs(2));
  EXPECT_EQ(doubled_area(two[0][0]) + doubled_area(two[1][0]), 400);
  EXPECT_EQ(counts.repaired, 0) << "nothing crosses";
  auto const spike = to_polygons({{{0, 0}, {10, 0}, {30, 0}, {10, 0}, {10, 10}, {0, 10}}}, counts);
  ASSERT_THAT(spike, SizeIs(1));
  EXPECT_EQ(doubled_area(spike[0][0]), 200);
  EXPECT_THAT(to_polygons({{{0, 0}, {10, 0}, {20, 0}}}, counts), IsEmpty()) << "no area";
}

TEST(Polygons, random_scribbles_become_valid) {
  unsigned const seed = 42;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  PolygonCounts counts;
  for (int round = 0; round < 120; ++round) {
    GridRing ring;
    for (std::size_t n = 3 + random() % 20; n > 0; --n) {
      ring.push_back({static_cast<std::int32_t>(random() % 60), static_cast<std::int32_t>(random() % 60)});
    }
    for (auto const& polygon : to_polygons({ring}, counts)) {
      if (counts.unrepaired == 0) {
        ASSERT_TRUE(is_valid(polygon)) << "round " << round;
      }
    }
  }
  EXPECT_GT(counts.repaired, 80);
  EXPECT_LE(counts.unrepaired, 5) << "on a grid as coarse as the scribble itself";
}

TEST(Simplify, no_point_moves_further_than_the_tolerance) {
  unsigned const seed = 3;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    GridLine line{{0, 0}};
    for (int i = 0; i < 100; ++i) {
      line.push_back({line.back().x + static_cast<std::int32_t>(random() % 20) - 5,
                      line.back().y + static_cast<std::int32_t>(random() % 20) - 10});
    }
    GridLine const simple = simplify(line, 4);
    ASSERT_EQ(simple.front(), line.front());
    ASSERT_EQ(simple.back(), line.back());
    ASSERT_LT(simple.size(), line.size());
    for (GridPoint const p : line) {
      double best = 1e9;
      for (std::size_t i = 0; i + 1 < simple.size(); ++i) {
        double const dx = simple[i + 1].x - simple[i].x;
        double const dy = simple[i + 1].y - simple[i].y;
        double const t = std::clamp(
            ((p.x - simple[i].x) * dx + (p.y - simple[i].y) * dy) / std::max(1e-9, dx * dx + dy * dy), 0.0, 1.0);
        best = std::min(best, std::hypot(p.x - simple[i].x - t * dx, p.y - simple[i].y - t * dy));
      }
      ASSERT_LE(best, 4.0 + 1e-9);
    }
  }
}

TEST(Shapes, neighbours_fit_after_simplifying) {
  // Two districts along one crooked border, one listing it upwards and one downwards, each beginning elsewhere.
  std::mt19937 random(11);
  geo::LineString border;
  for (int i = 0; i <= 200; ++i) {
    border.push_back({2.3 + 1e-4 * static_cast<double>(random() % 40), 48.8 + 5e-4 * i});
  }
  geo::Ring west{{2.2, 48.8}};
  west.insert(west.end(), border.begin(), border.end());
  west.push_back({2.2, 48.9});
  west.push_back({2.2, 48.8});
  geo::Ring east(border.rbegin(), border.rend());
  east.push_back({2.4, 48.8});
  east.push_back({2.4, 48.9});
  east.push_back(east.front());
  Shape a = to_shape(geo::MultiPolygon{{{{west}}}});
  Shape b = to_shape(geo::MultiPolygon{{{{east}}}});
  std::vector<Shape*> both{&a, &b};
  mark_nodes(both);
  for (std::uint32_t zoom : {8U, 10U, 12U, 14U, 16U}) {
    PolygonCounts counts;
    Drawing const how{.zoom = zoom, .tolerance = 4};
    auto const left = draw_area(a, how, counts);
    auto const right = draw_area(b, how, counts);
    ASSERT_THAT(left, SizeIs(1));
    ASSERT_THAT(right, SizeIs(1));
    // Together they are exactly the ring around both: no gap and no overlap along the border.
    std::int64_t const sum = doubled_area(left[0][0]) + doubled_area(right[0][0]);
    GridRing around;
    for (geo::LonLat const p : {geo::LonLat{2.2, 48.9}, border.back(), geo::LonLat{2.4, 48.9}, geo::LonLat{2.4, 48.8},
                                border.front(), geo::LonLat{2.2, 48.8}}) {
      around.push_back(to_grid(geo::to_world(p), zoom));
    }
    EXPECT_EQ(sum, std::abs(doubled_area(around))) << "zoom " << zoom;
  }
}

TEST(Shapes, an_area_smaller_than_a_unit_is_kept_when_asked) {
  Shape const tiny =
      to_shape(geo::MultiPolygon{{{{{{2.3, 48.8}, {2.3000001, 48.8}, {2.3000001, 48.8000001}, {2.3, 48.8}}}}}});
  PolygonCounts counts;
  EXPECT_THAT(draw_area(tiny, {.zoom = 14}, counts), IsEmpty());
  auto const kept = draw_area(tiny, {.zoom = 14, .keep_tiny = true}, counts);
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_TRUE(is_valid(kept[0]));
}

TEST(LineMerge, pieces_join_where_two_meet_and_not_at_forks) {
  using P = std::vector<geo::WorldPoint>;
  P const ab{{0, 0}, {10, 0}}, cb{{20, 0}, {10, 0}}, cd{{20, 0}, {30, 0}}, ce{{20, 0}, {20, 10}},
      other{{30, 0}, {40, 0}};
  std::vector<LinePiece> pieces{{0, false, ab}, {0, false, cb}, {0, false, cd}, {0, false, ce}, {1, false, other}};
  auto const merged = merge_lines(pieces);
  ASSERT_THAT(merged, SizeIs(4));
  EXPECT_THAT(merged[0].points, ElementsAre(geo::WorldPoint{0, 0}, geo::WorldPoint{10, 0}, geo::WorldPoint{20, 0}));
  EXPECT_EQ(merged[0].piece, 0U);
  // With direction kept, end to end does not join.
  pieces[0].directed = true;
  EXPECT_THAT(merge_lines(pieces), SizeIs(5));
}

TEST(LineMerge, rings_and_every_piece_are_kept_once) {
  unsigned const seed = 5;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<geo::WorldPoint>> lines;
    for (int i = 0; i < 40; ++i) {
      auto const corner = [&] {
        return geo::WorldPoint{static_cast<std::uint32_t>(random() % 5), static_cast<std::uint32_t>(random() % 5)};
      };
      lines.push_back({corner(), {1000U + static_cast<std::uint32_t>(i), 0}, corner()});
    }
    std::vector<LinePiece> pieces;
    for (auto const& line : lines) {
      pieces.push_back({static_cast<std::uint32_t>(random() % 3), random() % 2 == 0, line});
    }
    std::vector<int> seen(lines.size(), 0);
    for (auto const& line : merge_lines(pieces)) {
      for (geo::WorldPoint const p : line.points) {
        if (p.x >= 1000) {
          ++seen[p.x - 1000];
        }
      }
    }
    EXPECT_THAT(seen, ::testing::Each(1));
  }
}

}  // namespace
}  // namespace cartable::tiles
