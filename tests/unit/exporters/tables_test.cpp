#include "exporters/audience.hpp"
#include "exporters/export.hpp"
#include "exporters/licences.hpp"
#include "exporters/place_filter.hpp"
#include "exporters/text_tables.hpp"
#include "importers/table_source.hpp"
#include "store/catalog.hpp"
#include "store/city_file.hpp"
#include "store/city_writer.hpp"
#include "store/taxonomy.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/server/server_city.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

namespace cartable::exporters {
namespace {

using store::RecordStatus;
using store::Visibility;
using test::TemporaryFolder;

std::string read_text(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// A place with a value in every field that tables and imports share.
store::Place full_place(std::string id, double lon, double lat) {
  store::Place place;
  place.head.id = std::move(id);
  place.head.source = "list";
  place.name = "Bibliothèque \"L'Étoile\", salle 2\nétage 1";
  place.names = {{"fr", "Bibliothèque"}, {"ar", "مكتبة"}, {"zh", "图书馆"}};
  place.kinds = {"library"};
  place.point = geo::LonLat{lon, lat};
  place.description = {{"und", "Kept as it is"}, {"en", "Books, and more"}};
  place.contact = {{"phone", "+33 1 23 45"}, {"email", "a@example.org"}, {"website", "https://example.org/?a=1&b=2"}};
  place.address = {{"street", "Rue du Port"}, {"housenumber", "007"}, {"postcode", "06000"}, {"city", "Nice"}};
  place.opening_hours = "Mo-Fr 09:00-17:00; PH off";
  place.wheelchair = store::Wheelchair::limited;
  place.fee = store::Fee::free;
  place.price = "-5% for members";
  place.operator_name = "Ville de Nice";
  place.languages = {"fr", "ar"};
  place.capacity = 40;
  place.age_min = 6;
  place.age_max = 99;
  place.booking = "https://example.org/book";
  place.checked = "2026-02-01";
  place.sources = {{.source = "list", .key = "1", .date = "2026-03-01"}};
  return place;
}

store::ImportRun run(std::string source, std::string role, std::string licence, std::string attribution, int number) {
  store::ImportRun out;
  out.head.id = fmt::format("run:{}", number);
  out.head.source = std::move(source);
  out.role = std::move(role);
  out.licence = std::move(licence);
  out.attribution = std::move(attribution);
  out.date = "2026-01-01";
  return out;
}

class Tables : public ::testing::Test {
 protected:
  template <class... Records>
  void write(Records const&... records) {
    auto const made = store::CityWriter::create(city_, {}, [&](store::CityWriter& out) -> base::Status {
      base::Status status;
      auto const add = [&](auto const& list) {
        for (auto const& record : list) {
          status = status ? out.add(record) : status;
        }
      };
      (add(records), ...);
      return status;
    });
    ASSERT_TRUE(made) << made.error().message;
  }
  base::Result<ExportReport> make(std::string const& to, ExportOptions options = {}) {
    options.city = city_;
    options.to = folder_ / to;
    return export_city(options);
  }
  TemporaryFolder folder_;
  std::string city_ = folder_ / "city.gpkg";
};

TEST_F(Tables, places_that_are_imported_again_are_the_same) {
  std::vector<store::Place> places{full_place("list:1", 7.1234567, -43.7654321), full_place("list:2", -180, 90)};
  places[1].name = "=HYPERLINK(\"http://evil\")";
  places[1].names.clear();
  places[1].description.clear();
  places[1].contact.clear();
  write(places, std::vector{run("list", "places", "CC-BY-4.0", "© Ville de Nice", 1)});
  for (char const* const to : {"places.geojson", "places.gpkg", "places.csv"}) {
    SCOPED_TRACE(to);
    auto const made = make(to, {.collections = {"places"}});
    ASSERT_TRUE(made) << made.error().message;
    auto const batch = importers::read_table(folder_ / to, {});
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_TRUE(batch->rejects.empty());
    ASSERT_EQ(batch->places.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
      store::Place const& back = batch->places[i];
      store::Place expected = places[i];
      store::apply_kind_defaults(expected);
      bool const has_apostrophe = i == 1 && std::string_view(to).ends_with(".csv");
      EXPECT_EQ(back.name, has_apostrophe ? "'" + expected.name : expected.name);
      EXPECT_EQ(back.names, expected.names);
      EXPECT_EQ(back.kinds, expected.kinds);
      EXPECT_EQ(back.point, expected.point);
      EXPECT_EQ(back.description, expected.description);
      EXPECT_EQ(back.contact, expected.contact);
      EXPECT_EQ(back.address, expected.address);
      EXPECT_EQ(back.opening_hours, expected.opening_hours);
      EXPECT_EQ(back.wheelchair, expected.wheelchair);
      EXPECT_EQ(back.fee, expected.fee);
      EXPECT_EQ(back.price, std::string_view(to).ends_with(".csv") ? "'" + expected.price : expected.price);
      EXPECT_EQ(back.operator_name, expected.operator_name);
      EXPECT_EQ(back.languages, expected.languages);
      EXPECT_EQ(back.capacity, expected.capacity);
      EXPECT_EQ(back.age_min, expected.age_min);
      EXPECT_EQ(back.age_max, expected.age_max);
      EXPECT_EQ(back.booking, expected.booking);
      EXPECT_EQ(back.checked, expected.checked);
      EXPECT_EQ(back.isced, expected.isced);
      EXPECT_EQ(back.pillars, expected.pillars);
    }
  }
}

TEST_F(Tables, districts_and_catchments_come_back_with_their_borders_and_codes) {
  store::District district;
  district.head.id = "list:d1";
  district.head.source = "list";
  district.set = "list";
  district.code = "06088";
  district.name = "Vieille Ville";
  district.names = {{"en", "Old Town"}};
  district.area = server::test::square(7, 43, 0.1);
  district.area.polygons.front().rings.push_back(
      {{7.02, 43.02}, {7.02, 43.05}, {7.05, 43.05}, {7.05, 43.02}, {7.02, 43.02}});
  district.area.polygons.push_back(server::test::square(8, 44, 0.25).polygons.front());
  store::Catchment catchment;
  catchment.head.id = "list:c1";
  catchment.head.source = "list";
  catchment.group = "job-seekers";
  catchment.name = "Port";
  catchment.estimate = 1234.5;
  catchment.estimate_low = 1000;
  catchment.estimate_high = 1500;
  catchment.year = "2025";
  catchment.area = server::test::square(7, 43, 0.5);
  write(std::vector{district}, std::vector{catchment});
  for (char const* const ending : {"geojson", "gpkg", "csv"}) {
    SCOPED_TRACE(ending);
    std::string const districts = fmt::format("districts.{}", ending);
    ASSERT_TRUE(make(districts, {.collections = {"districts"}}));
    auto const one = importers::read_table(folder_ / districts, {});
    ASSERT_TRUE(one) << one.error().message;
    ASSERT_EQ(one->districts.size(), 1U);
    EXPECT_EQ(one->districts.front().area, district.area);
    EXPECT_EQ(one->districts.front().code, district.code);
    EXPECT_EQ(one->districts.front().name, district.name);
    EXPECT_EQ(one->districts.front().names, district.names);
    std::string const catchments = fmt::format("catchments.{}", ending);
    ASSERT_TRUE(make(catchments, {.collections = {"catchments"}}));
    auto const two = importers::read_table(folder_ / catchments, {.role = "catchments"});
    ASSERT_TRUE(two) << two.error().message;
    ASSERT_EQ(two->catchments.size(), 1U);
    EXPECT_EQ(two->catchments.front().area, catchment.area);
    EXPECT_EQ(two->catchments.front().group, catchment.group);
    EXPECT_EQ(two->catchments.front().estimate, catchment.estimate);
    EXPECT_EQ(two->catchments.front().estimate_low, catchment.estimate_low);
    EXPECT_EQ(two->catchments.front().estimate_high, catchment.estimate_high);
    EXPECT_EQ(two->catchments.front().year, catchment.year);
  }
}

TEST_F(Tables, every_row_names_all_its_sources_with_the_licence_of_the_newest_import) {
  auto place = full_place("osm:n1", 7, 43);
  place.head.source = "osm";
  place.sources = {{.source = "osm", .key = "n1", .date = "2026-05-01"},
                   {.source = "list", .key = "1", .date = ""},
                   {.source = "club", .key = "9", .date = ""}};
  store::FieldProvenance note;
  note.head.id = "city:opening_hours:osm:n1";
  note.record = "osm:n1";
  note.field = "opening_hours";
  note.set_by = "city";
  note.date = "2026-06-07T08:00:00Z";
  write(
      std::vector{place}, std::vector{note},
      std::vector{run("osm", "osm", "old", "old", 1), run("osm", "osm", "ODbL-1.0", "© OpenStreetMap contributors", 2),
                  run("list", "districts", "CC0-1.0", "", 3), run("list", "places", "CC-BY-4.0", "© Ville", 4),
                  run("list", "catchments", "CC-BY-NC-4.0", "", 5)});
  auto const made = make("p.geojson");
  ASSERT_TRUE(made) << made.error().message;
  auto const document = base::parse_json(read_text(folder_ / "p.geojson"));
  ASSERT_TRUE(document);
  auto const& row = (*document)["features"][0]["properties"];
  EXPECT_EQ(row["source"], "osm; list; club; city");
  EXPECT_EQ(row["licence"], "ODbL-1.0; CC-BY-4.0; unknown");
  EXPECT_EQ(row["attribution"], "© OpenStreetMap contributors; © Ville");
  EXPECT_EQ(row["date"], "2026-05-01; 2026-01-01; 2026-06-07");
  EXPECT_EQ(made->unknown_licences, (std::vector<std::string>{"city", "club"}));
  std::string const licences = read_text(folder_ / "p.geojson.LICENCES.txt");
  for (char const* const words : {"share alike", "© Ville", "club: the licence is NOT KNOWN", "1 places"}) {
    EXPECT_NE(licences.find(words), std::string::npos) << words << "\n" << licences;
  }
}

TEST_F(Tables, one_source_alone_says_only_what_it_said) {
  auto place = full_place("osm:n1", 7, 43);
  place.head.source = "osm";
  place.opening_hours = "Mo 10:00-12:00";  // the city's word
  place.price = "free for all";            // the list's word
  place.sources = {{.source = "osm", .key = "n1", .date = ""}, {.source = "list", .key = "1", .date = ""}};
  auto other = full_place("list:2", 7.1, 43);
  auto const said = [](std::string by, std::string field, std::string value, std::string set_by) {
    store::FieldProvenance note;
    note.head.id = fmt::format("said:{}:{}:osm:n1", by, field);
    note.head.source = by;
    note.record = "osm:n1";
    note.field = std::move(field);
    note.value = std::move(value);
    note.from_source = std::move(by);
    note.set_by = std::move(set_by);
    return note;
  };
  write(std::vector{place, other},
        std::vector{said("city", "opening_hours", "Mo 10:00-12:00", "city"),
                    said("osm", "opening_hours", "24/7", "imported"), said("osm", "price", "", "imported"),
                    said("list", "price", "free for all", "imported"),
                    said("list", "operator_name", place.operator_name, "imported"),
                    said("list", "name", "City list name", "imported"), said("list", "id", "list:1", "imported"),
                    said("list", "kinds", "[\"library\"]", "imported")},
        std::vector{run("osm", "osm", "ODbL-1.0", "", 1), run("list", "places", "CC0-1.0", "", 2)});
  auto const rows = [&](std::string const& source) {
    EXPECT_TRUE(make(source + ".geojson", {.source = source}));
    auto const document = base::parse_json(read_text(folder_ / (source + ".geojson")));
    EXPECT_TRUE(document);
    return document ? (*document)["features"] : base::Json();
  };
  auto const osm = rows("osm");
  ASSERT_EQ(osm.size(), 1U);
  EXPECT_EQ(osm[0]["properties"]["opening_hours"], "24/7");
  EXPECT_FALSE(osm[0]["properties"].contains("price"));
  EXPECT_EQ(osm[0]["properties"]["operator"], place.operator_name);  // both said so
  EXPECT_EQ(osm[0]["properties"]["name"], place.name);
  EXPECT_EQ(osm[0]["properties"]["source"], "osm");
  EXPECT_EQ(osm[0]["properties"]["licence"], "ODbL-1.0");
  auto const list = rows("list");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["properties"]["name"], "City list name");
  EXPECT_EQ(list[0]["properties"]["price"], "free for all");
  EXPECT_FALSE(list[0]["properties"].contains("opening_hours"));
  EXPECT_FALSE(list[0]["properties"].contains("phone"));
  EXPECT_EQ(list[0]["properties"]["licence"], "CC0-1.0");
  EXPECT_TRUE(list[0]["geometry"].is_null());
  EXPECT_EQ(list[1]["properties"]["opening_hours"], other.opening_hours);
}

TEST_F(Tables, filters_choose_the_places_that_the_catalog_chooses) {
  unsigned const seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  store::CityData data;
  for (unsigned i = 0; i < 200; ++i) {
    auto place = server::test::place(fmt::format("p:{}", i), 10 + (random() % 1000) * 1e-3,
                                     50 + (random() % 1000) * 1e-3, i % 3 == 0 ? "library" : "school");
    place.fee = static_cast<store::Fee>(random() % 3);
    place.wheelchair = static_cast<store::Wheelchair>(random() % 5);
    place.head.visibility = static_cast<Visibility>(random() % 3);
    place.head.status = random() % 4 == 0 ? static_cast<RecordStatus>(random() % 5) : RecordStatus::active;
    data.places.push_back(std::move(place));
    store::Offer offer;
    offer.head.id = fmt::format("o:{}", i);
    offer.place = fmt::format("p:{}", random() % 220);
    offer.fee = static_cast<store::Fee>(random() % 3);
    offer.head.visibility = static_cast<Visibility>(random() % 3);
    offer.head.status = random() % 4 == 0 ? static_cast<RecordStatus>(random() % 5) : RecordStatus::active;
    data.offers.push_back(std::move(offer));
  }
  write(data.places, data.offers);
  auto const catalog = store::Catalog::build(store::CityData(data));
  for (Profile const profile : {Profile::everyone, Profile::staff, Profile::planner}) {
    for (int n = 0; n < 6; ++n) {
      store::Filter filter;
      if (random() % 2 == 0) {
        filter.kinds = {"library"};
      }
      if (random() % 2 == 0) {
        filter.fees = {static_cast<store::Fee>(random() % 3)};
      }
      if (random() % 2 == 0) {
        filter.wheelchair = {static_cast<store::Wheelchair>(random() % 4)};
      }
      if (random() % 2 == 0) {
        filter.bbox = geo::BBox{.west = 10.2, .south = 50.1, .east = 10.9, .north = 50.8};
      }
      auto const selection = catalog->select(filter, static_cast<Visibility>(profile));
      std::vector<std::string> expected;
      for (std::uint32_t row = 0; row < catalog->size(); ++row) {
        if (selection->all.test(row)) {
          expected.push_back(catalog->place(store::PlaceRow(row)).head.id);
        }
      }
      std::sort(expected.begin(), expected.end());
      auto city = store::CityReader::open(city_);
      ASSERT_TRUE(city);
      auto const audience = Audience::read(*city, profile);
      ASSERT_TRUE(audience);
      auto const chosen = PlaceFilter::read(
          *city, *audience,
          {.kinds = filter.kinds, .fees = filter.fees, .wheelchair = filter.wheelchair, .bbox = filter.bbox});
      ASSERT_TRUE(chosen);
      std::vector<std::string> found;
      ASSERT_TRUE(city->read<store::Place>([&](store::Place&& place) -> base::Status {
        if (audience->lists(place) && chosen->fits(place)) {
          found.push_back(place.head.id);
        }
        return {};
      }));
      std::sort(found.begin(), found.end());
      EXPECT_EQ(found, expected) << filter.canonical() << " " << to_string(profile);
    }
  }
}

TEST_F(Tables, rows_without_a_position_are_for_those_who_can_mend_them) {
  auto unplaced = full_place("list:1", 0, 0);
  unplaced.point.reset();
  unplaced.head.status = RecordStatus::unplaced;
  auto closed = full_place("list:2", 7, 43);
  closed.head.status = RecordStatus::closed;
  write(std::vector{unplaced, closed});
  EXPECT_EQ(make("full.geojson")->rows, 1);
  EXPECT_EQ(make("planner.geojson", {.profile = Profile::planner})->rows, 0);
  auto const document = base::parse_json(read_text(folder_ / "full.geojson"));
  ASSERT_TRUE(document);
  EXPECT_TRUE((*document)["features"][0]["geometry"].is_null());
  EXPECT_EQ((*document)["features"][0]["properties"]["status"], "unplaced");
}

TEST_F(Tables, an_empty_city_gives_whole_files_without_rows) {
  write(std::vector<store::Place>{});
  for (char const* const to : {"a.geojson", "a.csv", "a.gpkg", "a/"}) {
    auto const made = make(to);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->rows, 0);
  }
  EXPECT_TRUE(base::parse_json(read_text(folder_ / "a.geojson")));
  EXPECT_EQ(read_text(folder_ / "a.csv").substr(0, 16), "id,name,lon,lat,");
}

TEST_F(Tables, a_large_city_is_read_from_a_copy_that_is_gone_in_the_end) {
  write(std::vector{full_place("list:1", 7, 43)});
  for (char const* const to : {"a.geojson", "b/", "c.gpkg"}) {
    auto const direct = make(to, {.profile = Profile::everyone});
    ASSERT_TRUE(direct) << direct.error().message;
    auto const copied = make(to, {.profile = Profile::everyone, .copy_above = 0, .replace = true});
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(copied->rows, direct->rows);
  }
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.path().string().find(".copy."), std::string::npos) << entry.path();
  }
}

