#include "geo/repair.hpp"
#include "tests/unit/importers/osm_text.hpp"

#include <gmock/gmock.h>

namespace cartable {
namespace {

using store::Fee;
using store::Tri;
using store::Wheelchair;
using test::find_place;
using test::has_note;
using test::only_place;
using test::OsmText;
using test::place_of;
using test::read_text;
using test::Tags;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

Tags school(std::string const& name, Tags more = {}) {
  more.emplace_back("amenity", "school");
  if (!name.empty()) {
    more.emplace_back("name", name);
  }
  return more;
}

TEST(OsmPlaces, carries_names_in_all_languages) {
  auto const place = place_of({{"amenity", "library"},
                               {"name", "Bibliothèque"},
                               {"name:en", "Library"},
                               {"name:ar", "مكتبة"},
                               {"name:zh-Hant", "圖書館"},
                               {"name:sr_Latn", "Biblioteka"},
                               {"name:etymology", "nobody"},
                               {"name:left", "x"},
                               {"alt_name", "Médiathèque"}});
  EXPECT_EQ(place.name, "Bibliothèque");
  EXPECT_THAT(place.names, UnorderedElementsAre(Pair("en", "Library"), Pair("ar", "مكتبة"), Pair("zh-Hant", "圖書館"),
                                                Pair("sr-Latn", "Biblioteka")));
  EXPECT_THAT(place.extra, Contains(Pair("alt_name", "Médiathèque")));
}

TEST(OsmPlaces, a_place_without_a_name_takes_its_official_name_or_one_in_any_language) {
  EXPECT_EQ(place_of({{"amenity", "library"}, {"official_name", "Official"}, {"name:fr", "Autre"}}).name, "Official");
  EXPECT_EQ(place_of({{"amenity", "library"}, {"name:fr", "Autre"}}).name, "Autre");
  EXPECT_EQ(place_of({{"amenity", "library"}}).name, "");
}

TEST(OsmPlaces, carries_cost_hours_access_and_contacts) {
  auto const place = place_of({{"tourism", "museum"},
                               {"opening_hours", "Tu-Su 10:00-18:00; PH off"},
                               {"charge", "8 EUR"},
                               {"wheelchair", "limited"},
                               {"toilets:wheelchair", "yes"},
                               {"audio_loop", "no"},
                               {"phone", "+377 1"},
                               {"contact:email", "a@b.mc"},
                               {"website", "https://museum.mc/x"},
                               {"operator", "City"},
                               {"operator:type", "public"},
                               {"capacity", "120"},
                               {"min_age", "6"},
                               {"max_age", "99"},
                               {"internet_access", "terminal"},
                               {"reservation", "required"},
                               {"check_date", "2026-05-01"},
                               {"description", "Old things"},
                               {"description:fr", "Vieilleries"},
                               {"changing_table", "yes"},
                               {"language:fr", "yes"},
                               {"language:de", "no"},
                               {"language:en", "main"}});
  EXPECT_EQ(place.opening_hours, "Tu-Su 10:00-18:00; PH off");
  EXPECT_EQ(place.fee, Fee::paid);
  EXPECT_EQ(place.price, "8 EUR");
  EXPECT_EQ(place.wheelchair, Wheelchair::limited);
  EXPECT_THAT(place.needs, UnorderedElementsAre(Pair("accessible-toilet", "yes"), Pair("hearing-loop", "no")));
  EXPECT_THAT(place.contact, UnorderedElementsAre(Pair("phone", "+377 1"), Pair("email", "a@b.mc"),
                                                  Pair("website", "https://museum.mc/x")));
  EXPECT_EQ(place.operator_name, "City");
  EXPECT_EQ(place.operator_type, "public");
  EXPECT_EQ(place.capacity, 120);
  EXPECT_EQ(place.age_min, 6);
  EXPECT_EQ(place.age_max, 99);
  EXPECT_EQ(place.appointment, Tri::yes);
  EXPECT_EQ(place.checked, "2026-05-01");
  EXPECT_THAT(place.description, UnorderedElementsAre(Pair("und", "Old things"), Pair("fr", "Vieilleries")));
  EXPECT_THAT(place.extra, Contains(Pair("internet_access", "terminal")));
  EXPECT_THAT(place.extra, Contains(Pair("changing_table", "yes")));
  EXPECT_THAT(place.languages, ElementsAre("en", "fr"));
}

TEST(OsmPlaces, silence_is_unknown_and_never_no) {
  auto const place = place_of({{"amenity", "library"}});
  EXPECT_EQ(place.fee, Fee::unknown);
  EXPECT_EQ(place.wheelchair, Wheelchair::unknown);
  EXPECT_EQ(place.appointment, Tri::unknown);
  EXPECT_THAT(place.needs, IsEmpty());
  EXPECT_FALSE(place.capacity || place.age_min || place.age_max);
}

TEST(OsmPlaces, carries_address_and_identifiers) {
  auto const place = place_of({{"amenity", "school"},
                               {"addr:street", "Rue A"},
                               {"addr:housenumber", "7 bis"},
                               {"addr:postcode", "06000"},
                               {"addr:city", "Nice"},
                               {"ref:UAI", "0061234X"},
                               {"ref:FR:SIRET", "12345678900012"},
                               {"wikidata", "Q1"}});
  EXPECT_THAT(place.address, UnorderedElementsAre(Pair("street", "Rue A"), Pair("housenumber", "7 bis"),
                                                  Pair("postcode", "06000"), Pair("city", "Nice")));
  EXPECT_THAT(place.head.identifiers, UnorderedElementsAre(Pair("osm", "node/1"), Pair("uai", "0061234X"),
                                                           Pair("siret", "12345678900012"), Pair("wikidata", "Q1")));
  EXPECT_EQ(place.head.id, "osm:n1");
  EXPECT_EQ(place.head.source, "osm");
  EXPECT_THAT(place.sources, ElementsAre(store::SourceRef{"osm", "node/1", ""}));
}

TEST(OsmPlaces, numbers_that_are_none_are_unknown) {
  auto const place =
      place_of({{"amenity", "school"}, {"capacity", "many"}, {"min_age", "-3"}, {"max_age", "99999999999"}});
  EXPECT_FALSE(place.capacity || place.age_min || place.age_max);
}

TEST(OsmPlaces, hostile_names_are_carried_as_text) {
  std::string const script = "<script>alert('x')</script>";
  std::string const reversed =
      "Library \xE2\x80\xAE"
      "gnp.exe";
  EXPECT_EQ(place_of({{"amenity", "library"}, {"name", script}}).name, script);
  EXPECT_EQ(place_of({{"amenity", "library"}, {"name", reversed}}).name, reversed);
}

TEST(OsmPlaces, only_web_links_are_carried_as_links) {
  EXPECT_THAT(place_of({{"amenity", "library"}, {"website", "javascript:alert(1)"}}).contact, IsEmpty());
  EXPECT_THAT(place_of({{"amenity", "library"}, {"website", "data:text/html,x"}}).contact, IsEmpty());
  EXPECT_THAT(place_of({{"amenity", "library"}, {"website", "www.lib.org/a"}}).contact,
              ElementsAre(Pair("website", "https://www.lib.org/a")));
  EXPECT_THAT(place_of({{"amenity", "library"}, {"url", "HTTP://lib.org"}}).contact,
              ElementsAre(Pair("website", "HTTP://lib.org")));
}

TEST(OsmPlaces, an_area_has_a_point_inside_and_its_footprint) {
  // A U: the middle of its box is not inside.
  OsmText text;
  text.node(1, 0, 0).node(2, 0.003, 0).node(3, 0.003, 0.003).node(4, 0.002, 0.003).node(5, 0.002, 0.001);
  text.node(6, 0.001, 0.001).node(7, 0.001, 0.003).node(8, 0, 0.003);
  text.way(9, {1, 2, 3, 4, 5, 6, 7, 8, 1}, school("U"));
  auto const place = only_place(read_text(text));
  EXPECT_EQ(place.head.id, "osm:w9");
  ASSERT_TRUE(place.point);
  EXPECT_TRUE(geo::covers(place.footprint, *place.point));
  EXPECT_FALSE(geo::covers(place.footprint, {0.0015, 0.002}));
}

TEST(OsmPlaces, a_multipolygon_keeps_its_hole) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, {}).square(2, 20, 0.001, 0.001, 0.002, {});
  text.relation(5, {{'w', 1, "outer"}, {'w', 2, "inner"}}, school("Ring", {{"type", "multipolygon"}}));
  auto const place = only_place(read_text(text));
  EXPECT_EQ(place.head.id, "osm:r5");
  EXPECT_EQ(place.head.identifiers.at("osm"), "relation/5");
  ASSERT_EQ(place.footprint.polygons.size(), 1U);
  EXPECT_EQ(place.footprint.polygons[0].rings.size(), 2U);
  EXPECT_FALSE(geo::covers(place.footprint, {0.002, 0.002}));
  EXPECT_TRUE(geo::covers(place.footprint, *place.point));
}

