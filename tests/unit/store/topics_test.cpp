#include "store/topics.hpp"

#include "base/text.hpp"
#include "store/taxonomy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace cartable::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Topics, codes_ascend_and_each_wider_field_is_there) {
  std::string_view last;
  for (Topic const& topic : topics()) {
    EXPECT_LT(last, topic.code);
    last = topic.code;
    EXPECT_EQ(find_topic(topic.code), &topic);
    if (topic.code.size() > 2) {
      EXPECT_NE(find_topic(topic.code.substr(0, topic.code.size() - 1)), nullptr) << topic.code;
    }
    for (std::string_view const name : topic.names) {
      EXPECT_FALSE(base::fold(name).empty()) << topic.code;
    }
  }
  // UIS 2014: 11 broad, 29 narrow and 80 detailed fields, without those for "not further defined" and the like; 00
  // and its narrow ones counted.
  std::array<std::size_t, 5> by_length{};
  for (Topic const& topic : topics()) {
    ++by_length[topic.code.size()];
  }
  EXPECT_EQ(by_length[2], 11U);
  EXPECT_EQ(by_length[3], 29U);
  EXPECT_EQ(by_length[4], 80U);
}

TEST(Topics, every_topic_of_a_kind_is_in_the_table) {
  for (Kind const& kind : kinds()) {
    for (std::string const& topic : base::split(kind.topics, ' ')) {
      EXPECT_NE(find_topic(topic), nullptr) << kind.slug << " " << topic;
    }
  }
}

TEST(Topics, are_called_by_code_and_by_words_in_six_languages) {
  EXPECT_THAT(topics_called("0613"), ElementsAre("0613"));
  for (char const* const word : {"languages", "Langues", "idiomas", "اللغات", "语言", "ЯЗЫКИ"}) {
    EXPECT_THAT(topics_called(word), ElementsAre("023")) << word;
  }
  for (char const* const word : {"pottery", "Poterie", "ceramica", "陶艺", "керамика", "فخار"}) {
    EXPECT_THAT(topics_called(word), ElementsAre("0214")) << word;
  }
  EXPECT_THAT(topics_called("teacher training"), ElementsAre("0113", "0114"));
  EXPECT_THAT(topics_called("horti"), ElementsAre("0812")) << "the beginning of a word, where nothing is called so";
  EXPECT_THAT(topics_called("Education"), ElementsAre("01")) << "not 011 beside it";
  EXPECT_THAT(topics_called("zzzz"), IsEmpty());
  EXPECT_THAT(topics_called("!"), IsEmpty());
}

TEST(Topics, a_typo_is_answered_with_what_is_spelt_nearly_so) {
  EXPECT_THAT(topic_words_like("potery", 3), Contains("pottery"));
  EXPECT_THAT(topic_words_like("musiqe", 3), Contains("musique"));
  EXPECT_THAT(topic_words_like("qqqqqqqqqqqqqqqq", 3), IsEmpty());
}

TEST(Topics, names_follow_the_language_and_fall_back_to_english) {
  Topic const& topic = *find_topic("0214");
  EXPECT_EQ(topic_name(topic, "fr-CA"), "Artisanat");
  EXPECT_EQ(topic_name(topic, "eo"), "Handicrafts");
}

}  // namespace
}  // namespace cartable::store
