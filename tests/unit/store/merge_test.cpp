#include "city_sample.hpp"
#include "filled_record.hpp"
#include "store/city_file.hpp"
#include "store/record_rows.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace cartable::store {
namespace {

using test::TemporaryFolder;
using testing::box;
using testing::import;
using testing::make_batch;
using testing::make_place;

class Merge : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(city_.create()); }

  ImportOutcome take(ImportBatch batch) {
    auto const done = import(city_, std::move(batch));
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return done.value_or(ImportOutcome{});
  }
  std::map<std::string, Place> places() {
    std::map<std::string, Place> all;
    auto const read = city_.read<Place>();
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    for (auto const& place : read.value_or(std::vector<Place>{})) {
      EXPECT_TRUE(all.emplace(place.head.id, place).second) << place.head.id << " is there twice";
    }
    return all;
  }
  Revisions revisions() { return city_.revisions().value_or(Revisions{}); }
  static std::int64_t of(Revisions const& r, Part part) { return r[static_cast<std::size_t>(part)]; }

  TemporaryFolder folder_;
  CityFile city_{folder_ / "city.gpkg"};
};

TEST_F(Merge, counts_new_changed_unchanged_and_withdrawn) {
  auto const first =
      take(make_batch({make_place("osm:n1", 1, 1), make_place("osm:n2", 2, 2), make_place("osm:n3", 3, 3)}));
  EXPECT_EQ(first.places.added, 3);
  Place changed = make_place("osm:n2", 2, 2);
  changed.wheelchair = Wheelchair::yes;
  auto const second = take(make_batch({make_place("osm:n1", 1, 1), changed, make_place("osm:n4", 4, 4, "school")}));
  EXPECT_EQ(second.places.read, 3);
  EXPECT_EQ(second.places.added, 1);
  EXPECT_EQ(second.places.changed, 1);
  EXPECT_EQ(second.places.unchanged, 1);
  EXPECT_EQ(second.places.withdrawn, 1);
  EXPECT_EQ(second.places.by_kind, (std::map<std::string, std::int64_t>{{"library", 2}, {"school", 1}}));
  auto const all = places();
  EXPECT_EQ(all.at("osm:n2").wheelchair, Wheelchair::yes);
  EXPECT_EQ(all.at("osm:n3").head.status, RecordStatus::withdrawn);
  EXPECT_EQ(all.at("osm:n4").head.source, "osm");
}

TEST_F(Merge, a_record_seen_again_is_active_again_with_its_first_date) {
  take(make_batch({make_place("osm:n1", 1, 1)}));
  auto const before = places().at("osm:n1");
  take(make_batch({}));
  EXPECT_EQ(places().at("osm:n1").head.status, RecordStatus::withdrawn);
  auto const again = take(make_batch({make_place("osm:n1", 1, 1)}));
  EXPECT_EQ(again.places.changed, 1);
  EXPECT_EQ(again.places.added, 0);
  auto const after = places().at("osm:n1");
  EXPECT_EQ(after.head.status, RecordStatus::active);
  EXPECT_EQ(after.head.first_seen, before.head.first_seen);
}

TEST_F(Merge, only_what_lies_in_the_area_covered_is_withdrawn) {
  take(make_batch({make_place("osm:n1", 1, 1), make_place("osm:n5", 5, 5), make_place("osm:n2", 2, 1)}));
  auto part = make_batch({});
  part.covers = box(0, 0, 2, 2);
  EXPECT_EQ(take(std::move(part)).places.withdrawn, 2);  // the one on the border, too
  EXPECT_EQ(places().at("osm:n5").head.status, RecordStatus::active);
}

