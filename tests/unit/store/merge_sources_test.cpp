#include "city_sample.hpp"
#include "store/city_file.hpp"
#include "store/plan_examples.hpp"
#include "store/record_rows.hpp"
#include "store/source_order.hpp"
#include "tests/support/new_city.hpp"

#include <gtest/gtest.h>

#include <map>

// One place that several sources speak of, and what the city says of it.
namespace cartable::store {
namespace {

using testing::import;
using testing::make_batch;

Place library(std::string source, std::string key, std::string name, double lon = -123.1687156,
              double lat = 49.2647206) {
  Place place;
  place.head.id = source + ":" + key;
  place.name = std::move(name);
  place.kinds = {"library"};
  place.point = geo::LonLat{.lon = lon, .lat = lat};
  place.sources = {{.source = source, .key = std::move(key), .date = {}}};
  return place;
}

/// On each engine.
class MergeSources : public test::NewCity {
 protected:
  ImportOutcome take(std::vector<Place> places, std::string source, std::string hash = {}) {
    auto batch = make_batch(std::move(places), source, std::move(hash));
    batch.source.role = source == "osm" ? "osm" : "places";
    batch.source.licence = source == "osm" ? "ODbL-1.0" : "OGL-Vancouver";
    return apply(std::move(batch));
  }
  ImportOutcome apply(ImportBatch batch) {
    auto const done = import(city_, std::move(batch));
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return done.value_or(ImportOutcome{});
  }
  ImportOutcome decide(Decision::Kind kind, std::string a, std::string b = {}) {
    auto batch = make_batch({}, "city");
    batch.has_places = false;
    batch.source.role = "decisions";
    batch.decisions = {{kind, std::move(a), std::move(b)}};
    return apply(std::move(batch));
  }
  ImportOutcome correct(std::string id, std::string field, std::string value, bool give_back = false) {
    auto batch = make_batch({}, "city");
    batch.has_places = false;
    batch.source.role = "corrections";
    batch.corrections = {{.file = "corrections.csv",
                          .record = 1,
                          .column = field,
                          .place = std::move(id),
                          .name = {},
                          .kind = {},
                          .field = field,
                          .value = std::move(value),
                          .give_back = give_back}};
    return apply(std::move(batch));
  }
  std::map<std::string, Place> places() {
    std::map<std::string, Place> all;
    for (auto& place : city_.read<Place>().value_or(std::vector<Place>{})) {
      EXPECT_TRUE(all.emplace(place.head.id, place).second) << place.head.id << " is there twice";
    }
    return all;
  }
  std::vector<FieldProvenance> rows(std::string const& where = {}) {
    return city_.read<FieldProvenance>(where).value_or(std::vector<FieldProvenance>{});
  }
  static Place osm() {
    Place place = library("osm", "n1", "Kitsilano Branch");
    place.opening_hours = "Mo-Fr 10:00-18:00";
    place.contact = {{"phone", "+1 604 665 3976"}};
    place.names = {{"fr", "Bibliothèque de Kitsilano"}};
    place.head.identifiers = {{"osm", "node/1"}};
    return place;
  }
  static Place city() {
    Place place = library("libraries", "7", "Kitsilano", -123.1687, 49.2647);
    place.opening_hours = "Mo-Sa 10:00-20:00";
    place.contact = {{"website", "https://www.vpl.ca/kitsilano"}};
    place.address = {{"full", "2425 Macdonald St"}};
    return place;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, MergeSources, CARTABLE_ENGINES);

TEST_P(MergeSources, a_place_of_two_sources_is_one_with_both_kept_per_field) {
  take({osm()}, "osm");
  auto const outcome = take({city()}, "libraries");
  EXPECT_EQ(outcome.across.joined, 1);
  ASSERT_EQ(outcome.across.joins.size(), 1U);
  EXPECT_EQ(outcome.across.joins[0].place, "osm:n1");
  auto const all = places();
  ASSERT_EQ(all.size(), 1U);
  Place const& place = all.at("osm:n1");
  EXPECT_EQ(place.aliases, StringList{"libraries:7"}) << "the older id stays";
  EXPECT_EQ(place.head.source, "libraries") << "the city's own table goes before OpenStreetMap";
  EXPECT_EQ(place.name, "Kitsilano");
  EXPECT_EQ(place.opening_hours, "Mo-Sa 10:00-20:00");
  EXPECT_EQ(place.contact, (StringMap{{"phone", "+1 604 665 3976"}, {"website", "https://www.vpl.ca/kitsilano"}}));
  EXPECT_EQ(place.names.at("fr"), "Bibliothèque de Kitsilano");
  EXPECT_EQ(place.point, osm().point) << "four decimals do not move what has seven";
  ASSERT_EQ(place.sources.size(), 2U);
  auto const hours = rows("field='opening_hours' AND from_source='osm'");
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_EQ(hours[0].value, "Mo-Fr 10:00-18:00");
  EXPECT_EQ(hours[0].licence, "ODbL-1.0");
  EXPECT_EQ(rows("field='joined'").size(), 1U);
}

TEST_P(MergeSources, in_whichever_order_they_come_the_place_is_the_same_but_for_its_id) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  Place const one = places().begin()->second;
  city_ = CityFile(home_.where("other"));
  ASSERT_TRUE(city_.create());
  take({city()}, "libraries");
  take({osm()}, "osm");
  auto const all = places();
  ASSERT_EQ(all.size(), 1U);
  Place two = all.begin()->second;
  EXPECT_EQ(two.head.id, "libraries:7");
  two.head.id = one.head.id;
  two.aliases = one.aliases;
  EXPECT_TRUE(differences(one, two).empty()) << fmt::format("{}", fmt::join(differences(one, two), ", "));
}

TEST_P(MergeSources, importing_either_again_changes_nothing_and_is_nothing_to_do) {
  take({osm()}, "osm", "hash-osm");
  take({city()}, "libraries", "hash-city");
  auto const before = places();
  auto const rows_before = rows().size();
  for (auto const& [place, source, hash] :
       {std::tuple(osm(), "osm", "hash-osm"), std::tuple(city(), "libraries", "hash-city")}) {
    auto batch = make_batch({place}, source, hash);
    batch.source.role = std::string(source) == "osm" ? "osm" : "places";
    batch.source.licence = std::string(source) == "osm" ? "ODbL-1.0" : "OGL-Vancouver";
    auto const plan = city_.plan(std::move(batch));
    ASSERT_TRUE(plan);
    EXPECT_EQ(CityFile::outcome(**plan).places.unchanged, 1);
    EXPECT_TRUE(CityFile::nothing_to_do(**plan)) << source;
  }
  EXPECT_TRUE(places() == before);
  EXPECT_EQ(rows().size(), rows_before);
}

TEST_P(MergeSources, a_newer_file_of_the_second_source_does_not_undo_the_first) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  Place newer = osm();
  newer.opening_hours = "24/7";
  newer.wheelchair = Wheelchair::yes;
  EXPECT_EQ(take({newer}, "osm").places.changed, 1);
  auto const place = places().at("osm:n1");
  EXPECT_EQ(place.opening_hours, "Mo-Sa 10:00-20:00");
  EXPECT_EQ(place.wheelchair, Wheelchair::yes) << "what only one says holds";
  EXPECT_EQ(rows("field='opening_hours' AND from_source='osm'").at(0).value, "24/7");
}

TEST_P(MergeSources, a_record_that_one_source_withdraws_leaves_the_others_word_and_the_id) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  auto const gone = take({}, "libraries");
  EXPECT_EQ(gone.places.withdrawn, 1);
  EXPECT_EQ(gone.across.kept_by_others, 1);
  auto place = places().at("osm:n1");
  EXPECT_EQ(place.head.status, RecordStatus::active);
  EXPECT_EQ(place.head.source, "osm");
  EXPECT_EQ(place.opening_hours, "Mo-Fr 10:00-18:00");
  EXPECT_EQ(place.name, "Kitsilano Branch");
  EXPECT_EQ(place.aliases, StringList{"libraries:7"}) << "links go on working";
  EXPECT_EQ(place.sources.size(), 1U);

