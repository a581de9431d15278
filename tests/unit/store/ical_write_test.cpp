#include "store/ical_write.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/ical_text.hpp"
#include "store/stable_uuid.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace cartable::store {
namespace {

Session session_at(std::string id, std::string starts, std::string ends, std::string zone = "Europe/Paris") {
  Session s;
  s.head.id = std::move(id);
  s.head.source = "city";
  s.starts = std::move(starts);
  s.ends = std::move(ends);
  s.timezone = std::move(zone);
  s.state = "scheduled";
  return s;
}

std::string written(std::vector<CalendarItem> const& items, std::string zone = "Europe/Paris") {
  return write_calendar({.name = "Fête, d'été", .url = "https://city.test/f.ics", .zone = std::move(zone)}, items);
}

/// What RFC 5545 §3.1 asks of every line: CR LF, at most 75 octets, and no letter cut in two by a fold.
void expect_lines(std::string const& text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t const end = text.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    ASSERT_GT(end, at);
    EXPECT_EQ(text[end - 1], '\r') << text.substr(at, end - at);
    EXPECT_LE(end - 1 - at, 75U) << text.substr(at, end - at);
    EXPECT_TRUE(base::is_utf8(text.substr(at, end - 1 - at))) << text.substr(at, end - at);
    at = end + 1;
  }
}

