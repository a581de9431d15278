#include "importers/ical_source.hpp"

#include "store/recurrence.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace cartable::importers {
namespace {

store::Place place(std::string id, std::string name, store::StringMap address = {},
                   std::optional<geo::LonLat> point = std::nullopt) {
  store::Place out;
  out.head.id = std::move(id);
  out.name = std::move(name);
  out.kinds = {"library"};
  out.address = std::move(address);
  out.point = point;
  return out;
}

PlaceMatcher city_places() {
  return PlaceMatcher({place("osm:n1", "Médiathèque Élise Rivet", {{"street", "Rue de la Paix"}, {"housenumber", "12"}},
                             geo::LonLat{.lon = 4.85, .lat = 45.75}),
                       place("osm:n2", "Maison du Peuple", {}, geo::LonLat{.lon = 4.86, .lat = 45.76}),
                       place("osm:n3", "Salle des fêtes", {}, geo::LonLat{.lon = 4.87, .lat = 45.77}),
                       place("osm:n4", "Salle des fêtes", {}, geo::LonLat{.lon = 4.88, .lat = 45.78})},
                      "Lyon");
}

class Calendar : public testing::Test {
 protected:
  base::Result<store::ImportBatch> read(std::string const& events, std::string const& before = {}) {
    std::filesystem::path const file = folder_.path() / "fest.ics";
    std::ofstream(file, std::ios::binary) << "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n"
                                          << before << events << "END:VCALENDAR\r\n";
    links_ = {};
    return read_calendar(file, {}, city_, links_);
  }
  static std::string event(std::string const& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }
  static store::Session const& session(store::ImportBatch const& batch, std::string const& name) {
    auto const found =
        std::find_if(batch.sessions.begin(), batch.sessions.end(), [&](auto const& s) { return s.name == name; });
    EXPECT_NE(found, batch.sessions.end()) << name;
    return found == batch.sessions.end() ? batch.sessions.front() : *found;
  }

