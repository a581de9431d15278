#include "store/week_hours.hpp"

#include <gtest/gtest.h>

namespace cartable::store {
namespace {

std::vector<WeekSpan> week(std::string_view text) { return ordinary_week(text); }

TEST(WeekHours, read_what_is_the_same_every_week) {
  EXPECT_EQ(week("Mo-Tu 08:00-12:00,13:30-17:00"),
            (std::vector<WeekSpan>{{0, 480, 720}, {0, 810, 1020}, {1, 480, 720}, {1, 810, 1020}}));
  EXPECT_EQ(week("Sa-Mo 10:00-12:00"), (std::vector<WeekSpan>{{0, 600, 720}, {5, 600, 720}, {6, 600, 720}}));
  EXPECT_EQ(week("Mo-Fr 8:00-18:00; We off; PH off"),
            (std::vector<WeekSpan>{{0, 480, 1080}, {1, 480, 1080}, {3, 480, 1080}, {4, 480, 1080}}));
  EXPECT_EQ(week("Mo,PH 09:00-10:00"), (std::vector<WeekSpan>{{0, 540, 600}}));
  EXPECT_EQ(week("Fr 20:00-02:00"), (std::vector<WeekSpan>{{4, 1200, 1560}}));
  EXPECT_EQ(week("24/7").size(), 7U);
  EXPECT_EQ(week("Mo 09:00-10:00; Sa off \"Lundi 9h-10h, samedi fermé\""), (std::vector<WeekSpan>{{0, 540, 600}}));
  EXPECT_EQ(week("Mo 09:00-10:00 open \"lundi 9h-10h\""), (std::vector<WeekSpan>{{0, 540, 600}}));
  EXPECT_EQ(week("10:00-11:00").size(), 7U);
}

TEST(WeekHours, leave_alone_what_is_not) {
  for (char const* const text :
       {"", "Mo-Fr 08:00-12:00; Jan off", "Mo[1] 10:00-12:00", "sunrise-sunset", "Mo-Fr 08:00-18:00+",
        "Mo-Fr 08:00-12:00 \"by appointment\"", "2026 Mo 10:00-12:00", "Mo-Xx 10:00-11:00", "Mo 25:99-26:00",
        "week 1-10 Mo 10:00-12:00", "Mo", "lundi 9h-12h"}) {
    EXPECT_TRUE(week(text).empty()) << text;
  }
}

}  // namespace
}  // namespace cartable::store