TEST_F(Tables, nothing_is_replaced_unless_told_and_never_the_city) {
  write(std::vector{full_place("list:1", 7, 43)});
  ASSERT_TRUE(make("p.csv"));
  std::string const before = read_text(folder_ / "p.csv");
  auto const again = make("p.csv", {.profile = Profile::everyone});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::ErrorCode::conflict);
  EXPECT_NE(again.error().message.find("--force"), std::string::npos);
  EXPECT_EQ(read_text(folder_ / "p.csv"), before);
  EXPECT_TRUE(make("p.csv", {.replace = true}));
  auto const city = make("city.gpkg", {.replace = true});
  ASSERT_FALSE(city);
  EXPECT_EQ(city.error().code, base::ErrorCode::bad_usage);
  EXPECT_TRUE(store::CityFile(city_).check());
}

TEST_F(Tables, what_killed_exports_left_is_cleared_away_and_what_live_ones_write_is_not) {
  write(std::vector{full_place("list:1", 7, 43)});
  std::string const dead = folder_ / ".p.csv.export-2147483000.csv";
  std::string const alive = folder_ / fmt::format(".p.csv.export-{}.csv", ::getppid());
  std::string const other = folder_ / ".q.csv.export-2147483000.csv";
  std::string const copy = folder_ / "..p.csv.copy.gpkg.export-2147483000.new-2147483000.gpkg";
  for (std::string const& path : {dead, alive, other, copy}) {
    std::ofstream(path) << "x";
  }
  ASSERT_TRUE(make("p.csv"));
  EXPECT_FALSE(std::filesystem::exists(dead));
  EXPECT_FALSE(std::filesystem::exists(copy));
  EXPECT_TRUE(std::filesystem::exists(alive));
  EXPECT_TRUE(std::filesystem::exists(other));
}

