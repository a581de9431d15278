#include "exporters/export.hpp"
#include "exporters/public_columns.hpp"
#include "planted_city.hpp"
#include "store/city_backup.hpp"
#include "tests/support/city_engine.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

// The promise: what is not public is in no byte of what is made for the public. Every column of every table is planted
// with a value of its own, in records that are hidden, inside hidden ones, or of tables that are nobody's business.
namespace cartable::exporters::testing {
namespace {

using store::Visibility;

class PlantedSecrets : public ::testing::TestWithParam<test::Engine> {
 protected:
  void SetUp() override {
    CARTABLE_NEEDS_ENGINE(GetParam());
    std::string const file = folder_ / "planted.gpkg";
    auto const made = store::CityWriter::create(file, {}, [&](store::CityWriter& out) { return plant_all(out); });
    ASSERT_TRUE(made) << made.error().message;
    auto const moved = store::backup_city(file, city_);
    ASSERT_TRUE(moved) << moved.error().message;
    ASSERT_GT(hidden_.size(), 900U);
    ASSERT_GT(shown_.size(), 80U);
  }

  base::Status plant_all(store::CityWriter& out) {
    base::Status status;
    store::for_each_record([&]<class R>() {
      if (status) {
        status = plant<R>(out);
      }
    });
    CARTABLE_TRY(status);
    CARTABLE_TRY(plant_referring(out));
    std::string const secret = word("derived street_graph");
    CARTABLE_TRY(out.add(
        {.key = "street_graph", .source = "osm", .part = "1", .bytes = base::compress(secret, base::Encoding::gzip)}));
    return out.add(
        {.key = "base_tiles", .source = "osm", .part = "1", .bytes = base::compress("BASETILE", base::Encoding::gzip)});
  }

  /// Of each table: hidden records, and one that is public itself.
  template <class R>
  base::Status plant(store::CityWriter& out) {
    for (Visibility const visibility : {Visibility::staff, Visibility::planner}) {
      R record = planter_.plant<R>(fmt::format("{} record of", to_string(visibility)), hidden_);
      record.head.visibility = visibility;
      CARTABLE_TRY(out.add(record));
    }
    std::vector<Secret> own;
    R record = planter_.plant<R>("public record of", own);
    auto const columns = public_columns<R>();
    for (Secret& secret : own) {
      std::string_view const column = std::string_view(secret.where).substr(secret.where.rfind('.') + 1);
      bool const is_public = std::find(columns.begin(), columns.end(), column) != columns.end();
      // An import run shows up with the records of its source alone, and gets a number of its own.
      bool const shows = is_public && !std::is_same_v<R, store::ImportRun> && !std::is_same_v<R, store::Setting> &&
                         !std::is_same_v<R, store::Text> && !refers(column);
      (shows ? shown_ : hidden_).push_back(secret);
    }
    set_references(record);
    return out.add(record);
  }

