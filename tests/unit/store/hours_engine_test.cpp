#include "store/hours_engine.hpp"

#include "base/local_time.hpp"
#include "store/hours_wire.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

// What each text means was worked out by hand from OSM's description of opening hours and a calendar on the wall.
namespace cartable::store {
namespace {

using std::chrono::days;

HoursContext context(char const* zone, char const* region, char const* first, int count) {
  return {.zone = zone, .region = region, .first_day = *parse_day(first), .days = count};
}

/// "Wed 09:00 open, Wed 18:00 closed": the changes as clocks in the zone show them.
std::string told(Hours const& hours, char const* zone) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  std::string out;
  for (HoursChange const& change : hours.changes) {
    base::LocalTime const t = base::TimeZone::find(zone)->at(std::int64_t{change.from} * 60);
    std::int64_t const day = base::wall_seconds(t) / 86'400;
    out += fmt::format("{}{} {:02}:{:02} {}", out.empty() ? "" : ", ", kDays[static_cast<std::size_t>((day + 4) % 7)],
                       t.hour, t.minute, to_string(change.state));
  }
  return out;
}

struct Case {
  char const* text;
  char const* changes;
};

TEST(HoursEngine, texts_mean_what_osm_says) {
  // Wednesday 23 to Sunday 27 December 2026, in Paris: Friday is Christmas.
  HoursEngine engine(context("Europe/Paris", "FR-IDF", "2026-12-23", 5));
  for (Case const& c : {
           Case{"24/7", "Wed 00:00 open"},
           Case{"off", "Wed 00:00 closed"},
           Case{"Mo-Fr 09:00-18:00; PH off",
                "Wed 00:00 closed, Wed 09:00 open, Wed 18:00 closed, Thu 09:00 open, Thu 18:00 closed"},
           Case{"Mo-Fr 09:00-18:00; PH,Su 10:00-12:00",
                "Wed 00:00 closed, Wed 09:00 open, Wed 18:00 closed, Thu 09:00 open, Thu 18:00 closed, Fri 10:00 open, "
                "Fri 12:00 closed, Sun 10:00 open, Sun 12:00 closed"},
           Case{"Mo-Su 09:00-18:00; PH 10:00-12:00",
                "Wed 00:00 closed, Wed 09:00 open, Wed 18:00 closed, Thu 09:00 open, Thu 18:00 closed, Fri 10:00 open, "
                "Fri 12:00 closed, Sat 09:00 open, Sat 18:00 closed, Sun 09:00 open, Sun 18:00 closed"},
           Case{"24/7; PH off", "Wed 00:00 open, Fri 00:00 closed, Sat 00:00 open"},
           // Thursday's night goes on into the holiday; the holiday's own does not happen.
           Case{"Th-Sa 20:00-02:00; PH off",
                "Wed 00:00 closed, Thu 20:00 open, Fri 02:00 closed, Sat 20:00 open, Sun 02:00 closed"},
           Case{"PH -1 day 10:00-12:00", "Wed 00:00 closed, Thu 10:00 open, Thu 12:00 closed"},
           Case{"Th 09:00+", "Wed 00:00 closed, Thu 09:00 open, Thu 09:01 unknown, Fri 00:00 closed"},
           Case{"Th 18:00-20:00+", "Wed 00:00 closed, Thu 18:00 open, Thu 20:00 unknown, Fri 05:00 closed"},
           Case{"Th 09:00-12:00+; Th 14:00-16:00",
                "Wed 00:00 closed, Thu 09:00 open, Thu 12:00 unknown, Thu 14:00 open, Thu 16:00 closed"},
           Case{"We 10:00-12:00 open \"sur rendez-vous\"", "Wed 00:00 closed, Wed 10:00 appointment, Wed 12:00 closed"},
           Case{"\"by appointment\"", "Wed 00:00 appointment"},
           Case{"We 10:00-12:00 || \"ask\"", "Wed 00:00 unknown, Wed 10:00 open, Wed 12:00 unknown"},
           Case{"2026 Dec 24 10:00-12:00", "Wed 00:00 closed, Thu 10:00 open, Thu 12:00 closed"},
           Case{"2020 Mo-Fr 10:00-12:00", "Wed 00:00 closed"},
           Case{"Sa[4] 10:00-11:00", "Wed 00:00 closed, Sat 10:00 open, Sat 11:00 closed"},
           Case{"Sa[3] 10:00-11:00", "Wed 00:00 closed"},
       }) {
    Hours const hours = engine.evaluate(c.text);
    EXPECT_EQ(told(hours, "Europe/Paris"), c.changes) << c.text;
    EXPECT_EQ(hours.problem, HoursProblem::none) << c.text;
  }
}

TEST(HoursEngine, what_cannot_be_read_is_unknown_and_says_why) {
  HoursEngine engine(context("Europe/Paris", "FR", "2026-12-23", 5));
  for (auto const& [text, problem] : std::initializer_list<std::pair<std::string, HoursProblem>>{
           {"", HoursProblem::unreadable},
           {"ask at the desk", HoursProblem::unreadable},
           {"Mo-Fr 9-5", HoursProblem::unreadable},
           {std::string(5000, 'x'), HoursProblem::unreadable},
           {"Mo 10:00", HoursProblem::unsupported},
           {"PH -300 days off", HoursProblem::unsupported},
       }) {
    Hours const hours = engine.evaluate(text);
    EXPECT_EQ(hours.problem, problem) << text;
    EXPECT_TRUE(hours.changes.empty()) << text;
    EXPECT_EQ(hours.at(29'700'000), OpenState::unknown);
  }
  EXPECT_EQ(HoursEngine(context("", "FR", "2026-12-23", 5)).evaluate("24/7").problem, HoursProblem::no_time_zone);
  EXPECT_EQ(HoursEngine(context("Mars/Crater", "FR", "2026-12-23", 5)).evaluate("24/7").problem,
            HoursProblem::no_time_zone);
}

TEST(HoursEngine, school_holidays_come_from_the_citys_calendar) {
  HoursContext with = context("Europe/Paris", "FR", "2026-12-17", 4);  // Thursday to Sunday
  with.calendar.replace(
      "x", {{.kind = CalendarKind::school, .first = *parse_day("2026-10-17"), .last = *parse_day("2026-11-01")},
            {.kind = CalendarKind::school, .first = *parse_day("2026-12-18"), .last = *parse_day("2027-01-03")}});
  HoursEngine engine(with);
  EXPECT_EQ(told(engine.evaluate("Mo-Fr 09:00-18:00; SH off"), "Europe/Paris"),
            "Thu 00:00 closed, Thu 09:00 open, Thu 18:00 closed");
  EXPECT_EQ(told(engine.evaluate("Mo-Fr 09:00-18:00; SH Mo-Fr 10:00-12:00"), "Europe/Paris"),
            "Thu 00:00 closed, Thu 09:00 open, Thu 18:00 closed, Fri 10:00 open, Fri 12:00 closed");
  EXPECT_EQ(engine.evaluate("SH off").problem, HoursProblem::none);
}

TEST(HoursEngine, without_a_school_calendar_only_the_doubtful_part_is_unknown) {
  HoursEngine engine(context("Europe/Paris", "FR", "2026-12-17", 4));
  Hours const hours = engine.evaluate("Mo-Fr 09:00-18:00; SH 10:00-16:00");
  EXPECT_EQ(hours.problem, HoursProblem::no_school_calendar);
  EXPECT_EQ(told(hours, "Europe/Paris"),
            "Thu 00:00 closed, Thu 09:00 unknown, Thu 10:00 open, Thu 16:00 unknown, Thu 18:00 closed, "
            "Fri 09:00 unknown, Fri 10:00 open, Fri 16:00 unknown, Fri 18:00 closed, "
            "Sat 10:00 unknown, Sat 16:00 closed, Sun 10:00 unknown, Sun 16:00 closed");
}

TEST(HoursEngine, public_holidays_are_those_of_the_region) {
  auto const holiday = [](char const* region, char const* day) {
    return HoursEngine(context("Europe/Paris", region, day, 1)).public_holiday(*parse_day(day));
  };
  EXPECT_EQ(holiday("FR", "2026-04-06"), Tri::yes);  // Easter Monday, the second day of Easter in KHolidays' table
  EXPECT_EQ(holiday("FR", "2026-04-07"), Tri::no);
  EXPECT_EQ(holiday("fr-idf", "2026-07-14"), Tri::yes);
  EXPECT_EQ(holiday("DE", "2026-11-18"), Tri::no);      // the day of repentance is kept
  EXPECT_EQ(holiday("DE-SN", "2026-11-18"), Tri::yes);  // in Saxony alone
  EXPECT_EQ(holiday("CA-BC", "2026-06-24"), Tri::no);   // Quebec's day, which no other province keeps
  EXPECT_EQ(holiday("CA-QC", "2026-06-24"), Tri::yes);
  EXPECT_EQ(holiday("UY", "2026-08-25"), Tri::yes);
  EXPECT_EQ(holiday("CO", "2026-12-08"), Tri::yes);
  EXPECT_EQ(holiday("GB-ENG", "2026-08-31"), Tri::yes);
  EXPECT_EQ(holiday("GB", "2026-12-25"), Tri::yes);
  EXPECT_EQ(holiday("GB", "2026-08-31"), Tri::unknown);  // not in Scotland
  EXPECT_EQ(holiday("MC", "2026-11-19"), Tri::unknown);  // there is no table of Monaco
  EXPECT_EQ(holiday("", "2026-12-25"), Tri::unknown);
}

TEST(HoursEngine, where_there_is_no_table_of_holidays_only_what_they_decide_is_unknown) {
  HoursContext monaco = context("Europe/Monaco", "MC", "2026-11-18", 3);  // Thursday 19 is Monaco's national day
  EXPECT_EQ(told(HoursEngine(monaco).evaluate("Mo-Fr 09:00-12:00; PH off"), "Europe/Monaco"),
            "Wed 00:00 closed, Wed 09:00 unknown, Wed 12:00 closed, Thu 09:00 unknown, Thu 12:00 closed, "
            "Fri 09:00 unknown, Fri 12:00 closed");
  EXPECT_EQ(HoursEngine(monaco).evaluate("Mo-Fr 09:00-12:00").problem, HoursProblem::none);
  EXPECT_EQ(HoursEngine(monaco).evaluate("Mo-Fr 09:00-12:00; PH off").problem, HoursProblem::no_public_holidays);
  // The city's own list is the whole of its year.
  monaco.calendar.replace(
      "hall",
      {{.kind = CalendarKind::public_holiday, .first = *parse_day("2026-11-19"), .last = *parse_day("2026-11-19")}});
  EXPECT_EQ(told(HoursEngine(monaco).evaluate("Mo-Fr 09:00-12:00; PH off"), "Europe/Monaco"),
            "Wed 00:00 closed, Wed 09:00 open, Wed 12:00 closed, Fri 09:00 open, Fri 12:00 closed");
}

TEST(HoursEngine, the_city_adds_to_the_table_of_holidays_and_takes_from_it) {
  HoursContext bc = context("America/Vancouver", "CA-BC", "2026-04-06", 2);
  bc.calendar.replace(
      "hall",
      {{.kind = CalendarKind::no_public_holiday, .first = *parse_day("2026-04-06"), .last = *parse_day("2026-04-06")},
       {.kind = CalendarKind::public_holiday, .first = *parse_day("2026-04-07"), .last = *parse_day("2026-04-07")}});
  HoursEngine const engine(bc);
  EXPECT_EQ(engine.public_holiday(*parse_day("2026-04-06")), Tri::no);
  EXPECT_EQ(engine.public_holiday(*parse_day("2026-04-07")), Tri::yes);
}

TEST(HoursEngine, days_of_summer_time_are_as_long_as_they_are) {
  // 29 March 2026 has no 02:00…03:00 in Paris.
  HoursEngine spring(context("Europe/Paris", "FR", "2026-03-28", 2));
  EXPECT_EQ(told(spring.evaluate("Su 02:30-05:00"), "Europe/Paris"),
            "Sat 00:00 closed, Sun 03:00 open, Sun 05:00 closed");
  EXPECT_EQ(told(spring.evaluate("Su 01:00-02:30"), "Europe/Paris"),
            "Sat 00:00 closed, Sun 01:00 open, Sun 03:00 closed");
  EXPECT_EQ(told(spring.evaluate("Su 02:10-02:40"), "Europe/Paris"), "Sat 00:00 closed");
  Hours const night = spring.evaluate("Sa 22:00-06:00");
  ASSERT_EQ(night.changes.size(), 3U);
  EXPECT_EQ(night.changes[2].from - night.changes[1].from, 7 * 60);
  // 25 October 2026 has it twice: what begins then begins with the first.
  HoursEngine autumn(context("Europe/Paris", "FR", "2026-10-24", 2));
  Hours const twice = autumn.evaluate("Su 02:30-05:00");
  ASSERT_EQ(twice.changes.size(), 3U);
  EXPECT_EQ(twice.changes[2].from - twice.changes[1].from, 3 * 60 + 30);
}

TEST(HoursEngine, the_sun_rises_by_the_citys_clock) {
  HoursContext vancouver = context("America/Vancouver", "CA-BC", "2026-11-28", 1);
  EXPECT_EQ(HoursEngine(vancouver).evaluate("sunrise-sunset").problem, HoursProblem::unsupported);
  vancouver.location = geo::LonLat{.lon = -123.12, .lat = 49.28};
  Hours const hours = HoursEngine(vancouver).evaluate("sunrise-sunset");
  ASSERT_EQ(hours.changes.size(), 3U);
  // Almanac: sunrise 07:42, sunset 16:17 Pacific time.
  UtcMinute const midnight = window_of(vancouver).first;
  EXPECT_NEAR(hours.changes[1].from - midnight, 7 * 60 + 42, 4);
  EXPECT_NEAR(hours.changes[2].from - midnight, 16 * 60 + 17, 4);
}

TEST(HoursEngine, five_weeks_say_the_same_as_each_of_their_days_alone) {
  for (char const* const text : {"Mo-Fr 09:00-18:00; Sa 10:00-12:00", "Fr-Su 20:00-03:00; PH off", "Mo 22:00+",
                                 "Mo-Sa \"by appointment\"", "We 10:00-12:00 || \"ask\"", "24/7", "Su 10:00-10:30"}) {
    HoursContext const whole = context("Europe/Paris", "FR", "2026-12-01", 36);
    Hours const long_answer = HoursEngine(whole).evaluate(text);
    for (int day = 0; day < whole.days; day += 5) {
      HoursContext one = whole;
      one.first_day += days(day);
      one.days = 1;
      Hours const short_answer = HoursEngine(one).evaluate(text);
      auto const [first, last] = window_of(one);
      for (UtcMinute minute = first; minute < last; ++minute) {
        ASSERT_EQ(long_answer.at(minute), short_answer.at(minute))
            << text << " day " << day << " minute " << minute - first;
      }
    }
  }
}

TEST(HoursEngine, lines_of_the_helper_carry_everything) {
  HoursContext sent = context("Europe/Paris", "FR", "2026-12-23", 5);
  sent.location = geo::LonLat{.lon = 2.25, .lat = 48.5};
  sent.calendar.replace("x", {{.kind = CalendarKind::school,
                               .first = *parse_day("2026-10-17"),
                               .last = *parse_day("2026-11-01"),
                               .name = "a\"b\n"}});
  std::string line = context_line(sent);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  line.pop_back();
  auto const context_back = parse_context_line(line);
  ASSERT_TRUE(context_back);
  EXPECT_EQ(*context_back, sent);
  Hours const hours = HoursEngine(sent).evaluate("Mo-Fr 09:00-12:00 \"by appointment\", We 14:00+");
  std::string answer = hours_line(hours);
  answer.pop_back();
  EXPECT_EQ(parse_hours_line(answer), hours);
  for (char const* const bad :
       {"", "nonsense 1c", "none 1x", "none c", "none 5c -1o", "none 99999999999c", "none 1c2o"}) {
    EXPECT_FALSE(parse_hours_line(bad)) << bad;
  }
  for (char const* const bad : {"", "[]", "{}", R"({"first_day":"2026-01-01","days":0})"}) {
    EXPECT_FALSE(parse_context_line(bad)) << bad;
  }
}

}  // namespace
}  // namespace cartable::store
