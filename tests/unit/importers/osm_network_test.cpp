#include "geo/repair.hpp"
#include "tests/support/property.hpp"
#include "tests/unit/importers/osm_text.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace cartable {
namespace {

using test::has_note;
using test::OsmText;
using test::read_text;
using test::Tags;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

Tags const kResidential{{"highway", "residential"}};

store::ImportBatch batch_of_way(Tags const& tags) {
  return read_text(OsmText().node(1, 0, 0).node(2, 0.001, 0).way(5, {1, 2}, tags));
}

TEST(OsmStreets, a_street_carries_node_ids_line_name_and_the_tags_that_profiles_read) {
  auto const batch = batch_of_way({{"highway", "footway"},
                                   {"name", "Rue"},
                                   {"name:de", "Gasse"},
                                   {"surface", "sett"},
                                   {"incline", "8%"},
                                   {"sidewalk:left:surface", "asphalt"},
                                   {"ramp:wheelchair", "yes"},
                                   {"cycleway:right", "lane"},
                                   {"oneway:bicycle", "no"},
                                   {"step_count", "12"},
                                   {"kerb", "lowered"},
                                   {"source", "survey"}});
  ASSERT_EQ(batch.streets.size(), 1U);
  auto const& street = batch.streets[0];
  EXPECT_EQ(street.head.id, "osm:w5");
  EXPECT_EQ(street.name, "Rue");
  EXPECT_THAT(street.names, ElementsAre(Pair("de", "Gasse")));
  EXPECT_THAT(street.nodes, ElementsAre(1, 2));
  EXPECT_THAT(street.line, ElementsAre(geo::LonLat{0, 0}, geo::LonLat{0.001, 0}));
  for (char const* key : {"highway", "surface", "incline", "sidewalk:left:surface", "ramp:wheelchair", "cycleway:right",
                          "oneway:bicycle", "step_count", "kerb"}) {
    EXPECT_THAT(street.tags, Contains(Key(key)));
  }
  EXPECT_THAT(street.tags, Not(Contains(Key("source"))));
}

TEST(OsmStreets, ways_for_motor_vehicles_alone_or_not_there_are_left_out) {
  for (char const* highway :
       {"motorway", "motorway_link", "construction", "proposed", "raceway", "abandoned", "rest_area"}) {
    EXPECT_THAT(batch_of_way({{"highway", highway}}).streets, IsEmpty()) << highway;
  }
  for (char const* highway :
       {"residential", "footway", "path", "pedestrian", "steps", "living_street", "service", "track", "corridor",
        "platform", "trunk", "primary", "cycleway", "elevator", "unclassified"}) {
    EXPECT_EQ(batch_of_way({{"highway", highway}}).streets.size(), 1U) << highway;
  }
  EXPECT_EQ(batch_of_way({{"highway", "motorway"}, {"bicycle", "yes"}}).streets.size(), 1U);
  EXPECT_EQ(batch_of_way({{"route", "ferry"}}).streets.size(), 1U);
  EXPECT_THAT(batch_of_way({{"route", "ferry"}, {"foot", "no"}}).streets, IsEmpty());
  EXPECT_EQ(batch_of_way({{"man_made", "pier"}}).streets.size(), 1U);
  EXPECT_THAT(batch_of_way({{"waterway", "river"}}).streets, IsEmpty());
}

TEST(OsmStreets, counts_nodes_and_edges_after_cutting_at_shared_nodes_and_ends) {
  // 1-2-3-4 and 5-3-6 cross in 3; 2 is only a bend.
  OsmText text;
  text.node(1, 0, 0).node(2, 1, 0).node(3, 2, 0).node(4, 3, 0).node(5, 2, 1).node(6, 2, -1);
  text.way(1, {1, 2, 3, 4}, kResidential).way(2, {5, 3, 6}, kResidential);
  auto const batch = read_text(text);
  EXPECT_EQ(batch.counts.street_nodes, 5);
  EXPECT_EQ(batch.counts.street_edges, 4);
}

TEST(OsmStreets, a_ring_that_meets_nothing_is_one_node_and_one_edge) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.001, kResidential);
  auto const batch = read_text(text);
  EXPECT_EQ(batch.counts.street_nodes, 1);
  EXPECT_EQ(batch.counts.street_edges, 1);
}

