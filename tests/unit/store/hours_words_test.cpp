#include "store/hours_words.hpp"

#include "store/hours_taken.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace cartable::store {
namespace {

struct Case {
  char const* words;
  char const* osm;
};

TEST(HoursWords, six_languages_and_german_say_the_same) {
  for (Case const& c : {
           Case{"du lundi au vendredi, 9h-12h", "Mo-Fr 09:00-12:00"},
           Case{"Du lundi au vendredi de 9h à 12h et de 14h à 18h30", "Mo-Fr 09:00-12:00,14:00-18:30"},
           Case{"Lundi, mardi, jeudi : 9 h – 17 h ; samedi 10h00-12h00 ; fermé le dimanche",
                "Mo,Tu,Th 09:00-17:00; Sa 10:00-12:00; Su off"},
           Case{"Tous les jours de 8h à 20h, fermé les jours fériés", "Mo-Su 08:00-20:00; PH off"},
           Case{"Monday to Friday 9am - 5pm, Saturday 10 am to 1:30 pm", "Mo-Fr 09:00-17:00; Sa 10:00-13:30"},
           Case{"Open daily from 9:00 until 18:00", "Mo-Su 09:00-18:00"},
           Case{"Weekdays 6:00am-8:00pm | Weekends 7:00am-8:00pm", "Mo-Fr 06:00-20:00; Sa,Su 07:00-20:00"},
           Case{"9.30-17.00 Mon-Fri", "Mo-Fr 09:30-17:00"},
           Case{"closed on Mondays; Tue-Sun 10:00-18:00", "Mo off; Tu-Su 10:00-18:00"},
           Case{"de lunes a viernes de 9 a 13 hs", "Mo-Fr 09:00-13:00"},
           Case{"Lunes a viernes 8:30 a 12:30 y 14:00 a 18:00. Sábados 9:00 a 12:00",
                "Mo-Fr 08:30-12:30,14:00-18:00; Sa 09:00-12:00"},
           Case{"Todos los días de 10 a 20 horas, domingos cerrado", "Mo-Su 10:00-20:00; Su off"},
           Case{"с понедельника по пятницу с 9 до 18", "Mo-Fr 09:00-18:00"},
           Case{"Пн-Пт 9:00–18:00, Сб 10:00–16:00, Вс выходной", "Mo-Fr 09:00-18:00; Sa 10:00-16:00; Su off"},
           Case{"ежедневно с 10 часов до 20 часов", "Mo-Su 10:00-20:00"},
           Case{"من الاثنين إلى الخميس من 9:00 إلى 17:00", "Mo-Th 09:00-17:00"},
           Case{"السبت والأحد من 10 صباحا إلى 4 مساء", "Sa,Su 10:00-16:00"},
           Case{"周一至周五 9:00-17:00", "Mo-Fr 09:00-17:00"},
           Case{"周一至周五上午9:00至下午5:30，周六、周日休息", "Mo-Fr 09:00-17:30; Sa,Su off"},
           Case{"每天8点半到20点", "Mo-Su 08:30-20:00"},
           Case{"Montag bis Freitag 9 Uhr bis 18 Uhr", "Mo-Fr 09:00-18:00"},
           Case{"24h/24, 7j/7", "24/7"},
           Case{"круглосуточно", "24/7"},
           Case{"vendredi 20h-2h", "Fr 20:00-02:00"},
           Case{"Lundi : 9h-12h ; lundi : 14h-17h", "Mo 09:00-12:00,14:00-17:00"},
           Case{"Mon-Fri 9:00 AM - 12:00 PM; Mon-Fri 1:00 PM - 5:00 PM; Sat closed",
                "Mo-Fr 09:00-12:00,13:00-17:00; Sa off"},
           Case{"tous les jours 8h-20h, dimanche 10h-16h", "Mo-Su 08:00-20:00; Su 10:00-16:00"},
       }) {
    auto const proposed = propose_hours(c.words);
    ASSERT_TRUE(proposed) << c.words;
    EXPECT_EQ(proposed->osm, c.osm) << c.words;
    EXPECT_EQ(proposed->confidence, 1) << c.words;
  }
}

TEST(HoursWords, what_is_guessed_is_less_certain) {
  auto const guessed = propose_hours("Mon-Fri 9-5");
  ASSERT_TRUE(guessed);
  EXPECT_EQ(guessed->osm, "Mo-Fr 09:00-17:00");
  EXPECT_LT(guessed->confidence, 1);
  auto const strange = propose_hours("Bibliothèque lundi 9h-12h");
  ASSERT_TRUE(strange);
  EXPECT_EQ(strange->osm, "Mo 09:00-12:00");
  EXPECT_LT(strange->confidence, guessed->confidence);
}

TEST(HoursWords, what_may_replace_or_be_added_is_guessed) {
  for (char const* const text : {"lundi au vendredi 9h-12h, mercredi 14h-16h", "lundi 9h-12h; 14h-17h",
                                 "lundi 9h-12h; lundi 10h-11h", "samedi fermé; 9h-12h"}) {
    auto const proposed = propose_hours(text);
    ASSERT_TRUE(proposed) << text;
    EXPECT_LT(proposed->confidence, 1) << text << ": " << proposed->osm;
    EXPECT_FALSE(sure_hours(text)) << text;
  }
}

TEST(HoursWords, only_words_are_taken_as_hours_and_only_when_nothing_is_guessed) {
  EXPECT_EQ(sure_hours("du lundi au vendredi, 9h-12h"), "Mo-Fr 09:00-12:00");
  EXPECT_EQ(sure_hours("Пн-Пт 9:00–18:00"), "Mo-Fr 09:00-18:00");
  EXPECT_EQ(sure_hours("Mon-Fri 09:00-17:00"), "Mo-Fr 09:00-17:00");
  for (char const* const text : {"", "Mo-Fr 09:00-17:00", "Mo-Fr 09:00–17:00; Sa off", "Mo 9-12", "Mar 10:00-12:00",
                                 "10:00-12:00", "24/7", "Mo-Fr 09:00-17:00 \"sauf lundi\"", "Mon-Fri 9-5",
                                 "samedi matin", "sur rendez-vous", "lundi 9h-12h sauf août"}) {
    EXPECT_FALSE(sure_hours(text)) << text;
  }
}

TEST(HoursWords, what_is_not_understood_is_not_proposed) {
  for (char const* const text :
       {"", "call us", "by appointment only", "juillet et août: 9h-12h", "first Monday of each month 10-12", "lundi",
        "9h", "de 9h", "lundi 25h-26h", "Monday 9:75-10:00", "-", "13pm-14am", "\xff\xfe"}) {
    EXPECT_FALSE(propose_hours(text)) << text;
  }
}

TEST(HoursTaken, hours_that_the_city_sets_in_words_are_taken_and_their_words_kept) {
  ImportBatch batch;
  auto const set = [&](std::string const& place, std::string const& field, std::string const& value, bool give_back) {
    Correction correction;
    correction.record = static_cast<std::int64_t>(batch.corrections.size()) + 1;
    correction.place = place;
    correction.field = field;
    correction.value = value;
    correction.give_back = give_back;
    batch.corrections.push_back(correction);
  };
  set("osm:n1", "opening_hours", "du lundi au vendredi, 9h-12h", false);
  set("osm:n2", "opening_hours", "Mo-Fr 09:00-12:00", false);
  set("osm:n3", "opening_hours", "on request, most days", false);
  set("osm:n4", "opening_hours", "", true);
  set("osm:n5", "name", "lundi 9h-12h", false);
  HoursTaken const taken = take_hours_in_words(batch);
  EXPECT_EQ(taken.records, 1U);
  ASSERT_EQ(batch.corrections.size(), 9U);
  EXPECT_EQ(batch.corrections[0].value, "Mo-Fr 09:00-12:00");
  EXPECT_EQ(batch.corrections[2].value, "Mo-Fr 09:00-12:00");
  EXPECT_EQ(batch.corrections[4].value, "on request, most days");
  EXPECT_TRUE(batch.corrections[6].give_back);
  EXPECT_EQ(batch.corrections[8].value, "lundi 9h-12h");
  for (std::size_t i = 0; i < 4; ++i) {
    Correction const& words = batch.corrections[2 * i + 1];  // in the same row: refused with it, once
    EXPECT_EQ(words.record, batch.corrections[2 * i].record);
    EXPECT_EQ(words.place, "osm:n" + std::to_string(i + 1));
    EXPECT_EQ(words.field, "extra.opening_hours:words");
    EXPECT_EQ(words.value, i == 0 ? "du lundi au vendredi, 9h-12h" : "");
    EXPECT_EQ(words.give_back, i != 0) << "words of hours that were set before are gone with them";
  }
}

TEST(HoursWords, no_text_breaks_it) {
  std::mt19937 random(20261126);
  std::string const alphabet = "0123456789 :;,-.hàé周一至пнالو上午amp/";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) {
      text.push_back(alphabet[random() % alphabet.size()]);
    }
    static_cast<void>(propose_hours(text));
  }
}

}  // namespace
}  // namespace cartable::store