TEST_F(Merge, areas_and_lines_that_reach_beyond_the_area_covered_stay) {
  auto const street = [](std::string id, double to) {
    Street s;
    s.head.id = std::move(id);
    s.line = {{1, 1}, {to, 1}};
    s.nodes = {1, 2};
    return s;
  };
  auto const district = [](std::string id, double east) {
    District d;
    d.head.id = std::move(id);
    d.area = box(0.5, 0.5, east, 1.5);
    return d;
  };
  auto batch = make_batch({});
  batch.has_streets = batch.has_districts = true;
  batch.streets = {street("osm:w1", 1.5), street("osm:w2", 9)};
  batch.districts = {district("osm:r1", 1.5), district("osm:r2", 9)};
  take(std::move(batch));
  auto part = make_batch({});
  part.has_streets = part.has_districts = true;
  part.covers = box(0, 0, 2, 2);
  auto const outcome = take(std::move(part));
  EXPECT_EQ(outcome.streets.withdrawn, 1);
  EXPECT_EQ(outcome.districts.withdrawn, 1);
}

TEST_F(Merge, a_source_is_silent_about_other_sources_and_about_kinds_it_does_not_speak_of) {
  take(make_batch({make_place("osm:n1", 1, 1)}));
  take(make_batch({make_place("libraries:7", 1, 1)}, "libraries"));
  auto batch = make_batch({}, "osm");
  batch.has_places = false;
  batch.has_offers = true;
  take(std::move(batch));
  EXPECT_EQ(take(make_batch({}, "libraries")).places.withdrawn, 1);
  EXPECT_EQ(places().at("osm:n1").head.status, RecordStatus::active);
}

TEST_F(Merge, the_same_input_again_is_nothing_to_do) {
  auto const batch = [] { return make_batch({make_place("osm:n1", 1, 1)}, "osm", "hash-1"); };
  take(batch());
  {
    auto const plan = city_.plan(batch());
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_TRUE(CityFile::nothing_to_do(**plan));
    EXPECT_EQ(CityFile::outcome(**plan).places.unchanged, 1);
  }
  auto other = batch();
  other.source.input_hash = "hash-2";
  take(std::move(other));
  auto const plan = city_.plan(batch());
  ASSERT_TRUE(plan);
  EXPECT_FALSE(CityFile::nothing_to_do(**plan)) << "the newest import decides, not any earlier one";
}

TEST_F(Merge, equal_records_are_not_written_again_and_no_server_need_reload) {
  testing::Filler filler(11);
  auto const batch = [&](unsigned seed) {
    testing::Filler same(seed);
    auto b = make_batch({});
    b.has_offers = b.has_sessions = b.has_organisations = b.has_districts = b.has_catchments = b.has_streets = true;
    b.has_addresses = b.has_groups = b.has_population = true;
    b.places = {same.make<Place>("osm:n1")};
    b.places[0].aliases = {};
    b.offers = {same.make<Offer>("osm:o1")};
    b.sessions = {same.make<Session>("osm:s1")};
    b.organisations = {same.make<Organisation>("osm:x1")};
    b.districts = {same.make<District>("osm:d1")};
    b.catchments = {same.make<Catchment>("osm:c1")};
    b.cells = {same.make<PopulationCell>("osm:p1")};
    b.groups = {same.make<Group>("group-1")};
    b.streets = {same.make<Street>("osm:w1")};
    b.street_nodes = {same.make<StreetNode>("osm:n9")};
    b.addresses = {same.make<Address>("osm:a1")};
    b.localities = {same.make<Locality>("osm:l1")};
    return b;
  };
  take(batch(5));
  auto const before = revisions();
  auto const place = places().at("osm:n1");
  auto const outcome = take(batch(5));
  EXPECT_EQ(outcome.places.unchanged, 1);
  EXPECT_EQ(outcome.streets.unchanged, 1);
  EXPECT_EQ(revisions(), before);
  EXPECT_TRUE(places().at("osm:n1") == place);
  EXPECT_EQ(city_.read<ImportRun>()->size(), 2U) << "the import itself is on record";
}

TEST_F(Merge, only_the_parts_that_changed_count_up) {
  take(make_batch({make_place("osm:n1", 1, 1)}));
  auto const before = revisions();
  auto batch = make_batch({make_place("osm:n1", 1, 1)});
  batch.has_districts = true;
  batch.districts.emplace_back().head.id = "osm:r1";
  take(std::move(batch));
  auto const after = revisions();
  EXPECT_EQ(of(after, Part::areas), of(before, Part::areas) + 1);
  EXPECT_EQ(of(after, Part::places), of(before, Part::places));
  EXPECT_EQ(of(after, Part::streets), of(before, Part::streets));
}

