#include "geo/repair.hpp"

#include "geo/gdal_support.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cartable::geo {
namespace {

MultiPolygon area_of(std::vector<Ring> rings) { return {{Polygon{std::move(rings)}}}; }

bool runs_counter_clockwise(Ring const& ring) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    sum += (ring[i + 1].lon - ring[i].lon) * (ring[i + 1].lat + ring[i].lat);
  }
  return sum < 0;
}

TEST(Repair, a_valid_area_keeps_its_corners_and_gets_rfc_7946_winding) {
  MultiPolygon const clockwise =
      area_of({{{0, 0}, {0, 4}, {4, 4}, {4, 0}, {0, 0}}, {{1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}}});
  auto const out = repair(clockwise);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_FALSE(out->changed);
  ASSERT_EQ(out->area.polygons.size(), 1U);
  ASSERT_EQ(out->area.polygons[0].rings.size(), 2U);
  EXPECT_TRUE(runs_counter_clockwise(out->area.polygons[0].rings[0]));
  EXPECT_FALSE(runs_counter_clockwise(out->area.polygons[0].rings[1]));
}

TEST(Repair, an_open_ring_is_closed) {
  auto const out = repair(area_of({{{0, 0}, {4, 0}, {4, 4}}}));
  ASSERT_TRUE(out);
  EXPECT_EQ(out->area.polygons[0].rings[0].front(), out->area.polygons[0].rings[0].back());
}

TEST(Repair, a_bow_tie_becomes_two_triangles_and_says_where_it_crossed) {
  auto const out = repair(area_of({{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}}));
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->changed);
  EXPECT_EQ(out->area.polygons.size(), 2U);
  EXPECT_NE(out->what.find("1.000000 1.000000"), std::string::npos) << out->what;
}

TEST(Repair, nothing_polygonal_left_is_an_error) {
  EXPECT_FALSE(repair(area_of({{{0, 0}, {1, 1}, {0, 0}}})));
  EXPECT_FALSE(repair(area_of({{{0, 0}, {1, 1}, {2, 2}, {0, 0}}})));
  EXPECT_FALSE(repair(MultiPolygon{}));
}

TEST(Repair, coordinates_that_are_not_finite_are_an_error) {
  for (double const bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    auto const out = repair(area_of({{{0, 0}, {4, 0}, {bad, 4}, {0, 0}}}));
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, base::ErrorCode::invalid_value);
  }
}

TEST(Repair, whatever_comes_out_is_valid_by_gdal_and_repaired_once_for_all) {
  test::PropertyRandom random;
  int changed = 0;
  for (int i = 0; i < 150; ++i) {
    MultiPolygon area;
    for (auto parts = random.integer(1, 3); parts > 0; --parts) {
      Polygon& polygon = area.polygons.emplace_back();
      for (auto rings = random.integer(1, 2); rings > 0; --rings) {
        Ring& ring = polygon.rings.emplace_back();
        for (auto corners = random.integer(3, 9); corners > 0; --corners) {
          ring.push_back({.lon = std::round(random.real(0, 8)), .lat = std::round(random.real(0, 8))});
        }
        ring.push_back(ring.front());
      }
    }
    auto const once = repair(area);
    if (!once) {
      continue;
    }
    changed += once->changed;
    ASSERT_TRUE(to_ogr(once->area)->IsValid());
    auto const twice = repair(once->area);
    ASSERT_TRUE(twice);
    ASSERT_FALSE(twice->changed) << twice->what;
    ASSERT_TRUE(covers(once->area, point_inside(once->area)));
  }
  EXPECT_GT(changed, 40);
}

// Karney, "Algorithms for geodesics" (2013): the whole ellipsoid has 510 065 621 724 089 m².
TEST(Repair, area_on_the_ellipsoid_is_as_published) {
  MultiPolygon const octant = area_of({{{0, 0}, {90, 0}, {0, 90}, {0, 0}}});
  EXPECT_NEAR(area_m2(octant), 510065621724089.0 / 8, 10);
  MultiPolygon holed = octant;
  holed.polygons[0].rings.push_back({{10, 10}, {10, 11}, {11, 11}, {11, 10}, {10, 10}});
  double const hole = area_m2(area_of({{{10, 10}, {11, 10}, {11, 11}, {10, 11}, {10, 10}}}));
  EXPECT_NEAR(hole, 1.2116e10, 1e7);
  EXPECT_NEAR(area_m2(holed), area_m2(octant) - hole, 1);
}

TEST(Repair, wkb_comes_back_equal_and_is_gdals) {
  MultiPolygon const area{{Polygon{{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}, {{2, 1}, {3, 2}, {3, 1}, {2, 1}}}},
                           Polygon{{{{10, 10}, {11, 10}, {11, 11}, {10, 10}}}}}};
  std::string const wkb = to_wkb(area);
  auto const back = multipolygon_from_wkb(wkb);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, area);
  auto const ogr = to_ogr(area);
  std::string by_gdal(static_cast<std::size_t>(ogr->WkbSize()), '\0');
  ogr->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(by_gdal.data()), wkbVariantIso);
  EXPECT_EQ(wkb, by_gdal);
}