  take({city()}, "libraries");
  EXPECT_EQ(places().size(), 1U);
  EXPECT_EQ(places().at("osm:n1").opening_hours, "Mo-Sa 10:00-20:00") << "and back";

  take({}, "osm");
  EXPECT_EQ(places().at("osm:n1").head.source, "libraries");
  EXPECT_EQ(places().at("osm:n1").head.status, RecordStatus::active);
  take({}, "libraries");
  EXPECT_EQ(places().at("osm:n1").head.status, RecordStatus::withdrawn) << "the last source is gone";
  take({osm()}, "osm");
  place = places().at("osm:n1");
  EXPECT_EQ(place.head.status, RecordStatus::active);
  EXPECT_EQ(place.name, "Kitsilano Branch") << "what the other source said before it went is not said any more";
}

TEST_P(MergeSources, a_correction_stays_through_imports_of_both_sources_until_the_city_gives_it_back) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  EXPECT_EQ(correct("libraries:7", "opening_hours", "Mo-Su 09:00-21:00").across.corrected, 1);
  EXPECT_EQ(correct("osm:n1", "contact.phone", "+1 604 000 0000").across.corrected, 1);
  EXPECT_EQ(correct("osm:n1", "contact.phone", "+1 604 000 0000").across.corrected, 0) << "the same again";
  for (int round = 0; round < 2; ++round) {
    Place newer = osm();
    newer.opening_hours = round == 0 ? "24/7" : "Mo 10:00-11:00";
    newer.contact["fax"] = "1";
    take({newer}, "osm");
    Place list = city();
    list.opening_hours = round == 0 ? "Tu 10:00-11:00" : "We 10:00-11:00";
    take({list}, "libraries");
    auto const place = places().at("osm:n1");
    EXPECT_EQ(place.opening_hours, "Mo-Su 09:00-21:00");
    EXPECT_EQ(place.contact.at("phone"), "+1 604 000 0000");
    EXPECT_EQ(place.contact.at("fax"), "1") << "the other details of contact are the sources'";
  }
  correct("osm:n1", "opening_hours", "", true);
  EXPECT_EQ(places().at("osm:n1").opening_hours, "We 10:00-11:00");
  correct("osm:n1", "opening_hours", "");
  EXPECT_EQ(places().at("osm:n1").opening_hours, "") << "not known, says the city";
}

