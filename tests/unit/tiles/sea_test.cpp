#include "tiles/sea.hpp"

#include "geo/metric.hpp"
#include "geo/repair.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace cartable::tiles {
namespace {

using geo::LineString;
using geo::LonLat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// About 11 × 11 km on the equator.
geo::MultiPolygon square() { return {{{{{{0, 0}, {0.1, 0}, {0.1, 0.1}, {0, 0.1}, {0, 0}}}}}}; }
LineString reversed(LineString line) { return {line.rbegin(), line.rend()}; }

/// An island: counter-clockwise, so that the land is on the left.
LineString island(LonLat centre, double radius, int corners = 24) {
  LineString ring;
  for (int i = 0; i <= corners; ++i) {
    double const angle = 2 * std::numbers::pi * (i % corners) / corners;
    ring.push_back({centre.lon + radius * std::cos(angle), centre.lat + radius * std::sin(angle)});
  }
  return ring;
}

bool is_sea(Sea const& sea, LonLat p) { return geo::covers(sea.ocean, p); }

TEST(Sea, no_coastline_gives_no_sea_and_no_warning) {
  Sea const sea = make_sea(std::vector<LineString>{}, square());
  EXPECT_TRUE(sea.ocean.empty());
  EXPECT_THAT(sea.warnings, IsEmpty());
}

TEST(Sea, coastline_elsewhere_gives_no_sea_and_no_warning) {
  Sea const sea = make_sea({{{1, 1}, {1.1, 1.1}}}, square());
  EXPECT_TRUE(sea.ocean.empty());
  EXPECT_THAT(sea.warnings, IsEmpty());
}

TEST(Sea, lies_on_the_right_of_a_coast_that_crosses_the_area) {
  // Eastwards along the middle: land in the north, sea in the south. Both ends lie beyond the edge.
  LineString const coast{{-0.01, 0.05}, {0.05, 0.06}, {0.11, 0.05}};
  Sea const south = make_sea({coast}, square());
  EXPECT_THAT(south.warnings, IsEmpty());
  EXPECT_TRUE(is_sea(south, {0.05, 0.02}));
  EXPECT_FALSE(is_sea(south, {0.05, 0.08}));

  Sea const north = make_sea({reversed(coast)}, square());
  EXPECT_FALSE(is_sea(north, {0.05, 0.02}));
  EXPECT_TRUE(is_sea(north, {0.05, 0.08}));
  EXPECT_NEAR(geo::area_m2(south.ocean) + geo::area_m2(north.ocean), geo::area_m2(square()), 1);
}

TEST(Sea, joins_pieces_whatever_their_order) {
  std::vector<LineString> const pieces{
      {{0.06, 0.05}, {0.11, 0.05}}, {{-0.01, 0.05}, {0.02, 0.05}}, {{0.02, 0.05}, {0.06, 0.05}}};
  Sea const sea = make_sea(pieces, square());
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_NEAR(geo::area_m2(sea.ocean), geo::area_m2(square()) / 2, 1e4);
}

TEST(Sea, carries_open_ends_on_to_the_edge) {
  // Ends 1.1 km and 0.6 km short of the edges of a square 11 km wide.
  Sea const sea = make_sea({{{0.01, 0.05}, {0.05, 0.05}, {0.095, 0.05}}}, square());
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_NEAR(geo::area_m2(sea.ocean), geo::area_m2(square()) / 2, geo::area_m2(square()) / 1e4);
}

TEST(Sea, an_end_exactly_on_the_edge_is_an_end_at_the_edge) {
  for (double const y : {0.05, 0.0333333333333333, 0.1 / 3}) {
    Sea const sea = make_sea({{{0, y}, {0.05, y}, {0.1, y}}}, square());
    EXPECT_THAT(sea.warnings, IsEmpty()) << y;
    EXPECT_NEAR(geo::area_m2(sea.ocean) / geo::area_m2(square()), y / 0.1, 1e-4) << y;
  }
}

TEST(Sea, follows_the_land_where_the_coast_runs_askew_to_the_edge) {
  // The coast runs north-east and stops 1 km below the upper edge; houses stand north-east of its end. The way
  // straight up would leave them in the sea.
  LineString const coast{{0.0, 0.02}, {0.04, 0.06}, {0.07, 0.09}};
  std::vector<LonLat> houses;
  for (double t = 0; t < 0.008; t += 0.001) {
    houses.push_back({0.071 + t, 0.0925 + t * 0.9});
  }
  houses.push_back({0.02, 0.08});
  Sea const sea = make_sea({coast}, square(), houses);
  EXPECT_THAT(sea.warnings, IsEmpty());
  for (LonLat const house : houses) {
    EXPECT_FALSE(is_sea(sea, house)) << house.lon << ' ' << house.lat;
  }
  EXPECT_TRUE(is_sea(sea, {0.09, 0.03}));
}

TEST(Sea, keeps_islands_and_lagoons) {
  LineString const coast{{-0.01, 0.07}, {0.11, 0.07}};
  Sea const sea = make_sea({coast, island({0.05, 0.03}, 0.01), reversed(island({0.05, 0.085}, 0.005))}, square());
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_FALSE(is_sea(sea, {0.05, 0.03})) << "island";
  EXPECT_TRUE(is_sea(sea, {0.07, 0.03})) << "beside the island";
  EXPECT_TRUE(is_sea(sea, {0.05, 0.085})) << "lagoon";
  EXPECT_FALSE(is_sea(sea, {0.05, 0.095})) << "beside the lagoon";
}

TEST(Sea, an_island_alone_lies_in_the_sea) {
  Sea const sea = make_sea({island({0.05, 0.05}, 0.02)}, square(), {{0.05, 0.05}});
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_TRUE(is_sea(sea, {0.01, 0.01}));
  EXPECT_FALSE(is_sea(sea, {0.05, 0.05}));
}

TEST(Sea, pieces_against_each_other_give_no_sea_and_a_warning) {
  Sea const sea = make_sea({{{-0.01, 0.05}, {0.05, 0.05}}, {{0.11, 0.05}, {0.05, 0.05}}}, square());
  EXPECT_TRUE(sea.ocean.empty());
  ASSERT_THAT(sea.warnings, SizeIs(1));
  EXPECT_THAT(sea.warnings[0], HasSubstr("two coastlines end at 0.05000 0.05000"));
}

TEST(Sea, opposite_coasts_with_nothing_between_give_no_sea_and_a_warning) {
  // Both say that the land is in the north: the strip between them is land of one and sea of the other.
  Sea const sea = make_sea({{{-0.01, 0.03}, {0.11, 0.03}}, {{-0.01, 0.07}, {0.11, 0.07}}}, square());
  EXPECT_TRUE(sea.ocean.empty());
  ASSERT_THAT(sea.warnings, SizeIs(1));
  EXPECT_THAT(sea.warnings[0], HasSubstr("land and sea are on the same side near"));
}

TEST(Sea, crossing_coasts_give_no_sea_and_a_warning) {
  Sea const sea = make_sea({{{-0.01, 0.05}, {0.11, 0.05}}, {{0.05, -0.01}, {0.05, 0.11}}}, square());
  EXPECT_TRUE(sea.ocean.empty());
  EXPECT_THAT(sea.warnings, SizeIs(1));
}

TEST(Sea, an_end_in_the_middle_gives_no_sea_and_a_warning_that_names_it) {
  Sea const sea = make_sea({{{-0.01, 0.05}, {0.051, 0.052}}}, square());
  EXPECT_TRUE(sea.ocean.empty());
  ASSERT_THAT(sea.warnings, SizeIs(1));
  EXPECT_THAT(sea.warnings[0], HasSubstr("ends at 0.05100 0.05200"));
}

TEST(Sea, a_town_in_the_sea_means_a_coastline_that_runs_the_wrong_way) {
  std::vector<LonLat> const houses{{0.05, 0.08}, {0.06, 0.08}, {0.07, 0.09}};
  LineString const coast{{-0.01, 0.05}, {0.11, 0.05}};
  EXPECT_FALSE(make_sea({coast}, square(), houses).ocean.empty());
  Sea const wrong = make_sea({reversed(coast)}, square(), houses);
  EXPECT_TRUE(wrong.ocean.empty());
  ASSERT_THAT(wrong.warnings, SizeIs(1));
  EXPECT_THAT(wrong.warnings[0], HasSubstr("3 of 3"));
}

TEST(Sea, a_loop_of_a_few_metres_costs_a_warning_and_not_the_sea) {
  // The line turns back and crosses itself once: a loop of some 5 m is on the wrong side.
  Sea const sea = make_sea({{{-0.01, 0.05},
                             {0.05005, 0.05},
                             {0.05005, 0.05005},
                             {0.05, 0.05005},
                             {0.05002, 0.0499},
                             {0.051, 0.0499},
                             {0.052, 0.05},
                             {0.11, 0.05}}},
                           square());
  EXPECT_THAT(sea.warnings, ElementsAre(HasSubstr("crosses itself near 0.05")));
  EXPECT_NEAR(geo::area_m2(sea.ocean), geo::area_m2(square()) / 2, geo::area_m2(square()) / 1e3);
}

/// Random wavy coasts and islands against the definition: a point is sea when the nearest piece of coast has it
/// on its right.
TEST(Sea, agrees_with_the_side_of_the_nearest_coast) {
  auto const seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  auto const uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int round = 0; round < 20; ++round) {
    double const phase = uniform(0, 6);
    double const height = uniform(0.06, 0.08);
    LineString coast;
    for (int i = 0; i <= 120; ++i) {
      double const x = -0.01 + 0.001 * i;
      coast.push_back({x, height + 0.01 * std::sin(x * 150 + phase)});
    }
    if (round % 2 == 1) {  // keep both ends inside
      coast.erase(coast.begin(), coast.begin() + 12);
      coast.resize(95);
    }
    std::vector<LineString> lines{coast};
    double const radius = uniform(0.002, 0.01);
    lines.push_back(island({uniform(0.02, 0.04), uniform(0.02, 0.04)}, radius));
    lines.push_back(island({uniform(0.06, 0.08), uniform(0.02, 0.04)}, radius));
    Sea const sea = make_sea(lines, square());
    ASSERT_THAT(sea.warnings, IsEmpty());
    for (int i = 0; i < 200; ++i) {
      LonLat const p{uniform(0.015, 0.08), uniform(0.001, 0.099)};
      double least = 1;
      bool right = false;
      for (LineString const& line : lines) {
        for (std::size_t k = 1; k < line.size(); ++k) {
          LonLat const a = line[k - 1];
          LonLat const b = line[k];
          double const dx = b.lon - a.lon;
          double const dy = b.lat - a.lat;
          double const t = std::clamp(((p.lon - a.lon) * dx + (p.lat - a.lat) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
          double const d = std::hypot(a.lon + t * dx - p.lon, a.lat + t * dy - p.lat);
          double const cross = dx * (p.lat - a.lat) - dy * (p.lon - a.lon);
          if (d < least - 1e-12) {
            least = d;
            right = cross < 0;
          }
        }
      }
      if (least > 2e-4) {
        EXPECT_EQ(is_sea(sea, p), right) << p.lon << ' ' << p.lat << " round " << round;
      }
    }
  }
}

}  // namespace
}  // namespace cartable::tiles