TEST(OsmPlaces, an_old_style_multipolygon_takes_the_tags_of_its_outer_ways) {
  OsmText text;
  text.node(1, 0, 0).node(2, 0.002, 0).node(3, 0.002, 0.002).node(4, 0, 0.002);
  text.way(1, {1, 2, 3}, school("Halves")).way(2, {3, 4, 1}, school("Halves"));
  text.relation(5, {{'w', 1, "outer"}, {'w', 2, "outer"}}, {{"type", "multipolygon"}});
  auto const batch = read_text(text);
  ASSERT_NE(find_place(batch, "osm:r5"), nullptr);
  EXPECT_FALSE(find_place(batch, "osm:r5")->footprint.empty());
}

TEST(OsmPlaces, the_main_entrance_on_the_outline_is_the_point) {
  OsmText text;
  text.node(1, 0, 0).node(2, 0.002, 0, {{"entrance", "yes"}}).node(3, 0.002, 0.002, {{"entrance", "main"}});
  text.node(4, 0, 0.002, {{"entrance", "service"}}).way(9, {1, 2, 3, 4, 1}, {{"amenity", "library"}});
  auto const place = only_place(read_text(text));
  ASSERT_TRUE(place.point);
  EXPECT_EQ(*place.point, (geo::LonLat{0.002, 0.002}));
}