  test::TemporaryFolder folder_;
  PlaceMatcher places_ = city_places();
  CityContext city_{.timezone = "Europe/Paris", .places = &places_, .organisations = {}, .offers = {}, .sessions = {}};
  PlaceLinks links_;
};

TEST_F(Calendar, ReadsTimesInEveryZoneThatCalendarsWrite) {
  auto const batch =
      read(event("UID:a\r\nSUMMARY:Named\r\nDTSTART;TZID=Europe/Paris:20261128T100000\r\nDURATION:PT2H\r\n") +
               event("UID:b\r\nSUMMARY:Windows\r\nDTSTART;TZID=Romance Standard Time:20261128T100000\r\n") +
               event("UID:c\r\nSUMMARY:Utc\r\nDTSTART:20261128T090000Z\r\n") +
               event("UID:d\r\nSUMMARY:Floating\r\nDTSTART:20261128T100000\r\n") +
               event("UID:e\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:20261128\r\n") +
               event("UID:f\r\nSUMMARY:Own\r\nDTSTART;TZID=Our clocks:20260701T100000\r\n") +
               event("UID:g\r\nSUMMARY:Elsewhere\r\nDTSTART;TZID=Asia/Tokyo:20261128T180000\r\n"),
           "BEGIN:VTIMEZONE\r\nTZID:Our clocks\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
           "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
           "BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
           "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n");
  ASSERT_TRUE(batch) << batch.error().message;
  for (char const* const name : {"Named", "Windows", "Utc", "Floating"}) {
    EXPECT_EQ(session(*batch, name).starts, "2026-11-28T10:00:00+01:00") << name;
    EXPECT_EQ(session(*batch, name).timezone, "Europe/Paris") << name;
  }
  EXPECT_EQ(session(*batch, "Named").ends, "2026-11-28T12:00:00+01:00");
  EXPECT_EQ(session(*batch, "Day").ends, "2026-11-29T00:00:00+01:00");
  EXPECT_TRUE(store::is_all_day(session(*batch, "Day")));
  EXPECT_EQ(session(*batch, "Own").starts, "2026-07-01T10:00:00+02:00");
  EXPECT_EQ(session(*batch, "Own").timezone, "Europe/Paris");
  EXPECT_EQ(session(*batch, "Elsewhere").starts, "2026-11-28T18:00:00+09:00");
  EXPECT_TRUE(batch->has_sessions);
}

TEST_F(Calendar, ExceptionsOfASeriesAreMovedOrCancelled) {
  auto const batch =
      read(event("UID:s\r\nSUMMARY:Cours\r\nDTSTART;TZID=Europe/Paris:20261103T180000\r\nDTEND;TZID=Europe/Paris:"
                 "20261103T193000\r\nRRULE:FREQ=WEEKLY;UNTIL=20261201T170000Z\r\n"
                 "EXDATE;TZID=Europe/Paris:20261110T180000\r\nLOCATION:Maison du Peuple\r\n") +
           event("UID:s\r\nSUMMARY:Cours déplacé\r\nRECURRENCE-ID:20261117T170000Z\r\nDTSTART;TZID=Europe/Paris:"
                 "20261118T190000\r\nLOCATION:Médiathèque Élise-Rivet\r\n") +
           event("UID:s\r\nSUMMARY:Cours annulé\r\nRECURRENCE-ID;TZID=Europe/Paris:20261124T180000\r\n"
                 "DTSTART;TZID=Europe/Paris:20261124T180000\r\nSTATUS:CANCELLED\r\n"));
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->sessions.size(), 3U);
  auto const& moved = session(*batch, "Cours déplacé");
  EXPECT_EQ(moved.state, "moved");
  EXPECT_EQ(moved.previous_starts, "2026-11-17T18:00:00+01:00");
  EXPECT_EQ(moved.previous_place, "osm:n2");
  EXPECT_EQ(moved.place, "osm:n1");
  EXPECT_EQ(moved.ends, "2026-11-18T20:30:00+01:00");  // as long as the series
  EXPECT_EQ(session(*batch, "Cours annulé").state, "cancelled");
  // 3 and 24 November (cancelled), 1 December, and the moved one.
  EXPECT_EQ(store::occurrences(batch->sessions, 0, 4'000'000'000).size(), 4U);
  ASSERT_EQ(batch->offers.size(), 1U);
  EXPECT_EQ(batch->offers[0].head.valid_to, "2026-12-01");
  for (auto const& one : batch->sessions) {
    EXPECT_EQ(one.offer, batch->offers[0].head.id);
  }
}

TEST_F(Calendar, FromOneTimeOnASeriesGoesOnDifferently) {
  auto const batch =
      read(event("UID:s\r\nSUMMARY:A\r\nDTSTART;TZID=Europe/Paris:20261103T180000\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\n") +
           event("UID:s\r\nSUMMARY:B\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261117T180000\r\n"
                 "DTSTART;TZID=Europe/Paris:20261117T190000\r\n"));
  ASSERT_TRUE(batch) << batch.error().message;
  auto const all = store::occurrences(batch->sessions, 0, 4'000'000'000);
  ASSERT_EQ(all.size(), 5U);
  int later = 0;
  for (auto const& one : all) {
    later += base::TimeZone::find("Europe/Paris")->at(one.starts).hour == 19 ? 1 : 0;
  }
  EXPECT_EQ(later, 3);
}

TEST_F(Calendar, TheNewestOfSeveralWithOneKeyDecides) {
  auto const batch =
      read(event("UID:a\r\nSUMMARY:Old\r\nSEQUENCE:1\r\nDTSTART:20261128T100000Z\r\n") +
           event("UID:a\r\nSUMMARY:New\r\nSEQUENCE:3\r\nDTSTART:20261128T110000Z\r\n") +
           event("UID:a\r\nSUMMARY:Middle\r\nSEQUENCE:2\r\nDTSTART:20261128T120000Z\r\n") +
           event("UID:b\r\nSUMMARY:Later\r\nLAST-MODIFIED:20261102T000000Z\r\nDTSTART:20261128T100000Z\r\n") +
           event("UID:b\r\nSUMMARY:Earlier\r\nLAST-MODIFIED:20261101T000000Z\r\nDTSTART:20261128T100000Z\r\n"));
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->sessions.size(), 2U);
  EXPECT_EQ(session(*batch, "New").sequence, 3);
  EXPECT_EQ(session(*batch, "Later").uid, "b");
}

TEST_F(Calendar, WhatTheCityHasTellsWhatWasMovedAndStaysMoved) {
  std::string const at10 = event("UID:a\r\nSUMMARY:Talk\r\nDTSTART;TZID=Europe/Paris:20261128T100000\r\n");
  std::string const at11 = event("UID:a\r\nSUMMARY:Talk\r\nDTSTART;TZID=Europe/Paris:20261128T110000\r\n");
  std::string const at12 = event("UID:a\r\nSUMMARY:Talk\r\nDTSTART;TZID=Europe/Paris:20261128T120000\r\n");
  auto batch = read(at10);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->sessions[0].state, "scheduled");
  for (std::string const& file : {at11, at11, at12}) {
    city_.sessions = batch->sessions;
    batch = read(file);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->sessions[0].state, "moved");
    EXPECT_EQ(batch->sessions[0].previous_starts, "2026-11-28T10:00:00+01:00");
  }
  city_.sessions = batch->sessions;
  batch = read(at10);  // back again
  EXPECT_EQ(batch->sessions[0].state, "scheduled");
  EXPECT_EQ(batch->sessions[0].previous_starts, "");
}

