#include "base/search_text.hpp"

#include "base/text.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cartable::base {
namespace {

/// search_text without its marks.
std::string plain(std::string_view text) {
  std::string out = search_text(text);
  std::erase(out, kInnerWord);
  return out;
}

TEST(SearchText, letters_that_people_do_not_tell_apart_are_one) {
  EXPECT_EQ(plain("أحمد"), plain("احمد"));
  EXPECT_EQ(plain("إبراهيم آدم ٱلله"), plain("ابراهيم ادم الله"));
  EXPECT_EQ(plain("مدرسة"), plain("مدرسه"));
  EXPECT_EQ(plain("مستشفى"), plain("مستشفي"));
  EXPECT_EQ(plain("مؤسسة سماء"), plain("موسسه سما"));
  EXPECT_EQ(plain("کتابخانه ملی"), plain("كتابخانه ملي")) << "Persian letters";
  EXPECT_EQ(plain("١٢٣ ۱۲۳ १२३ １２３"), "123 123 123 123");
  EXPECT_EQ(plain("圖書館"), plain("图书馆"));
  EXPECT_EQ(plain("Ёлка Йод"), plain("елка иод"));
}

TEST(SearchText, an_article_and_an_elision_are_marked_and_nothing_else) {
  std::string const mark(1, kInnerWord);
  EXPECT_EQ(search_text("L'École d’Été"), "l" + mark + "ecole d" + mark + "ete");
  EXPECT_EQ(search_text("O'Higgins"), "o" + mark + "higgins");
  EXPECT_EQ(search_text("'quoted' text"), "quoted text");
  EXPECT_EQ(search_text("rock ' roll"), "rock roll");
  EXPECT_EQ(search_text("المكتبة"), "ال" + mark + "مكتبه");
  EXPECT_EQ(search_text("الى"), "الي") << "too short for an article";
  EXPECT_EQ(search_text("'"), "");
  EXPECT_EQ(search_text("ء"), "") << "nothing but a hamza";
  EXPECT_EQ(search_text("ء باب"), "باب");
}

TEST(SearchText, is_fold_for_plain_latin_and_itself_again) {
  for (char const* const text : {"Médiathèque Élise-Rivet", "18 de Julio 1234", "ŒUVRE  Łódź", "", "…"}) {
    EXPECT_EQ(search_text(text), fold(text));
  }
  test::PropertyRandom random;
  constexpr char const* kPieces[] = {"a", "É", "'", " ", "ال", "مكتبة", "ء", "圖", "書", "٣", "ё", "-", "’", "\xFF"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto pieces = random.integer(0, 12); pieces > 0; --pieces) {
      text += kPieces[random.integer(0, std::size(kPieces) - 1)];
    }
    std::string const once = plain(text);
    ASSERT_EQ(plain(once), once) << text;
    ASSERT_TRUE(is_utf8(once)) << text;
    ASSERT_EQ(once.find("  "), std::string::npos) << text;
    ASSERT_TRUE(once.empty() || (once.front() != ' ' && once.back() != ' ')) << text;
  }
}

}  // namespace
}  // namespace cartable::base