TEST_F(Merge, of_places_that_become_one_the_older_id_stays) {
  take(make_batch({make_place("osm:w13", 1, 1), make_place("osm:n9", 3, 3)}));
  {  // seen a year before the next
    auto older = city_.read<Place>("id='osm:w13'")->front();
    older.head.first_seen = "2025-01-01T00:00:00Z";
    ASSERT_TRUE(city_.put<Place>({older}));
  }
  take(make_batch({make_place("osm:w13", 1, 1), make_place("osm:w12", 1, 1), make_place("osm:n9", 3, 3)}));
  Offer offer;
  offer.head.id = "osm:o1";
  offer.head.source = "osm";
  offer.place = "osm:w12";
  ASSERT_TRUE(city_.put<Offer>({offer}));

  auto const merged = [] {
    Place grounds = make_place("osm:w12", 1, 1);
    grounds.aliases = {"osm:w13"};
    return make_batch({grounds, make_place("osm:n9", 3, 3)});
  };
  auto const outcome = take(merged());
  EXPECT_EQ(outcome.places.withdrawn, 0);
  auto all = places();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.at("osm:w13").aliases, StringList{"osm:w12"});
  EXPECT_EQ(all.at("osm:w13").head.first_seen, "2025-01-01T00:00:00Z");
  EXPECT_EQ(city_.read<Offer>()->front().place, "osm:w13") << "what points to a merged place follows it";

  auto const again = take(merged());
  EXPECT_EQ(again.places.unchanged, 2) << "the merge is found again";
}

TEST_F(Merge, a_part_that_stands_alone_again_gets_its_id_back) {
  Place grounds = make_place("osm:w12", 1, 1);
  grounds.aliases = {"osm:w13"};
  take(make_batch({grounds}));
  take(make_batch({make_place("osm:w12", 1, 1), make_place("osm:w13", 1, 1)}));
  auto const all = places();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all.at("osm:w12").aliases.empty());
}

TEST_F(Merge, an_alias_stays_when_the_source_forgets_it) {
  Place grounds = make_place("osm:w12", 1, 1);
  grounds.aliases = {"osm:w13"};
  take(make_batch({grounds}));
  auto const outcome = take(make_batch({make_place("osm:w12", 1, 1)}));
  EXPECT_EQ(outcome.places.unchanged, 1);
  EXPECT_EQ(places().at("osm:w12").aliases, StringList{"osm:w13"}) << "links to it must go on working";
}

TEST_F(Merge, a_place_known_by_an_alias_is_not_made_twice) {
  Place grounds = make_place("osm:w12", 1, 1);
  grounds.aliases = {"osm:w13"};
  take(make_batch({grounds}));
  Place building = make_place("osm:w13", 1, 1);  // the mapper removed the grounds
  take(make_batch({building}));
  auto const all = places();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.begin()->first, "osm:w12");
  EXPECT_EQ(all.begin()->second.head.status, RecordStatus::active);
}

TEST_F(Merge, what_the_city_set_stays_and_what_the_source_says_is_kept_beside_it) {
  take(make_batch({make_place("osm:n1", 1, 1)}));
  ASSERT_TRUE(city_.set_field<Place>("osm:n1", "opening_hours", "Mo-Fr 09:00-17:00"));
  ASSERT_TRUE(city_.set_field<Place>("osm:n1", "visibility", "staff"));
  ASSERT_TRUE(city_.set_field<Place>("osm:n1", "geom", "[1.5,1.25]"));
  Place newer = make_place("osm:n1", 1, 1);
  newer.opening_hours = "24/7";
  newer.name = "New name";
  take(make_batch({newer}));
  auto const place = places().at("osm:n1");
  EXPECT_EQ(place.opening_hours, "Mo-Fr 09:00-17:00");
  EXPECT_EQ(place.head.visibility, Visibility::staff);
  EXPECT_EQ(place.point, (geo::LonLat{.lon = 1.5, .lat = 1.25}));
  EXPECT_EQ(place.name, "New name");
  auto const notes = city_.read<FieldProvenance>("set_by='imported' AND field='opening_hours'");
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 1U);
  EXPECT_EQ(notes->front().value, "24/7");
  EXPECT_EQ(take(make_batch({newer})).places.unchanged, 1);
}

