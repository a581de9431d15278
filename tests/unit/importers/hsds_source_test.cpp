#include "importers/hsds_source.hpp"

#include "base/json.hpp"
#include "importers/hsds_schedule.hpp"
#include "importers/open_formats.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace cartable::importers {
namespace {

constexpr char const* kService =
    R"({"id":"sv1","name":"English evening class","status":"active","organization":{"id":"o1",
 "name":"Neighbours","description":"We help","website":"https://neighbours.example","email":"ann.persona@neighbours.example",
 "contacts":[{"id":"c1","name":"Ann Persona","email":"ann@x.example","phones":[{"id":"p9","number":"+1 555 0000"}]}],
 "phones":[{"id":"p1","number":"+1 555 0100"}]},
 "description":"Speak &amp; write","minimum_age":16,"maximum_age":99,"assured_date":"2026-09-01",
 "eligibility_description":"For refugees and newcomers to the city","application_process":"Just come",
 "languages":[{"id":"l1","name":"Arabic","code":"ar"},{"id":"l2","name":"French"}],
 "cost_options":[{"id":"k1","amount":0,"currency":"usd"}],
 "schedules":[{"id":"h0","freq":"WEEKLY","byday":"TU,TH","opens_at":"18:00:00","closes_at":"20:00:00","timezone":-8}],
 "attributes":[{"id":"a1","link_entity":"service","taxonomy_term":{"id":"t1","code":"0231","name":"Language acquisition","taxonomy":"ISCED-F 2013"}},
  {"id":"a2","link_entity":"service","taxonomy_term":{"id":"t2","code":"job-seekers","name":"Job seekers","taxonomy":"Cartable audience"}}],
 "service_at_locations":[{"id":"sl1","schedules":[{"id":"h1","freq":"WEEKLY","byday":"SA","opens_at":"10:00","closes_at":"12:00",
   "valid_from":"2026-09-01","valid_to":"2027-06-30"}],
  "location":{"id":"lo1","location_type":"physical","name":"Town Library","latitude":49.25,"longitude":-123.1,
   "addresses":[{"id":"ad1","attention":"A. Persona","address_1":"12 Main Street","city":"Town","postal_code":"V1","country":"CA","address_type":"physical"}],
   "accessibility":[{"id":"ac1","description":"The building is equipped with induction loops for hearing aids. Wheelchair access is possible on all levels."}],
   "schedules":[{"id":"h2","freq":"WEEKLY","byday":"MO,TU,WE,TH,FR","opens_at":"09:00:00","closes_at":"17:00:00"}]}},
  {"id":"sl2","location":{"id":"lo2","location_type":"virtual","name":"Online"}}]})";

base::Result<store::ImportBatch> read_text(std::string const& text) {
  auto const json = base::parse_json(text);
  EXPECT_TRUE(json);
  return read_hsds_tables(HsdsTables::from_json(*json, "x.json"), "x.json", {});
}

TEST(Hsds, ANestedServiceIsAnOfferAtAPlaceOfAnOrganisation) {
  EXPECT_TRUE(is_hsds_json(kService));
  auto const batch = read_text(kService);
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->organisations.size(), 1U);
  EXPECT_EQ(batch->organisations[0].contact.at("phone"), "+1 555 0100");
  EXPECT_FALSE(batch->organisations[0].contact.contains("email"));
  ASSERT_EQ(batch->places.size(), 1U);
  store::Place const& place = batch->places[0];
  EXPECT_EQ(place.head.id, "x:lo1");
  EXPECT_EQ(place.kinds.front(), "library");
  EXPECT_EQ(place.opening_hours, "Mo-Fr 09:00-17:00");
  EXPECT_EQ(place.wheelchair, store::Wheelchair::yes);
  EXPECT_EQ(place.needs.at("hearing-loop"), "yes");
  EXPECT_FALSE(place.needs.contains("accessible-toilet"));
  EXPECT_EQ(place.address.at("full"), "12 Main Street, Town, V1");
  ASSERT_EQ(batch->offers.size(), 1U);
  store::Offer const& offer = batch->offers[0];
  EXPECT_EQ(offer.place, place.head.id);
  EXPECT_EQ(offer.organisation, batch->organisations[0].head.id);
  EXPECT_EQ(offer.schedule, "2026 Sep 01-2027 Jun 30 Sa 10:00-12:00");
  EXPECT_EQ(offer.languages, (store::StringList{"ar", "fr"}));
  EXPECT_EQ(offer.fee, store::Fee::free);
  EXPECT_EQ(offer.age_min, 16);
  EXPECT_EQ(offer.topics, store::StringList{"0231"});
  EXPECT_EQ(offer.modalities, store::StringList{"remote"});
  EXPECT_EQ(offer.checked, "2026-09-01");
  EXPECT_EQ(offer.audiences.at("migrant-families").evidence.at(0).field, "eligibility");
  EXPECT_TRUE(offer.audiences.at("job-seekers").serves);
  EXPECT_FALSE(offer.audiences.contains("special-educational-needs"));
  std::string everything;
  for (auto const& one : batch->offers) {
    for (auto const& [language, text] : one.description) {
      everything += text;
    }
    everything += one.booking;
  }
  for (auto const& [field, value] : place.contact) {
    everything += value;
  }
  EXPECT_EQ(everything.find("Persona"), std::string::npos);
  EXPECT_EQ(everything.find("0000"), std::string::npos);  // the contact's own telephone
}

