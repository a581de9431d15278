// Areas as people draw them: a large set with a few invalid ones, multipolygons, holes, rings that enclose nothing.
#include "geo/repair.hpp"
#include "importers/table_source.hpp"
#include "store/area_quality.hpp"
#include "tests/support/property.hpp"
#include "tests/support/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>

namespace cartable::importers {
namespace {

using test::TemporaryFolder;

std::string feature(std::string const& name, std::string const& geometry) {
  return R"({"type":"Feature","properties":{"code":")" + name + R"(","name":"District )" + name + R"("},"geometry":)" +
         geometry + "}";
}
std::string point(double x, double y) { return fmt::format("[{:.7f},{:.7f}]", x, y); }
std::string polygon(std::string const& rings) { return R"({"type":"Polygon","coordinates":[)" + rings + "]}"; }
std::string square(double x, double y, double side) {
  return "[" + point(x, y) + "," + point(x + side, y) + "," + point(x + side, y + side) + "," + point(x, y + side) +
         "," + point(x, y) + "]";
}
/// Two triangles drawn as one ring that crosses itself in the middle: half of the square.
std::string bow_tie(double x, double y, double side) {
  return "[" + point(x, y) + "," + point(x + side, y + side) + "," + point(x + side, y) + "," + point(x, y + side) +
         "," + point(x, y) + "]";
}

std::string collection(std::vector<std::string> const& features) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (std::size_t i = 0; i < features.size(); ++i) {
    out += (i == 0 ? "" : ",\n") + features[i];
  }
  return out + "]}";
}

TEST(Areas, of_2542_polygons_the_26_invalid_ones_are_mended_and_counted) {
  // As many as a real file has; three kinds of faults among them.
  constexpr int kAreas = 2542;
  constexpr double kSide = 0.001;
  std::vector<std::string> features;
  std::set<int> broken;
  for (int i = 0; i < 26; ++i) {
    broken.insert(i * 97 + 5);
  }
  for (int i = 0; i < kAreas; ++i) {
    double const x = 7 + (i % 60) * 0.0012;
    double const y = 43 + (i / 60) * 0.0012;
    std::string rings = square(x, y, kSide);
    if (broken.contains(i)) {
      rings = i % 3 == 0   ? bow_tie(x, y, kSide)
              : i % 3 == 1 ? rings + "," + square(x + 0.5 * kSide, y + 0.5 * kSide, kSide)  // a hole that sticks out
                           : rings + "," + square(x + 0.2 * kSide, y + 0.2 * kSide, 0.3 * kSide) + "," +
                                 square(x + 0.3 * kSide, y + 0.3 * kSide, 0.3 * kSide);  // holes on each other
    }
    features.push_back(feature(std::to_string(i), polygon(rings)));
  }
  TemporaryFolder const folder;
  std::ofstream(folder / "tracts.geojson") << collection(features);
  auto const batch =
      read_table(folder / "tracts.geojson", {.role = "districts", .columns = {{"id", "code"}, {"name", "name"}}});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->districts.size(), 2542U);
  EXPECT_EQ(batch->counts.areas_repaired, 26);
  EXPECT_EQ(batch->counts.areas_broken, 0);
  EXPECT_TRUE(batch->rejects.empty());
  for (store::District const& district : batch->districts) {
    int const i = std::stoi(district.head.id.substr(district.head.id.find(':') + 1));
    double const whole = geo::area_m2({{{.rings = {{{7, 43}, {7.001, 43}, {7.001, 43.001}, {7, 43.001}, {7, 43}}}}}});
    double const share = geo::area_m2(district.area) / whole;
    if (!broken.contains(i)) {
      ASSERT_NEAR(share, 1, 2e-3) << i;
    } else if (i % 3 == 0) {
      ASSERT_NEAR(share, 0.5, 2e-3) << "a bow tie keeps its two triangles";
    } else {
      ASSERT_GT(share, 0.7) << i;
      ASSERT_LT(share, 1.8) << i;
    }
    auto const again = geo::repair(district.area);
    ASSERT_TRUE(again);
    ASSERT_FALSE(again->changed) << i << " " << again->what;
  }
}

TEST(Areas, several_parts_and_holes_are_kept_and_rings_of_nothing_are_not_taken) {
  TemporaryFolder const folder;
  std::string const two = R"({"type":"MultiPolygon","coordinates":[[)" + square(7, 43, 0.01) + "," +
                          "[[7.002,43.002],[7.002,43.004],[7.004,43.004],[7.004,43.002],[7.002,43.002]]" + "],[" +
                          square(7.02, 43, 0.01) + "]]}";
  std::string const line =
      polygon("[" + point(7, 44) + "," + point(7.1, 44) + "," + point(7, 44) + "," + point(7, 44) + "]");
  std::ofstream(folder / "parts.geojson") << collection({feature("a", two), feature("b", line), feature("c", "null"),
                                                         feature("d", R"({"type":"Point","coordinates":[7,43]})")});
  auto const batch =
      read_table(folder / "parts.geojson", {.role = "districts", .columns = {{"id", "code"}, {"name", "name"}}});
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->districts.size(), 1U);
  EXPECT_EQ(batch->districts[0].area.polygons.size(), 2U);
  std::size_t rings = 0;
  for (auto const& part : batch->districts[0].area.polygons) {
    rings += part.rings.size();
  }
  EXPECT_EQ(rings, 3U);
  EXPECT_EQ(batch->rejects.size(), 3U);
}

TEST(Areas, dresden_and_vancouver_are_what_their_files_are) {
  CARTABLE_SHARED_FILE(dresden, "dresden/districts.geojson");
  CARTABLE_SHARED_FILE(libraries, "dresden/libraries_bibliotheksfinder.geojson");
  CARTABLE_SHARED_FILE(vancouver, "vancouver/local_areas_wgs84.geojson");
  auto const districts = read_table(dresden, {.role = "districts", .columns = {{"name", "name"}}});
  auto const places = read_table(libraries, {.role = "places", .columns = {{"name", "name"}}, .kind = "library"});
  ASSERT_TRUE(districts && places);
  EXPECT_EQ(districts->districts.size(), 85U);
  EXPECT_EQ(places->places.size(), 19U);
  std::string const set = store::default_district_set(districts->districts, {});
  EXPECT_EQ(store::places_in_no_district(places->places, districts->districts, set).size(), 9U);
  auto const found = store::examine_districts(districts->districts);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].areas.overlaps.empty());
  EXPECT_TRUE(found[0].areas.without_size.empty());
  auto const local_areas = read_table(vancouver, {.role = "districts", .columns = {{"name", "name"}}});
  ASSERT_TRUE(local_areas);
  EXPECT_EQ(local_areas->districts.size(), 23U);
  EXPECT_EQ(local_areas->counts.areas_repaired, 1);
}

}  // namespace
}  // namespace cartable::importers
