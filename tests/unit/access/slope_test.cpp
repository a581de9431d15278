// What heights make of streets: times by the published formulas, and who can go up.
#include "access/city_streets.hpp"
#include "access/route.hpp"
#include "access/street_slope.hpp"
#include "access/workspace.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cartable::access {
namespace {

constexpr double kMetresOfDegree = 111'132;  // of latitude near 43° (WGS 84: 111.1 km), within 0.1 %

/// A street to the north, 400 m long, on ground that rises so much per metre to the north.
struct Hill {
  std::vector<store::Street> streets;
  std::vector<geo::ElevationGrid> heights;
  geo::LonLat below{7.0, 43.001}, above{7.0, 43.001 + 400 / kMetresOfDegree};

  explicit Hill(double slope, store::StringMap tags = {{"highway", "footway"}, {"surface", "asphalt"}}) {
    store::Street street;
    street.tags = std::move(tags);
    street.nodes = {1, 2, 3};
    street.line = {below, {7.0, 43.002}, above};
    streets.push_back(std::move(street));
    geo::ElevationGrid::Frame const frame{
        .west = 6.999, .north = 43.006, .step_lon = 0.0002, .step_lat = 0.0002, .columns = 11, .rows = 31};
    std::vector<float> metres;
    for (std::uint32_t i = 0; i < frame.rows; ++i) {
      metres.insert(metres.end(), frame.columns,
                    static_cast<float>(500 - i * frame.step_lat * kMetresOfDegree * slope));
    }
    heights.emplace_back(frame, metres);
  }

  [[nodiscard]] base::Result<RouteLine> go(Profile const& profile, bool up) const {
    Streets const city(StreetNetwork::build(streets, {}, heights));
    Workspace workspace;
    auto const graph = city.graph(profile, Weight::time);
    return up ? find_route(workspace, *graph, city.index(), below, above)
              : find_route(workspace, *graph, city.index(), above, below);
  }
};

double seconds(base::Result<RouteLine> const& route) {
  EXPECT_TRUE(route) << route.error().message;
  return route ? route->duration_s : 0;
}

TEST(Slopes, walkers_go_by_the_published_formula) {
  EXPECT_DOUBLE_EQ(walking_factor(0), 1);
  EXPECT_NEAR(6 / 1.191246 / walking_factor(-0.05), 6, 0.001) << "Tobler: 6 km/h at most, 5.04 on the level";
  EXPECT_NEAR(walking_factor(0.1), std::exp(0.35), 1e-12);
  double const level = seconds(Hill(0).go({}, true));
  EXPECT_NEAR(seconds(Hill(0).go({}, false)), level, 0.01) << "both ways alike";
  EXPECT_NEAR(seconds(Hill(0.08).go({}, true)) / level, std::exp(3.5 * 0.08), 0.01);
  EXPECT_NEAR(seconds(Hill(0.08).go({}, false)) / level, std::exp(3.5 * (0.03 - 0.05)), 0.01);
}

TEST(Slopes, cyclists_go_by_the_published_formula) {
  Profile const bicycle{.mode = Mode::bicycle};
  store::StringMap const road{{"highway", "residential"}};
  double const level = seconds(Hill(0, road).go(bicycle, true));
  EXPECT_NEAR(seconds(Hill(0.05, road).go(bicycle, true)) / level, 21.6 / (21.6 - 7.2), 0.02);
  EXPECT_NEAR(seconds(Hill(0.05, road).go(bicycle, false)) / level, 21.6 / (21.6 + 4.3), 0.02);
  EXPECT_DOUBLE_EQ(cycling_factor(0.5), 3) << "no slower than a third";
}

TEST(Slopes, beyond_the_limit_are_not_known_to_be_fit_and_far_beyond_it_too_steep) {
  Profile const chair{.mode = Mode::wheelchair};  // 6 %
  Profile strict = chair;
  strict.limits.avoid_unknown = true;
  EXPECT_EQ(Hill(0.05).go(chair, true)->unknown_m, 0);
  EXPECT_TRUE(Hill(0.05).go(strict, true));
  auto const doubtful = Hill(0.08).go(chair, true);
  ASSERT_TRUE(doubtful);
  EXPECT_NEAR(doubtful->unknown_m, doubtful->distance_m, 0.01);
  EXPECT_FALSE(Hill(0.08).go(strict, true));
  EXPECT_FALSE(Hill(0.08).go(strict, false)) << "down as up";
  EXPECT_FALSE(Hill(0.13).go(chair, true));
  Profile bold = chair;
  bold.limits.max_incline = 150;  // any slope
  EXPECT_TRUE(Hill(0.13).go(bold, true));
}

TEST(Slopes, tags_are_believed_before_heights) {
  Profile strict{.mode = Mode::wheelchair};
  strict.limits.avoid_unknown = true;
  store::StringMap const tagged{{"highway", "footway"}, {"surface", "asphalt"}, {"incline", "4%"}};
  EXPECT_TRUE(Hill(0.13, tagged).go(strict, true));
  store::StringMap const fit{{"highway", "footway"}, {"wheelchair", "yes"}};
  EXPECT_TRUE(Hill(0.13, fit).go(strict, true));
}

TEST(Slopes, bridges_and_tunnels_do_not_follow_the_ground) {
  for (char const* key : {"bridge", "tunnel"}) {
    store::StringMap const tags{{"highway", "footway"}, {"surface", "asphalt"}, {key, "yes"}};
    EXPECT_NEAR(seconds(Hill(0.2, tags).go({}, true)), seconds(Hill(0).go({}, true)), 0.01) << key;
  }
}

TEST(Slopes, streets_without_heights_are_level) {
  Hill hill(0.2);
  hill.heights.clear();
  EXPECT_NEAR(seconds(hill.go({}, true)), seconds(Hill(0).go({}, true)), 0.01);
}

TEST(Slopes, of_short_edges_are_those_of_thirty_metres) {
  // A step of 2 m in the ground between two cells, and an edge of 5 m over it.
  geo::ElevationGrid::Frame const frame{
      .west = 6.999, .north = 43.001, .step_lon = 0.0002, .step_lat = 0.0001, .columns = 11, .rows = 21};
  std::vector<float> metres;
  for (std::uint32_t i = 0; i < frame.rows; ++i) {
    metres.insert(metres.end(), frame.columns, i < 10 ? 12.F : 10.F);
  }
  std::vector<geo::ElevationGrid> const heights{{frame, metres}};
  std::vector<geo::LonLat> const line{{7.0, 43.00003}, {7.0, 43.00003 + 5 / kMetresOfDegree}};
  EdgeSlope const slope = slope_of(line, heights);
  EXPECT_TRUE(slope.known);
  EXPECT_NEAR(slope.steepest, 2 / 30.0 * 1000, 2);
}

}  // namespace
}  // namespace cartable::access