  /// Columns that hold ids: in the public record they name nothing that exists, which nobody learns either.
  static bool refers(std::string_view column) {
    static std::set<std::string_view> const kReferences{"parent", "organisation", "place", "offer", "previous_place"};
    return kReferences.contains(column);
  }
  static void set_references(store::Offer& offer) { offer.place.clear(); }
  static void set_references(store::Session& session) { session.offer.clear(), session.place.clear(); }
  static void set_references(store::Catchment& catchment) { catchment.estimate_high = 1'700'000'000.25; }
  template <class R>
  static void set_references(R&) {}

  /// Records that are public themselves, inside or about hidden ones, and public ones that name hidden ones.
  base::Status plant_referring(store::CityWriter& out) {
    auto hidden_place = planter_.plant<store::Place>("staff place", hidden_);
    hidden_place.head.visibility = Visibility::staff;
    auto hidden_organisation = planter_.plant<store::Organisation>("staff organisation", hidden_);
    hidden_organisation.head.visibility = Visibility::staff;
    auto hidden_offer = planter_.plant<store::Offer>("planner offer", hidden_);
    hidden_offer.head.visibility = Visibility::planner;
    hidden_offer.place.clear();
    auto hidden_group = planter_.plant<store::Group>("staff group", hidden_);
    hidden_group.head.visibility = Visibility::staff;
    CARTABLE_TRY(out.add(hidden_place));
    CARTABLE_TRY(out.add(hidden_organisation));
    CARTABLE_TRY(out.add(hidden_offer));
    CARTABLE_TRY(out.add(hidden_group));

    auto at_hidden = planter_.plant<store::Offer>("offer at a staff place", hidden_);
    at_hidden.place = hidden_place.head.id;
    CARTABLE_TRY(out.add(at_hidden));
    auto by_alias = planter_.plant<store::Offer>("offer at an alias of a staff place", hidden_);
    by_alias.place = hidden_place.aliases.front();
    CARTABLE_TRY(out.add(by_alias));
    auto of_hidden = planter_.plant<store::Session>("session of a planner offer", hidden_);
    of_hidden.offer = hidden_offer.head.id;
    of_hidden.place.clear();
    CARTABLE_TRY(out.add(of_hidden));
    auto in_hidden = planter_.plant<store::Session>("session at a staff place", hidden_);
    in_hidden.offer.clear();
    in_hidden.place = hidden_place.head.id;
    CARTABLE_TRY(out.add(in_hidden));
    auto through = planter_.plant<store::Session>("session of an offer at a staff place", hidden_);
    through.offer = at_hidden.head.id;
    through.place.clear();
    CARTABLE_TRY(out.add(through));
    auto few = planter_.plant<store::Catchment>("catchment of few people", hidden_);
    few.group = "nobody-described";
    few.estimate_high = 10.5;
    CARTABLE_TRY(out.add(few));
    auto of_group = planter_.plant<store::Catchment>("catchment of a staff group", hidden_);
    of_group.group = hidden_group.head.id;
    CARTABLE_TRY(out.add(of_group));
    for (std::string const& about : {hidden_place.head.id, std::string("no:such")}) {
      auto text = planter_.plant<store::Text>("text about what is hidden or gone", hidden_);
      text.record = about;
      text.field = "description";
      CARTABLE_TRY(out.add(text));
    }

    store::Place open;
    open.head.id = "open:1";
    open.head.source = "open-source";
    open.name = "OPENPLACE";
    open.kinds = {"library"};
    open.point = geo::LonLat{10, 50};
    open.parent = hidden_place.head.id;
    open.organisation = hidden_organisation.head.id;
    open.audiences[hidden_group.head.id] = {};
    CARTABLE_TRY(out.add(open));
    store::Session moved;
    moved.head.id = "open:s1";
    moved.head.source = "open-source";
    moved.name = "OPENSESSION";
    moved.place = "open:1";
    moved.previous_place = hidden_place.head.id;
    moved.organisation = hidden_organisation.head.id;
    CARTABLE_TRY(out.add(moved));
    auto extra_text = planter_.plant<store::Text>("text of a column that is not public", hidden_);
    extra_text.record = "open:1";
    extra_text.field = "extra";
    CARTABLE_TRY(out.add(extra_text));
    auto shown_text = planter_.plant<store::Text>("text of a public place", shown_);
    shown_text.record = "open:1";
    shown_text.field = "description";
    std::erase_if(shown_, [](Secret const& s) {
      return s.where.starts_with("text of a public place") &&
             (s.where.ends_with(".record") || s.where.ends_with(".field") || s.where.ends_with("_seen"));
    });
    CARTABLE_TRY(out.add(shown_text));
    store::Setting name;
    name.head.id = "name";
    name.value = "OPENCITY";
    return out.add(name);
  }

  std::string word(std::string where) {
    std::string out = fmt::format("SECRETBLOB{}", hidden_.size());
    hidden_.push_back({std::move(where), {out}});
    return out;
  }

  /// What somebody sees who reads all files of an export.
  std::string exported(ExportOptions options) {
    options.city = city_;
    auto const report = export_city(options);
    EXPECT_TRUE(report) << report.error().message;
    std::string bytes;
    if (report) {
      for (auto const& written : report->files) {
        bytes += all_bytes(written.file.string());
        if (report->is_edition) {
          bytes += all_values(written.file.string());
        }
      }
      bytes += all_bytes(report->licences.string());
    }
    return bytes;
  }

  test::CityHome home_{GetParam()};
  test::TemporaryFolder const& folder_ = home_.folder();
  std::string city_ = home_.where();
  Planter planter_;
  std::vector<Secret> hidden_, shown_;
};

INSTANTIATE_TEST_SUITE_P(Engines, PlantedSecrets, CARTABLE_ENGINES);

TEST_P(PlantedSecrets, none_is_in_the_public_edition_and_what_is_public_is) {
  std::string const bytes = exported({.city = {}, .to = folder_ / "open.gpkg", .profile = Profile::everyone});
  EXPECT_EQ(found(hidden_, bytes), std::vector<std::string>());
  EXPECT_EQ(found(shown_, bytes).size(), shown_.size());
  for (char const* const word : {"OPENPLACE", "OPENSESSION", "OPENCITY", "BASETILE"}) {
    EXPECT_NE(bytes.find(word), std::string::npos) << word;
  }
}

TEST_P(PlantedSecrets, the_search_finds_them_in_the_city_itself) {
  std::string const file = folder_ / "planted.gpkg";
  std::string const bytes = all_bytes(file) + all_values(file);
  auto const seen = found(hidden_, bytes);
  EXPECT_GT(seen.size(), hidden_.size() - 40);
  for (Secret const& secret : hidden_) {
    // References were set to what they are to name.
    std::string_view const column = std::string_view(secret.where).substr(secret.where.rfind('.') + 1);
    if (!refers(column) && column != "group_slug" && column != "estimate_high" && column != "record" &&
        column != "field") {
      EXPECT_NE(std::find(seen.begin(), seen.end(), secret.where), seen.end()) << secret.where;
    }
  }
}

TEST_P(PlantedSecrets, none_is_in_tables_for_everybody) {
  for (char const* const to : {"open.geojson", "open.csv", "open/"}) {
    std::string const bytes = exported({.city = {}, .to = folder_ / to, .profile = Profile::everyone});
    EXPECT_EQ(found(hidden_, bytes), std::vector<std::string>()) << to;
    EXPECT_NE(bytes.find("OPENPLACE"), std::string::npos) << to;
  }
  for (auto const& [name, document] :
       {std::pair{"hsds.json", Document::hsds}, std::pair{"linked.json", Document::schema_org}}) {
    std::string const bytes =
        exported({.city = {}, .to = folder_ / name, .profile = Profile::everyone, .json = document});
    EXPECT_EQ(found(hidden_, bytes), std::vector<std::string>()) << name;
    EXPECT_NE(bytes.find("OPENPLACE"), std::string::npos) << name;
  }
  std::string const calendar = exported({.city = {}, .to = folder_ / "open.ics", .profile = Profile::everyone});
  EXPECT_EQ(found(hidden_, calendar), std::vector<std::string>());
  EXPECT_NE(calendar.find("BEGIN:VCALENDAR"), std::string::npos);
  std::string const bytes =
      exported({.city = {},
                .to = folder_ / "tables.gpkg",
                .profile = Profile::everyone,
                .collections = {"places", "offers", "events", "organisations", "districts", "catchments"}});
  EXPECT_EQ(found(hidden_, bytes), std::vector<std::string>());
  EXPECT_NE(bytes.find("OPENSESSION"), std::string::npos);
}

TEST_P(PlantedSecrets, staff_get_no_numbers_of_people_and_nothing_of_planners) {
  std::string const bytes = exported({.city = {}, .to = folder_ / "staff/", .profile = Profile::staff});
  for (std::string const& where : found(hidden_, bytes)) {
    EXPECT_EQ(where.find("planner"), std::string::npos) << where;
    EXPECT_EQ(where.find("estimate"), std::string::npos) << where;
    EXPECT_EQ(where.find("population_cell"), std::string::npos) << where;
  }
  std::string const full = exported({.city = {}, .to = folder_ / "full/", .profile = Profile::full});
  std::size_t estimates = 0;
  for (std::string const& where : found(hidden_, full)) {
    estimates += where.find("estimate") != std::string::npos || where.find("people") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(estimates, 10U);
}

TEST_P(PlantedSecrets, no_table_of_anybody_holds_tokens_feedback_proposals_needs_or_totals) {
  std::string const bytes = exported({.city = {}, .to = folder_ / "full.gpkg", .profile = Profile::full});
  for (std::string const& where : found(hidden_, bytes)) {
    for (char const* const table : {"token", "feedback", "proposal", "need.", "daily_total", "import_run.files",
                                    "import_run.report", "scenario", "setting", "street_graph"}) {
      EXPECT_EQ(where.find(std::string(" ") + table), std::string::npos) << where;
    }
  }
}

TEST_P(PlantedSecrets, the_public_edition_is_a_city_without_a_hidden_record) {
  static_cast<void>(exported({.city = {}, .to = folder_ / "open.gpkg", .profile = Profile::everyone}));
  store::CityFile const edition(folder_ / "open.gpkg");
  auto const good = edition.check();
  ASSERT_TRUE(good) << good.error().message;
  store::for_each_record([&]<class R>() {
    auto const hidden = edition.read<R>("visibility<>'public'");
    ASSERT_TRUE(hidden) << hidden.error().message;
    EXPECT_TRUE(hidden->empty()) << store::Table<R>::info.name;
    if (public_columns<R>().empty()) {
      auto const all = edition.read<R>();
      ASSERT_TRUE(all);
      EXPECT_TRUE(all->empty()) << store::Table<R>::info.name;
    }
  });
  auto const revisions = edition.revisions();
  ASSERT_TRUE(revisions);
  EXPECT_EQ((*revisions)[static_cast<std::size_t>(store::Part::private_)], 0);
}

}  // namespace
}  // namespace cartable::exporters::testing
