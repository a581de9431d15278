#include "store/hsds.hpp"

#include "store/hsds_schedule.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cartable::store {
namespace {

using base::OrderedJson;

constexpr std::int64_t kNow = 1795651200;  // 2026-11-26T00:00:00Z

HsdsCity paris() {
  return {.name = "Paris", .region = "FR-IDF", .zone = base::TimeZone::find("Europe/Paris"), .now = kNow};
}

Place library() {
  Place p;
  p.head.id = "osm:n1";
  p.name = "Médiathèque";
  p.names = {{"fr", "Médiathèque"}, {"en", "Library"}};
  p.kinds = {"library"};
  p.point = geo::LonLat{2.35, 48.85};
  p.address = {{"street", "rue du Port"}, {"housenumber", "3"}, {"postcode", "75001"}};
  p.contact = {{"phone", "+33 1 23 45"}, {"website", "https://m.test/"}};
  p.opening_hours = "Mo-Fr 10:00-18:00; PH off";
  p.fee = Fee::free;
  p.wheelchair = Wheelchair::limited;
  p.languages = {"fr"};
  p.operator_name = "Ville";
  p.checked = "2026-05-01";
  return p;
}

Offer french() {
  Offer o;
  o.head.id = "offer:1";
  o.place = "osm:n1";
  o.name = "French";
  o.topics = {"0231"};
  o.isced = 1U << 2U;
  o.audiences = {{"job-seekers", {.serves = true, .evidence = {}}}, {"others", {.serves = false, .evidence = {}}}};
  o.modalities = {"evening"};
  o.fee = Fee::paid;
  o.price = "10 €";
  o.age_min = 16;
  return o;
}

TEST(Hsds, a_service_has_what_the_standard_requires_and_takes_from_its_place_what_it_does_not_say) {
  Place const place = library();
  Offer const offer = french();
  OrderedJson const service = hsds_service({.offer = &offer, .place = &place}, paris());
  for (char const* const required : {"id", "name", "status", "organization_id", "organization"}) {
    EXPECT_TRUE(service.contains(required)) << required;
  }
  EXPECT_EQ(service["status"], "active");
  EXPECT_EQ(service["fees_description"], "10 €");
  EXPECT_EQ(service["minimum_age"], 16);
  EXPECT_EQ(service["url"], "https://m.test/");
  EXPECT_EQ(service["languages"][0]["code"], "fr");
  EXPECT_EQ(service["organization"]["name"], "Ville");
  std::set<std::pair<std::string, std::string>> terms;
  for (OrderedJson const& attribute : service["attributes"]) {
    EXPECT_EQ(attribute["link_id"], service["id"]);
    EXPECT_EQ(attribute["link_entity"], "service");
    terms.emplace(attribute["taxonomy_term"]["taxonomy"].get<std::string>(), attribute["value"].get<std::string>());
  }
  // Eligibility has no table of its own in 3.0; who is not served is no eligibility.
  EXPECT_EQ(terms,
            (std::set<std::pair<std::string, std::string>>{
                {"audience", "job-seekers"}, {"isced-2011", "2"}, {"isced-f-2013", "0231"}, {"modality", "evening"}}));
  OrderedJson const& location = service["service_at_locations"][0]["location"];
  EXPECT_EQ(location["location_type"], "physical");
  EXPECT_EQ(location["latitude"], 48.85);
  EXPECT_EQ(location["external_identifier"], "osm:n1");
  OrderedJson const& address = location["addresses"][0];
  EXPECT_EQ(address["address_1"], "3 rue du Port");
  EXPECT_EQ(address["city"], "Paris");
  EXPECT_EQ(address["country"], "FR");
  EXPECT_EQ(address["state_province"], "IDF");
  EXPECT_EQ(location["accessibility"][0]["details"], "limited");
  EXPECT_EQ(location["alternate_name"], "Library");
}

TEST(Hsds, hours_are_given_once_for_each_offset_from_utc) {
  OrderedJson const rows = hsds_hours("Mo-Fr 10:00-18:00; PH off", paris(), "link");
  ASSERT_EQ(rows.size(), 3U);  // winter, summer, winter of the year from November 2026 on
  EXPECT_EQ(rows[0]["valid_from"], "2026-11-26");
  EXPECT_EQ(rows[0]["valid_to"], "2027-03-27");
  EXPECT_EQ(rows[0]["timezone"], 1);
  EXPECT_EQ(rows[1]["valid_from"], "2027-03-28");
  EXPECT_EQ(rows[1]["valid_to"], "2027-10-30");
  EXPECT_EQ(rows[1]["timezone"], 2);
  EXPECT_EQ(rows[2]["timezone"], 1);
  for (OrderedJson const& row : rows) {
    EXPECT_EQ(row["freq"], "WEEKLY");
    EXPECT_EQ(row["byday"], "MO,TU,WE,TH,FR");
    EXPECT_EQ(row["opens_at"], "10:00");
    EXPECT_EQ(row["closes_at"], "18:00");
    EXPECT_EQ(row["notes"], "Mo-Fr 10:00-18:00; PH off");
  }
  HsdsCity kathmandu = paris();
  kathmandu.zone = base::TimeZone::find("Asia/Kathmandu");
  EXPECT_EQ(hsds_hours("Mo 10:00-11:00", kathmandu, "l")[0]["timezone"], 5.75);
  OrderedJson const text = hsds_hours("Mo[1] 10:00-12:00", paris(), "l");
  ASSERT_EQ(text.size(), 1U);
  EXPECT_EQ(text[0]["description"], "Mo[1] 10:00-12:00");
  EXPECT_FALSE(text[0].contains("freq"));
}

TEST(Hsds, sessions_are_schedules_of_their_service) {
  Session weekly;
  weekly.head.id = "e:1";
  weekly.starts = "2026-09-07T18:00:00+02:00";
  weekly.ends = "2026-09-07T20:00:00+02:00";
  weekly.timezone = "Europe/Paris";
  weekly.rrule = "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270628T160000Z";
  OrderedJson const rows = hsds_session(weekly, paris());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["dtstart"], "2026-09-07");
  EXPECT_EQ(rows[0]["byday"], "MO");
  EXPECT_EQ(rows[0]["opens_at"], "18:00");
  EXPECT_EQ(rows[1]["opens_at"], "18:00");
  EXPECT_EQ(rows[0]["timezone"], 1);
  EXPECT_EQ(rows[1]["timezone"], 2);
  Session once = weekly;
  once.rrule.clear();
  OrderedJson const single = hsds_session(once, paris());
  ASSERT_EQ(single.size(), 1U);
  EXPECT_EQ(single[0]["valid_from"], "2026-09-07");
  EXPECT_EQ(single[0]["valid_to"], "2026-09-07");
  EXPECT_EQ(single[0]["timezone"], 2);
  once.state = "cancelled";
  EXPECT_TRUE(hsds_session(once, paris()).empty());
  Session odd = weekly;
  odd.exdates = "20260914T180000";
  EXPECT_NE(hsds_session(odd, paris())[0]["description"].get<std::string>().find("EXDATE:20260914T180000"),
            std::string::npos);
}

TEST(Hsds, ids_are_those_of_the_records_whatever_else_changes) {
  Place place = library();
  Offer offer = french();
  std::string const before = hsds_service({.offer = &offer, .place = &place}, paris())["id"];
  offer.name = "Other";
  place.name = "Other";
  EXPECT_EQ(hsds_service({.offer = &offer, .place = &place}, paris())["id"], before);
  EXPECT_NE(hsds_service({.offer = nullptr, .place = &place}, paris())["id"], before);
  std::set<std::string> ids;
  for (auto const& [taxonomy, code] : hsds_terms()) {
    EXPECT_TRUE(ids.insert(hsds_term_id(taxonomy, code)).second) << taxonomy << code;
    EXPECT_FALSE(hsds_term(taxonomy, code)["name"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace cartable::store
