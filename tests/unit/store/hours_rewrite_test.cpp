#include "store/hours_rewrite.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cartable::store {
namespace {

constexpr DayClass kPublic{.school = false, .offset = 0};
constexpr DayClass kSchool{.school = true, .offset = 0};

std::string on(std::string_view text, bool is_public, bool is_school) {
  return without_classes(text, {kPublic, kSchool}, (is_public ? 1U : 0U) | (is_school ? 2U : 0U));
}

TEST(HoursRewrite, finds_the_classes_of_days_outside_comments) {
  EXPECT_EQ(day_classes("Mo-Fr 09:00-18:00; PH off"), std::vector{kPublic});
  EXPECT_EQ(day_classes("SH,PH off; SH Mo-Fr 10:00-12:00"), (std::vector{kSchool, kPublic}));
  EXPECT_EQ(day_classes("PH -1 day off; Su,PH 10:00-12:00"),
            (std::vector{DayClass{.school = false, .offset = -1}, kPublic}));
  EXPECT_TRUE(day_classes(R"(Mo-Fr 09:00-18:00 "SH: ask; PH too")").empty());
}

TEST(HoursRewrite, a_class_is_every_day_or_no_day) {
  struct Case {
    std::string_view text, ordinary, on_public, on_school;
  };
  for (Case const& c : {
           Case{"Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00", "Mo-Fr 09:00-18:00; Mo-Su,Mo off",
                "Mo-Fr 09:00-18:00"},
           Case{"SH,PH off", "", "Mo-Su off", "Mo-Su off"},
           Case{"PH,Su 10:00-12:00", "Su 10:00-12:00", "Mo-Su 10:00-12:00", "Su 10:00-12:00"},
           Case{"Mo-Fr,SH 10:00-12:00", "Mo-Fr 10:00-12:00", "Mo-Fr 10:00-12:00", "Mo-Su 10:00-12:00"},
           Case{"SH Mo-Fr 10:00-12:00", "", "", "Mo-Fr 10:00-12:00"},
           Case{"Mo-Fr 08:00-12:00, SH 10:00-11:00", "Mo-Fr 08:00-12:00", "Mo-Fr 08:00-12:00",
                "Mo-Fr 08:00-12:00, Mo-Su,Mo 10:00-11:00"},
           Case{"Mo 08:00-10:00,12:00-13:00; SH off", "Mo 08:00-10:00,12:00-13:00", "Mo 08:00-10:00,12:00-13:00",
                "Mo 08:00-10:00,12:00-13:00; Mo-Su,Mo off"},
           Case{"Jul-Aug SH 10:00-12:00; Sa 09:00-10:00", "Sa 09:00-10:00", "Sa 09:00-10:00",
                "Jul-Aug Mo-Su 10:00-12:00; Sa 09:00-10:00"},
           Case{"SH unknown || Mo-Fr 09:00-10:00", "Mo-Fr 09:00-10:00", "Mo-Fr 09:00-10:00",
                "Mo-Su unknown || Mo-Fr 09:00-10:00"},
           Case{"Mo[1],PH 09:00-10:00", "Mo[1] 09:00-10:00", "Mo-Su 09:00-10:00", "Mo[1] 09:00-10:00"},
       }) {
    EXPECT_EQ(on(c.text, false, false), c.ordinary) << c.text;
    EXPECT_EQ(on(c.text, true, false), c.on_public) << c.text;
    EXPECT_EQ(on(c.text, false, true), c.on_school) << c.text;
  }
}

TEST(HoursRewrite, knows_what_repeats_every_week) {
  for (char const* const text : {"24/7", "Mo-Fr 09:00-18:00; Sa off", "Mo-Fr 08:00+ || \"call in May\"", "off"}) {
    EXPECT_TRUE(is_weekly(text)) << text;
  }
  for (char const* const text : {"Jan Mo 10:00-12:00", "Mo[1] 10:00-12:00", "week 01-53/2 Mo", "2026 Mo",
                                 "sunrise-sunset", "easter off", "Mo-Fr 10:00-(sunset-01:00)"}) {
    EXPECT_FALSE(is_weekly(text)) << text;
  }
}

TEST(HoursRewrite, knows_appointments_in_many_languages_and_nothing_else) {
  for (char const* const comment : {"by appointment", "Sur rendez-vous", "sur RDV", "con cita previa",
                                    "nach Vereinbarung", "по записи", "需要预约", "بموعد مسبق", "on request"}) {
    EXPECT_TRUE(says_appointment(comment)) << comment;
  }
  for (char const* const comment : {"", "Capacitación", "Terminal 2", "kitchen closes at 21:00", "Noël", "citadel"}) {
    EXPECT_FALSE(says_appointment(comment)) << comment;
  }
}

}  // namespace
}  // namespace cartable::store
