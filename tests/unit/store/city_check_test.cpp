#include "store/city_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// What `cartable check` finds, on small cities drawn for it.
namespace cartable::store {
namespace {

constexpr char const* kToday = "2026-11-26T08:00:00Z";

Place place(std::string id, std::string name, double lon, double lat, std::string kind = "library") {
  Place out;
  out.head.id = std::move(id);
  out.head.source = out.head.id.substr(0, out.head.id.find(':'));
  out.name = std::move(name);
  out.kinds = {std::move(kind)};
  out.point = geo::LonLat{.lon = lon, .lat = lat};
  out.opening_hours = "24/7";
  return out;
}

ImportRun run_of(std::string source, std::string date, std::string report = "{}") {
  ImportRun run;
  run.head.id = "run:" + source;
  run.head.source = std::move(source);
  run.date = std::move(date);
  run.started = "2026-11-01T00:00:00Z";
  run.report = std::move(report);
  return run;
}

struct City {
  CityData data;
  Provenance provenance;
  std::vector<StreetLine> streets;
  CityCheck check() {
    auto result = check_city(data, provenance, data.runs, {.today = kToday},
                             [&]() -> base::Result<std::vector<StreetLine>> { return streets; });
    EXPECT_TRUE(result);
    return result.value_or(CityCheck{});
  }
};

std::vector<Finding> of_kind(CityCheck const& check, std::string_view kind) {
  std::vector<Finding> out;
  std::copy_if(check.findings.begin(), check.findings.end(), std::back_inserter(out),
               [&](auto const& f) { return f.kind == kind; });
  for (auto const& finding : out) {
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.remedy.empty()) << "a finding says what to do: " << finding.message;
  }
  return out;
}

TEST(CityCheck, a_sound_city_has_nothing_to_look_at) {
  City city;
  city.data.places = {place("osm:n1", "North Library", 1, 1), place("osm:n2", "South Library", 1, 1.1)};
  city.data.runs = {run_of("osm", "2026-10-01")};
  EXPECT_TRUE(city.check().findings.empty());
}

TEST(CityCheck, a_doubtful_pair_is_listed_with_both_sources_until_the_city_decides) {
  City city;
  city.data.places = {place("osm:n1", "Oakridge", 1, 1), place("list:7", "Oakridge Branch", 1.003, 1)};
  auto const found = of_kind(city.check(), "possible-duplicate");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].remedy.find("--same osm:n1 list:7"), std::string::npos) << found[0].remedy;
  city.provenance.add(decision_row("osm:n1", "list:7", kDistinctField, kToday), 1);
  EXPECT_TRUE(of_kind(city.check(), "possible-duplicate").empty());
}

TEST(CityCheck, a_source_that_says_otherwise_since_the_city_set_a_value_is_told) {
  City city;
  city.data.places = {place("osm:n1", "North Library", 1, 1)};
  city.provenance.add(city_row("osm:n1", "opening_hours", "24/7", "2026-01-01T00:00:00Z"), 1);
  FieldProvenance said;
  said.head.id = "said:osm:opening_hours:osm:n1";
  said.record = "osm:n1";
  said.field = "opening_hours";
  said.value = "Mo 09:00-10:00";
  said.from_source = "osm";
  said.set_by = kByImport;
  said.head.first_seen = said.head.last_seen = "2025-06-01T00:00:00Z";
  auto older = said;
  City before = city;
  before.provenance.add(std::move(older), 2);
  EXPECT_TRUE(of_kind(before.check(), "newer-than-city").empty()) << "the city knew that when it set the value";
  said.head.last_seen = "2026-06-01T00:00:00Z";
  city.provenance.add(std::move(said), 2);
  auto const found = of_kind(city.check(), "newer-than-city");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("Mo 09:00-10:00"), std::string::npos);
}