TEST(OsmPlaces, a_service_entrance_is_no_point) {
  OsmText text;
  text.node(1, 0, 0, {{"entrance", "service"}}).node(2, 0.002, 0).node(3, 0.002, 0.002).node(4, 0, 0.002);
  text.way(9, {1, 2, 3, 4, 1}, {{"amenity", "library"}});
  EXPECT_NE(*only_place(read_text(text)).point, (geo::LonLat{0, 0}));
}

TEST(OsmPlaces, grounds_take_the_entrance_of_the_building_merged_into_them) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Elm"));
  text.node(21, 0.001, 0.001, {{"entrance", "main"}})
      .node(22, 0.002, 0.001)
      .node(23, 0.002, 0.002)
      .node(24, 0.001, 0.002);
  text.way(2, {21, 22, 23, 24, 21}, school("Elm", {{"building", "school"}}));
  auto const place = only_place(read_text(text));
  EXPECT_EQ(place.head.id, "osm:w1");
  EXPECT_EQ(*place.point, (geo::LonLat{0.001, 0.001}));
}

TEST(OsmPlaces, an_open_way_or_a_line_without_area_is_kept_as_a_point_and_told) {
  OsmText text;
  text.node(1, 0, 0).node(2, 0.002, 0).node(3, 0.002, 0.002).way(9, {1, 2, 3}, school("Open"));
  auto const batch = read_text(text);
  auto const place = only_place(batch);
  EXPECT_EQ(*place.point, (geo::LonLat{0.001, 0.001}));
  EXPECT_TRUE(place.footprint.empty());
  EXPECT_TRUE(has_note(batch, "not drawn as a whole area"));
}

TEST(OsmPlaces, a_place_of_which_no_node_is_in_the_file_is_unplaced) {
  auto const batch = read_text(OsmText().node(1, 0, 0).way(9, {101, 102, 103, 101}, school("Elsewhere")));
  auto const place = only_place(batch);
  EXPECT_FALSE(place.point);
  EXPECT_EQ(place.head.status, store::RecordStatus::unplaced);
}

