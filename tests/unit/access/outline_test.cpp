#include "access/outline.hpp"

#include "geo/polygon_ops.hpp"
#include "geo/repair.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cartable::access {
namespace {

CellGrid empty_grid(std::size_t width, std::size_t height) {
  CellGrid grid;
  grid.width = width;
  grid.height = height;
  grid.level.assign(width * height, CellGrid::kEmpty);
  for (std::size_t i = 0; i < 2 * width; ++i) {
    grid.lon.push_back(std::round((7.123 + 0.0001 * static_cast<double>(i) / 3) * 1e7) / 1e7);
  }
  for (std::size_t i = 0; i < 2 * height; ++i) {
    grid.lat.push_back(std::round((43.456 + 0.0001 * static_cast<double>(i) / 3) * 1e7) / 1e7);
  }
  return grid;
}

/// Rows from north to south; a digit is a level.
CellGrid drawn(std::vector<std::string_view> const& rows) {
  CellGrid grid = empty_grid(rows[0].size(), rows.size());
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      if (rows[y][x] != '.') {
        grid.at(x, rows.size() - 1 - y) = static_cast<std::uint8_t>(rows[y][x] - '0');
      }
    }
  }
  return grid;
}

geo::MultiPolygon whole(CellGrid const& grid, std::uint8_t level) { return outline(grid, level, 0, grid.width); }

TEST(Outline, of_random_cells_holds_the_middles_of_just_these_is_valid_and_nested) {
  test::PropertyRandom random;
  for (int round = 0; round < 60; ++round) {
    CellGrid grid =
        empty_grid(static_cast<std::size_t>(random.integer(3, 24)), static_cast<std::size_t>(random.integer(3, 24)));
    double const full = random.real(0.1, 0.9);
    for (std::size_t y = 1; y + 1 < grid.height; ++y) {
      for (std::size_t x = 1; x + 1 < grid.width; ++x) {
        if (random.chance(full)) {
          grid.at(x, y) = static_cast<std::uint8_t>(random.integer(0, 2));
        }
      }
    }
    geo::MultiPolygon smaller;
    for (std::uint8_t level = 0; level < 3; ++level) {
      geo::MultiPolygon const area = whole(grid, level);
      for (std::size_t y = 0; y < grid.height; ++y) {
        for (std::size_t x = 0; x < grid.width; ++x) {
          bool const covered = !area.empty() && geo::covers(area, {.lon = grid.lon[2 * x], .lat = grid.lat[2 * y]});
          ASSERT_EQ(covered, grid.at(x, y) <= level) << x << ' ' << y;
        }
      }
      if (!area.empty()) {
        auto const repaired = geo::repair(area);
        ASSERT_TRUE(repaired);
        ASSERT_FALSE(repaired->changed) << repaired->what;
      }
      if (!smaller.empty()) {
        ASSERT_TRUE(geo::difference(smaller, area).empty());
      }
      for (geo::Polygon const& polygon : area.polygons) {
        for (geo::Ring const& ring : polygon.rings) {
          for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            geo::LonLat const before = ring[i == 0 ? ring.size() - 2 : i - 1];
            ASSERT_FALSE(before.lon == ring[i].lon && ring[i].lon == ring[i + 1].lon) << "a point that says nothing";
            ASSERT_FALSE(before.lat == ring[i].lat && ring[i].lat == ring[i + 1].lat) << "a point that says nothing";
          }
        }
      }
      smaller = area;
    }
  }
}

TEST(Outline, cells_that_meet_in_a_corner_are_two_areas_and_holes_that_do_are_one) {
  EXPECT_EQ(whole(drawn({"....", ".0..", "..0.", "...."}), 0).polygons.size(), 2U);
  EXPECT_EQ(whole(drawn({"....", "..0.", ".0..", "...."}), 0).polygons.size(), 2U);
  geo::MultiPolygon const ring = whole(drawn({"......", ".0000.", ".0.00.", ".00.0.", ".0000.", "......"}), 0);
  ASSERT_EQ(ring.polygons.size(), 1U);
  EXPECT_EQ(ring.polygons[0].rings.size(), 2U);
}

TEST(Outline, an_island_in_a_hole_is_a_polygon_and_each_hole_belongs_to_what_is_around_it) {
  geo::MultiPolygon const area = whole(drawn({"...........",  //
                                              ".000000000.",  //
                                              ".0.......0.",  //
                                              ".0.00000.0.",  //
                                              ".0.0.0.0.0.",  //
                                              ".0.00000.0.",  //
                                              ".0.......0.",  //
                                              ".000000000.",  //
                                              "..........."}),
                                       0);
  ASSERT_EQ(area.polygons.size(), 2U);
  EXPECT_EQ(area.polygons[0].rings.size(), 2U);
  EXPECT_EQ(area.polygons[1].rings.size(), 3U);
}

TEST(Outline, closes_small_holes_with_what_lies_in_them_and_stays_valid_and_nested) {
  CellGrid const ring = drawn({".......", ".00000.", ".0...0.", ".0.0.0.", ".0...0.", ".00000.", "......."});
  geo::MultiPolygon const open = outline(ring, 0, 0, 7, 8);
  ASSERT_EQ(open.polygons.size(), 2U) << "the hole has eight cells";
  EXPECT_EQ(open.polygons[0].rings.size(), 2U);
  geo::MultiPolygon const closed = outline(ring, 0, 0, 7, 9);
  ASSERT_EQ(closed.polygons.size(), 1U);
  EXPECT_EQ(closed.polygons[0].rings.size(), 1U);

  test::PropertyRandom random;
  for (int round = 0; round < 25; ++round) {
    CellGrid grid = empty_grid(24, 24);
    double const full = random.real(0.4, 0.9);
    for (std::size_t y = 1; y + 1 < grid.height; ++y) {
      for (std::size_t x = 1; x + 1 < grid.width; ++x) {
        if (random.chance(full)) {
          grid.at(x, y) = static_cast<std::uint8_t>(random.integer(0, 2));
        }
      }
    }
    geo::MultiPolygon smaller;
    for (std::uint8_t level = 0; level < 3; ++level) {
      geo::MultiPolygon const area = outline(grid, level, 0, grid.width, 6);
      auto const repaired = geo::repair(area);
      ASSERT_TRUE(repaired);
      ASSERT_FALSE(repaired->changed) << repaired->what;
      ASSERT_TRUE(geo::difference(smaller, area).empty());
      ASSERT_TRUE(geo::difference(whole(grid, level), area).empty());
      smaller = area;
    }
  }
}

TEST(Outline, parts_left_and_right_of_a_column_share_the_border_between) {
  CellGrid const grid = drawn({".....", ".000.", ".000.", "....."});
  geo::MultiPolygon const left = outline(grid, 0, 0, 2);
  geo::MultiPolygon const right = outline(grid, 0, 2, 5);
  EXPECT_EQ(geo::bounds(left).east, grid.lon[3]);
  EXPECT_EQ(geo::bounds(right).west, grid.lon[3]);
}

}  // namespace
}  // namespace cartable::access
