#include "access/reach.hpp"

#include "geo/metric.hpp"
#include "geo/polygon_ops.hpp"
#include "geo/repair.hpp"
#include "tests/unit/access/graphs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cartable::access {
namespace {

using geo::LonLat;

/// A town drawn on the ground: crossings some 80 m apart around `centre`, streets with a bend.
struct DrawnTown {
  Csr graph;
  std::vector<LonLat> at;
  std::vector<std::vector<LonLat>> shapes;  ///< of each arc

  DrawnTown(test::PropertyRandom& random, LonLat centre, NodeIndex w, NodeIndex h) : graph(grid_town(random, w, h)) {
    double const lat_step = 80 / 111'000.0;
    double const lon_step = lat_step / std::cos(centre.lat * 3.14159265358979 / 180);
    auto const wrap = [](double lon) { return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon; };
    for (NodeIndex i = 0; i < w * h; ++i) {
      at.push_back({.lon = wrap(centre.lon + lon_step * (double(i % w) - w / 2.0 + random.real(-0.3, 0.3))),
                    .lat = centre.lat + lat_step * (double(i / w) - h / 2.0 + random.real(-0.3, 0.3))});
    }
    for (NodeIndex node = 0; node < graph.nodes(); ++node) {
      for (Arc const arc : graph.out(node)) {
        shapes.push_back({at[node], at[arc.head]});
      }
    }
  }

  /// Every arc out of what was searched, as lines for drawing.
  [[nodiscard]] std::vector<ReachLine> all_lines(Workspace const& workspace) const {
    std::vector<ReachLine> out;
    for (NodeIndex const node : workspace.settled()) {
      for (std::uint32_t i = graph.first[node]; i < graph.first[node + 1]; ++i) {
        Cost const cost = workspace.cost(node);
        out.push_back({.shape = shapes[i], .at_first = cost, .at_last = cost + graph.arcs[i].cost});
      }
    }
    return out;
  }

  /// The same without those that only lead back. Both arcs of a street have one shape, as a network has it.
  [[nodiscard]] std::vector<ReachLine> lines(Workspace const& workspace) const {
    return reach_lines(graph, workspace, [&](std::uint32_t arc) {
      auto const tail = static_cast<NodeIndex>(std::upper_bound(graph.first.begin(), graph.first.end(), arc) -
                                               graph.first.begin() - 1);
      NodeIndex const head = graph.arcs[arc].head;
      if (tail < head) {
        return ArcShape{.shape = shapes[arc], .forward = true};
      }
      std::uint32_t back = graph.first[head];
      while (graph.arcs[back] != Arc{.head = tail, .cost = graph.arcs[arc].cost}) {
        ++back;
      }
      return ArcShape{.shape = shapes[back], .forward = false};
    });
  }
};

double signed_area(geo::Ring const& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    sum += (ring[i - 1].lon - ring[0].lon) * (ring[i].lat - ring[0].lat) -
           (ring[i].lon - ring[0].lon) * (ring[i - 1].lat - ring[0].lat);
  }
  return sum / 2;
}

void expect_well_formed(std::vector<ReachArea> const& areas) {
  for (std::size_t i = 0; i < areas.size(); ++i) {
    for (geo::Polygon const& polygon : areas[i].area.polygons) {
      for (std::size_t ring = 0; ring < polygon.rings.size(); ++ring) {
        ASSERT_GE(polygon.rings[ring].size(), 4U);
        ASSERT_EQ(polygon.rings[ring].front(), polygon.rings[ring].back());
        ASSERT_EQ(signed_area(polygon.rings[ring]) > 0, ring == 0);
        for (LonLat const p : polygon.rings[ring]) {
          ASSERT_TRUE(geo::is_valid(p)) << p.lon << ' ' << p.lat;
        }
      }
    }
    if (!areas[i].area.empty()) {
      auto const repaired = geo::repair(areas[i].area);
      ASSERT_TRUE(repaired) << repaired.error().message;
      ASSERT_FALSE(repaired->changed) << repaired->what;
    }
    if (i > 0) {
      ASSERT_LT(areas[i].limit, areas[i - 1].limit);
      if (!areas[i].area.empty()) {
        geo::MultiPolygon const outside = geo::difference(areas[i].area, areas[i - 1].area);
        ASSERT_TRUE(outside.empty()) << geo::area_m2(outside) << " m² of " << areas[i].limit << " outside "
                                     << areas[i - 1].limit;
      }
    }
  }
}