TEST_F(Tables, a_journal_beside_a_file_to_be_replaced_is_not_rolled_into_the_new_one) {
  write(std::vector{full_place("list:1", 7, 43)});
  ASSERT_TRUE(make("p.gpkg"));
  std::ofstream(folder_ / "p.gpkg-journal") << "somebody writes";
  auto const made = make("p.gpkg", {.replace = true});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, base::ErrorCode::conflict);
}

TEST(CsvCells, a_text_that_a_spreadsheet_would_run_is_told_from_numbers) {
  for (char const* const cell :
       {"=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|x", "-2+3+cmd", "\t=1", "\r=1", "+33abc", "＝1"}) {
    EXPECT_TRUE(looks_like_formula(cell)) << cell;
  }
  for (char const* const cell : {"", "Library", "+33 (0)1 23-45", "-5", "-12.5", "+1/2", "-", "a=b", " x", "'=1"}) {
    EXPECT_FALSE(looks_like_formula(cell)) << cell;
  }
}

TEST(Licences, are_known_by_the_names_that_people_write) {
  using enum LicenceFamily;
  for (auto const& [text, family] : std::initializer_list<std::pair<char const*, LicenceFamily>>{
           {"", not_said},
           {"  ", not_said},
           {"unknown", not_said},
           {"ODbL-1.0", odbl},
           {"ODbL", odbl},
           {"Open Database License v1.0", odbl},
           {"CC0-1.0", free},
           {"CC-BY-4.0", attribution},
           {"cc by 3.0 nz", attribution},
           {"CC BY-SA 4.0", share_alike},
           {"CC-BY-NC-SA-4.0", restricted},
           {"CC BY-ND", restricted},
           {"OGL-Canada-2.0", attribution},
           {"Open Government Licence – Vancouver", attribution},
           {"Licence Ouverte 2.0 / Open Licence 2.0", attribution},
           {"LOV2", attribution},
           {"dl-de/by-2-0", attribution},
           {"dl-de-zero-2.0", free},
           {"ODC-By-1.0", attribution},
           {"PDDL", free},
           {"All rights reserved", other}}) {
    EXPECT_EQ(know_licence(text).family, family) << text;
  }
}

TEST(Licences, a_source_cannot_pose_as_the_file) {
  std::string const text = licences_text(
      {.file = "a.csv", .city = "X", .profile = "everybody", .moment = "now", .program = "C"},
      {{{.source = "evil\n- this is open", .licence = "x\nSOURCES", .attribution = "\r\nfree", .date = ""},
        {{"places", 1}}}});
  EXPECT_EQ(text.find("\n- this is open"), std::string::npos);
  EXPECT_EQ(text.find("\nfree"), std::string::npos);
}

}  // namespace
}  // namespace cartable::exporters