TEST(OsmStreets, counts_agree_with_a_graph_made_edge_by_edge) {
  test::PropertyRandom random;
  OsmText text;
  for (int id = 1; id <= 200; ++id) {
    text.node(id, random.real(-1, 1), random.real(-1, 1));
  }
  std::vector<std::vector<std::int64_t>> ways(60);
  for (std::size_t w = 0; w < ways.size(); ++w) {
    std::int64_t const length = random.integer(2, 9);
    while (static_cast<std::int64_t>(ways[w].size()) < length) {
      std::int64_t const node = random.integer(1, 200);
      if (ways[w].empty() || ways[w].back() != node) {
        ways[w].push_back(node);
      }
    }
    text.way(static_cast<std::int64_t>(w) + 1, ways[w], kResidential);
  }
  std::map<std::int64_t, int> uses;
  for (auto const& way : ways) {
    for (std::int64_t const node : way) {
      ++uses[node];
    }
    ++uses[way.front()];
    ++uses[way.back()];
  }
  std::int64_t edges = 0;
  for (auto const& way : ways) {
    for (std::size_t i = 1; i < way.size(); ++i) {
      edges += uses[way[i]] > 1 ? 1 : 0;  // each piece ends at exactly one junction
    }
  }
  auto const batch = read_text(text);
  EXPECT_EQ(batch.counts.street_edges, edges);
  EXPECT_EQ(batch.counts.street_nodes,
            std::count_if(uses.begin(), uses.end(), [](auto const& use) { return use.second > 1; }));
}

TEST(OsmStreets, a_gap_cuts_the_way_and_no_line_crosses_it) {
  OsmText text;
  text.node(1, 0, 0).node(2, 1, 0).node(5, 4, 0).node(6, 5, 0).way(9, {1, 2, 3, 4, 5, 6}, kResidential);
  auto const batch = read_text(text);
  ASSERT_EQ(batch.streets.size(), 2U);
  EXPECT_EQ(batch.streets[0].head.id, "osm:w9");
  EXPECT_THAT(batch.streets[0].nodes, ElementsAre(1, 2));
  EXPECT_EQ(batch.streets[1].head.id, "osm:w9.2");
  EXPECT_THAT(batch.streets[1].nodes, ElementsAre(5, 6));
  EXPECT_EQ(batch.counts.missing_node_refs, 2);
  EXPECT_TRUE(has_note(batch, "2 references to nodes that it lacks; 1 ways lose vertices, 0 of them"));
}

TEST(OsmStreets, a_way_with_one_known_node_is_left_out_and_counted) {
  auto const batch = read_text(OsmText().node(1, 0, 0).way(9, {1, 2, 3}, kResidential));
  EXPECT_THAT(batch.streets, IsEmpty());
  EXPECT_EQ(batch.counts.missing_node_refs, 2);
  EXPECT_TRUE(has_note(batch, "1 have fewer than two nodes"));
}