TEST(OsmMerge, grounds_building_and_point_of_one_name_are_one_place) {
  OsmText text;
  text.node(5, 0.0015, 0.0015, school("Elm School", {{"phone", "1"}}));
  text.square(1, 10, 0, 0, 0.004, school("Elm School"))
      .square(2, 20, 0.001, 0.001, 0.001, school("", {{"building", "yes"}, {"wheelchair", "yes"}}));
  auto const batch = read_text(text);
  auto const place = only_place(batch);
  EXPECT_EQ(place.head.id, "osm:w1");
  EXPECT_THAT(place.aliases, UnorderedElementsAre("osm:w2", "osm:n5"));
  EXPECT_THAT(place.contact, ElementsAre(Pair("phone", "1")));
  EXPECT_EQ(place.wheelchair, Wheelchair::yes);
  EXPECT_EQ(place.sources.size(), 3U);
  EXPECT_EQ(batch.counts.places_read, 3);
  EXPECT_EQ(batch.counts.places_merged, 2);
  EXPECT_THAT(batch.merged, UnorderedElementsAre(Pair("grounds and building", 1), Pair("grounds and point", 1)));
  EXPECT_TRUE(has_note(batch, "Elm School: grounds w1 and building w2 are one place"));
}

TEST(OsmMerge, two_names_on_one_campus_stay_two_places) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Upper")).square(2, 20, 0.001, 0.001, 0.001, school("Lower"));
  auto const batch = read_text(text);
  EXPECT_EQ(batch.places.size(), 2U);
  EXPECT_EQ(find_place(batch, "osm:w2")->parent, "osm:w1");
  EXPECT_EQ(batch.counts.places_merged, 0);
}

TEST(OsmMerge, unnamed_grounds_join_the_one_name_inside_but_not_two) {
  OsmText one;
  one.square(1, 10, 0, 0, 0.004, school("")).square(2, 20, 0.001, 0.001, 0.001, school("Elm"));
  auto const place = only_place(read_text(one));
  EXPECT_EQ(place.head.id, "osm:w1");
  EXPECT_EQ(place.name, "Elm");

  OsmText two;
  two.square(1, 10, 0, 0, 0.004, school(""))
      .square(2, 20, 0.001, 0.001, 0.001, school("Elm"))
      .node(5, 0.003, 0.003, school("Oak"));
  EXPECT_EQ(read_text(two).places.size(), 3U);
}

TEST(OsmMerge, other_kinds_inside_are_places_of_their_own) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Elm")).node(5, 0.002, 0.002, {{"amenity", "library"}});
  auto const batch = read_text(text);
  EXPECT_EQ(batch.places.size(), 2U);
  EXPECT_EQ(find_place(batch, "osm:n5")->parent, "osm:w1");
}

TEST(OsmMerge, buildings_of_one_name_within_fifty_metres_are_one_place) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.001, school("Elm")).square(2, 20, 0.00144, 0, 0.001, school("Elm"));  // 49 m apart
  auto const batch = read_text(text);
  auto const place = only_place(batch);
  EXPECT_THAT(batch.merged, ElementsAre(Pair("neighbouring areas", 1)));
  EXPECT_EQ(place.footprint.polygons.size(), 2U);
  EXPECT_TRUE(geo::covers(place.footprint, *place.point));

  OsmText apart;
  apart.square(1, 10, 0, 0, 0.001, school("Elm")).square(2, 20, 0.00146, 0, 0.001, school("Elm"));  // 51 m
  EXPECT_EQ(read_text(apart).places.size(), 2U);
  OsmText different;
  different.square(1, 10, 0, 0, 0.001, school("Elm")).square(2, 20, 0.0011, 0, 0.001, school("Oak"));
  EXPECT_EQ(read_text(different).places.size(), 2U);
}

