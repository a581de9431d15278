#include "base/blind_text.hpp"

#include "base/case_fold.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

namespace cartable::base {
namespace {

using test::PropertyRandom;

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (c >> 6U)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3FU)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (c >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3FU)));
  } else {
    out.push_back(static_cast<char>(0xF0U | (c >> 18U)));
    out.push_back(static_cast<char>(0x80U | ((c >> 12U) & 0x3FU)));
    out.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3FU)));
  }
}

/// By ICU, the whole text at once.
std::string expected(std::string_view text, bool case_blind, bool accent_blind) {
  std::string out = accent_blind ? without_accents(text) : std::string(text);
  return case_blind ? fold_case(out) : out;
}

constexpr std::pair<bool, bool> kWays[] = {{true, false}, {false, true}, {true, true}};

TEST(BlindText, names_of_many_scripts_are_as_icu_makes_them) {
  for (auto const& way : kWays) {
    BlindText blind(way.first, way.second);
    for (std::string_view const text : {"",
                                        "a",
                                        "Biblioteca Central",
                                        "BIBLIOTECA MUNICIPAL JUANA DE AMERICA",
                                        "Médiathèque Élise-Rivet",
                                        "Straße",
                                        "GROẞE",
                                        "İstanbul ılık",
                                        "ﬁne",
                                        "Ёлка Йод",
                                        "ЙОД ё",
                                        "ΌΔΟΣ ΐ ΰ",
                                        "مَكْتَبَة آلاء",
                                        "图书馆",
                                        "圕 中央圖書館",
                                        "かがバパ",
                                        "한국 각",
                                        "naïve\xCC\x81",
                                        "e\xCC\x81\xCC\xA3 E\xCC\xA3\xCC\x81",
                                        "ǅ ŉ ǰ",
                                        "…—“”",
                                        "ᾳ ᾼ",
                                        "😀 É"}) {
      EXPECT_EQ(blind.of(text), expected(text, way.first, way.second)) << text;
    }
  }
}

TEST(BlindText, every_character_alone_and_between_others_is_as_icu_makes_it) {
  for (auto const& way : kWays) {
    BlindText blind(way.first, way.second);
    for (char32_t c = 1; c < 0x11000; ++c) {
      if (c >= 0xD800 && c < 0xE000) {
        continue;
      }
      std::string text;
      append_utf8(text, c);
      text += "E\xCC\x81";
      append_utf8(text, c);
      ASSERT_EQ(blind.of(text), expected(text, way.first, way.second)) << std::hex << static_cast<unsigned>(c);
    }
  }
}

TEST(BlindText, random_texts_with_marks_in_any_order_are_as_icu_makes_them) {
  PropertyRandom random;
  constexpr std::pair<int, int> kBlocks[] = {
      {0x20, 0x7E},     {0x20, 0x7E},     {0xC0, 0x24F},    {0x300, 0x36F},   {0x370, 0x3FF},   {0x400, 0x52F},
      {0x591, 0x5F4},   {0x600, 0x6FF},   {0x700, 0x7FF},   {0x900, 0x97F},   {0x1100, 0x11FF}, {0x1E00, 0x1FFF},
      {0x2000, 0x206F}, {0x3040, 0x30FF}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0x1D400, 0x1D4FF}};
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    int const mixed = static_cast<int>(random.integer(1, 3));
    for (int part = 0; part < mixed; ++part) {
      auto const& block =
          kBlocks[static_cast<std::size_t>(random.integer(0, static_cast<int>(std::size(kBlocks)) - 1))];
      for (auto n = random.integer(0, 10); n > 0; --n) {
        append_utf8(text, static_cast<char32_t>(random.integer(block.first, block.second)));
        if (random.chance(0.15)) {
          append_utf8(text, static_cast<char32_t>(random.integer(0x300, 0x345)));
        }
      }
    }
    for (auto const& way : kWays) {
      ASSERT_EQ(BlindText(way.first, way.second).of(text), expected(text, way.first, way.second)) << text;
    }
  }
}

TEST(BlindText, bytes_that_are_no_utf8_are_as_icu_makes_them) {
  PropertyRandom random;
  BlindText blind(true, true);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(static_cast<std::size_t>(random.integer(0, 20)), 'A');
    for (char& c : text) {
      c = random.chance(0.7) ? c : static_cast<char>(random.integer(0, 255));
    }
    ASSERT_EQ(blind.of(text), expected(text, true, true));
  }
}

}  // namespace
}  // namespace cartable::base