TEST(ReachAreas, are_valid_nested_and_largest_first_wherever_on_Earth) {
  test::PropertyRandom random;
  Workspace workspace;
  for (LonLat const centre : {LonLat{-123.1, 49.25}, LonLat{7.42, 43.73}, LonLat{0, 0}, LonLat{18.9, 69.6},
                              LonLat{179.999, -16.8}, LonLat{-180, 66.1}, LonLat{-179.997, 52}}) {
    DrawnTown const town(random, centre, 40, 40);
    for (int round = 0; round < 4; ++round) {
      std::vector const seeds{Seed{static_cast<NodeIndex>(random.integer(0, 1599)), 30}};
      ASSERT_TRUE(workspace.run(town.graph, seeds, {.limit = 9000}));
      std::vector<Cost> const limits{3000, 9000, 6000, 6000, 10};
      auto const areas = reach_areas(town.lines(workspace), limits);
      ASSERT_EQ(areas.size(), 4U);
      EXPECT_TRUE(areas.back().area.empty());
      EXPECT_FALSE(areas[2].area.empty());
      expect_well_formed(areas);
      if (HasFatalFailure()) {
        FAIL() << "around " << centre.lon << ' ' << centre.lat;
      }
    }
  }
}

TEST(ReachAreas, cover_what_is_reached_and_nothing_far_from_it) {
  test::PropertyRandom random;
  DrawnTown const town(random, {-123.1, 49.25}, 40, 40);
  Workspace workspace;
  ASSERT_TRUE(workspace.run(town.graph, std::vector{Seed{820, 0}}, {.limit = 6000}));
  std::vector<ReachLine> const lines = town.lines(workspace);
  for (Cost const limit : {Cost{2000}, Cost{6000}}) {
    auto const areas = reach_areas(lines, std::vector{limit});
    std::vector<LonLat> covered;  // every 4 m of street within the limit
    for (ReachLine const& line : lines) {
      for (int i = 0; i <= 20; ++i) {
        double const share = i / 20.0;
        if (line.at_first + share * (double(line.at_last) - line.at_first) <= limit) {
          covered.push_back({.lon = line.shape[0].lon + share * (line.shape[1].lon - line.shape[0].lon),
                             .lat = line.shape[0].lat + share * (line.shape[1].lat - line.shape[0].lat)});
        }
      }
    }
    for (std::size_t i = 0; i < covered.size(); i += 13) {
      ASSERT_TRUE(geo::covers(areas[0].area, covered[i]));
    }
    for (geo::Polygon const& polygon : areas[0].area.polygons) {
      for (geo::Ring const& ring : polygon.rings) {
        for (LonLat const p : ring) {
          double nearest = 1e9;
          for (LonLat const street : covered) {
            if (std::abs(p.lat - street.lat) < 0.001 && std::abs(p.lon - street.lon) < 0.001) {
              nearest = std::min(nearest, geo::distance(p, street).value());
            }
          }
          ASSERT_LT(nearest, 43) << "metres from any street reached";
          ASSERT_GT(nearest, 5);
        }
      }
    }
  }
}

TEST(ReachLines, fewer_than_all_arcs_draw_the_same_areas) {
  test::PropertyRandom random;
  DrawnTown const town(random, {-123.1, 49.25}, 30, 30);
  Workspace workspace;
  for (int round = 0; round < 10; ++round) {
    std::vector const seeds{Seed{static_cast<NodeIndex>(random.integer(0, 899)), 30}};
    ASSERT_TRUE(workspace.run(town.graph, seeds, {.limit = 6000}));
    std::vector<ReachLine> const all = town.all_lines(workspace);
    std::vector<ReachLine> const few = town.lines(workspace);
    if (workspace.settled().size() > 10) {
      EXPECT_LT(few.size() * 10, all.size() * 8);
    }
    std::vector<Cost> const limits{2000, 4000, 6000};
    auto const right = reach_areas(all, limits);
    auto const drawn = reach_areas(few, limits);
    ASSERT_EQ(right.size(), drawn.size());
    for (std::size_t i = 0; i < right.size(); ++i) {
      // Lines in the other order round differently: a cell more or less at the very end of a street.
      double const m2 = right[i].area.empty() ? 0 : geo::area_m2(right[i].area);
      EXPECT_NEAR(drawn[i].area.empty() ? 0 : geo::area_m2(drawn[i].area), m2, 0.003 * m2 + 1);
    }
  }
}

