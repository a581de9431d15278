#include "geo/area_index.hpp"

#include "geo/repair.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <thread>

namespace cartable::geo {
namespace {

MultiPolygon rectangle(double west, double south, double east, double north) {
  return {{Polygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}}};
}

MultiPolygon blob(test::PropertyRandom& random) {
  double const lon = random.real(-1, 1);
  double const lat = random.real(-1, 1);
  Ring ring;
  auto const corners = random.integer(3, 60);
  for (std::int64_t i = 0; i < corners; ++i) {
    double const angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(corners);
    double const radius = random.real(0.05, 0.4);
    ring.push_back({.lon = lon + radius * std::cos(angle), .lat = lat + radius * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return {{Polygon{{ring}}}};
}

TEST(AreaIndex, finds_every_area_that_covers_a_point_as_a_scan_does) {
  test::PropertyRandom random;
  std::vector<MultiPolygon> areas;
  for (int i = 0; i < 120; ++i) {
    areas.push_back(blob(random));
  }
  AreaIndex const index(areas);
  ASSERT_EQ(index.size(), areas.size());
  for (int q = 0; q < 10'000; ++q) {
    LonLat p{.lon = random.real(-1.5, 1.5), .lat = random.real(-1.5, 1.5)};
    if (q % 5 == 0) {  // exactly on a corner
      auto const& ring = areas[static_cast<std::size_t>(random.integer(0, 119))].polygons[0].rings[0];
      p = ring[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(ring.size()) - 1))];
    }
    std::vector<std::uint32_t> scan;
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
      if (covers(areas[i], p)) {
        scan.push_back(i);
      }
    }
    ASSERT_EQ(index.at(p), scan) << p.lon << ' ' << p.lat;
    ASSERT_TRUE(q % 5 != 0 || !scan.empty());
  }
}

TEST(AreaIndex, a_shared_border_belongs_to_both_and_a_hole_to_neither) {
  MultiPolygon ring = rectangle(0, 0, 10, 10);
  ring.polygons[0].rings.push_back({{4, 4}, {4, 6}, {6, 6}, {6, 4}, {4, 4}});
  AreaIndex const index({ring, rectangle(10, 0, 20, 10)});
  EXPECT_EQ(index.at({.lon = 10, .lat = 5}), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(index.at({.lon = 5, .lat = 5}).empty());
  EXPECT_EQ(index.at({.lon = 4, .lat = 5}), (std::vector<std::uint32_t>{0})) << "the hole's border";
}

TEST(AreaIndex, areas_on_both_sides_of_the_antimeridian_meet_there) {
  AreaIndex const index({rectangle(170, -10, 180, 10), rectangle(-180, -10, -170, 10)});
  for (double const lon : {180.0, -180.0}) {
    EXPECT_EQ(index.at({.lon = lon, .lat = 0}), (std::vector<std::uint32_t>{0, 1}));
  }
  EXPECT_EQ(index.touching({.west = 175, .south = 0, .east = -175, .north = 1}), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(index.touching({.west = 100, .south = 0, .east = 171, .north = 1}), (std::vector<std::uint32_t>{0}));
}

TEST(AreaIndex, empty_areas_and_no_areas_cover_nothing) {
  AreaIndex const none({});
  EXPECT_TRUE(none.at({.lon = 0, .lat = 0}).empty());
  AreaIndex const hollow({MultiPolygon{}, rectangle(0, 0, 1, 1), MultiPolygon{}});
  EXPECT_EQ(hollow.size(), 3U);
  EXPECT_EQ(hollow.at({.lon = 0.5, .lat = 0.5}), (std::vector<std::uint32_t>{1}));
}

TEST(AreaIndex, threads_share_one_index) {
  test::PropertyRandom random;
  std::vector<MultiPolygon> areas;
  for (int i = 0; i < 50; ++i) {
    areas.push_back(blob(random));
  }
  AreaIndex const index(areas);
  std::vector<LonLat> points;
  std::vector<std::vector<std::uint32_t>> alone;
  for (int i = 0; i < 500; ++i) {
    points.push_back({.lon = random.real(-1, 1), .lat = random.real(-1, 1)});
    alone.push_back(index.at(points.back()));
  }
  std::vector<int> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < points.size(); ++i) {
          wrong[t] += index.at(points[i]) != alone[i];
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace cartable::geo