TEST(CityCheck, old_sources_and_old_checks_say_how_old_they_are) {
  City city;
  Place old = place("list:1", "North Library", 1, 1);
  old.checked = "2020-05";
  city.data.places = {old};
  city.data.runs = {run_of("list", "2026-10-01"), run_of("osm", "2015-05-01")};
  auto const check = city.check();
  auto const sources = of_kind(check, "stale-source");
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_NE(sources[0].message.find("11 years"), std::string::npos) << sources[0].message;
  EXPECT_EQ(of_kind(check, "stale-record").size(), 1U);
  Setting longer;
  longer.head.id = kStaleAfter;
  longer.value = "5000";
  city.data.settings = {longer};
  EXPECT_TRUE(city.check().findings.empty());
}

TEST(CityCheck, positions_at_zero_and_far_away_are_errors_and_in_no_district_a_warning) {
  City city;
  District district;
  district.head.id = "wards:1";
  district.head.source = "wards";
  district.set = "wards";
  district.area = {.polygons = {{.rings = {{{1, 1}, {1.1, 1}, {1.1, 1.1}, {1, 1.1}, {1, 1}}}}}};
  city.data.districts = {district};
  city.data.places = {place("osm:n1", "Inside", 1.05, 1.05), place("osm:n2", "Just outside", 1.103, 1.05),
                      place("osm:n3", "Swapped", 49, -123), place("osm:n4", "Nowhere", 0, 0)};
  auto const check = city.check();
  EXPECT_EQ(of_kind(check, "no-district").size(), 1U);
  EXPECT_EQ(of_kind(check, "position-0-0").size(), 1U);
  EXPECT_GE(check.count(Severity::error), 2);
  EXPECT_EQ(check.findings.front().severity, Severity::error) << "errors first";
}

TEST(CityCheck, an_unplaced_row_is_listed_with_the_positions_that_its_address_may_mean) {
  City city;
  Place row = place("list:1", "Atelier", 0, 0);
  row.point.reset();
  row.head.status = RecordStatus::unplaced;
  row.address = {{"full", "14 rue Grimaldi"}};
  city.data.places = {row};
  Address house;
  house.street = "Rue Grimaldi";
  house.housenumber = "8";
  house.point = {.lon = 7.42, .lat = 43.73};
  city.data.addresses = {house};
  auto found = of_kind(city.check(), "unplaced");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].remedy.find("lon 7.42"), std::string::npos) << found[0].remedy;
  city.data.addresses.clear();
  found = of_kind(city.check(), "unplaced");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("14 rue Grimaldi"), std::string::npos);
}

TEST(CityCheck, offers_of_places_that_are_not_there_and_values_that_cannot_be_read_are_errors) {
  City city;
  city.data.places = {place("osm:n1", "North Library", 1, 1)};
  Offer offer;
  offer.head.id = "list:course";
  offer.place = "osm:n99";
  city.data.offers = {offer};
  city.provenance.add(city_row("osm:n1", "capacity", "many", kToday), 1);
  auto const check = city.check();
  EXPECT_EQ(of_kind(check, "missing-record").size(), 1U);
  EXPECT_EQ(of_kind(check, "unreadable").size(), 1U);
  EXPECT_EQ(check.count(Severity::error), 2);
}

TEST(CityCheck, what_imports_mended_or_left_out_is_remembered) {
  City city;
  city.data.runs = {
      run_of("areas", "2026-10-01", R"({"areas_repaired":26,"areas_broken":1,"districts":{"not_taken":3}})")};
  auto const check = city.check();
  EXPECT_EQ(of_kind(check, "areas-repaired").size(), 1U);
  EXPECT_EQ(of_kind(check, "areas-broken").size(), 1U);
  EXPECT_EQ(of_kind(check, "rows-not-taken").size(), 1U);
}

TEST(CityCheck, days_are_counted_between_dates_of_any_length) {
  EXPECT_EQ(days_between("2026-11-25", "2026-11-26T08:00:00Z"), 1);
  EXPECT_EQ(days_between("2025", "2026-01-01"), 365);
  EXPECT_EQ(days_between("2024-02", "2024-03-01"), 29);
  EXPECT_EQ(days_between("soon", "2026-01-01"), std::nullopt);
  EXPECT_EQ(days_between("2026-13-45", "2026-01-01"), std::nullopt);
}

}  // namespace
}  // namespace cartable::store
