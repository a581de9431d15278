#include "tests/unit/importers/osm_basemap_extract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cartable::importers::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Rows of https://shortbread-tiles.org/schema/1.0/, typed from the page and not from our tables.

TEST(OsmBasemap, lines_have_the_kinds_and_zooms_of_the_schema) {
  struct Row {
    char const *key, *value, *expected;
  };
  for (Row const& row : std::initializer_list<Row>{
           {"highway", "motorway", "streets:motorway:5"},
           {"highway", "motorway_link", "streets:motorway:5"},
           {"highway", "trunk", "streets:trunk:6"},
           {"highway", "primary_link", "streets:primary:8"},
           {"highway", "secondary", "streets:secondary:9"},
           {"highway", "tertiary", "streets:tertiary:10"},
           {"highway", "unclassified", "streets:unclassified:12"},
           {"highway", "residential", "streets:residential:12"},
           {"highway", "busway", "streets:busway:12"},
           {"highway", "bus_guideway", "streets:bus_guideway:12"},
           {"highway", "living_street", "streets:living_street:13"},
           {"highway", "service", "streets:service:13"},
           {"highway", "pedestrian", "streets:pedestrian:13"},
           {"highway", "track", "streets:track:13"},
           {"highway", "footway", "streets:footway:13"},
           {"highway", "steps", "streets:steps:13"},
           {"highway", "path", "streets:path:13"},
           {"highway", "cycleway", "streets:cycleway:13"},
           {"aeroway", "runway", "streets:runway:11"},
           {"aeroway", "taxiway", "streets:taxiway:13"},
           {"railway", "rail", "streets:rail:8"},
           {"railway", "narrow_gauge", "streets:narrow_gauge:8"},
           {"railway", "tram", "streets:tram:10"},
           {"railway", "light_rail", "streets:light_rail:10"},
           {"railway", "funicular", "streets:funicular:10"},
           {"railway", "subway", "streets:subway:10"},
           {"railway", "monorail", "streets:monorail:10"},
           {"waterway", "stream", "water_lines:stream:14"},
           {"waterway", "ditch", "water_lines:ditch:14"},
           {"waterway", "dam", "dam_lines:dam:12"},
           {"man_made", "pier", "pier_lines:pier:12"},
           {"man_made", "breakwater", "pier_lines:breakwater:12"},
           {"man_made", "groyne", "pier_lines:groyne:12"},
           {"aerialway", "cable_car", "aerialways:cable_car:12"},
           {"aerialway", "gondola", "aerialways:gondola:12"},
           {"aerialway", "goods", "aerialways:goods:12"},
           {"aerialway", "chair_lift", "aerialways:chair_lift:12"},
           {"aerialway", "drag_lift", "aerialways:drag_lift:12"},
           {"aerialway", "t-bar", "aerialways:t-bar:12"},
           {"aerialway", "j-bar", "aerialways:j-bar:12"},
           {"aerialway", "platter", "aerialways:platter:12"},
           {"aerialway", "rope_tow", "aerialways:rope-tow:12"},
           {"route", "ferry", "ferries:ferry:10"},
       }) {
    EXPECT_THAT(of_way({{row.key, row.value}}, open()), ElementsAre(row.expected)) << row.key << '=' << row.value;
  }
  EXPECT_THAT(of_way({{"route", "ferry"}, {"motor_vehicle", "no"}}, open()), ElementsAre("ferries:ferry:12"));
  EXPECT_THAT(of_way({{"railway", "rail"}, {"service", "siding"}}, open()), ElementsAre("streets:rail:10"));
  EXPECT_THAT(of_way({{"highway", "proposed"}}, open()), IsEmpty());
  EXPECT_THAT(of_way({{"barrier", "fence"}}, open()), IsEmpty());
}

