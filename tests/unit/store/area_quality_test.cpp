// What area_quality finds is compared with areas drawn so that the answer is known, and with points thrown at them.
#include "store/area_quality.hpp"

#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "tests/support/property.hpp"

#include <geodesic.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cartable::store {
namespace {

using geo::LonLat;
using geo::MultiPolygon;
using geo::Ring;
using testing::HasSubstr;

MultiPolygon box(double west, double south, double east, double north) {
  return {{{.rings = {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}}};
}

/// Square metres by PROJ's geodesic polygon, without the code under test.
double geodesic_m2(Ring const& ring) {
  geod_geodesic ellipsoid;
  geod_init(&ellipsoid, 6378137.0, 1 / 298.257223563);
  geod_polygon polygon;
  geod_polygon_init(&polygon, 0);
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    geod_polygon_addpoint(&ellipsoid, &polygon, ring[i].lat, ring[i].lon);
  }
  double area = 0;
  geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, nullptr);
  return std::abs(area);
}

/// Even-odd rule over all rings: an oracle without GEOS.
bool holds(MultiPolygon const& area, LonLat p) {
  bool inside = false;
  for (auto const& polygon : area.polygons) {
    for (Ring const& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        LonLat const a = ring[i - 1];
        LonLat const b = ring[i];
        if ((a.lat > p.lat) != (b.lat > p.lat) && p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon) {
          inside = !inside;
        }
      }
    }
  }
  return inside;
}