TEST_F(Calendar, PlacesAreFoundByNameAddressAndPositionOrListed) {
  auto const at = [&](std::string const& uid, std::string const& where) {
    return event("UID:" + uid + "\r\nSUMMARY:" + uid + "\r\nDTSTART:20261128T100000Z\r\n" + where);
  };
  auto const batch =
      read(at("name", "LOCATION:mediatheque elise-rivet\r\n") +
           at("address", "LOCATION:Médiathèque Rivet\\, 12 rue de la Paix\r\n") +
           at("room", "LOCATION:Salle 2\\, Maison du Peuple\r\n") + at("both", "LOCATION:Salle des fêtes\r\n") +
           at("geo", "LOCATION:Salle des fêtes\r\nGEO:45.77;4.87\r\n") + at("id", "LOCATION:osm:n4\r\n") +
           at("none", "LOCATION:Chez Paul\r\n") + at("nowhere", ""));
  ASSERT_TRUE(batch);
  EXPECT_EQ(session(*batch, "name").place, "osm:n1");
  EXPECT_EQ(session(*batch, "address").place, "osm:n1");
  EXPECT_EQ(session(*batch, "room").place, "osm:n2");
  EXPECT_EQ(session(*batch, "both").place, "");
  EXPECT_EQ(session(*batch, "both").head.identifiers.at("location"), "Salle des fêtes");
  EXPECT_EQ(session(*batch, "geo").place, "osm:n3");
  EXPECT_EQ(session(*batch, "id").place, "osm:n4");
  EXPECT_EQ(session(*batch, "none").place, "");
  EXPECT_EQ(links_.certain, 5);
  ASSERT_EQ(links_.doubtful.size(), 2U);
  for (DoubtfulPlace const& one : links_.doubtful) {
    EXPECT_EQ(one.found.candidates.size(), one.name == "both" ? 2U : 0U) << one.name;
  }
}

TEST_F(Calendar, SlipsOfRealWritersDoNoHarm) {
  std::filesystem::path const file = folder_.path() / "slips.ics";
  std::ofstream(file)
      << "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:x\n"
         "SUMMARY:Poterie, terre; et feu, pour toutes et tous, petits et grands, du samedi matin au soir\n"
         "DESCRIPTION:Première ligne\nNote: apporter un tablier\net une serviette\n"
         "DTSTART;TZID=Europe/Paris:20261128T100000\nATTENDEE;CN=Marie Durand:mailto:marie@example.org\n"
         "CATEGORIES:Gratuit,0215\nBEGIN:VALARM\nTRIGGER:-PT15M\nACTION:DISPLAY\nEND:VALARM\n"
         "END:VEVENT\nBEGIN:VEVENT\nUID:y\nSUMMARY:No start\nEND:VEVENT\nEND:VCALENDAR\n";
  auto const batch = read_calendar(file, {}, city_, links_);
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->sessions.size(), 1U);
  EXPECT_EQ(batch->sessions[0].name.substr(0, 19), "Poterie, terre; et ");
  EXPECT_EQ(batch->sessions[0].description.at("und"), "Première ligne\nNote: apporter un tablier\net une serviette");
  EXPECT_EQ(batch->offers[0].fee, store::Fee::free);
  EXPECT_EQ(batch->offers[0].topics, store::StringList{"0215"});
  ASSERT_EQ(batch->rejects.size(), 1U);
  EXPECT_EQ(batch->rejects[0].record, 2);
  EXPECT_EQ(batch->rejects[0].column, "DTSTART");
  for (auto const& one : batch->sessions) {
    EXPECT_EQ(one.description.at("und").find("Durand"), std::string::npos);
  }
}

TEST_F(Calendar, RefusesWhatIsNoCalendar) {
  for (char const* const text : {"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n"}) {
    std::filesystem::path const file = folder_.path() / "bad.ics";
    std::ofstream(file) << text;
    auto const batch = read_calendar(file, {}, city_, links_);
    ASSERT_FALSE(batch);
    EXPECT_NE(batch.error().message.find("bad.ics"), std::string::npos);
  }
}

TEST_F(Calendar, ReadsCalendarsOfALibrarysTests) {
  CARTABLE_SHARED_FILE(folder, "ical");
  std::size_t sessions = 0;
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    auto const batch = read_calendar(entry.path(), {}, city_, links_);
    ASSERT_TRUE(batch) << batch.error().message;
    sessions += batch->sessions.size();
  }
  EXPECT_EQ(sessions, 7U);
}

}  // namespace
}  // namespace cartable::importers