TEST(ReachAreas, keep_the_hole_in_a_ring_road_and_split_a_part_across_the_180th_meridian) {
  // A ring road of 600 m across a square, nothing inside.
  for (double const lon : {7.4, 180.0, -180.0}) {
    double const dlat = 300 / 111'100.0;
    double const dlon = dlat / std::cos(43.7 * 3.14159265358979 / 180);
    auto const wrap = [](double x) { return x > 180 ? x - 360 : x < -180 ? x + 360 : x; };
    std::vector<LonLat> const ring{{wrap(lon - dlon), 43.7 - dlat},
                                   {wrap(lon + dlon), 43.7 - dlat},
                                   {wrap(lon + dlon), 43.7 + dlat},
                                   {wrap(lon - dlon), 43.7 + dlat},
                                   {wrap(lon - dlon), 43.7 - dlat}};
    auto const areas = reach_areas(std::vector{ReachLine{.shape = ring, .at_first = 0, .at_last = 5000}},
                                   std::vector<Cost>{5000, 2500});
    expect_well_formed(areas);
    double const m2 = geo::area_m2(areas[0].area);
    EXPECT_NEAR(m2, 2400 * 48, 2400 * 8) << "a band of 48 m";
    EXPECT_NEAR(geo::area_m2(areas[1].area), m2 / 2, m2 * 0.05);
    if (lon == 7.4) {
      ASSERT_EQ(areas[0].area.polygons.size(), 1U);
      EXPECT_EQ(areas[0].area.polygons[0].rings.size(), 2U);
      EXPECT_FALSE(geo::covers(areas[0].area, {lon, 43.7}));
    } else {
      ASSERT_EQ(areas[0].area.polygons.size(), 2U);
      for (geo::Polygon const& half : areas[0].area.polygons) {
        ASSERT_EQ(half.rings.size(), 1U);
        std::size_t on_seam = 0;
        double west = 180;
        double east = -180;
        for (LonLat const p : half.rings[0]) {
          on_seam += std::abs(p.lon) == 180 ? 1 : 0;
          west = std::min(west, p.lon);
          east = std::max(east, p.lon);
        }
        EXPECT_GE(on_seam, 4U);
        EXPECT_LT(east - west, 0.01);
      }
    }
  }
}

TEST(ReachAreas, a_street_is_covered_as_far_as_the_threshold) {
  std::vector<LonLat> const street{{7.4, 43.7}, {7.4, 43.709}};  // 1000 m north
  auto const areas = reach_areas(std::vector{ReachLine{.shape = street, .at_first = 0, .at_last = 10'000}},
                                 std::vector<Cost>{2000, 7000});
  for (ReachArea const& area : areas) {
    double const end = geo::bounds(area.area).north;
    EXPECT_NEAR((end - 43.7) * 111'100, area.limit / 10.0 + 24, 17) << "metres";
  }
  // Walked the other way, and a cost that falls: the same ground.
  auto const turned =
      reach_areas(std::vector{ReachLine{.shape = street, .at_first = 10'000, .at_last = 0}}, std::vector<Cost>{2000});
  EXPECT_NEAR((43.709 - geo::bounds(turned[0].area).south) * 111'100, 224, 17);
}

TEST(ReachAreas, nothing_in_nothing_out_and_a_single_spot_is_an_area) {
  EXPECT_TRUE(reach_areas({}, {}).empty());
  auto const none = reach_areas({}, std::vector<Cost>{5, 9});
  ASSERT_EQ(none.size(), 2U);
  EXPECT_TRUE(none[0].area.empty());
  std::vector<LonLat> const spot{{7.4, 43.7}};
  ReachLine const line{.shape = spot, .at_first = 5, .at_last = 5};
  auto const areas = reach_areas(std::vector{line}, std::vector<Cost>{4, 5});
  expect_well_formed(areas);
  EXPECT_TRUE(areas[1].area.empty());
  EXPECT_TRUE(geo::covers(areas[0].area, spot[0]));
  EXPECT_LT(geo::area_m2(areas[0].area), 60 * 60);
}

TEST(ReachAreas, of_a_whole_country_are_drawn_with_larger_cells_and_at_the_poles_at_all) {
  std::vector<LonLat> const road{{0, 43}, {3, 44}, {6, 47}};
  auto const areas = reach_areas(std::vector{ReachLine{.shape = road, .at_first = 0, .at_last = 900'000}},
                                 std::vector<Cost>{900'000, 400'000});
  expect_well_formed(areas);
  EXPECT_TRUE(geo::covers(areas[0].area, {3, 44}));
  for (double const pole : {89.9999, -89.9999, 90.0, -90.0}) {
    std::vector<LonLat> const path{{10, pole}, {10, pole > 0 ? 89.99 : -89.99}, {12, pole > 0 ? 89.99 : -89.99}};
    auto const polar = reach_areas(std::vector{ReachLine{.shape = path, .at_first = 0, .at_last = 9000}},
                                   std::vector<Cost>{9000, 4000});
    expect_well_formed(polar);
    EXPECT_FALSE(polar[0].area.empty());
  }
}

}  // namespace
}  // namespace cartable::access