TEST(OsmStreets, tagged_nodes_on_streets_are_kept_and_others_not) {
  OsmText text;
  text.node(1, 0, 0, {{"barrier", "bollard"}})
      .node(2, 1, 0, {{"kerb", "lowered"}, {"tactile_paving", "yes"}})
      .node(3, 2, 0, {{"highway", "crossing"}, {"crossing", "marked"}});
  text.node(4, 3, 0, {{"barrier", "gate"}}).node(5, 2.5, 0, {{"natural", "tree"}});
  text.way(9, {1, 2, 3, 5}, {{"highway", "footway"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.street_nodes.size(), 3U);
  EXPECT_EQ(batch.street_nodes[0].node, 1);
  EXPECT_THAT(batch.street_nodes[1].tags, UnorderedElementsAre(Pair("kerb", "lowered"), Pair("tactile_paving", "yes")));
  EXPECT_THAT(batch.street_nodes[2].tags,
              UnorderedElementsAre(Pair("highway", "crossing"), Pair("crossing", "marked")));
}

TEST(OsmStreets, the_untagged_borders_of_a_square_drawn_as_multipolygon_are_walkable) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.002, {}).square(2, 20, 0.0005, 0.0005, 0.001, {});
  text.relation(3, {{'w', 1, "outer"}, {'w', 2, "inner"}},
                {{"type", "multipolygon"}, {"highway", "pedestrian"}, {"name", "Plaza"}});
  text.node(30, -0.001, 0).way(4, {30, 10}, {{"highway", "footway"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.streets.size(), 3U);
  EXPECT_EQ(batch.streets[1].head.id, "osm:w1");
  EXPECT_EQ(batch.streets[1].name, "Plaza");
  EXPECT_EQ(batch.streets[1].tags.at("highway"), "pedestrian");
}

TEST(OsmExtent, covers_every_one_of_many_nodes_and_is_their_hull) {
  test::PropertyRandom random;
  OsmText text;
  std::vector<geo::LonLat> points;
  for (int id = 1; id <= 3000; ++id) {
    geo::LonLat const p{std::round(random.normal(7, 0.1) * 1e7) / 1e7, std::round(random.normal(43, 0.1) * 1e7) / 1e7};
    points.push_back(p);
    text.node(id, p.lon, p.lat);
  }
  auto const batch = read_text(text);
  EXPECT_EQ(batch.covers, geo::convex_hull(points));
  for (geo::LonLat const p : points) {
    ASSERT_TRUE(geo::covers(*batch.covers, p)) << p.lon << ' ' << p.lat;
  }
}

TEST(OsmExtent, covers_the_hull_of_all_nodes_and_not_more) {
  OsmText text;
  text.node(1, 0, 0).node(2, 4, 0).node(3, 0, 4).node(4, 1, 1);
  auto const batch = read_text(text);
  ASSERT_TRUE(batch.covers);
  EXPECT_TRUE(geo::covers(*batch.covers, {1.9, 1.9}));
  EXPECT_FALSE(geo::covers(*batch.covers, {2.1, 2.1}));
}

TEST(OsmExtent, a_single_node_or_a_line_still_covers_something_small) {
  auto const batch = read_text(OsmText().node(1, 7, 43));
  ASSERT_TRUE(batch.covers && !batch.covers->empty());
  EXPECT_TRUE(geo::covers(*batch.covers, {7, 43}));
  EXPECT_FALSE(geo::covers(*batch.covers, {7.001, 43}));
}

TEST(OsmExtent, an_island_across_the_equator_is_read) {
  OsmText text;
  text.square(1, 10, 6.5, -0.1, 0.2, {{"natural", "coastline"}, {"place", "island"}, {"name", "Isla"}});
  text.node(1, 6.6, 0.05, {{"amenity", "school"}})
      .node(2, 6.6, -0.05, {{"amenity", "school"}})
      .way(5, {1, 2}, kResidential);
  auto const batch = read_text(text);
  EXPECT_EQ(batch.places.size(), 2U);
  EXPECT_EQ(batch.streets.size(), 1U);
  EXPECT_TRUE(geo::covers(*batch.covers, {6.6, 0}));
  EXPECT_EQ(batch.basemap.coastlines.size(), 1U);
}

TEST(OsmExtent, an_island_across_the_date_line_covers_both_sides_and_not_the_world) {
  OsmText text;
  text.node(1, 179.9, -16, {{"amenity", "school"}})
      .node(2, 179.8, -17)
      .node(3, -179.9, -16.5, {{"amenity", "library"}})
      .node(4, -179.8, -16)
      .node(5, -179.8, -17);
  auto const batch = read_text(text);
  EXPECT_EQ(batch.places.size(), 2U);
  EXPECT_TRUE(geo::covers(*batch.covers, {179.9, -16.2}));
  EXPECT_TRUE(geo::covers(*batch.covers, {-179.9, -16.5}));
  EXPECT_FALSE(geo::covers(*batch.covers, {0, -16.5}));
  EXPECT_FALSE(geo::covers(*batch.covers, {7, 43}));
}

TEST(OsmDistricts, administrative_relations_become_districts_by_level) {
  OsmText text;
  text.square(1, 10, 0, 0, 1, {});
  text.relation(7, {{'w', 1, "outer"}},
                {{"type", "boundary"},
                 {"boundary", "administrative"},
                 {"admin_level", "9"},
                 {"name", "Est"},
                 {"name:en", "East"},
                 {"ref", "07"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.districts.size(), 1U);
  auto const& district = batch.districts[0];
  EXPECT_EQ(district.head.id, "osm:r7");
  EXPECT_EQ(district.set, "osm-admin-9");
  EXPECT_EQ(district.level, "9");
  EXPECT_EQ(district.code, "07");
  EXPECT_EQ(district.name, "Est");
  EXPECT_THAT(district.names, ElementsAre(Pair("en", "East")));
  EXPECT_TRUE(geo::covers(district.area, {0.5, 0.5}));
}

TEST(OsmDistricts, boundaries_that_the_file_lacks_a_part_of_are_counted_and_named) {
  OsmText text;
  text.node(1, 0, 0).node(2, 1, 0).node(3, 1, 1).node(4, 0, 1);
  text.way(1, {1, 2, 3}, {}).way(2, {3, 4, 99, 1}, {});
  Tags const admin{{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "4"}, {"name", "Missing way"}};
  text.relation(7, {{'w', 1, "outer"}, {'w', 77, "outer"}}, admin);
  text.relation(8, {{'w', 1, "outer"}, {'w', 2, "outer"}},
                {{"type", "boundary"}, {"boundary", "administrative"}, {"admin_level", "4"}, {"name", "Missing node"}});
  auto const batch = read_text(text);
  EXPECT_THAT(batch.districts, IsEmpty());
  EXPECT_EQ(batch.counts.areas_broken, 2);
  EXPECT_TRUE(has_note(batch, "Missing way (admin_level 4)"));
  EXPECT_TRUE(has_note(batch, "Missing node (admin_level 4)"));
}

TEST(OsmDistricts, suburb_areas_are_a_set_of_their_own) {
  OsmText text;
  text.square(1, 10, 0, 0, 1, {{"place", "suburb"}, {"name", "Old Town"}})
      .square(2, 20, 2, 0, 1, {{"place", "neighbourhood"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.districts.size(), 1U);
  EXPECT_EQ(batch.districts[0].set, "osm-place-suburb");
}

TEST(OsmDistricts, localities_come_from_place_nodes_and_stations_with_a_name) {
  OsmText text;
  text.node(1, 0, 0, {{"place", "suburb"}, {"name", "Old Town"}, {"name:fr", "Vieille ville"}})
      .node(2, 0, 1, {{"place", "hamlet"}})
      .node(3, 1, 1, {{"railway", "station"}, {"name", "Central"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.localities.size(), 2U);
  EXPECT_EQ(batch.localities[0].kind, "suburb");
  EXPECT_EQ(batch.localities[0].names.at("fr"), "Vieille ville");
  EXPECT_EQ(batch.localities[1].kind, "station");
}

TEST(OsmAddresses, come_from_nodes_ways_and_relations_but_not_from_interpolation) {
  OsmText text;
  Tags const address{{"addr:housenumber", "7"}, {"addr:street", "Rue A"}, {"addr:postcode", "98000"}};
  text.node(1, 0.5, 0.5, address).square(1, 10, 0, 0, 0.002, address).square(2, 20, 1, 1, 0.002, {});
  text.relation(3, {{'w', 2, "outer"}},
                {{"type", "multipolygon"}, {"building", "yes"}, {"addr:housenumber", "9"}, {"addr:place", "Hamlet"}});
  text.way(4, {10, 12}, {{"addr:interpolation", "even"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.addresses.size(), 3U);
  EXPECT_EQ(batch.addresses[0].head.id, "osm:n1");
  EXPECT_EQ(batch.addresses[0].street, "Rue A");
  EXPECT_EQ(batch.addresses[0].postcode, "98000");
  EXPECT_EQ(batch.addresses[1].head.id, "osm:w1");
  EXPECT_EQ(batch.addresses[1].point, (geo::LonLat{0.001, 0.001}));
  EXPECT_EQ(batch.addresses[2].head.id, "osm:r3");
  EXPECT_EQ(batch.addresses[2].street, "Hamlet");
  EXPECT_TRUE(has_note(batch, "1 lines of interpolated house numbers"));
}

TEST(OsmAddresses, the_street_may_come_from_an_associated_street_relation) {
  OsmText text;
  text.node(1, 0, 0, {{"addr:housenumber", "7"}})
      .relation(3, {{'n', 1, "house"}}, {{"type", "associatedStreet"}, {"name", "Rue B"}});
  auto const batch = read_text(text);
  ASSERT_EQ(batch.addresses.size(), 1U);
  EXPECT_EQ(batch.addresses[0].street, "Rue B");
}

}  // namespace
}  // namespace cartable