TEST(OsmBasemap, areas_have_the_kinds_and_zooms_of_the_schema) {
  struct Row {
    char const *key, *value, *expected;
  };
  for (Row const& row : std::initializer_list<Row>{
           {"landuse", "forest", "land:forest:7"},
           {"natural", "wood", "land:forest:7"},
           {"landuse", "grass", "land:grass:11"},
           {"landuse", "meadow", "land:meadow:11"},
           {"landuse", "orchard", "land:orchard:11"},
           {"landuse", "vineyard", "land:vineyard:11"},
           {"landuse", "allotments", "land:allotments:11"},
           {"landuse", "cemetery", "land:cemetery:13"},
           {"landuse", "village_green", "land:village_green:11"},
           {"landuse", "recreation_ground", "land:recreation_ground:11"},
           {"landuse", "greenhouse_horticulture", "land:greenhouse_horticulture:11"},
           {"landuse", "plant_nursery", "land:plant_nursery:11"},
           {"natural", "sand", "land:sand:10"},
           {"natural", "beach", "land:beach:10"},
           {"natural", "heath", "land:heath:11"},
           {"natural", "scrub", "land:scrub:11"},
           {"natural", "grassland", "land:grassland:11"},
           {"natural", "bare_rock", "land:bare_rock:11"},
           {"natural", "scree", "land:scree:11"},
           {"natural", "shingle", "land:shingle:11"},
           {"wetland", "swamp", "land:swamp:11"},
           {"wetland", "bog", "land:bog:11"},
           {"wetland", "string_bog", "land:string_bog:11"},
           {"wetland", "wet_meadow", "land:wet_meadow:11"},
           {"wetland", "marsh", "land:marsh:11"},
           {"leisure", "garden", "land:garden:11"},
           {"leisure", "miniature_golf", "land:miniature_golf:11"},
           {"landuse", "residential", "land:residential:10"},
           {"landuse", "industrial", "land:industrial:10"},
           {"landuse", "commercial", "land:commercial:10"},
           {"landuse", "garages", "land:garages:10"},
           {"landuse", "retail", "land:retail:10"},
           {"landuse", "railway", "land:railway:10"},
           {"landuse", "landfill", "land:landfill:10"},
           {"landuse", "quarry", "land:quarry:11"},
           {"landuse", "brownfield", "land:brownfield:10"},
           {"landuse", "greenfield", "land:greenfield:10"},
           {"landuse", "farmyard", "land:farmyard:10"},
           {"landuse", "farmland", "land:farmland:10"},
           {"military", "danger_area", "sites:danger_area:14"},
           {"amenity", "parking", "sites:parking:14"},
           {"amenity", "bicycle_parking", "sites:bicycle_parking:14"},
           {"landuse", "construction", "sites:construction:14"},
           {"leisure", "sports_center", "sites:sports_center:14"},
           {"waterway", "dam", "dam_polygons:dam:12"},
           {"man_made", "pier", "pier_polygons:pier:12"},
           {"man_made", "breakwater", "pier_polygons:breakwater:12"},
           {"man_made", "groyne", "pier_polygons:groyne:12"},
           {"man_made", "bridge", "bridges:bridge:12"},
           {"building", "yes", "buildings:(none):14"},
           {"aeroway", "aerodrome", "public_transport:aerodrome:11"},
           {"railway", "station", "public_transport:station:13"},
           {"addr:housenumber", "7", "addresses:(none):14"},
       }) {
    EXPECT_THAT(of_way({{row.key, row.value}}, closed()), ElementsAre(row.expected)) << row.key << '=' << row.value;
  }
  for (char const* const kind : {"university", "college", "school", "hospital", "prison"}) {
    EXPECT_THAT(of_way({{"amenity", kind}}, closed()),
                ElementsAre(std::string("sites:") + kind + ":14", "pois:(none):14"));
  }
  EXPECT_THAT(of_way({{"leisure", "golf_course"}}, closed()), ElementsAre("land:golf_course:11", "pois:(none):14"));
  EXPECT_THAT(of_way({{"building", "no"}}, closed()), IsEmpty());
  EXPECT_THAT(of_way({{"landuse", "forest"}, {"area", "no"}}, closed()), IsEmpty());
}

TEST(OsmBasemap, points_have_the_kinds_and_zooms_of_the_schema) {
  struct Row {
    char const *key, *value, *expected;
  };
  for (Row const& row : std::initializer_list<Row>{
           {"aeroway", "helipad", "public_transport:helipad:13"},
           {"railway", "halt", "public_transport:halt:13"},
           {"railway", "tram_stop", "public_transport:tram_stop:14"},
           {"amenity", "bus_station", "public_transport:bus_station:13"},
           {"highway", "bus_stop", "public_transport:bus_stop:14"},
           {"amenity", "ferry_terminal", "public_transport:ferry_terminal:12"},
           {"aerialway", "station", "public_transport:aerialway_station:13"},
           {"highway", "motorway_junction", "street_labels_points:motorway_junction:12"},
           {"addr:housename", "Villa", "addresses:(none):14"},
           {"amenity", "library", "pois:(none):14"},
           {"shop", "books", "pois:(none):14"},
           {"office", "diplomatic", "pois:(none):14"},
           {"emergency", "defibrillator", "pois:(none):14"},
           {"highway", "emergency_access_point", "pois:(none):14"},
       }) {
    EXPECT_THAT(of_node({{row.key, row.value}}), ElementsAre(row.expected)) << row.key << '=' << row.value;
  }
  EXPECT_THAT(of_node({{"shop", "no_such_shop"}}), IsEmpty());
}

}  // namespace
}  // namespace cartable::importers::test