/// A star of random radius around a point: valid by construction.
MultiPolygon star(test::PropertyRandom& random, LonLat middle, double radius) {
  Ring ring;
  int const corners = static_cast<int>(random.integer(5, 20));
  for (int i = 0; i < corners; ++i) {
    double const angle = 2 * M_PI * i / corners;
    double const r = radius * random.real(0.4, 1);
    ring.push_back({middle.lon + r * std::cos(angle), middle.lat + r * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return {{{.rings = {ring}}}};
}

District district(std::string name, MultiPolygon area, std::string set = "wards") {
  District out;
  out.head.id = set + ":" + name;
  out.head.source = set;
  out.set = std::move(set);
  out.name = std::move(name);
  out.area = std::move(area);
  return out;
}

TEST(AreaQuality, districts_that_meet_along_their_borders_are_clean) {
  std::vector<MultiPolygon> areas;
  for (int x = 0; x < 5; ++x) {
    for (int y = 0; y < 5; ++y) {
      areas.push_back(box(x * 0.01, y * 0.01, (x + 1) * 0.01, (y + 1) * 0.01));
    }
  }
  EXPECT_TRUE(examine_areas(areas).clean());
  EXPECT_TRUE(examine_areas({}).clean());
}

TEST(AreaQuality, an_overlap_has_the_square_metres_that_were_drawn_and_a_point_inside) {
  auto const found = examine_areas({box(0, 0, 0.02, 0.02), box(0.01, 0.01, 0.03, 0.03), box(1, 1, 1.1, 1.1)});
  ASSERT_EQ(found.overlaps.size(), 1U);
  EXPECT_EQ(found.overlaps[0].first, 0U);
  EXPECT_EQ(found.overlaps[0].second, 1U);
  auto const shared = box(0.01, 0.01, 0.02, 0.02);
  EXPECT_NEAR(found.overlaps[0].m2, geodesic_m2(shared.polygons[0].rings[0]), 1e-3);
  EXPECT_TRUE(holds(shared, found.overlaps[0].where));
  EXPECT_TRUE(found.gaps.empty());
}

TEST(AreaQuality, strips_of_digitising_are_summed_and_not_listed) {
  double const metre = 1 / 111'320.0;
  auto const found =
      examine_areas({box(0, 0, 0.01, 0.01), box(0.01 - 3 * metre, 0, 0.02, 0.01), box(0, 0.01 + 2 * metre, 0.02, 0.02),
                     box(0, 0.01, 0.0002, 0.01 + 2 * metre), box(0.0198, 0.01, 0.02, 0.01 + 2 * metre)});
  EXPECT_TRUE(found.overlaps.empty());
  EXPECT_TRUE(found.gaps.empty());
  EXPECT_EQ(found.overlap_slivers.count, 1);
  EXPECT_NEAR(found.overlap_slivers.m2, 3 * 1105.7, 20);
  EXPECT_EQ(found.gap_slivers.count, 1);
  EXPECT_NEAR(found.gap_slivers.m2, 2 * 0.0196 * 111'320, 60);
  auto const wide = examine_areas({box(0, 0, 0.01, 0.01), box(0.01 - 30 * metre, 0, 0.02, 0.01)});
  EXPECT_EQ(wide.overlaps.size(), 1U);
}

TEST(AreaQuality, a_gap_has_its_size_and_its_neighbours_and_an_island_in_it_is_no_gap) {
  // A ring of eight squares around an open middle; an island stands in it.
  std::vector<MultiPolygon> areas;
  for (int x = 0; x < 3; ++x) {
    for (int y = 0; y < 3; ++y) {
      if (x != 1 || y != 1) {
        areas.push_back(box(x * 0.01, y * 0.01, (x + 1) * 0.01, (y + 1) * 0.01));
      }
    }
  }
  auto const middle = box(0.01, 0.01, 0.02, 0.02);
  auto const open = examine_areas(areas);
  ASSERT_EQ(open.gaps.size(), 1U);
  EXPECT_NEAR(open.gaps[0].piece.m2, geodesic_m2(middle.polygons[0].rings[0]), 1e-3);
  EXPECT_EQ(open.gaps[0].beside.size(), 8U);
  EXPECT_TRUE(holds(middle, open.gaps[0].piece.where));
  auto const island = box(0.014, 0.014, 0.016, 0.016);
  areas.push_back(island);
  auto const with_island = examine_areas(areas);
  ASSERT_EQ(with_island.gaps.size(), 1U);
  EXPECT_NEAR(with_island.gaps[0].piece.m2,
              geodesic_m2(middle.polygons[0].rings[0]) - geodesic_m2(island.polygons[0].rings[0]), 1e-3);
  // Open to the outside: no gap.
  areas.erase(areas.begin());
  areas.erase(areas.begin());
  EXPECT_TRUE(examine_areas(areas).gaps.empty());
}

TEST(AreaQuality, a_hole_that_another_area_fills_is_no_gap_and_one_that_none_fills_is) {
  MultiPolygon holed = box(0, 0, 0.03, 0.03);
  holed.polygons[0].rings.push_back({{0.01, 0.01}, {0.01, 0.02}, {0.02, 0.02}, {0.02, 0.01}, {0.01, 0.01}});
  EXPECT_EQ(examine_areas({holed}).gaps.size(), 1U);
  EXPECT_TRUE(examine_areas({holed, box(0.01, 0.01, 0.02, 0.02)}).clean());
}

TEST(AreaQuality, the_same_ground_twice_and_areas_without_size_are_told) {
  auto const found = examine_areas({box(0, 0, 0.01, 0.01), box(0, 0, 0.01, 0.01), box(0.02, 0, 0.02 + 1e-7, 1e-7)});
  ASSERT_EQ(found.same.size(), 1U);
  EXPECT_TRUE(found.overlaps.empty());
  EXPECT_EQ(found.without_size, std::vector<std::size_t>{2});
}

TEST(AreaQuality, random_areas_share_as_many_points_as_their_overlaps_are_large) {
  test::PropertyRandom random;
  for (int round = 0; round < 6; ++round) {
    std::vector<MultiPolygon> areas;
    for (int i = 0; i < 12; ++i) {
      areas.push_back(star(random, {random.real(0, 0.05), random.real(0, 0.05)}, random.real(0.005, 0.02)));
    }
    // No piece may hide in the slivers.
    auto const found = examine_areas(areas, {.sliver_width = 0, .sliver_m2 = 0, .same_share = 2, .smallest_m2 = 0});
    double reported = 0;
    for (auto const& pair : found.overlaps) {
      reported += pair.m2;
      EXPECT_TRUE(holds(areas[pair.first], pair.where) && holds(areas[pair.second], pair.where));
    }
    // Points thrown evenly over a box on the equator, where a degree is the same length everywhere within 1e-6.
    auto const frame = box(-0.03, -0.03, 0.08, 0.08);
    double const frame_m2 = geodesic_m2(frame.polygons[0].rings[0]);
    constexpr int kThrown = 40'000;
    std::int64_t pairs_hit = 0;
    for (int i = 0; i < kThrown; ++i) {
      LonLat const p{random.real(-0.03, 0.08), random.real(-0.03, 0.08)};
      auto const in =
          std::count_if(areas.begin(), areas.end(), [&](MultiPolygon const& area) { return holds(area, p); });
      pairs_hit += in * (in - 1) / 2;
    }
    double const estimated = frame_m2 * static_cast<double>(pairs_hit) / kThrown;
    // A point in n areas counts n(n-1)/2 times: five deviations of a sum of such, generously.
    EXPECT_NEAR(estimated, reported, 0.06 * reported + 5 * frame_m2 / std::sqrt(double{kThrown}) * 0.2)
        << "round " << round;
  }
}

TEST(AreaQuality, squares_taken_out_of_a_city_are_the_gaps_and_nothing_else) {
  test::PropertyRandom random;
  constexpr int kSide = 16;
  std::vector<MultiPolygon> areas;
  std::vector<std::vector<bool>> there(kSide, std::vector<bool>(kSide, true));
  double missing = 0;
  for (int x = 0; x < kSide; ++x) {
    for (int y = 0; y < kSide; ++y) {
      bool const inner = x > 0 && y > 0 && x < kSide - 1 && y < kSide - 1;
      auto const cell = box(x * 0.01, y * 0.01, (x + 1) * 0.01, (y + 1) * 0.01);
      if (inner && random.chance(0.15)) {
        missing += geodesic_m2(cell.polygons[0].rings[0]);
      } else {
        areas.push_back(cell);
      }
    }
  }
  auto const found = examine_areas(areas);
  double told = 0;
  for (auto const& gap : found.gaps) {
    told += gap.piece.m2;
    EXPECT_GE(gap.beside.size(), 4U);
    EXPECT_TRUE(
        std::none_of(areas.begin(), areas.end(), [&](auto const& area) { return holds(area, gap.piece.where); }));
  }
  EXPECT_NEAR(told, missing, 1);
  EXPECT_TRUE(found.overlaps.empty());
}

TEST(AreaQuality, sets_are_looked_at_one_by_one_and_withdrawn_districts_left_out) {
  std::vector<District> districts{district("A", box(0, 0, 0.02, 0.02)), district("B", box(0.01, 0, 0.03, 0.02)),
                                  district("A2", box(0, 0, 0.02, 0.02), "other"), district("C", box(0, 0, 0.02, 0.02))};
  districts.back().head.status = RecordStatus::withdrawn;
  auto const found = examine_districts(districts);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].set, "other");
  EXPECT_TRUE(found[0].areas.clean());
  ASSERT_EQ(found[1].areas.overlaps.size(), 1U);
  auto const said = describe(found[1], districts);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_THAT(said[0], HasSubstr("districts of wards: 1 pairs lie on each other: A and B share 2.5 km² near"));
}

TEST(AreaQuality, the_default_set_is_the_setting_else_the_citys_own_else_the_largest) {
  std::vector<District> districts{district("a", box(0, 0, 1, 1), "osm-admin-9"),
                                  district("b", box(0, 0, 1, 1), "osm-admin-9")};
  districts[0].head.source = districts[1].head.source = "osm";
  EXPECT_EQ(default_district_set(districts, {}), "osm-admin-9");
  districts.push_back(district("c", box(0, 0, 1, 1), "wards"));
  EXPECT_EQ(default_district_set(districts, {}), "wards");
  std::vector<Setting> settings(1);
  settings[0].head.id = kDistrictSetSetting;
  settings[0].value = "osm-admin-9";
  EXPECT_EQ(default_district_set(districts, settings), "osm-admin-9");
  settings[0].value = "gone";
  EXPECT_EQ(default_district_set(districts, settings), "wards");
  EXPECT_EQ(default_district_set({}, settings), "");
}

TEST(AreaQuality, places_in_no_district_are_those_that_no_area_holds) {
  test::PropertyRandom random;
  std::vector<District> districts;
  for (int i = 0; i < 30; ++i) {
    districts.push_back(district(std::to_string(i), star(random, {random.real(0, 1), random.real(0, 1)}, 0.2)));
  }
  std::vector<Place> places(800);
  std::vector<std::size_t> outside;
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i].head.id = "p" + std::to_string(i);
    if (i % 50 == 0) {
      continue;  // unplaced
    }
    places[i].point = LonLat{random.real(-0.2, 1.2), random.real(-0.2, 1.2)};
    if (i % 51 == 0) {
      places[i].head.status = RecordStatus::withdrawn;
      continue;
    }
    if (std::none_of(districts.begin(), districts.end(),
                     [&](District const& d) { return holds(d.area, *places[i].point); })) {
      outside.push_back(i);
    }
  }
  EXPECT_FALSE(outside.empty());
  EXPECT_EQ(places_in_no_district(places, districts, "wards"), outside);
  EXPECT_TRUE(places_in_no_district(places, districts, "none").empty());
}