TEST(Hsds, SchedulesBecomeOpeningHoursInCityTime) {
  auto const row = [](std::map<std::string, std::string, std::less<>> fields) {
    return FlatRecord{.file = "", .record = 1, .fields = std::move(fields)};
  };
  std::vector<FlatRecord> const rows{
      row({{"freq", "WEEKLY"},
           {"byday", "MO,TU,WE"},
           {"opens_at", "09:00Z"},
           {"closes_at", "12:00Z"},
           {"timezone", "3"}}),
      row({{"freq", "WEEKLY"}, {"byday", "MO,TU,WE"}, {"opens_at", "14:00"}, {"closes_at", "00:00"}}),
      row({{"freq", "MONTHLY"}, {"byday", "1SA,-1SU"}, {"opens_at", "10:00"}, {"closes_at", "11:00"}}),
      row({{"weekday", "Friday"}, {"opens_at", "9:00 AM"}, {"closes_at", "5:30 PM"}}),
      row({{"freq", "WEEKLY"}, {"interval", "2"}, {"byday", "SU"}, {"opens_at", "10:00"}, {"closes_at", "11:00"}}),
      row({{"freq", "WEEKLY"}, {"byday", "SU"}, {"opens_at", "late"}, {"closes_at", "11:00"}}),
      row({{"description", "whenever"}})};
  std::vector<FlatRecord const*> all;
  for (FlatRecord const& one : rows) {
    all.push_back(&one);
  }
  HsdsHours const hours = hsds_hours(all);
  EXPECT_EQ(hours.hours, "Mo-We 09:00-12:00,14:00-24:00, Sa[1] 10:00-11:00, Su[-1] 10:00-11:00, Fr 09:00-17:30");
  EXPECT_EQ(hours.not_carried, 2);
}

TEST(Hsds, ReadsTheExamplesOfTheStandard) {
  CARTABLE_SHARED_FILE(v3, "hsds/v3");
  for (char const* const name : {"service_full.json", "organization_full.json", "service_at_location_full.json",
                                 "tabular.json", "service_list.json", "organization_list.json", "location.json"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(find_open_format(v3 / name), OpenFormat::hsds);
    auto const batch = read_hsds(v3 / name, {});
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_FALSE(batch->organisations.empty() && batch->places.empty() && batch->offers.empty());
  }
  EXPECT_EQ(find_open_format(v3 / "csv"), OpenFormat::hsds);
  auto const tables = read_hsds(v3 / "csv", {});
  ASSERT_TRUE(tables) << tables.error().message;
  ASSERT_EQ(tables->offers.size(), 1U);
  EXPECT_EQ(tables->offers[0].name, "Community Counselling");
  ASSERT_EQ(tables->places.size(), 1U);
  EXPECT_EQ(tables->offers[0].place, tables->places[0].head.id);
  EXPECT_EQ(tables->places[0].head.status, store::RecordStatus::unplaced);  // its latitude is 100
  EXPECT_EQ(tables->places[0].needs.at("hearing-loop"), "yes");
  EXPECT_EQ(find_open_format(v3 / "csv" / "datapackage.json"), OpenFormat::hsds);
  EXPECT_TRUE(read_hsds(v3 / "csv" / "datapackage.json", {}));
}

TEST(Hsds, ReadsTheOlderVersion) {
  CARTABLE_SHARED_FILE(old, "hsds/v1.1-simple");
  auto const batch = read_hsds(old / "datapackage.json", {});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->source.slug, "v1-1-simple");
  EXPECT_GE(batch->organisations.size(), 5U);
  EXPECT_GE(batch->offers.size(), 5U);
  EXPECT_TRUE(
      std::any_of(batch->offers.begin(), batch->offers.end(), [](auto const& offer) { return !offer.place.empty(); }));
}

TEST(Hsds, SaysWhatIsWrong) {
  EXPECT_FALSE(read_text(R"({"a":1})"));
  EXPECT_FALSE(read_text(R"([{"id":"1","organization_id":"2","status":"active"}])"));
  auto const batch =
      read_text(R"({"services":[{"id":"s1","name":"A","organization_id":"o"},{"name":"B","organization_id":"o"}]})");
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->offers.size(), 1U);
  EXPECT_EQ(batch->rejects.size(), 1U);
}

}  // namespace
}  // namespace cartable::importers