TEST_F(Merge, bad_ids_twins_and_other_sources_ids_are_refused_one_by_one) {
  take(make_batch({make_place("libraries:1", 1, 1)}, "libraries"));
  auto const plan =
      city_.plan(make_batch({make_place("osm:n1", 1, 1), make_place("osm:n1", 2, 2), make_place("no blanks", 1, 1),
                             make_place("libraries:1", 3, 3), make_place("", 1, 1)}));
  ASSERT_TRUE(plan);
  EXPECT_EQ(CityFile::outcome(**plan).places.not_taken, 4);
  EXPECT_EQ(CityFile::outcome(**plan).places.added, 1);
  auto const& rejects = CityFile::batch(**plan).rejects;
  ASSERT_EQ(rejects.size(), 4U);
  for (auto const& reject : rejects) {
    EXPECT_FALSE(reject.reason.empty());
    EXPECT_FALSE(reject.remedy.empty());
  }
}

TEST_F(Merge, a_place_without_a_position_is_unplaced) {
  Place nowhere = make_place("osm:n1", 1, 1);
  nowhere.point.reset();
  EXPECT_EQ(take(make_batch({nowhere})).places.unplaced, 1);
  EXPECT_EQ(places().at("osm:n1").head.status, RecordStatus::unplaced);
}

TEST_F(Merge, settings_of_an_import_fill_gaps_only) {
  ASSERT_TRUE(city_.put_setting("name", "Vancouver"));
  auto batch = make_batch({});
  for (auto const& [key, value] :
       std::map<std::string, std::string>{{"name", "Somewhere"}, {"timezone", "America/Vancouver"}}) {
    Setting setting;
    setting.head.id = key;
    setting.value = value;
    batch.settings.push_back(setting);
  }
  take(std::move(batch));
  auto const settings = city_.read<Setting>();
  ASSERT_TRUE(settings);
  std::map<std::string, std::string> values;
  for (auto const& setting : *settings) {
    values[setting.head.id] = setting.value;
  }
  EXPECT_EQ(values, (std::map<std::string, std::string>{{"name", "Vancouver"}, {"timezone", "America/Vancouver"}}));
}

TEST_F(Merge, groups_that_the_city_has_are_left_as_they_are) {
  auto batch = make_batch({}, "newcomers");
  batch.has_groups = true;
  batch.groups.emplace_back().head.id = "job-seekers";
  batch.groups.emplace_back().head.id = "over-65";
  auto const outcome = take(std::move(batch));
  EXPECT_EQ(outcome.groups.added, 1);
  EXPECT_EQ(outcome.groups.not_taken, 0);
  EXPECT_EQ(city_.read<Group>("id='job-seekers'")->front().head.source, "unesco-guidelines");
}

TEST_F(Merge, five_imports_of_random_batches_end_as_the_last_one_says) {
  unsigned const seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  std::map<std::string, Place> expected;
  for (int round = 0; round < 5; ++round) {
    std::vector<Place> places;
    for (auto& [id, place] : expected) {
      place.head.status = RecordStatus::withdrawn;
    }
    for (int i = 0; i < 60; ++i) {
      if (random() % 3 != 0) {
        Place place = make_place(fmt::format("osm:n{}", i), static_cast<double>(random() % 3), 1);
        places.push_back(place);
        expected[place.head.id] = place;
      }
    }
    take(make_batch(places));
    auto all = this->places();
    ASSERT_EQ(all.size(), expected.size());
    for (auto const& [id, place] : expected) {
      Place wanted = place;
      wanted.head.source = "osm";
      EXPECT_TRUE(differences(all.at(id), wanted).empty()) << id;
    }
  }
}

}  // namespace
}  // namespace cartable::store