TEST_P(MergeSources, a_correction_made_before_the_second_source_came_holds_after_it) {
  take({osm()}, "osm");
  ASSERT_TRUE(city_.set_field<Place>("osm:n1", "opening_hours", "Mo-Su 09:00-21:00"));
  take({city()}, "libraries");
  EXPECT_EQ(places().at("osm:n1").opening_hours, "Mo-Su 09:00-21:00");
}

TEST_P(MergeSources, corrections_that_name_no_place_or_no_value_are_rejected_with_the_reason) {
  take({osm()}, "osm");
  for (auto const& [id, field, value] :
       {std::tuple("osm:n99", "opening_hours", "24/7"), std::tuple("osm:n1", "nonsense", "1"),
        std::tuple("osm:n1", "capacity", "many"), std::tuple("osm:n1", "name", "")}) {
    auto batch = make_batch({}, "city");
    batch.has_places = false;
    batch.source.role = "corrections";
    batch.corrections = {{.file = "c.csv",
                          .record = 3,
                          .column = field,
                          .place = id,
                          .name = {},
                          .kind = {},
                          .field = field,
                          .value = value}};
    auto const plan = city_.plan(std::move(batch));
    ASSERT_TRUE(plan);
    auto const& rejects = CityFile::batch(**plan).rejects;
    ASSERT_EQ(rejects.size(), 1U) << id << " " << field;
    EXPECT_EQ(rejects[0].record, 3);
    EXPECT_FALSE(rejects[0].reason.empty());
    EXPECT_FALSE(rejects[0].remedy.empty());
    EXPECT_EQ(CityFile::outcome(**plan).across.corrected, 0);
  }
}

TEST_P(MergeSources, a_split_is_for_good_and_gives_each_source_its_record_back) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  decide(Decision::Kind::split, "osm:n1");
  auto check = [&] {
    auto const all = places();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.at("osm:n1").name, "Kitsilano Branch");
    EXPECT_EQ(all.at("osm:n1").opening_hours, "Mo-Fr 10:00-18:00");
    EXPECT_EQ(all.at("osm:n1").head.source, "osm");
    EXPECT_TRUE(all.at("osm:n1").aliases.empty());
    EXPECT_EQ(all.at("libraries:7").name, "Kitsilano");
    EXPECT_EQ(all.at("libraries:7").point, city().point);
    EXPECT_EQ(all.at("libraries:7").head.source, "libraries");
  };
  check();
  take({osm()}, "osm");
  take({city()}, "libraries");
  check();
  decide(Decision::Kind::same, "osm:n1", "libraries:7");
  EXPECT_EQ(places().size(), 1U) << "and the city may change its mind";
  take({osm()}, "osm");
  take({city()}, "libraries");
  EXPECT_EQ(places().size(), 1U);
}

TEST_P(MergeSources, places_that_the_city_said_are_distinct_are_never_joined_and_said_the_same_always) {
  take({osm()}, "osm");
  Place far = library("osm", "n2", "Outreach", -123.2, 49.3);
  take({osm(), far}, "osm");
  Place bus = library("bus", "1", "Bookmobile depot", -123.15, 49.25);
  take({bus}, "bus");
  ASSERT_EQ(places().size(), 3U);
  decide(Decision::Kind::same, "osm:n2", "bus:1");
  ASSERT_EQ(places().size(), 2U);
  EXPECT_EQ(places().at("osm:n2").aliases, StringList{"bus:1"});
  take({osm(), far}, "osm");
  take({bus}, "bus");
  EXPECT_EQ(places().size(), 2U);
}