CalendarText read(std::string const& text) {
  auto parsed = read_calendar_text(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed ? *std::move(parsed) : CalendarText();
}

TEST(IcalWrite, texts_survive_escaping_and_folding_whatever_they_hold) {
  std::mt19937 random(20261126);
  std::vector<std::string> const letters{"a", ",", ";", "\\", "\n", "é", "数", "😀", ":", "\"", " ", "ع"};
  for (int round = 0; round < 60; ++round) {
    std::string text = "x";
    for (unsigned n = random() % 300; n > 0; --n) {
      text += letters[random() % letters.size()];
    }
    text += "x";
    Session const s = session_at("e:1", "2026-11-28T10:00:00+01:00", "2026-11-28T12:00:00+01:00");
    std::string const calendar = written({{.session = &s, .summary = text, .description = text, .location = text}});
    expect_lines(calendar);
    CalendarText const back = read(calendar);
    ASSERT_EQ(back.events.size(), 1U);
    EXPECT_EQ(back.events[0].description, text);
    EXPECT_EQ(back.slips.long_lines + back.slips.bare_line_ends + back.slips.unescaped + back.slips.broken_lines, 0);
  }
}

TEST(IcalWrite, times_are_by_the_clock_of_their_zone_which_is_defined) {
  Session const winter = session_at("e:w", "2026-11-28T10:00:00+01:00", "2026-11-28T12:00:00+01:00");
  Session const far = session_at("e:f", "2026-07-01T09:00:00-07:00", "", "America/Vancouver");
  Session const utc = session_at("e:u", "2026-07-01T09:00:00Z", "2026-07-01T10:00:00Z", "UTC");
  Session const day = session_at("e:d", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00");
  std::string const calendar = written({{.session = &winter}, {.session = &far}, {.session = &utc}, {.session = &day}});
  expect_lines(calendar);
  EXPECT_NE(calendar.find("\r\nDTSTART;TZID=Europe/Paris:20261128T100000\r\n"), std::string::npos) << calendar;
  EXPECT_NE(calendar.find("\r\nDTSTART;TZID=America/Vancouver:20260701T090000\r\n"), std::string::npos);
  EXPECT_NE(calendar.find("\r\nDTSTART:20260701T090000Z\r\n"), std::string::npos);
  EXPECT_NE(calendar.find("\r\nDTSTART;VALUE=DATE:20260329\r\n"), std::string::npos);
  EXPECT_NE(calendar.find("\r\nDTEND;VALUE=DATE:20260330\r\n"), std::string::npos);
  for (char const* const zone : {"Europe/Paris", "America/Vancouver"}) {
    EXPECT_NE(calendar.find(fmt::format("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone)), std::string::npos) << zone;
  }
  CalendarText const back = read(calendar);
  ASSERT_EQ(back.events.size(), 4U);
  // The zones say the same as the IANA table, in winter and in summer.
  ASSERT_EQ(back.zones.size(), 2U);
  for (CalendarZone const& zone : back.zones) {
    auto const table = base::TimeZone::find(zone.tzid);
    ASSERT_TRUE(table) << zone.tzid;
    EXPECT_FALSE(zone.offsets.empty());
    for (auto const& [moment, offset] : zone.offsets) {
      EXPECT_EQ(offset, table->offset_at(moment)) << zone.tzid << " " << moment;
    }
  }
}

TEST(IcalWrite, a_series_keeps_its_rule_exceptions_and_state) {
  Session series = session_at("e:s", "2026-01-05T18:00:00+01:00", "2026-01-05T20:00:00+01:00");
  series.uid = "abc@elsewhere";
  series.rrule = "FREQ=WEEKLY;UNTIL=20260601T160000Z;BYDAY=MO";
  series.exdates = "20260216T180000,20260223T180000";
  series.rdates = "20260304T190000";
  Session moved = session_at("e:m", "2026-03-10T18:00:00+01:00", "2026-03-10T20:00:00+01:00");
  moved.uid = "abc@elsewhere";
  moved.recurrence_id = "20260309T180000";
  moved.state = "moved";
  moved.previous_starts = "2026-03-09T18:00:00+01:00";
  moved.sequence = 4;
  Session cancelled = session_at("e:c", "2026-03-16T18:00:00+01:00", "2026-03-16T20:00:00+01:00");
  cancelled.uid = "abc@elsewhere";
  cancelled.recurrence_id = "20260316T180000";
  cancelled.state = "cancelled";
  std::string const calendar = written({{.session = &series}, {.session = &moved}, {.session = &cancelled}});
  CalendarText const back = read(calendar);
  ASSERT_EQ(back.events.size(), 3U);
  EXPECT_EQ(back.events[0].uid, "abc@elsewhere");
  EXPECT_NE(back.events[0].rrule.find("FREQ=WEEKLY"), std::string::npos);
  EXPECT_NE(back.events[0].rrule.find("UNTIL=20260601T160000Z"), std::string::npos);
  ASSERT_EQ(back.events[0].exdates.size(), 2U);
  EXPECT_EQ(ical_value(back.events[0].exdates[0]), "20260216T180000");
  EXPECT_EQ(back.events[0].rdates.size(), 1U);
  EXPECT_EQ(back.events[0].status, "confirmed");
  ASSERT_TRUE(back.events[1].recurrence_id);
  EXPECT_EQ(ical_value(*back.events[1].recurrence_id), "20260309T180000");
  EXPECT_EQ(back.events[1].sequence, 4);
  EXPECT_EQ(back.events[2].status, "cancelled");
}

TEST(IcalWrite, ids_stay_and_are_of_one_record_each) {
  Session const a = session_at("e:a", "2026-11-28T10:00:00+01:00", "");
  Session later = a;
  later.starts = "2026-12-05T10:00:00+01:00";
  later.name = "renamed";
  Session const b = session_at("e:b", "2026-11-28T10:00:00+01:00", "");
  auto const uid = [](Session const& s) { return read(written({{.session = &s}})).events.at(0).uid; };
  EXPECT_EQ(uid(a), uid(later));
  EXPECT_NE(uid(a), uid(b));
  EXPECT_EQ(stable_uuid("service", "x").size(), 36U);
  EXPECT_EQ(stable_uuid("service", "x")[14], '5');
  EXPECT_NE(stable_uuid("service", "x"), stable_uuid("location", "x"));
  // What other people's systems have kept: this must never change.
  EXPECT_EQ(stable_uuid("service", "osm:n1"), "61ad9658-9ab7-534c-90e7-0128d3c02d16");
}

TEST(IcalWrite, what_cannot_be_said_is_left_out) {
  Session const broken = session_at("e:x", "some day", "");
  Session const fine = session_at("e:y", "2026-11-28T10:00:00+01:00", "2026-11-28T09:00:00+01:00");
  std::string const calendar = written({{.session = &broken},
                                        {.session = &fine,
                                         .summary = "bell\x07 and nul",
                                         .organizer_name = "A \"B\"\nC",
                                         .organizer_email = "a@b.test",
                                         .url = "javascript:alert(1)"}});
  expect_lines(calendar);
  CalendarText const back = read(calendar);
  ASSERT_EQ(back.events.size(), 1U);
  EXPECT_EQ(back.events[0].summary, "bell and nul");
  EXPECT_FALSE(back.events[0].end);
  EXPECT_TRUE(back.events[0].url.empty());
  EXPECT_NE(calendar.find("mailto:a@b.test"), std::string::npos);
}

}  // namespace
}  // namespace cartable::store
