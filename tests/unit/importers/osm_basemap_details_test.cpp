#include "geo/repair.hpp"
#include "tests/unit/importers/osm_basemap_extract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cartable::importers::test {
namespace {

using osmium::builder::attr::_tags;
using store::BasemapLayer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(OsmBasemap, places_have_the_kinds_zooms_and_populations_of_the_schema) {
  auto const place = [](TagTexts tags) {
    tags.emplace_back("name", "N");
    Extract extract;
    extract.node(tags);
    auto const features = extract.features();
    return features.size() == 1
               ? summary(features)[0].substr(13) + ":" + std::to_string(number(features[0], "population"))
               : "?";
  };
  EXPECT_EQ(place({{"place", "city"}}), "city:6:100000");
  EXPECT_EQ(place({{"place", "town"}}), "town:7:5000");
  EXPECT_EQ(place({{"place", "village"}}), "village:10:100");
  EXPECT_EQ(place({{"place", "hamlet"}}), "hamlet:10:50");
  EXPECT_EQ(place({{"place", "suburb"}}), "suburb:10:1000");
  EXPECT_EQ(place({{"place", "quarter"}}), "quarter:10:500");
  EXPECT_EQ(place({{"place", "neighbourhood"}}), "neighbourhood:10:100");
  EXPECT_EQ(place({{"place", "isolated_dwelling"}}), "isolated_dwelling:10:5");
  EXPECT_EQ(place({{"place", "farm"}}), "farm:10:5");
  EXPECT_EQ(place({{"place", "island"}}), "island:10:0");
  EXPECT_EQ(place({{"place", "locality"}}), "locality:10:0");
  EXPECT_EQ(place({{"place", "town"}, {"capital", "yes"}, {"population", "38 300"}}), "capital:4:38300");
  EXPECT_EQ(place({{"place", "city"}, {"capital", "4"}, {"population", "1,234,567"}}), "state_capital:4:1234567");
  EXPECT_EQ(place({{"place", "suburb"}, {"capital", "yes"}}), "suburb:10:1000");
  EXPECT_EQ(place({{"place", "village"}, {"population", "about 300"}}), "village:10:100");
  EXPECT_THAT(of_node({{"place", "city"}}), IsEmpty()) << "without a name there is nothing to write";
}

TEST(OsmBasemap, larger_places_come_first) {
  Extract extract;
  extract.node({{"place", "village"}, {"name", "A"}, {"population", "200"}});
  extract.node({{"place", "city"}, {"name", "B"}, {"population", "9000000000"}});
  extract.node({{"place", "town"}, {"name", "C"}});
  std::vector<std::string> names;
  for (auto const& feature : extract.features()) {
    names.push_back(text(feature, "name"));
  }
  EXPECT_THAT(names, ElementsAre("B", "C", "A"));
}

TEST(OsmBasemap, a_place_with_a_node_and_an_area_is_labelled_once_at_the_node) {
  Extract extract;
  extract.way({{"place", "suburb"}, {"name", "A"}}, closed());
  extract.way({{"place", "island"}, {"name", "B"}}, closed());
  extract.node({{"place", "suburb"}, {"name", "A"}}, 7.5, 43.5);
  auto const features = extract.features();
  ASSERT_THAT(features, SizeIs(2));
  EXPECT_EQ(text(features[0], "name"), "A");
  EXPECT_EQ(std::get<geo::LonLat>(features[0].geometry), (geo::LonLat{7.5, 43.5}));
  EXPECT_EQ(text(features[1], "name"), "B");
}

TEST(OsmBasemap, water_shows_when_it_is_large_enough_and_has_its_mercator_area) {
  // 0.002° × 0.002° at 43.731° N: 222.64 m × 308.1 m on the Mercator plane (both stretched by 1/cos φ = 1.3838).
  auto const pond = first_of_way({{"natural", "water"}, {"name", "Étang"}}, closed());
  EXPECT_NEAR(static_cast<double>(number(pond, "way_area")), 222.639 * 308.10, 100);
  // 68 600 m² are 0.05 of a pixel of 1 223 m (z7) and 0.18 of one of 611.5 m (z8); a tenth is enough.
  EXPECT_EQ(pond.min_zoom, 8);
  EXPECT_THAT(of_way({{"natural", "water"}, {"name", "E"}}, closed()),
              ElementsAre("water_polygons:water:8", "water_polygons_labels:water:8"));
  EXPECT_THAT(of_way({{"natural", "water"}, {"water", "river"}}, closed()), ElementsAre("water_polygons:river:8"));
  EXPECT_THAT(of_way({{"waterway", "riverbank"}}, closed()), ElementsAre("water_polygons:river:8"));
  EXPECT_THAT(of_way({{"landuse", "reservoir"}}, closed()), ElementsAre("water_polygons:reservoir:8"));
  EXPECT_THAT(of_way({{"landuse", "basin"}}, closed()), ElementsAre("water_polygons:basin:8"));
  EXPECT_THAT(of_way({{"waterway", "dock"}}, closed()), ElementsAre("water_polygons:dock:10"));
  EXPECT_THAT(of_way({{"waterway", "canal"}, {"area", "yes"}}, closed()), ElementsAre("water_polygons:canal:10"));
  Corners const lake{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
  EXPECT_THAT(of_way({{"natural", "glacier"}}, lake), ElementsAre("water_polygons:glacier:4"));
}

TEST(OsmBasemap, rivers_show_when_they_are_long_enough) {
  // A quarter of a pixel is 76 m at z9; 15 m of river needs z12.
  EXPECT_THAT(of_way({{"waterway", "river"}}, open()), ElementsAre("water_lines:river:9"));
  EXPECT_THAT(of_way({{"waterway", "canal"}, {"name", "C"}}, open()),
              ElementsAre("water_lines:canal:9", "water_lines_labels:canal:12"));
  EXPECT_THAT(of_way({{"waterway", "river"}}, {{0, 0}, {0.000135, 0}}), ElementsAre("water_lines:river:12"));
  EXPECT_THAT(of_way({{"waterway", "stream"}, {"name", "S"}}, open()),
              ElementsAre("water_lines:stream:14", "water_lines_labels:stream:14"));
}

TEST(OsmBasemap, closed_ways_are_lines_or_areas_as_mappers_mean_them) {
  EXPECT_THAT(of_way({{"highway", "residential"}, {"junction", "roundabout"}}, closed()),
              ElementsAre("streets:residential:12"));
  EXPECT_THAT(of_way({{"highway", "pedestrian"}}, closed()), ElementsAre("streets:pedestrian:13"));
  EXPECT_THAT(of_way({{"highway", "pedestrian"}, {"area", "yes"}, {"name", "Place"}}, closed()),
              ElementsAre("street_polygons:pedestrian:14", "streets_polygons_labels:pedestrian:14"));
  EXPECT_THAT(of_way({{"highway", "service"}, {"area", "yes"}}, closed()), ElementsAre("street_polygons:service:14"));
  EXPECT_THAT(of_way({{"area:aeroway", "runway"}}, closed()), ElementsAre("street_polygons:runway:11"));
  EXPECT_THAT(of_way({{"area:aeroway", "taxiway"}}, closed()), ElementsAre("street_polygons:taxiway:13"));
  EXPECT_THAT(of_way({{"waterway", "canal"}}, closed()), ElementsAre("water_lines:canal:9"));
  EXPECT_THAT(of_way({{"man_made", "pier"}, {"area", "no"}}, closed()), ElementsAre("pier_lines:pier:12"));
  EXPECT_THAT(of_way({{"railway", "tram"}}, closed()), ElementsAre("streets:tram:10"));
}

TEST(OsmBasemap, a_street_with_tram_rails_is_one_of_each) {
  EXPECT_THAT(of_way({{"highway", "primary"}, {"railway", "tram"}}, open()),
              UnorderedElementsAre("streets:primary:8", "streets:tram:10"));
}

TEST(OsmBasemap, streets_have_the_attributes_of_the_schema) {
  auto const plain = first_of_way({{"highway", "residential"}});
  for (char const* const name : {"link", "rail", "tunnel", "bridge", "oneway", "oneway_reverse"}) {
    EXPECT_EQ(flag(plain, name), false) << name;
  }
  for (char const* const name : {"surface", "bicycle", "horse"}) {
    EXPECT_EQ(text(plain, name), "") << name;
  }
  EXPECT_FALSE(attribute(plain, "tracktype"));
  EXPECT_FALSE(attribute(plain, "service"));
  ASSERT_EQ(plain.attributes.size(), plain.attribute_min_zoom.size());
  std::vector<std::string> zooms;
  for (std::size_t i = 0; i < plain.attributes.size(); ++i) {
    zooms.push_back(std::string(plain.attributes[i].first) + std::to_string(plain.attribute_min_zoom[i]));
  }
  EXPECT_THAT(zooms, UnorderedElementsAre("kind0", "rail0", "link11", "tunnel11", "bridge11", "surface11", "oneway14",
                                          "oneway_reverse14", "bicycle14", "horse14"));

  auto const ramp = first_of_way({{"highway", "trunk_link"},
                                  {"oneway", "-1"},
                                  {"bridge", "viaduct"},
                                  {"surface", "asphalt"},
                                  {"bicycle", "no"},
                                  {"horse", "yes"}});
  EXPECT_EQ(text(ramp, "kind"), "trunk");
  EXPECT_EQ(flag(ramp, "link"), true);
  EXPECT_EQ(flag(ramp, "oneway"), true);
  EXPECT_EQ(flag(ramp, "oneway_reverse"), true);
  EXPECT_EQ(flag(ramp, "bridge"), true);
  EXPECT_EQ(text(ramp, "surface"), "asphalt");
  EXPECT_EQ(text(ramp, "bicycle"), "no");
  EXPECT_EQ(text(ramp, "horse"), "yes");

  auto const track = first_of_way({{"highway", "track"}, {"tracktype", "grade2"}, {"covered", "yes"}});
  EXPECT_EQ(text(track, "tracktype"), "grade2");
  EXPECT_EQ(flag(track, "tunnel"), true);
  EXPECT_EQ(flag(first_of_way({{"highway", "path"}, {"tunnel", "building_passage"}}), "tunnel"), true);
  EXPECT_EQ(flag(first_of_way({{"highway", "path"}, {"bridge", "no"}}), "bridge"), false);

  auto const siding = first_of_way({{"railway", "rail"}, {"service", "yard"}, {"oneway", "yes"}});
  EXPECT_EQ(flag(siding, "rail"), true);
  EXPECT_EQ(text(siding, "service"), "yard");
  EXPECT_EQ(flag(siding, "oneway"), false) << "always false for rails";
}

TEST(OsmBasemap, streets_are_drawn_by_level_and_then_by_class) {
  auto const order = [](TagTexts const& tags) { return first_of_way(tags).order; };
  EXPECT_LT(order({{"highway", "steps"}}), order({{"highway", "footway"}}));
  EXPECT_LT(order({{"highway", "residential"}}), order({{"highway", "primary"}}));
  EXPECT_LT(order({{"highway", "motorway"}}), order({{"railway", "rail"}}));
  EXPECT_LT(order({{"railway", "rail"}, {"tunnel", "yes"}}), order({{"highway", "steps"}}));
  EXPECT_LT(order({{"railway", "rail"}}), order({{"highway", "steps"}, {"bridge", "yes"}}));
  EXPECT_LT(order({{"highway", "motorway"}, {"layer", "1"}}), order({{"highway", "steps"}, {"layer", "2"}}));
  EXPECT_EQ(order({{"highway", "steps"}, {"layer", "ground"}}), order({{"highway", "steps"}}));
}

TEST(OsmBasemap, street_labels_have_shields) {
  Extract extract;
  extract.way({{"highway", "motorway"}, {"ref", "A 8; E 74;E 80 Süd"}, {"name", "La Provençale"}}, open());
  auto const features = extract.features();
  ASSERT_THAT(summary(features), ElementsAre("streets:motorway:5", "street_labels:motorway:10"));
  EXPECT_EQ(text(features[1], "ref"), "A 8\nE 74\nE 80 Süd");
  EXPECT_EQ(number(features[1], "ref_rows"), 3);
  EXPECT_EQ(number(features[1], "ref_cols"), 8) << "letters, not bytes";
  EXPECT_EQ(text(features[1], "name"), "La Provençale");
  EXPECT_EQ(flag(features[1], "tunnel"), false);
  EXPECT_THAT(of_way({{"highway", "primary_link"}, {"ref", "1"}}, open()),
              ElementsAre("streets:primary:8", "street_labels:primary_link:13"));
  EXPECT_THAT(of_way({{"railway", "subway"}, {"name", "U1"}}, open()),
              ElementsAre("streets:subway:10", "street_labels:subway:10"));
}

TEST(OsmBasemap, names_come_in_the_languages_of_the_client) {
  auto const street = [] {
    Extract extract;
    extract.node({{"place", "town"},
                  {"name", "A"},
                  {"name:en", "B"},
                  {"name:de", "C"},
                  {"name:ar", "D"},
                  {"name:es", "E"},
                  {"name:fr", "F"},
                  {"name:ru", "G"},
                  {"name:zh-Hans", "H"},
                  {"name:nl", "I"}});
    return extract.features().front();
  }();
  std::string all;
  for (char const* const name : {"name", "name_en", "name_de", "name_ar", "name_es", "name_fr", "name_ru", "name_zh"}) {
    all += text(street, name);
  }
  EXPECT_EQ(all, "ABCDEFGH");
  EXPECT_FALSE(attribute(street, "name_nl"));
}

TEST(OsmBasemap, a_point_of_interest_has_its_own_attributes_and_is_no_address_as_well) {
  Extract extract;
  extract.node({{"amenity", "bank"}, {"atm", "yes"}, {"addr:housenumber", "7"}, {"cuisine", "pizza"}});
  extract.node({{"amenity", "recycling"}, {"recycling:paper", "yes"}});
  extract.node({{"amenity", "pub"}, {"cuisine", "pizza"}, {"shop", "no_such_shop"}});
  extract.node({{"man_made", "tower"}, {"tower:type", "observation"}, {"tourism", "viewpoint"}});
  auto const features = extract.features();
  ASSERT_THAT(summary(features), ElementsAre("pois:(none):14", "pois:(none):14", "pois:(none):14", "pois:(none):14"));
  EXPECT_EQ(flag(features[0], "atm"), true);
  EXPECT_EQ(text(features[0], "housenumber"), "7");
  EXPECT_FALSE(attribute(features[0], "cuisine"));
  EXPECT_EQ(flag(features[1], "recycling:paper"), true);
  EXPECT_EQ(flag(features[1], "recycling:clothes"), false);
  EXPECT_EQ(text(features[2], "cuisine"), "pizza");
  EXPECT_FALSE(attribute(features[2], "shop"));
  EXPECT_EQ(text(features[3], "tower:type"), "observation");
  EXPECT_EQ(text(features[3], "tourism"), "viewpoint");
}

TEST(OsmBasemap, borders_of_countries_and_states_come_from_relations) {
  Extract extract;
  extract.relation({{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "4"}}, {1, 2});
  extract.relation({{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "2"}}, {1});
  extract.relation({{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "8"}}, {3});
  extract.relation({{"type", "boundary"}, {"boundary", "disputed"}}, {2});
  extract.way({}, open(), 1);
  extract.way({{"maritime", "yes"}}, open(), 2);
  extract.way({{"name", "of a commune"}}, open(), 3);
  extract.way({{"boundary", "administrative"}, {"admin_level", "4"}, {"disputed", "yes"}}, open(), 4);
  auto const features = extract.features();
  ASSERT_THAT(features, SizeIs(3));
  std::vector<std::string> found;
  for (BasemapFeature const& f : features) {
    EXPECT_EQ(f.layer, BasemapLayer::boundaries);
    found.push_back(std::to_string(number(f, "admin_level")) + (*flag(f, "maritime") ? "m" : "") +
                    (*flag(f, "disputed") ? "d" : "") + ":" + std::to_string(f.min_zoom));
  }
  EXPECT_THAT(found, UnorderedElementsAre("2:0", "4md:7", "4d:7"));
  EXPECT_EQ(number(features.back(), "admin_level"), 2) << "countries are drawn over states";
}

TEST(OsmBasemap, ways_are_split_where_the_extract_lacks_nodes) {
  auto const street = first_of_way(
      {{"highway", "primary"}},
      {{7.40, 43.70}, {7.41, 43.70}, {kMissing, 0}, {7.50, 43.70}, {7.51, 43.70}, {kMissing, 0}, {7.60, 43.70}});
  auto const* lines = std::get_if<geo::MultiLineString>(&street.geometry);
  ASSERT_NE(lines, nullptr);
  EXPECT_THAT(lines->lines, ElementsAre(geo::LineString{{7.40, 43.70}, {7.41, 43.70}},
                                        geo::LineString{{7.50, 43.70}, {7.51, 43.70}}));
  EXPECT_THAT(of_way({{"highway", "primary"}}, {{7.4, 43.7}, {kMissing, 0}, {7.5, 43.7}}), IsEmpty());
}

TEST(OsmBasemap, coastlines_keep_their_direction_and_are_split_at_gaps) {
  Extract extract;
  extract.way({{"natural", "coastline"}}, {{7.40, 43.70}, {7.41, 43.70}, {kMissing, 0}, {7.50, 43.70}, {7.51, 43.71}});
  EXPECT_THAT(extract.finish().coastlines, ElementsAre(geo::LineString{{7.40, 43.70}, {7.41, 43.70}},
                                                       geo::LineString{{7.50, 43.70}, {7.51, 43.71}}));
}

TEST(OsmBasemap, areas_are_wound_as_the_geometry_header_says_and_labels_lie_inside) {
  Corners const horseshoe{{0, 0}, {3, 0}, {3, 3}, {2, 3}, {2, 1}, {1, 1}, {1, 3}, {0, 3}, {0, 0}};
  for (bool const backwards : {false, true}) {
    Extract extract;
    extract.way({{"natural", "water"}, {"name", "U"}},
                backwards ? Corners(horseshoe.rbegin(), horseshoe.rend()) : horseshoe);
    auto const features = extract.features();
    ASSERT_THAT(features, SizeIs(2));
    auto const& area = std::get<geo::MultiPolygon>(features[0].geometry);
    double twice = 0;
    auto const& ring = area.polygons.at(0).rings.at(0);
    for (std::size_t i = 1; i < ring.size(); ++i) {
      twice += ring[i - 1].lon * ring[i].lat - ring[i].lon * ring[i - 1].lat;
    }
    EXPECT_GT(twice, 0) << "counter-clockwise";
    EXPECT_TRUE(geo::covers(area, std::get<geo::LonLat>(features[1].geometry)));
  }
}

TEST(OsmBasemap, wants_no_rings_of_ways_that_are_never_areas) {
  osmium::memory::Buffer buffer(1024, osmium::memory::Buffer::auto_grow::yes);
  auto const wants = [&](TagTexts const& tags) {
    auto const at = osmium::builder::add_way(buffer, _tags(tags));
    return OsmBasemap::wants_area(buffer.get<osmium::Way>(at).tags());
  };
  EXPECT_FALSE(wants({}));
  EXPECT_FALSE(wants({{"highway", "residential"}, {"junction", "roundabout"}, {"name", "Rond-point"}}));
  EXPECT_FALSE(wants({{"barrier", "fence"}}));
  EXPECT_TRUE(wants({{"highway", "pedestrian"}, {"area", "yes"}}));
  EXPECT_TRUE(wants({{"highway", "pedestrian"}, {"type", "multipolygon"}}));
  EXPECT_TRUE(wants({{"building", "house"}}));
  EXPECT_TRUE(wants({{"amenity", "library"}}));
}

TEST(OsmBasemap, hostile_text_passes_through_unchanged) {
  std::string const name = "<script>alert(1)</script>\xE2\x80\xAEgnp.exe";
  Extract extract;
  extract.node({{"place", "town"}, {"name", name}});
  EXPECT_EQ(text(extract.features().front(), "name"), name);
}

}  // namespace
}  // namespace cartable::importers::test