TEST_P(MergeSources, the_order_of_sources_is_a_setting) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  ASSERT_TRUE(city_.put_setting(std::string(kSourceOrder), "osm, libraries"));
  auto batch = make_batch({}, "city");
  batch.has_places = false;
  batch.source.role = "decisions";
  apply(std::move(batch));
  auto const place = places().at("osm:n1");
  EXPECT_EQ(place.name, "Kitsilano Branch");
  EXPECT_EQ(place.opening_hours, "Mo-Fr 10:00-18:00");
  EXPECT_EQ(place.head.source, "osm");
  EXPECT_EQ(place.address.at("full"), "2425 Macdonald St");
}

TEST_P(MergeSources, a_record_for_staff_stays_apart_from_what_everybody_sees) {
  take({osm()}, "osm");
  Place secret = city();
  secret.head.visibility = Visibility::staff;
  secret.description = {{"und", "alarm code 1234"}};
  take({secret}, "libraries");
  EXPECT_EQ(places().size(), 2U);
  decide(Decision::Kind::same, "osm:n1", "libraries:7");
  auto const place = places().at("osm:n1");
  EXPECT_EQ(place.head.visibility, Visibility::everyone);
  EXPECT_TRUE(place.description.empty()) << "what a source keeps for staff is not shown on a public place";
}

TEST_P(MergeSources, a_row_that_could_not_be_read_keeps_what_its_source_said_of_a_joined_place) {
  take({osm()}, "osm");
  take({city()}, "libraries");
  auto batch = make_batch({}, "libraries");
  auto const kept = keep_records(city_, {"libraries:7"}, batch);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(*kept, 1U);
  ASSERT_EQ(batch.places.size(), 1U);
  EXPECT_EQ(batch.places[0].head.id, "libraries:7");
  EXPECT_EQ(batch.places[0].opening_hours, "Mo-Sa 10:00-20:00");
  EXPECT_FALSE(batch.places[0].contact.contains("phone")) << "that is the other source's word";
  EXPECT_EQ(apply(std::move(batch)).places.withdrawn, 0);
  EXPECT_EQ(places().at("osm:n1").name, "Kitsilano");
}

TEST_P(MergeSources, what_belongs_to_a_joined_place_follows_it) {
  take({osm()}, "osm");
  auto batch = make_batch({city()}, "libraries");
  batch.has_offers = true;
  Offer offer;
  offer.head.id = "libraries:course";
  offer.place = "libraries:7";
  batch.offers = {offer};
  apply(std::move(batch));
  EXPECT_EQ(city_.read<Offer>()->front().place, "osm:n1");
}

TEST_P(MergeSources, an_unplaced_row_finds_its_place_by_address_and_keeps_it_until_a_source_knows_better) {
  Place row = library("courses", "3", "Atelier", 0, 0);
  row.point.reset();
  row.address = {{"full", "12 rue Grimaldi"}};
  auto first = take({row}, "courses");
  EXPECT_EQ(first.places.unplaced, 1);
  EXPECT_EQ(first.across.not_found, 1);
  EXPECT_EQ(places().at("courses:3").head.status, RecordStatus::unplaced);

  auto addresses = make_batch({}, "osm");
  addresses.has_places = false;
  addresses.has_addresses = true;
  Address house;
  house.head.id = "osm:n5";
  house.street = "Rue Grimaldi";
  house.housenumber = "12";
  house.point = {.lon = 7.42, .lat = 43.735};
  addresses.addresses = {house};
  EXPECT_EQ(apply(addresses).across.found, 1) << "retried when addresses come";
  auto place = places().at("courses:3");
  EXPECT_EQ(place.head.status, RecordStatus::active);
  EXPECT_EQ(place.point, house.point);
  auto const found = rows("set_by='address' AND field='geom'");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].from_source, "osm");
  EXPECT_EQ(found[0].licence, "ODbL-1.0");

  EXPECT_EQ(take({row}, "courses").places.unchanged, 1) << "the same row again";
  addresses.addresses.clear();
  apply(addresses);
  EXPECT_EQ(places().at("courses:3").point, house.point) << "the house is no longer mapped: the place does not move";
  row.point = geo::LonLat{.lon = 7.41, .lat = 43.73};
  take({row}, "courses");
  EXPECT_EQ(places().at("courses:3").point, row.point);
  EXPECT_TRUE(rows("set_by='address'").empty());
  correct("courses:3", "geom", "[7.4,43.7]");
  take({row}, "courses");
  EXPECT_EQ(places().at("courses:3").point, (geo::LonLat{.lon = 7.4, .lat = 43.7})) << "nor what the city positioned";
}

}  // namespace
}  // namespace cartable::store
