#include "geo/area_index.hpp"
#include "geo/repair.hpp"
#include "importers/osm_source.hpp"
#include "tests/support/shared_data.hpp"
#include "tiles/sea.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

namespace cartable::tiles {
namespace {

using ::testing::IsEmpty;

store::ImportBatch read(std::filesystem::path const& file) {
  auto batch = importers::read_osm(file, {});
  EXPECT_TRUE(batch.has_value());
  return batch ? *std::move(batch) : store::ImportBatch{};
}

/// Ids of places, and positions of buildings, that lie in the ocean.
std::vector<std::string> drowned(store::ImportBatch const& batch, geo::MultiPolygon const& ocean) {
  geo::AreaIndex const index({ocean});
  std::vector<std::string> found;
  for (store::Place const& place : batch.places) {
    if (place.point && !index.at(*place.point).empty()) {
      found.push_back(place.head.id);
    }
  }
  for (store::BasemapFeature const& feature : batch.basemap.features) {
    if (feature.layer == store::BasemapLayer::buildings) {
      geo::LonLat const p = geo::point_inside(std::get<geo::MultiPolygon>(feature.geometry));
      if (!index.at(p).empty()) {
        found.push_back("building at " + std::to_string(p.lon) + " " + std::to_string(p.lat));
      }
    }
  }
  return found;
}

std::ptrdiff_t count(store::Basemap const& basemap, store::BasemapLayer layer, std::string_view kind = {}) {
  return std::count_if(basemap.features.begin(), basemap.features.end(), [&](store::BasemapFeature const& feature) {
    if (feature.layer != layer) {
      return false;
    }
    return kind.empty() || std::any_of(feature.attributes.begin(), feature.attributes.end(), [&](auto const& a) {
             auto const* text = std::get_if<std::string>(&a.second);
             return a.first == "kind" && text != nullptr && *text == kind;
           });
  });
}

TEST(SeaOfExtracts, monaco_has_its_sea_and_nothing_drowns) {
  CARTABLE_SHARED_FILE(file, "osm/monaco-20231121.osm.pbf");
  auto const batch = read(file);
  Sea const sea = make_sea(batch.basemap);
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_THAT(drowned(batch, sea.ocean), IsEmpty());
  // The harbours and the open sea; the casino, the rock, the pier of Fontvieille.
  for (geo::LonLat const wet : {geo::LonLat{7.4250, 43.7350}, {7.4195, 43.7295}, {7.4400, 43.7300}, {7.47, 43.60}}) {
    EXPECT_TRUE(geo::covers(sea.ocean, wet)) << wet.lon << ' ' << wet.lat;
  }
  for (geo::LonLat const dry :
       {geo::LonLat{7.4284, 43.7391}, {7.4255, 43.7305}, {7.4153, 43.7270}, {7.4330, 43.7480}}) {
    EXPECT_FALSE(geo::covers(sea.ocean, dry)) << dry.lon << ' ' << dry.lat;
  }
}

TEST(SeaOfExtracts, vancouver_has_its_inlets_and_nothing_drowns) {
  CARTABLE_SHARED_FILE(file, "osm/vancouver-20150501.osm.pbf");
  auto const batch = read(file);
  Sea const sea = make_sea(batch.basemap);
  EXPECT_THAT(sea.warnings, IsEmpty());
  EXPECT_THAT(drowned(batch, sea.ocean), IsEmpty());
  // English Bay, Burrard Inlet, False Creek; Stanley Park, the university, the town, the north shore.
  for (geo::LonLat const wet :
       {geo::LonLat{-123.17, 49.29}, {-123.09, 49.30}, {-123.1215, 49.2690}, {-123.20, 49.31}}) {
    EXPECT_TRUE(geo::covers(sea.ocean, wet)) << wet.lon << ' ' << wet.lat;
  }
  for (geo::LonLat const dry :
       {geo::LonLat{-123.144, 49.302}, {-123.246, 49.261}, {-123.10, 49.25}, {-123.07, 49.318}}) {
    EXPECT_FALSE(geo::covers(sea.ocean, dry)) << dry.lon << ' ' << dry.lat;
  }
}

TEST(SeaOfExtracts, inland_there_is_no_sea_and_no_warning) {
  CARTABLE_SHARED_FILE(file, "duitama/duitama-20210921.osm.pbf");
  Sea const sea = make_sea(read(file).basemap);
  EXPECT_TRUE(sea.ocean.empty());
  EXPECT_THAT(sea.warnings, IsEmpty());
}

/// Numbers of osmium-tool 1.15: `osmium tags-filter -R monaco… FILTER`, with the filter beside each.
TEST(BasemapOfExtracts, monaco_has_as_many_features_as_osmium_counts_objects) {
  using enum store::BasemapLayer;
  CARTABLE_SHARED_FILE(file, "osm/monaco-20231121.osm.pbf");
  auto const basemap = read(file).basemap;
  EXPECT_EQ(count(basemap, buildings), 1256 + 29);               // a/building: ways and relations
  EXPECT_EQ(count(basemap, public_transport, "bus_stop"), 105);  // n/highway=bus_stop
  EXPECT_EQ(count(basemap, streets, "rail"), 11);                // w/railway=rail
  EXPECT_EQ(count(basemap, water_lines), 3);                     // w/waterway=river,canal,stream,ditch,drain
  EXPECT_EQ(count(basemap, water_polygons), 20 + 1);             // a/natural=water
  EXPECT_EQ(count(basemap, pier_polygons), 33 + 1);              // a/man_made=pier
  EXPECT_EQ(count(basemap, ferries), 1);                         // w/route=ferry
  EXPECT_EQ(basemap.coastlines.size(), 19U);                     // w/natural=coastline
}

}  // namespace
}  // namespace cartable::tiles
