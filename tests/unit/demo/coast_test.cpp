#include "demo/coast.hpp"

#include "demo/voronoi.hpp"
#include "geo/metric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace cartable::demo {
namespace {

constexpr geo::BBox kBay{.west = 0, .south = 0, .east = 0.1, .north = 0.1};

geo::Ring box_ring(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

TEST(CoastGrid, the_coast_follows_what_is_mapped_on_land_and_has_land_on_its_left) {
  CoastGrid grid(kBay, 50);
  grid.set_rough_land({box_ring(-1, 0.06, 1, 1)});  // Natural Earth: land north of 0.06°
  grid.add_land_area(box_ring(0, 0.05, 0.1, 0.1));  // mapped: down to 0.05°
  auto const lines = grid.coastlines({.reach_m = 90, .shore_m = 25, .inland_m = 3000});
  ASSERT_EQ(lines.size(), 1U);
  // Land is north: a coast with land on its left runs from west to east.
  EXPECT_LT(lines[0].front().lon, lines[0].back().lon);
  for (geo::LonLat const p : lines[0]) {
    EXPECT_NEAR(p.lat, 0.05, 0.0012);
    EXPECT_LT(p.lat, 0.05 + 1e-9);
  }
  EXPECT_NEAR(lines[0].front().lon, kBay.west, 1e-9);
  EXPECT_NEAR(lines[0].back().lon, kBay.east, 1e-9);
}

TEST(CoastGrid, an_island_is_kept_and_runs_round_with_land_on_its_left) {
  CoastGrid grid(kBay, 50);
  grid.add_land_area(box_ring(0.04, 0.04, 0.06, 0.06));
  auto const lines = grid.coastlines({});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].front(), lines[0].back());
  double twice = 0;
  for (std::size_t i = 0; i + 1 < lines[0].size(); ++i) {
    twice += lines[0][i].lon * lines[0][i + 1].lat - lines[0][i + 1].lon * lines[0][i].lat;
  }
  EXPECT_GT(twice, 0) << "counter-clockwise";
}

TEST(CoastGrid, no_rough_sea_means_no_coast) {
  CoastGrid grid(kBay, 50);
  grid.set_rough_land({box_ring(-1, -1, 1, 1)});
  EXPECT_TRUE(grid.coastlines({}).empty());
}

TEST(Voronoi, every_random_point_lies_in_the_cell_of_its_nearest_site) {
  constexpr std::uint32_t kSeed = 65;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  std::uniform_real_distribution<double> spread(0, 0.1);
  std::vector<geo::LonLat> sites;
  for (int i = 0; i < 40; ++i) {
    sites.push_back({.lon = spread(random), .lat = spread(random)});
  }
  auto const cells = voronoi_cells(sites, kBay);
  ASSERT_EQ(cells.size(), sites.size());
  auto const inside = [](geo::Ring const& ring, geo::LonLat p) {
    bool in = false;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      auto const a = ring[i];
      auto const b = ring[i + 1];
      if ((a.lat > p.lat) != (b.lat > p.lat) && p.lon < a.lon + (p.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)) {
        in = !in;
      }
    }
    return in;
  };
  for (int i = 0; i < 2000; ++i) {
    geo::LonLat const p{.lon = spread(random), .lat = spread(random)};
    std::size_t best = 0;
    double nearest = 1e18;
    double second = 1e18;
    for (std::size_t k = 0; k < sites.size(); ++k) {
      double const metres = geo::geodesic_distance(p, sites[k]).value();
      if (metres < nearest) {
        second = nearest;
        nearest = metres;
        best = k;
      } else {
        second = std::min(second, metres);
      }
    }
    if (second - nearest > 50) {  // at the equator the plane and the ellipsoid differ by 0.7 %
      EXPECT_TRUE(inside(cells[best], p)) << p.lon << " " << p.lat;
    }
  }
}

}  // namespace
}  // namespace cartable::demo
