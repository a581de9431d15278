#include "store/recurrence.hpp"

#include "store/ical_text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cartable::store {
namespace {

constexpr std::int64_t kFar = 253'402'300'799;

Session weekly(std::string starts, std::string ends, std::string rule, std::string zone = "America/New_York") {
  Session session;
  session.head.source = "s";
  session.head.id = "s:1";
  session.uid = "u";
  session.starts = std::move(starts);
  session.ends = std::move(ends);
  session.timezone = std::move(zone);
  session.rrule = std::move(rule);
  session.state = "scheduled";
  return session;
}

std::vector<std::string> starts_of(std::vector<Session> const& sessions, std::int64_t from = -kFar,
                                   std::int64_t to = kFar) {
  std::vector<std::string> out;
  for (Occurrence const& one : occurrences(sessions, from, to)) {
    auto const zone = base::TimeZone::find(sessions[one.session].timezone);
    out.push_back(zone->rfc3339(one.starts));
  }
  return out;
}

using List = std::vector<std::string>;

// The examples of RFC 5545 §3.8.5.3, all in New York, over the end of summer time.
TEST(Recurrence, CountsOutWhatTheStandardsExamplesSay) {
  EXPECT_EQ(
      starts_of({weekly("1997-09-02T09:00:00-04:00", "", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH")}),
      (List{"1997-09-02T09:00:00-04:00", "1997-09-04T09:00:00-04:00", "1997-09-09T09:00:00-04:00",
            "1997-09-11T09:00:00-04:00", "1997-09-16T09:00:00-04:00", "1997-09-18T09:00:00-04:00",
            "1997-09-23T09:00:00-04:00", "1997-09-25T09:00:00-04:00", "1997-09-30T09:00:00-04:00",
            "1997-10-02T09:00:00-04:00"}));
  EXPECT_EQ(starts_of({weekly("1997-09-05T09:00:00-04:00", "", "FREQ=MONTHLY;COUNT=4;BYDAY=1FR")}),
            (List{"1997-09-05T09:00:00-04:00", "1997-10-03T09:00:00-04:00", "1997-11-07T09:00:00-05:00",
                  "1997-12-05T09:00:00-05:00"}));
  EXPECT_EQ(starts_of({weekly("1997-09-02T09:00:00-04:00", "", "FREQ=WEEKLY;INTERVAL=4;COUNT=4")}),
            (List{"1997-09-02T09:00:00-04:00", "1997-09-30T09:00:00-04:00", "1997-10-28T09:00:00-05:00",
                  "1997-11-25T09:00:00-05:00"}));
  EXPECT_EQ(
      starts_of({weekly("1997-09-29T09:00:00-04:00", "", "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2")}),
      (List{"1997-09-29T09:00:00-04:00", "1997-10-30T09:00:00-05:00", "1997-11-27T09:00:00-05:00"}));
}

TEST(Recurrence, ExceptionsGoWhateverZoneTheyAreWrittenIn) {
  Session session = weekly("2026-11-03T18:00:00-05:00", "2026-11-03T19:30:00-05:00", "FREQ=WEEKLY;COUNT=5");
  session.exdates = "20261110T180000,20261117T230000Z,20261124";
  session.rdates = "20261205T100000,20261206T100000/20261206T110000";
  EXPECT_EQ(starts_of({session}), (List{"2026-11-03T18:00:00-05:00", "2026-12-01T18:00:00-05:00",
                                        "2026-12-05T10:00:00-05:00", "2026-12-06T10:00:00-05:00"}));
  auto const all = occurrences(std::vector{session}, -kFar, kFar);
  EXPECT_EQ(all[0].ends - all[0].starts, 5400);
  EXPECT_EQ(all[2].ends - all[2].starts, 5400);
  EXPECT_EQ(all[3].ends - all[3].starts, 3600);
}

TEST(Recurrence, OneTimeOfASeriesIsReplacedByItsOwnSession) {
  Session const series = weekly("2026-11-03T18:00:00-05:00", "2026-11-03T19:00:00-05:00", "FREQ=WEEKLY;COUNT=3");
  Session moved = series;
  moved.head.id = "s:2";
  moved.rrule.clear();
  moved.recurrence_id = "20261110T230000Z";
  moved.starts = "2026-11-11T20:00:00-05:00";
  moved.ends = "2026-11-11T21:00:00-05:00";
  moved.state = "moved";
  EXPECT_EQ(starts_of({series, moved}),
            (List{"2026-11-03T18:00:00-05:00", "2026-11-11T20:00:00-05:00", "2026-11-17T18:00:00-05:00"}));
  moved.head.source = "another";  // whose series is another one
  EXPECT_EQ(starts_of({series, moved}).size(), 4U);
}

TEST(Recurrence, KeepsTheWallClockOverSummerTimeAndFillsWholeDays) {
  Session session =
      weekly("2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00", "FREQ=DAILY;COUNT=3", "Europe/Paris");
  ASSERT_TRUE(is_all_day(session));
  auto const days = occurrences(std::vector{session}, -kFar, kFar);
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(days[0].ends - days[0].starts, 24 * 3600);
  EXPECT_EQ(days[1].ends - days[1].starts, 23 * 3600);  // summer time begins
  session = weekly("2026-03-28T02:30:00+01:00", "", "FREQ=DAILY;COUNT=3", "Europe/Paris");
  EXPECT_EQ(starts_of({session}),
            (List{"2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"}));
  EXPECT_FALSE(is_all_day(session));
}

TEST(Recurrence, ASpanTakesWhatTouchesIt) {
  Session const session = weekly("2026-11-03T18:00:00-05:00", "2026-11-03T19:00:00-05:00", "FREQ=WEEKLY");
  auto const at = [](char const* text) { return *base::parse_instant(text); };
  auto const within = [&](char const* from, char const* to) {
    return occurrences(std::vector{session}, at(from), at(to)).size();
  };
  EXPECT_EQ(within("2026-11-03T18:59:59-05:00", "2026-11-03T20:00:00-05:00"), 1U);
  EXPECT_EQ(within("2026-11-03T19:00:00-05:00", "2026-11-03T20:00:00-05:00"), 0U);
  EXPECT_EQ(within("2026-11-03T17:00:00-05:00", "2026-11-03T18:00:00-05:00"), 0U);
  EXPECT_EQ(within("2036-01-01T00:00:00Z", "2037-01-01T00:00:00Z"), 53U);  // Tuesdays of a leap year in UTC
}

TEST(Recurrence, ALateSpanHasTheTimesThatCountingFromTheFirstGives) {
  for (char const* const rule :
       {"FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,FR;BYMONTH=1,6,11", "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=5;UNTIL=20280101T000000Z", "FREQ=DAILY;COUNT=700", "FREQ=MONTHLY;BYDAY=-1SU"}) {
    for (char const* const ends : {"", "2025-01-01T11:00:00-05:00", "2025-01-04T09:00:00-05:00"}) {
      Session const session = weekly("2025-01-01T09:00:00-05:00", ends, rule);
      auto const all = occurrences(std::span(&session, 1), -kFar, 1'900'000'000, 10'000);  // into 2030
      ASSERT_FALSE(all.empty()) << rule;
      for (std::int64_t from = 1'735'000'000; from < 1'880'000'000; from += 17 * 86'400 + 1234) {
        std::int64_t const to = from + 10 * 86'400;
        std::vector<Occurrence> expected;
        for (Occurrence const& one : all) {
          if (one.starts < to && (one.ends > from || (one.starts == one.ends && one.starts >= from))) {
            expected.push_back(one);
          }
        }
        ASSERT_EQ(occurrences(std::span(&session, 1), from, to), expected) << rule << " from " << from;
      }
    }
  }
}

TEST(Recurrence, RefusesWhatNoSessionDoes) {
  base::LocalTime const first{2026, 11, 3, 18, 0, 0};
  EXPECT_EQ(*check_rule("FREQ=WEEKLY;COUNT=2", first), "FREQ=WEEKLY;COUNT=2");
  for (char const* const bad : {"", "weekly", "FREQ=SOMETIMES", "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=2",
                                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;UNTIL=20200101T000000Z"}) {
    EXPECT_FALSE(check_rule(bad, first)) << bad;
  }
}

TEST(Recurrence, ASeriesIsCutInTwoWithoutLosingATime) {
  Session whole = weekly("2026-11-03T18:00:00-05:00", "", "FREQ=WEEKLY;COUNT=6");
  auto const zone = *base::TimeZone::find(whole.timezone);
  base::LocalTime const first{2026, 11, 3, 18, 0, 0};
  std::int64_t const cut = zone.instant({2026, 11, 17, 18, 0, 0});
  Session head = whole, tail = whole;
  head.rrule = rule_until(whole.rrule, cut);
  tail.head.id = "s:2";
  tail.uid = "v";
  tail.starts = zone.rfc3339(cut);
  tail.rrule = rule_from(whole.rrule, first, cut, zone);
  EXPECT_EQ(starts_of({head, tail}), starts_of({whole}));
  EXPECT_EQ(starts_of({head}).size(), 2U);
  EXPECT_EQ(ends_for_good(whole), base::parse_instant("2026-12-08T18:00:00-05:00"));
  whole.rrule = "FREQ=WEEKLY";
  EXPECT_EQ(ends_for_good(whole), std::nullopt);
}

}  // namespace
}  // namespace cartable::store