TEST(OsmMerge, unnamed_buildings_side_by_side_are_one_place_but_an_unnamed_one_is_not_its_neighbours) {
  Tags const building{{"building", "yes"}};
  OsmText text;
  text.square(1, 10, 0, 0, 0.0005, school("", building)).square(2, 20, 0.0008, 0, 0.0005, school("", building));
  text.square(3, 30, 0.0016, 0, 0.0005, school("", building));
  EXPECT_EQ(read_text(text).places.size(), 1U) << "a chain";
  OsmText named;
  named.square(1, 10, 0, 0, 0.0005, school("", building)).square(2, 20, 0.0006, 0, 0.0005, school("Elm", building));
  EXPECT_EQ(read_text(named).places.size(), 2U);
}

TEST(OsmMerge, points_of_one_name_side_by_side_stay_apart) {
  OsmText text;
  text.node(1, 0, 0, {{"amenity", "internet_cafe"}, {"name", "Internet"}})
      .node(2, 0.0001, 0, {{"amenity", "internet_cafe"}, {"name", "Internet"}});
  EXPECT_EQ(read_text(text).places.size(), 2U);
}

TEST(OsmMerge, neighbours_with_one_name_are_not_merged_unless_on_one_campus) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.001, school("Elm")).square(2, 20, 0.002, 0, 0.001, school("Elm"));
  EXPECT_EQ(read_text(text).places.size(), 2U);
  text.square(3, 30, -0.001, -0.001, 0.006, {{"landuse", "education"}});
  auto const batch = read_text(text);
  EXPECT_EQ(batch.places.size(), 1U);
  EXPECT_THAT(batch.merged, ElementsAre(Pair("on one campus", 1)));
}

TEST(OsmMerge, names_compare_without_case_accents_and_the_word_school) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("École Élm School")).node(5, 0.002, 0.002, school("ecole ELM"));
  EXPECT_EQ(read_text(text).places.size(), 1U);
}

TEST(OsmMerge, a_name_in_another_language_is_a_name_too) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Schule", {{"name:en", "Elm"}})).node(5, 0.002, 0.002, school("Elm"));
  EXPECT_EQ(read_text(text).places.size(), 1U);
}

TEST(OsmMerge, a_site_relation_joins_its_members) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.001, school("Elm")).square(2, 20, 0.01, 0, 0.001, school(""));
  text.relation(7, {{'w', 1, ""}, {'w', 2, ""}}, school("Elm", {{"type", "site"}}));
  auto const batch = read_text(text);
  auto const place = only_place(batch);
  EXPECT_EQ(place.head.id, "osm:r7");
  EXPECT_THAT(place.aliases, UnorderedElementsAre("osm:w1", "osm:w2"));
  EXPECT_FALSE(place.footprint.empty());
  EXPECT_TRUE(place.point);
}

TEST(OsmMerge, a_site_of_nodes_lies_in_their_middle) {
  OsmText text;
  text.node(1, 0, 0).node(2, 0.002, 0.004).relation(7, {{'n', 1, ""}, {'n', 2, ""}}, school("Elm", {{"type", "site"}}));
  EXPECT_EQ(*only_place(read_text(text)).point, (geo::LonLat{0.001, 0.002}));
}

TEST(OsmMerge, kinds_of_merged_objects_are_joined_and_decide_the_default_level) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Elm")).node(5, 0.002, 0.002, school("Elm", {{"school", "primary"}}));
  auto const place = only_place(read_text(text));
  EXPECT_THAT(place.kinds, ElementsAre("school", "primary_school"));
  EXPECT_EQ(place.isced, 2);
  EXPECT_EQ(place.isced_from, "tags");
}

TEST(OsmMerge, what_both_say_the_one_that_stays_says) {
  OsmText text;
  text.square(1, 10, 0, 0, 0.004, school("Elm", {{"phone", "1"}, {"fee", "no"}}));
  text.node(5, 0.002, 0.002, school("Elm", {{"phone", "2"}, {"fee", "yes"}, {"email", "a@b.c"}}));
  auto const place = only_place(read_text(text));
  EXPECT_EQ(place.contact.at("phone"), "1");
  EXPECT_EQ(place.contact.at("email"), "a@b.c");
  EXPECT_EQ(place.fee, Fee::free);
}

}  // namespace
}  // namespace cartable
