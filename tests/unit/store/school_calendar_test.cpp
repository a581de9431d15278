#include "store/school_calendar.hpp"

#include <gtest/gtest.h>

namespace cartable::store {
namespace {

CalendarSpan span(CalendarKind kind, char const* first, char const* last, std::string name = {}) {
  return {.kind = kind, .first = *parse_day(first), .last = *parse_day(last), .name = std::move(name)};
}

TEST(SchoolCalendar, dates_that_do_not_exist_are_refused) {
  EXPECT_EQ(format_day(*parse_day("2028-02-29")), "2028-02-29");
  for (char const* const text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026-01-01T00",
                                 "-026-01-01", "2026-01--1", "3000-01-01"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

TEST(SchoolCalendar, comes_back_as_it_was_written) {
  CityCalendar calendar;
  EXPECT_TRUE(calendar.replace("ministry", {span(CalendarKind::school, "2026-12-19", "2027-01-03", "Noël"),
                                            span(CalendarKind::school, "2026-10-17", "2026-11-01")}));
  CalendarSpan closing = span(CalendarKind::closing, "2026-11-30", "2026-11-30", "Inventory \"A\"");
  closing.places = {"osm:n1", "osm:n2"};
  EXPECT_TRUE(calendar.replace("libraries", {closing}));
  auto const again = CityCalendar::parse(calendar.to_text());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, calendar);
}

TEST(SchoolCalendar, a_source_replaces_its_own_spans_alone) {
  CityCalendar calendar;
  EXPECT_TRUE(calendar.replace("a", {span(CalendarKind::school, "2026-12-19", "2027-01-03")}));
  EXPECT_TRUE(calendar.replace("b", {span(CalendarKind::closing, "2026-12-24", "2026-12-24")}));
  EXPECT_FALSE(calendar.replace("a", {span(CalendarKind::school, "2026-12-19", "2027-01-03")}));
  EXPECT_TRUE(calendar.replace("a", {}));
  ASSERT_EQ(calendar.spans.size(), 1U);
  EXPECT_EQ(calendar.spans[0].source, "b");
}

TEST(SchoolCalendar, days_outside_what_is_known_are_unknown) {
  CityCalendar calendar;
  calendar.replace("x", {span(CalendarKind::school, "2026-10-17", "2026-11-01"),
                         span(CalendarKind::school, "2026-12-19", "2027-01-03"),
                         span(CalendarKind::school, "2027-10-16", "2027-10-31")});
  EXPECT_EQ(calendar.school_holiday(*parse_day("2026-10-16")), Tri::unknown);
  EXPECT_EQ(calendar.school_holiday(*parse_day("2026-10-17")), Tri::yes);
  EXPECT_EQ(calendar.school_holiday(*parse_day("2026-11-01")), Tri::yes);
  EXPECT_EQ(calendar.school_holiday(*parse_day("2026-11-02")), Tri::no);
  EXPECT_EQ(calendar.school_holiday(*parse_day("2026-12-18")), Tri::no);
  // More than 200 days without a holiday: the rest of that school year is missing.
  EXPECT_EQ(calendar.school_holiday(*parse_day("2027-03-01")), Tri::unknown);
  EXPECT_EQ(calendar.school_holiday(*parse_day("2027-11-01")), Tri::unknown);
  EXPECT_EQ(CityCalendar().school_holiday(*parse_day("2026-10-17")), Tri::unknown);
}

TEST(SchoolCalendar, a_setting_that_is_no_calendar_is_refused_with_the_rule) {
  for (char const* const text : {"{}", "[1]", "no", R"([{"kind":"school","first":"2026-02-30","last":"2026-03-01"}])",
                                 R"([{"kind":"x","first":"2026-02-01","last":"2026-03-01"}])",
                                 R"([{"kind":"school","first":"2026-03-02","last":"2026-03-01"}])"}) {
    EXPECT_FALSE(CityCalendar::parse(text)) << text;
  }
  EXPECT_TRUE(CityCalendar::parse(""));
}

}  // namespace
}  // namespace cartable::store
