#include "importers/osm_isced.hpp"
#include "importers/osm_tag_rules.hpp"
#include "store/taxonomy.hpp"
#include "tests/unit/importers/osm_text.hpp"

#include <gmock/gmock.h>

#include <set>

namespace cartable {
namespace {

using store::levels;
using store::pillars;
using test::place_of;
using test::Tags;
using testing::Contains;
using testing::ElementsAre;
using testing::Key;

struct Row {
  int number;
  Tags tags;
  std::vector<std::string> kinds;
  std::uint8_t pillar_bits;
  std::uint16_t isced;
  std::vector<std::string> topics;
};

void PrintTo(Row const& row, std::ostream* out) { *out << "row " << row.number << " " << row.tags.back().second; }

// The mapping table of docs/data/osm.md, written down once more and independently of the program's table.
std::vector<Row> const kTable{
    {1, {{"amenity", "kindergarten"}}, {"kindergarten"}, pillars(1, 2), levels(0), {}},
    {1, {{"education", "kindergarten"}}, {"kindergarten"}, pillars(1, 2), levels(0), {}},
    {2, {{"amenity", "childcare"}}, {"childcare"}, pillars(2), levels(0), {}},
    {3, {{"amenity", "school"}}, {"school"}, pillars(1), levels(1, 2, 3), {}},
    {3, {{"education", "school"}}, {"school"}, pillars(1), levels(1, 2, 3), {}},
    {4, {{"amenity", "school"}, {"school", "primary"}}, {"school", "primary_school"}, pillars(1), levels(1), {}},
    {4, {{"amenity", "school"}, {"isced:level", "1"}}, {"school", "primary_school"}, pillars(1), levels(1), {}},
    {5,
     {{"amenity", "school"}, {"school", "lower_secondary"}},
     {"school", "lower_secondary_school"},
     pillars(1),
     levels(2),
     {}},
    {6, {{"amenity", "school"}, {"school", "secondary"}}, {"school", "secondary_school"}, pillars(1), levels(2, 3), {}},
    {7,
     {{"amenity", "school"}, {"school", "upper_secondary"}},
     {"school", "upper_secondary_school"},
     pillars(1),
     levels(3),
     {}},
    {8,
     {{"amenity", "school"}, {"school", "post_secondary"}},
     {"school", "post_secondary_school"},
     pillars(1, 3),
     levels(4),
     {}},
    {9,
     {{"amenity", "school"}, {"school:for", "adults"}},
     {"school", "adult_school"},
     pillars(1, 6),
     levels(1, 2, 3),
     {}},
    {10,
     {{"amenity", "school"}, {"school:special_needs", "only"}},
     {"school", "special_needs_school"},
     pillars(1),
     levels(1, 2, 3),
     {}},
    {11, {{"amenity", "college"}}, {"college"}, pillars(1, 3), levels(4, 5), {}},
    {11, {{"education", "college"}}, {"college"}, pillars(1, 3), levels(4, 5), {}},
    {12, {{"amenity", "university"}}, {"university"}, pillars(1), levels(6, 7, 8), {}},
    {12, {{"education", "university"}}, {"university"}, pillars(1), levels(6, 7, 8), {}},
    {13, {{"amenity", "research_institute"}}, {"research_institute"}, pillars(1), levels(8), {}},
    {13, {{"office", "research"}}, {"research_institute"}, pillars(1), levels(8), {}},
    {14, {{"amenity", "prep_school"}}, {"prep_school"}, pillars(1), 0, {}},
    {15, {{"amenity", "language_school"}}, {"language_school"}, pillars(3, 6), 0, {"0231"}},
    {15, {{"education", "language_school"}}, {"language_school"}, pillars(3, 6), 0, {"0231"}},
    {16, {{"amenity", "music_school"}}, {"music_school"}, pillars(2, 6), 0, {"0215"}},
    {16, {{"education", "music_school"}}, {"music_school"}, pillars(2, 6), 0, {"0215"}},
    {17, {{"amenity", "dancing_school"}}, {"dancing_school"}, pillars(2, 6), 0, {"0215"}},
    {17, {{"education", "dancing_school"}}, {"dancing_school"}, pillars(2, 6), 0, {"0215"}},
    {18, {{"amenity", "driving_school"}}, {"driving_school"}, pillars(3), 0, {"1041"}},
    {18, {{"education", "driving_school"}}, {"driving_school"}, pillars(3), 0, {"1041"}},
    {19, {{"amenity", "driver_training"}}, {"driver_training"}, pillars(3), 0, {}},
    {20, {{"amenity", "training"}}, {"training"}, pillars(3), 0, {}},
    {20, {{"amenity", "training"}, {"isced:level", "3;4"}}, {"training"}, pillars(3), levels(3, 4), {}},
    {21, {{"amenity", "library"}}, {"library"}, pillars(2, 6), 0, {}},
    {21, {{"amenity", "library"}, {"internet_access", "wlan"}}, {"library"}, pillars(2, 4, 6), 0, {}},
    {22, {{"amenity", "public_bookcase"}}, {"public_bookcase"}, pillars(2, 6), 0, {}},
    {23, {{"amenity", "toy_library"}}, {"toy_library"}, pillars(2), 0, {}},
    {24, {{"amenity", "community_centre"}}, {"community_centre"}, pillars(2, 6), 0, {}},
    {25,
     {{"amenity", "community_centre"}, {"community_centre", "family_centre"}},
     {"community_centre", "family_centre"},
     pillars(2),
     0,
     {}},
    {26,
     {{"amenity", "community_centre"}, {"community_centre", "youth_centre"}},
     {"community_centre", "youth_centre"},
     pillars(2, 6),
     0,
     {}},
    {27,
     {{"amenity", "community_centre"}, {"community_centre", "cultural_centre"}},
     {"community_centre", "cultural_centre"},
     pillars(2, 6),
     0,
     {}},
    {28,
     {{"amenity", "community_centre"}, {"community_centre", "village_hall"}},
     {"community_centre", "village_hall"},
     pillars(2),
     0,
     {}},
    {28,
     {{"amenity", "community_centre"}, {"community_centre", "community_hall"}},
     {"community_centre", "village_hall"},
     pillars(2),
     0,
     {}},
    {28,
     {{"amenity", "community_centre"}, {"community_centre", "parish_hall"}},
     {"community_centre", "village_hall"},
     pillars(2),
     0,
     {}},
    {29, {{"amenity", "social_centre"}}, {"social_centre"}, pillars(2), 0, {}},
    {30,
     {{"amenity", "social_facility"}, {"social_facility", "outreach"}},
     {"social_facility", "outreach"},
     pillars(2),
     0,
     {}},
    {31,
     {{"amenity", "social_facility"}, {"social_facility", "workshop"}},
     {"social_facility", "sheltered_workshop"},
     pillars(3),
     0,
     {}},
    {32,
     {{"amenity", "social_facility"}, {"social_facility", "day_care"}},
     {"social_facility", "day_centre"},
     pillars(2),
     0,
     {}},
    {33, {{"office", "employment_agency"}}, {"employment_agency"}, pillars(3), 0, {}},
    {34, {{"office", "educational_institution"}}, {"educational_office"}, pillars(1), 0, {}},
    {35, {{"amenity", "coworking_space"}}, {"coworking"}, pillars(3, 4), 0, {}},
    {35, {{"office", "coworking"}}, {"coworking"}, pillars(3, 4), 0, {}},
    {36, {{"leisure", "hackerspace"}}, {"makerspace"}, pillars(4, 6), 0, {"06", "07"}},
    {37, {{"amenity", "internet_cafe"}}, {"internet_cafe"}, pillars(4), 0, {}},
    {38, {{"amenity", "arts_centre"}}, {"arts_centre"}, pillars(6), 0, {"021"}},
    {39, {{"tourism", "museum"}}, {"museum"}, pillars(2, 6), 0, {}},
    {40, {{"tourism", "gallery"}}, {"gallery"}, pillars(6), 0, {}},
    {41, {{"amenity", "planetarium"}}, {"planetarium"}, pillars(6), 0, {"05"}},
    {42, {{"amenity", "archive"}}, {"archive"}, pillars(6), 0, {}},
    {43, {{"tourism", "zoo"}}, {"zoo"}, pillars(6), 0, {}},
    {43, {{"tourism", "aquarium"}}, {"aquarium"}, pillars(6), 0, {}},
    {44, {{"leisure", "garden"}, {"garden:type", "botanical"}}, {"botanical_garden"}, pillars(6), 0, {}},
    {45, {{"leisure", "garden"}, {"garden:type", "community"}}, {"community_garden"}, pillars(2, 6), 0, {}},
    {46, {{"amenity", "theatre"}}, {"theatre"}, pillars(6), 0, {}},
    {47, {{"amenity", "conference_centre"}}, {"events_venue", "conference_centre"}, pillars(6), 0, {}},
    {47, {{"amenity", "exhibition_centre"}}, {"events_venue", "exhibition_centre"}, pillars(6), 0, {}},
    {47, {{"amenity", "events_venue"}}, {"events_venue"}, pillars(6), 0, {}},
    {48, {{"amenity", "townhall"}}, {"townhall"}, pillars(6), 0, {}},
    {49,
     {{"tourism", "information"}, {"information", "visitor_centre"}},
     {"information", "visitor_centre"},
     pillars(6),
     0,
     {}},
    {49,
     {{"tourism", "information"}, {"information", "office"}},
     {"information", "information_office"},
     pillars(6),
     0,
     {}},
    {50,
     {{"tourism", "information"}, {"information", "terminal"}},
     {"information", "information_terminal"},
     pillars(4),
     0,
     {}},
    {52, {{"amenity", "dive_centre"}}, {"dive_centre"}, pillars(6), 0, {"1014"}},
    {52, {{"amenity", "dojo"}}, {"dojo"}, pillars(6), 0, {"1014"}},
    {53, {{"club", "scout"}}, {"club"}, pillars(2, 6), 0, {}},
    {53, {{"club", "sport"}}, {"club"}, pillars(2, 6), 0, {}},
    {54, {{"office", "association"}}, {"association"}, pillars(2), 0, {}},
    {54, {{"office", "ngo"}}, {"association"}, pillars(2), 0, {}},
    {54, {{"office", "foundation"}}, {"association"}, pillars(2), 0, {}},
    {56, {{"amenity", "prison"}}, {"prison"}, pillars(1, 3), 0, {}},
};

struct Left {
  int row;
  Tags tags;
};
std::vector<Left> const kLeftOut{
    {51, {{"leisure", "sports_centre"}}}, {51, {{"leisure", "sports_hall"}}}, {55, {{"amenity", "place_of_worship"}}},
    {57, {{"amenity", "refugee_site"}}},  {58, {{"landuse", "education"}}},   {59, {{"amenity", "library_dropoff"}}},
    {59, {{"building", "school"}}},       {59, {{"building", "college"}}},    {59, {{"building", "university"}}},
    {59, {{"leisure", "schoolyard"}}},
};

class MappingTable : public testing::TestWithParam<Row> {};

TEST_P(MappingTable, gives_kinds_pillars_levels_and_topics) {
  Row const& row = GetParam();
  store::Place const place = place_of(row.tags);
  EXPECT_EQ(place.kinds, row.kinds);
  EXPECT_EQ(place.pillars, row.pillar_bits);
  EXPECT_EQ(place.isced, row.isced);
  EXPECT_EQ(place.topics, row.topics);
  bool const is_tagged = row.tags.size() > 1 && (row.tags[1].first == "school" || row.tags[1].first == "isced:level");
  EXPECT_EQ(place.isced_from, row.isced == 0 ? "" : is_tagged ? "tags" : "default");
  EXPECT_EQ(place.head.visibility, row.number == 56 ? store::Visibility::staff : store::Visibility::everyone);
}

INSTANTIATE_TEST_SUITE_P(Osm, MappingTable, testing::ValuesIn(kTable));

TEST(OsmRules, rows_that_are_no_place_by_themselves_are_left_out_and_told) {
  for (Left const& left : kLeftOut) {
    auto const batch = test::read_text(test::OsmText().node(1, 7, 43, left.tags));
    EXPECT_TRUE(batch.places.empty()) << "row " << left.row;
    EXPECT_EQ(test::has_note(batch, "not taken"), left.row != 58) << "row " << left.row;
  }
}

TEST(OsmRules, every_row_of_the_mapping_table_is_in_the_program_and_in_this_test) {
  std::set<int> in_program;
  for (auto const& rule : importers::place_rules()) {
    in_program.insert(rule.row);
  }
  std::set<int> in_test;
  for (Row const& row : kTable) {
    in_test.insert(row.number);
  }
  for (Left const& left : kLeftOut) {
    in_test.insert(left.row);
  }
  for (int row = 1; row <= 59; ++row) {
    EXPECT_TRUE(in_program.contains(row)) << row;
    EXPECT_TRUE(in_test.contains(row)) << row;
  }
}

TEST(OsmRules, every_rule_that_makes_a_place_names_a_kind_of_the_taxonomy) {
  for (auto const& rule : importers::place_rules()) {
    bool const is_kind = store::find_kind(rule.kind) != nullptr;
    bool const makes_place = rule.take == importers::Take::place || rule.take == importers::Take::staff_place;
    EXPECT_TRUE(is_kind || !makes_place) << rule.kind;
  }
}

TEST(OsmRules, the_documentation_names_every_rule_and_kind) {
  std::ifstream in(std::string(CARTABLE_SOURCE_DIR) + "/docs/data/osm.md");
  std::string const page{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(page.empty());
  for (auto const& rule : importers::place_rules()) {
    if (rule.row == 0) {
      continue;
    }
    std::string start = "| " + std::to_string(rule.row) + " | `" + std::string(rule.all[0].key) + "=";
    std::replace(start.begin() + 2, start.end() - 1, '|', '/');
    start[start.find(" / ") + 1] = '|';  // the column's own separator
    EXPECT_NE(page.find(start), std::string::npos) << start;
    if (store::find_kind(rule.kind) != nullptr) {
      EXPECT_NE(page.find("`" + std::string(rule.kind) + "`"), std::string::npos) << rule.kind;
    }
  }
}

TEST(OsmRules, no_kind_ever_claims_pillar_five) {
  for (store::Kind const& kind : store::kinds()) {
    EXPECT_EQ(kind.pillars & pillars(5), 0) << kind.slug;
    EXPECT_NE(kind.pillars, 0) << kind.slug;
    EXPECT_FALSE(kind.label_en.empty() || kind.label_fr.empty()) << kind.slug;
    EXPECT_NE(store::find_kind(kind.general), nullptr) << kind.slug;
  }
}

TEST(OsmRules, one_object_with_amenity_and_education_is_one_place) {
  auto const place = place_of({{"amenity", "school"}, {"education", "school"}});
  EXPECT_THAT(place.kinds, ElementsAre("school"));
}

TEST(OsmRules, value_lists_and_several_keys_give_several_kinds) {
  EXPECT_THAT(place_of({{"amenity", "library; community_centre"}}).kinds, ElementsAre("library", "community_centre"));
  EXPECT_THAT(place_of({{"tourism", "museum"}, {"amenity", "arts_centre"}}).kinds,
              ElementsAre("arts_centre", "museum"));
}

TEST(OsmRules, a_school_on_a_prison_object_stays_hidden) {
  auto const place = place_of({{"amenity", "prison;school"}});
  EXPECT_EQ(place.head.visibility, store::Visibility::staff);
}

TEST(OsmRules, lifecycle_prefixes_and_marks_are_no_places) {
  for (Tags const& tags : std::vector<Tags>{{{"disused:amenity", "school"}},
                                            {{"abandoned:amenity", "library"}},
                                            {{"proposed:education", "university"}},
                                            {{"construction:tourism", "museum"}},
                                            {{"amenity", "school"}, {"disused", "yes"}},
                                            {{"amenity", "library"}, {"construction", "yes"}},
                                            {{"was:amenity", "school"}}}) {
    auto const batch = test::read_text(test::OsmText().node(1, 7, 43, tags));
    EXPECT_TRUE(batch.places.empty()) << tags[0].first;
    EXPECT_TRUE(test::has_note(batch, "disused, gone or only planned: 1")) << tags[0].first;
  }
  EXPECT_THAT(place_of({{"amenity", "school"}, {"disused", "no"}}).kinds, ElementsAre("school"));
  EXPECT_THAT(place_of({{"amenity", "library"}, {"disused:amenity", "school"}}).kinds, ElementsAre("library"));
}

TEST(OsmRules, other_social_facilities_and_values_outside_the_table_are_no_places) {
  for (Tags const& tags : std::vector<Tags>{{{"amenity", "social_facility"}, {"social_facility", "shelter"}},
                                            {{"amenity", "bench"}},
                                            {{"leisure", "garden"}},
                                            {{"tourism", "information"}, {"information", "board"}},
                                            {{"club", "no"}},
                                            {{"building", "yes"}}}) {
    EXPECT_TRUE(test::read_text(test::OsmText().node(1, 7, 43, tags)).places.empty()) << tags[0].second;
  }
}

TEST(OsmIsced, reads_digits_ranges_lists_letters_and_words) {
  using importers::parse_isced;
  EXPECT_EQ(parse_isced("1", false).sure, levels(1));
  EXPECT_EQ(parse_isced("1;2", false).sure, levels(1, 2));
  EXPECT_EQ(parse_isced("0-3", false).sure, levels(0, 1, 2, 3));
  EXPECT_EQ(parse_isced("bachelor;master;doctorate", false).sure, levels(6, 7, 8));
  EXPECT_EQ(parse_isced("lower_secondary, upper_secondary", false).sure, levels(2, 3));
  EXPECT_EQ(parse_isced("5A", false).sure, levels(6, 7));
  EXPECT_EQ(parse_isced("5B", false).sure, levels(5));
  EXPECT_EQ(parse_isced("3A;3C", false).sure, levels(3));
  EXPECT_EQ(parse_isced("9", false).sure, 0);
  EXPECT_EQ(parse_isced("12", false).sure, 0);
  EXPECT_EQ(parse_isced("3-1", false).sure, 0);
  EXPECT_EQ(parse_isced("", false).sure, 0);
  EXPECT_EQ(parse_isced("<b>1</b>", false).sure, 0);
}

TEST(OsmIsced, five_and_six_are_ambiguous_unless_the_value_shows_its_version) {
  using importers::parse_isced;
  EXPECT_TRUE(parse_isced("5", false).is_ambiguous);
  EXPECT_TRUE(parse_isced("6", false).is_ambiguous);
  EXPECT_EQ(parse_isced("4;5", false).sure, levels(4));
  EXPECT_TRUE(parse_isced("4;5", false).is_ambiguous);
  EXPECT_FALSE(parse_isced("5", true).is_ambiguous);
  EXPECT_EQ(parse_isced("5;6", true).sure, levels(5, 6));
  EXPECT_FALSE(parse_isced("6;7;8", false).is_ambiguous) << "7 and 8 exist in ISCED 2011 only";
  EXPECT_EQ(parse_isced("6-8", false).sure, levels(6, 7, 8));
  EXPECT_FALSE(parse_isced("0-4", false).is_ambiguous);
}

TEST(OsmIsced, ambiguous_text_is_kept_and_the_default_stands) {
  auto const place = place_of({{"amenity", "university"}, {"isced:level", "6"}});
  EXPECT_EQ(place.isced, levels(6, 7, 8));
  EXPECT_EQ(place.isced_from, "default");
  EXPECT_EQ(place.isced_raw, "isced:level=6");
  EXPECT_EQ(place_of({{"amenity", "university"}, {"isced:2011:level", "6"}}).isced, levels(6));
}

TEST(OsmIsced, the_better_source_of_a_level_wins) {
  EXPECT_EQ(
      place_of({{"amenity", "school"}, {"isced:2011:level", "2"}, {"isced:level", "1"}, {"school", "primary"}}).isced,
      levels(2));
  EXPECT_EQ(place_of({{"amenity", "school"}, {"isced:level", "3"}, {"school", "primary"}}).isced, levels(3));
  EXPECT_EQ(place_of({{"amenity", "school"}, {"school", "primary"}, {"grades", "7-9"}}).isced, levels(1));
  EXPECT_EQ(place_of({{"amenity", "school"}, {"grades", "K-6"}}).isced, levels(0, 1));
  EXPECT_EQ(place_of({{"amenity", "school"}, {"isced:level", "5"}, {"school", "secondary"}}).isced, levels(2, 3));
}

TEST(OsmIsced, the_winning_level_decides_the_kind_of_school) {
  EXPECT_THAT(place_of({{"amenity", "school"}, {"isced:level", "3"}, {"school", "primary"}}).kinds,
              ElementsAre("school", "upper_secondary_school"));
  EXPECT_THAT(place_of({{"amenity", "school"}, {"isced:level", "1-3"}}).kinds,
              ElementsAre("school", "primary_school", "secondary_school"));
  EXPECT_THAT(place_of({{"amenity", "school"}, {"school:for", "adults"}, {"isced:level", "2"}}).kinds,
              ElementsAre("school", "adult_school", "lower_secondary_school"));
}

TEST(OsmIsced, grades_follow_twelve_year_systems) {
  EXPECT_EQ(importers::levels_of_grades("1-6"), levels(1));
  EXPECT_EQ(importers::levels_of_grades("7;8;9"), levels(2));
  EXPECT_EQ(importers::levels_of_grades("K-12"), levels(0, 1, 2, 3));
  EXPECT_EQ(importers::levels_of_grades("99"), 0);
  EXPECT_EQ(importers::levels_of_grades("all"), 0);
}

TEST(OsmAudiences, tags_for_a_group_make_a_claim_and_silence_makes_none) {
  auto const migrants = place_of({{"amenity", "social_facility"},
                                  {"social_facility", "outreach"},
                                  {"social_facility:for", "refugee;family"},
                                  {"fee", "no"}});
  ASSERT_THAT(migrants.audiences, Contains(Key("migrant-families")));
  auto const& claim = migrants.audiences.at("migrant-families");
  EXPECT_TRUE(claim.serves);
  EXPECT_THAT(claim.evidence, ElementsAre(store::Evidence{"social_facility:for", "refugee;family", "osm"},
                                          store::Evidence{"fee", "no", "osm"}));
  EXPECT_TRUE(place_of({{"amenity", "library"}, {"fee", "no"}, {"wheelchair", "yes"}}).audiences.empty());
}

TEST(OsmAudiences, special_needs_can_be_served_or_excluded) {
  EXPECT_FALSE(place_of({{"amenity", "school"}, {"school:special_needs", "no"}})
                   .audiences.at("special-educational-needs")
                   .serves);
  for (char const* value : {"yes", "only", "separated", "mixed", "limited"}) {
    EXPECT_TRUE(place_of({{"amenity", "school"}, {"school:special_needs", value}})
                    .audiences.at("special-educational-needs")
                    .serves)
        << value;
  }
  EXPECT_TRUE(place_of({{"amenity", "school"}, {"special_needs:autism", "yes"}})
                  .audiences.at("special-educational-needs")
                  .serves);
  EXPECT_TRUE(place_of({{"amenity", "school"}}).audiences.empty());
}

TEST(OsmAudiences, kinds_for_job_seekers_serve_them) {
  for (Tags const& tags : std::vector<Tags>{{{"office", "employment_agency"}},
                                            {{"amenity", "training"}},
                                            {{"amenity", "coworking_space"}},
                                            {{"amenity", "social_facility"}, {"social_facility", "workshop"}}}) {
    EXPECT_THAT(place_of(tags).audiences, Contains(Key("job-seekers"))) << tags[0].second;
  }
}

}  // namespace
}  // namespace cartable
