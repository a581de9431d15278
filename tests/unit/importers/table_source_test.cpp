#include "importers/table_source.hpp"

#include "base/text.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "tests/support/other_program.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

namespace cartable::importers {
namespace {

using test::output_of;
using test::TemporaryFolder;

void write(std::filesystem::path const& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

/// "Feature Count: N" of `ogrinfo`.
long ogrinfo_count(std::filesystem::path const& file) {
  std::string const said = output_of("ogrinfo -ro -al -so '" + file.string() + "'");
  auto const at = said.find("Feature Count: ");
  return at == std::string::npos ? -1 : std::stol(said.substr(at + 15));
}

store::ImportBatch read_well(std::filesystem::path const& file, TableOptions const& options = {}) {
  auto batch = read_table(file, options);
  EXPECT_TRUE(batch) << (batch ? "" : batch.error().message);
  return batch ? *std::move(batch) : store::ImportBatch{};
}

constexpr std::string_view kSmall =
    "id,name,name_fr,lat,lon,type,phone,website,opening_hours,wheelchair,fee\n"
    "7,Central,Centrale,49.2797,-123.1156,library,604-331-3603,www.vpl.ca,Mo-Fr 10:00-18:00,yes,no\n"
    "8,Kits,,49.2644,-123.1537,Public library?,,,,,\n"
    "9,,,49.2644,-123.1537,library,,,,,\n"
    "10,Firehall,,\"49,2624\",-123.1384,Fire hall,,,,,\n"
    "11,Nowhere,,,,library,,,,,\n"
    "12,Mars,,4900,-123,library,,,,,\n"
    "7,Central again,,49.28,-123.12,library,,,,,\n"
    "13,Hastings,,49.2809,-123.0399,Libraries,,javascript:alert(1),,peut-être,sometimes\n";

TEST(TableSource, obvious_columns_are_read_without_a_map) {
  TemporaryFolder folder;
  write(folder / "branches.csv", kSmall);
  auto const batch = read_well(folder / "branches.csv");
  ASSERT_EQ(batch.places.size(), 4U);
  store::Place const& central = batch.places[0];
  EXPECT_EQ(central.head.id, "branches:7");
  EXPECT_EQ(central.name, "Central");
  EXPECT_EQ(central.names.at("fr"), "Centrale");
  EXPECT_EQ(*central.point, (geo::LonLat{-123.1156, 49.2797}));
  EXPECT_EQ(central.kinds, (store::StringList{"library"}));
  EXPECT_EQ(central.contact.at("phone"), "604-331-3603");
  EXPECT_EQ(central.contact.at("website"), "https://www.vpl.ca");
  EXPECT_EQ(central.opening_hours, "Mo-Fr 10:00-18:00");
  EXPECT_EQ(central.wheelchair, store::Wheelchair::yes);
  EXPECT_EQ(central.fee, store::Fee::free);
  EXPECT_NE(central.pillars, 0);
  EXPECT_TRUE(batch.has_places);
  EXPECT_FALSE(batch.has_districts);
  EXPECT_EQ(batch.counts.places_read, 8);
}

TEST(TableSource, each_row_not_taken_says_where_what_why_and_how_to_mend_it) {
  TemporaryFolder folder;
  write(folder / "branches.csv", kSmall);
  auto const batch = read_well(folder / "branches.csv");
  struct Expected {
    std::int64_t record;
    std::string column, value, reason;
  };
  Expected const expected[] = {{3, "name", "", "has no name"},
                               {5, "geometry", "", "has neither a position nor an address"},
                               {6, "lon, lat", "-123 4900", "lies outside longitude ±180, latitude ±90"},
                               {7, "id", "7", "is the key of record 1 too"}};
  ASSERT_EQ(batch.rejects.size(), std::size(expected));
  for (std::size_t i = 0; i < batch.rejects.size(); ++i) {
    EXPECT_EQ(batch.rejects[i].file, "branches.csv");
    EXPECT_EQ(batch.rejects[i].record, expected[i].record);
    EXPECT_EQ(batch.rejects[i].column, expected[i].column);
    EXPECT_EQ(batch.rejects[i].value, expected[i].value);
    EXPECT_EQ(batch.rejects[i].reason, expected[i].reason);
    EXPECT_FALSE(batch.rejects[i].remedy.empty());
  }
}

TEST(TableSource, words_not_understood_are_left_out_and_reported_and_scripts_are_no_links) {
  TemporaryFolder folder;
  write(folder / "branches.csv", kSmall);
  auto const batch = read_well(folder / "branches.csv");
  EXPECT_EQ(batch.places.at(2).head.id, "branches:10");
  EXPECT_EQ(batch.places.at(2).kinds, (store::StringList{"learning_place"}))
      << "a kind that is not known does not cost the row";
  EXPECT_EQ(batch.places.at(2).point->lat, 49.2624) << "a decimal comma";
  store::Place const& hastings = batch.places.at(3);
  EXPECT_EQ(hastings.head.id, "branches:13");
  EXPECT_EQ(hastings.fee, store::Fee::unknown);
  EXPECT_EQ(hastings.wheelchair, store::Wheelchair::unknown);
  EXPECT_FALSE(hastings.contact.contains("website"));
  for (std::string const field : {"type", "fee", "wheelchair", "website"}) {
    EXPECT_TRUE(std::any_of(batch.notes.begin(), batch.notes.end(), [&](std::string const& note) {
      return note.find("values of " + field) != std::string::npos;
    })) << field;
  }
}

TEST(TableSource, without_a_key_the_id_is_name_and_position_and_the_report_says_so) {
  TemporaryFolder folder;
  write(folder / "libraries.csv",
        "name,lat,lon\nCentral,49.27970001,-123.1156\nCENTRAL,49.2797,-123.11560002\nKits,49.26,-123.15\n");
  auto const batch = read_well(folder / "libraries.csv");
  ASSERT_EQ(batch.places.size(), 2U);
  EXPECT_EQ(batch.rejects.size(), 1U) << "the same name at the same 10 metres";
  EXPECT_TRUE(base::is_record_id(batch.places[0].head.id));
  EXPECT_TRUE(std::any_of(batch.notes.begin(), batch.notes.end(),
                          [](std::string const& note) { return note.find("will look new") != std::string::npos; }));
  EXPECT_EQ(batch.places[0].kinds, (store::StringList{"library"})) << "told by the file's name";
}

TEST(TableSource, keys_that_differ_never_become_one_id) {
  TemporaryFolder folder;
  write(folder / "a.csv", "id,name,lat,lon\nC++,One,1,1\nC##,Two,2,2\nÄ 1,Three,3,3\nÖ 1,Four,4,4\n");
  auto const batch = read_well(folder / "a.csv");
  ASSERT_EQ(batch.places.size(), 4U);
  for (store::Place const& place : batch.places) {
    EXPECT_TRUE(base::is_record_id(place.head.id)) << place.head.id;
  }
}

TEST(TableSource, a_mapped_column_that_the_file_lacks_is_an_error_with_its_columns) {
  TemporaryFolder folder;
  write(folder / "branches.csv", kSmall);
  auto const missing = read_table(folder / "branches.csv", {.columns = {{"name", "TITLE"}}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
  EXPECT_NE(missing.error().message.find("id, name, name_fr, lat"), std::string::npos) << missing.error().message;
  auto const strange = read_table(folder / "branches.csv", {.columns = {{"colour", "name"}}});
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().code, base::ErrorCode::bad_usage);
}

TEST(TableSource, values_of_a_mapping_are_translated_before_they_are_read) {
  TemporaryFolder folder;
  write(folder / "branches.csv", kSmall);
  TableOptions options;
  options.values["kind"]["Fire hall"] = "museum";
  auto const batch = read_well(folder / "branches.csv", options);
  EXPECT_EQ(batch.places.at(2).kinds, (store::StringList{"museum"}));
}

TEST(TableSource, nothing_usable_is_an_error) {
  TemporaryFolder folder;
  write(folder / "libraries.csv", "name,lat,lon\n,1,1\n,2,2\n");
  EXPECT_FALSE(read_table(folder / "libraries.csv", {}));
  write(folder / "libraries.csv", "name,lat,lon\n");
  EXPECT_FALSE(read_table(folder / "libraries.csv", {}));
  write(folder / "libraries.csv", "wibble,lat,lon\nAba,1,1\nBeb,2,2\n");
  auto const unnamed = read_table(folder / "libraries.csv", {});
  ASSERT_FALSE(unnamed);
  EXPECT_NE(unnamed.error().message.find("--map name="), std::string::npos);
}

TEST(TableSource, catchments_have_their_group_and_are_for_planners_when_estimated) {
  TemporaryFolder folder;
  write(folder / "areas.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"id":"a","name":"Harbour","people":120},"geometry":{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}},
    {"type":"Feature","properties":{"id":"b","name":"Bow tie"},"geometry":{"type":"Polygon","coordinates":[[[2,0],[4,2],[4,0],[2,2],[2,0]]]}},
    {"type":"Feature","properties":{"id":"c","name":"Spot","people":3},"geometry":{"type":"Point","coordinates":[5,5]}},
    {"type":"Feature","properties":{"id":"d","name":"Line only","people":3},"geometry":{"type":"Polygon","coordinates":[[[6,0],[7,1],[6,0],[6,0]]]}},
    {"type":"Feature","properties":{"id":"e","name":"Nothing"},"geometry":null}]})");
  auto const batch = read_well(folder / "areas.geojson", {.group = "migrant-families"});
  ASSERT_EQ(batch.catchments.size(), 2U);
  EXPECT_EQ(batch.catchments[0].group, "migrant-families");
  EXPECT_EQ(batch.catchments[0].estimate, 120);
  EXPECT_EQ(batch.catchments[0].head.visibility, store::Visibility::planner);
  EXPECT_EQ(batch.catchments[1].head.visibility, store::Visibility::everyone);
  EXPECT_EQ(batch.counts.areas_repaired, 1);
  EXPECT_EQ(batch.counts.areas_broken, 1);
  EXPECT_EQ(batch.rejects.size(), 3U);
  auto const shown = read_well(folder / "areas.geojson", {.group = "migrant-families", .visibility = "public"});
  EXPECT_EQ(shown.catchments.at(0).head.visibility, store::Visibility::everyone);
  EXPECT_FALSE(read_table(folder / "areas.geojson", {.role = "catchments"})) << "no group";
}

std::string areas_of_people(std::vector<std::string> const& people) {
  std::string out;
  for (std::size_t i = 0; i < people.size(); ++i) {
    out += fmt::format(
        R"({}{{"type":"Feature","properties":{{"name":"A{}","people":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[[{},0],[{},1],[{}.5,1],[{},0]]]}}}})",
        i == 0 ? "" : ",", i, people[i], i, i, i, i);
  }
  return R"({"type":"FeatureCollection","features":[)" + out + "]}";
}

TEST(TableSource, suppressed_counts_are_intervals_neither_zero_nor_dropped) {
  TemporaryFolder folder;
  write(folder / "areas.geojson", areas_of_people({"120", "*", "<5", "1-4", "..", "(D)", "≤ 9", "0", "", "x"}));
  auto const batch = read_well(folder / "areas.geojson", {.group = "job-seekers", .suppressed_below = 6});
  ASSERT_EQ(batch.catchments.size(), 10U);
  using Low = std::optional<double>;
  struct Expected {
    Low value, low, high;
  };
  std::vector<Expected> const expected = {{120, {}, {}}, {{}, 0, 5}, {{}, 0, 4},  {{}, 1, 4},   {{}, 0, 5},
                                          {{}, 0, 5},    {{}, 0, 9}, {0, {}, {}}, {{}, {}, {}}, {{}, 0, 5}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(batch.catchments[i].estimate, expected[i].value) << i;
    EXPECT_EQ(batch.catchments[i].estimate_low, expected[i].low) << i;
    EXPECT_EQ(batch.catchments[i].estimate_high, expected[i].high) << i;
  }
  EXPECT_EQ(batch.catchments[1].head.visibility, store::Visibility::planner);
}

TEST(TableSource, a_mark_that_may_be_of_decimals_or_thousands_is_asked_about) {
  TemporaryFolder folder;
  write(folder / "areas.geojson", areas_of_people({"1,250", "3,400", "900"}));
  auto const asked = read_table(folder / "areas.geojson", {.group = "job-seekers"});
  ASSERT_FALSE(asked);
  EXPECT_NE(asked.error().message.find("--decimal"), std::string::npos) << asked.error().message;
  EXPECT_EQ(read_well(folder / "areas.geojson", {.group = "job-seekers", .decimal = "point"}).catchments.at(0).estimate,
            1250);
  EXPECT_EQ(read_well(folder / "areas.geojson", {.group = "job-seekers", .decimal = "comma"}).catchments.at(0).estimate,
            1.25);
  write(folder / "areas.geojson", areas_of_people({"1,250", "3,400,100", "900"}));
  EXPECT_EQ(read_well(folder / "areas.geojson", {.group = "job-seekers"}).catchments.at(0).estimate, 1250)
      << "two marks tell of the others";
}

TEST(TableSource, the_input_hash_tells_other_bytes_and_other_options_apart) {
  TemporaryFolder folder;
  write(folder / "libraries.csv", "name,lat,lon\nA,1,1\n");
  auto const first = read_well(folder / "libraries.csv").source.input_hash;
  EXPECT_EQ(read_well(folder / "libraries.csv").source.input_hash, first);
  EXPECT_NE(read_well(folder / "libraries.csv", {.visibility = "staff"}).source.input_hash, first);
  write(folder / "libraries.csv", "name,lat,lon\nA,1,2\n");
  EXPECT_NE(read_well(folder / "libraries.csv").source.input_hash, first);
}

// The real files.

TEST(TableSourceReal, vancouver_libraries_are_as_many_as_ogrinfo_counts) {
  CARTABLE_SHARED_FILE(file, "vancouver/libraries.csv");
  auto const batch = read_well(file);
  EXPECT_EQ(static_cast<long>(batch.places.size()), ogrinfo_count(file));
  EXPECT_EQ(batch.places.size(), 22U);
  EXPECT_TRUE(batch.rejects.empty());
  for (store::Place const& place : batch.places) {
    EXPECT_EQ(place.kinds.front(), "library");
    EXPECT_TRUE(place.contact.at("website").starts_with("http"));
    EXPECT_FALSE(place.address.at("full").empty());
  }
}

TEST(TableSourceReal, vancouver_shelters_are_the_same_from_csv_and_kml) {
  CARTABLE_SHARED_FILE(csv, "vancouver/homeless_shelters.csv");
  CARTABLE_SHARED_FILE(kml, "vancouver/homeless_shelters.kml");
  TableOptions const options{.source = "shelters", .columns = {{"name", "FACILITY"}}, .kind = "social_facility"};
  auto const from_csv = read_well(csv, options);
  auto const from_kml = read_well(kml, options);
  EXPECT_EQ(static_cast<long>(from_csv.places.size() + from_csv.rejects.size()), ogrinfo_count(csv));
  ASSERT_EQ(from_csv.places.size(), from_kml.places.size());
  for (std::size_t i = 0; i < from_csv.places.size(); ++i) {
    EXPECT_EQ(from_csv.places[i].name, from_kml.places[i].name);
    EXPECT_LT(geo::distance(*from_csv.places[i].point, *from_kml.places[i].point).value(), 0.05);
    EXPECT_EQ(from_csv.places[i].contact, from_kml.places[i].contact);
  }
}

TEST(TableSourceReal, the_shapefile_lies_where_ogr2ogr_puts_it) {
  CARTABLE_SHARED_FILE(file, "vancouver/local_area_boundary.shp");
  TemporaryFolder folder;
  auto const theirs = folder / "theirs.geojson";
  ASSERT_EQ(output_of("ogr2ogr -t_srs EPSG:4326 -lco COORDINATE_PRECISION=12 '" + theirs.string() + "' '" +
                      file.string() + "' && echo done"),
            "done\n");
  auto const batch = read_well(file, {.columns = {{"id", "MAPID"}}});
  auto const oracle = read_well(theirs, {.columns = {{"id", "MAPID"}}});
  ASSERT_EQ(batch.districts.size(), 22U);
  EXPECT_EQ(static_cast<long>(batch.districts.size()), ogrinfo_count(file));
  ASSERT_EQ(oracle.districts.size(), 22U);
  for (std::size_t i = 0; i < batch.districts.size(); ++i) {
    EXPECT_EQ(batch.districts[i].name, oracle.districts[i].name);
    ASSERT_EQ(batch.districts[i].area.polygons.size(), oracle.districts[i].area.polygons.size());
    for (std::size_t p = 0; p < batch.districts[i].area.polygons.size(); ++p) {
      auto const& ours = batch.districts[i].area.polygons[p].rings[0];
      auto const& other = oracle.districts[i].area.polygons[p].rings[0];
      ASSERT_EQ(ours.size(), other.size());
      for (std::size_t k = 0; k < ours.size(); ++k) {
        ASSERT_NEAR(ours[k].lon, other[k].lon, 1.01e-7);
        ASSERT_NEAR(ours[k].lat, other[k].lat, 1.01e-7);
      }
    }
  }
  EXPECT_EQ(batch.counts.areas_repaired, 0);
  EXPECT_TRUE(std::any_of(batch.districts.begin(), batch.districts.end(),
                          [](store::District const& d) { return d.head.id == "local-area-boundary:DS"; }));
}

TEST(TableSourceReal, one_of_the_drawn_local_areas_is_repaired) {
  CARTABLE_SHARED_FILE(file, "vancouver/local_areas_wgs84.geojson");
  auto const batch = read_well(file);
  EXPECT_EQ(batch.districts.size(), 23U);
  EXPECT_EQ(batch.counts.areas_repaired, 1);
  EXPECT_TRUE(batch.rejects.empty());
}

TEST(TableSourceReal, dresden_libraries_and_districts_come_whole) {
  CARTABLE_SHARED_FILE(libraries, "dresden/libraries_bibliotheksfinder.geojson");
  CARTABLE_SHARED_FILE(districts, "dresden/districts.geojson");
  auto const places = read_well(libraries);
  EXPECT_EQ(places.places.size(), 19U) << "property names with dots and brackets do not disturb";
  EXPECT_TRUE(places.rejects.empty());
  EXPECT_EQ(places.places[0].address.at("street"), "Freiberger Str. 33 (World Trade Center)");
  EXPECT_EQ(places.places[0].contact.at("website"), "http://www.bibo-dresden.de");
  auto const areas = read_well(districts);
  EXPECT_EQ(areas.districts.size(), 85U);
  EXPECT_EQ(static_cast<long>(areas.districts.size()), ogrinfo_count(districts));
}

}  // namespace
}  // namespace cartable::importers