TEST(AreaQuality, areas_beyond_the_streets_are_those_without_a_point_near) {
  std::vector<MultiPolygon> const areas{box(0, 0, 0.1, 0.1), box(1, 1, 1.1, 1.1), box(0.101, 0, 0.102, 0.01)};
  EXPECT_EQ(areas_beyond(areas, {{0.05, 0.05}, {0.1, 0.005}}), (std::vector<std::size_t>{1}));
  EXPECT_TRUE(areas_beyond(areas, {}).empty());
  EXPECT_EQ(areas_beyond(areas, {{50, 50}}).size(), 3U);
}

TEST(AreaQuality, two_and_a_half_thousand_districts_of_a_hundred_corners_take_seconds) {
  // A city drawn as a net of wavy borders: neighbours share their corners, every hundredth is shifted by a street.
  test::PropertyRandom random;
  constexpr int kSide = 50;
  constexpr int kWaves = 25;
  auto const corner = [](int x, int y) {
    return LonLat{13.4 + x * 0.004 + 0.001 * std::sin(x * 12.9898 + y * 78.233),
                  51 + y * 0.003 + 0.0008 * std::cos(x * 39.3 + y * 11.1)};
  };
  auto const edge = [&](LonLat a, LonLat b, Ring& out) {  // the same points whichever way it is walked
    bool const turned = b.lon < a.lon || (b.lon == a.lon && b.lat < a.lat);
    for (int i = 0; i < kWaves; ++i) {
      double const t = turned ? 1 - double(i) / kWaves : double(i) / kWaves;
      LonLat const from = turned ? b : a;
      LonLat const to = turned ? a : b;
      double const off = 0.0002 * std::sin(t * 3 * M_PI);
      out.push_back({from.lon + t * (to.lon - from.lon) - off * (to.lat - from.lat) * 100,
                     from.lat + t * (to.lat - from.lat) + off * (to.lon - from.lon) * 100});
    }
  };
  std::vector<MultiPolygon> areas;
  std::int64_t shifted = 0;
  for (int x = 0; x < kSide; ++x) {
    for (int y = 0; y < kSide; ++y) {
      Ring ring;
      edge(corner(x, y), corner(x + 1, y), ring);
      edge(corner(x + 1, y), corner(x + 1, y + 1), ring);
      edge(corner(x + 1, y + 1), corner(x, y + 1), ring);
      edge(corner(x, y + 1), corner(x, y), ring);
      ring.push_back(ring.front());
      if (random.chance(0.01)) {
        ++shifted;
        for (LonLat& p : ring) {
          p.lon += 0.0006;
        }
      }
      areas.push_back({{{.rings = {ring}}}});
    }
  }
  auto const found = examine_areas(areas);
  EXPECT_GE(found.overlaps.size(), static_cast<std::size_t>(shifted));
  EXPECT_LE(found.overlaps.size(), static_cast<std::size_t>(shifted) * 5);
  EXPECT_TRUE(found.same.empty());
}

}  // namespace
}  // namespace cartable::store