TEST(Repair, damaged_wkb_is_corrupt_at_every_length) {
  std::string const wkb = to_wkb(area_of({{{0, 0}, {4, 0}, {4, 4}, {0, 0}}}));
  for (std::size_t length = 0; length < wkb.size(); ++length) {
    auto const out = multipolygon_from_wkb(std::string_view(wkb).substr(0, length));
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, base::ErrorCode::corrupt);
  }
  std::string huge = wkb;
  huge[5] = huge[6] = huge[7] = '\x7f';  // a count that no memory could hold
  EXPECT_FALSE(multipolygon_from_wkb(huge));
}

TEST(Repair, convex_hull_covers_its_points_and_a_line_has_none) {
  test::PropertyRandom random;
  std::vector<LonLat> points;
  for (int i = 0; i < 300; ++i) {
    points.push_back({.lon = random.normal(0, 1), .lat = random.normal(0, 1)});
  }
  MultiPolygon const hull = convex_hull(points);
  for (LonLat const p : points) {
    EXPECT_TRUE(covers(hull, p));
  }
  EXPECT_TRUE(convex_hull({{0, 0}, {1, 1}, {2, 2}}).empty());
  EXPECT_TRUE(convex_hull({{0, 0}}).empty());
  EXPECT_TRUE(convex_hull({}).empty());
}

TEST(GdalSupport, geometries_come_back_equal) {
  MultiPolygon const area{{Polygon{{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}}}}};
  LineString const line{{1, 2}, {3, 4}};
  for (Geometry const& geometry :
       {Geometry(LonLat{7, 43}), Geometry(line), Geometry(MultiLineString{{line, line}}), Geometry(area)}) {
    auto const back = from_ogr(*to_ogr(geometry));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, geometry);
  }
  EXPECT_EQ(to_ogr(Geometry()), nullptr);
}

TEST(GdalSupport, foreign_geometries_become_ours) {
  auto const read = [](char const* wkt) {
    OGRGeometry* made = nullptr;
    EXPECT_EQ(OGRGeometryFactory::createFromWkt(wkt, nullptr, &made), OGRERR_NONE) << wkt;
    std::unique_ptr<OGRGeometry> const geometry(made);
    return from_ogr(*geometry);
  };
  EXPECT_EQ(std::get<LonLat>(*read("POINT Z (1 2 3)")), (LonLat{1, 2}));
  EXPECT_EQ(std::get<LonLat>(*read("MULTIPOINT (1 2)")), (LonLat{1, 2}));
  EXPECT_FALSE(read("MULTIPOINT (1 2, 3 4)"));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(*read("POLYGON EMPTY")));
  auto const mixed = std::get<MultiPolygon>(
      *read("GEOMETRYCOLLECTION (POINT (9 9), POLYGON ((0 0, 0 1, 1 1, 0 0)), LINESTRING (0 0, 1 1))"));
  ASSERT_EQ(mixed.polygons.size(), 1U);
  EXPECT_TRUE(runs_counter_clockwise(mixed.polygons[0].rings[0]));
  auto const circle = std::get<MultiPolygon>(*read("CURVEPOLYGON (CIRCULARSTRING (1 0, -1 0, 1 0))"));
  EXPECT_GT(circle.polygons[0].rings[0].size(), 50U);
  EXPECT_TRUE(std::holds_alternative<MultiPolygon>(*read("TIN (((0 0 1, 1 0 2, 0 1 3, 0 0 1)))")));
}

TEST(GdalSupport, messages_tell_what_kind_of_trouble_it_is) {
  using base::ErrorCode;
  EXPECT_EQ(classify_gdal_message("sqlite3_exec(INSERT …) failed: database or disk is full", ErrorCode::internal),
            ErrorCode::disk_full);
  EXPECT_EQ(classify_gdal_message("database is locked", ErrorCode::internal), ErrorCode::locked);
  EXPECT_EQ(classify_gdal_message("attempt to write a readonly database", ErrorCode::internal), ErrorCode::unwritable);
  EXPECT_EQ(classify_gdal_message("database disk image is malformed", ErrorCode::internal), ErrorCode::corrupt);
  EXPECT_EQ(classify_gdal_message("something else", ErrorCode::invalid_value), ErrorCode::invalid_value);
}

TEST(GdalSupport, scopes_nest_and_each_sees_its_own_messages) {
  GdalErrors outer;
  CPLError(CE_Failure, CPLE_AppDefined, "first");
  {
    GdalErrors inner;
    EXPECT_FALSE(inner.any());
    CPLError(CE_Failure, CPLE_AppDefined, "second");
    EXPECT_EQ(inner.text(), "second");
  }
  CPLError(CE_Warning, CPLE_AppDefined, "a mere warning");
  EXPECT_EQ(outer.text(), "first");
  EXPECT_EQ(outer.warnings(), "a mere warning");
}

}  // namespace
}  // namespace cartable::geo
