#include "base/compress.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/zone.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

namespace cartable::base {
namespace {

using test::PropertyRandom;

TEST(Fold, latin_names_lose_accents_case_and_punctuation) {
  EXPECT_EQ(fold("Médiathèque  Élise-Rivet"), "mediatheque elise rivet");
  EXPECT_EQ(fold("L'Haÿ-les-Roses"), "lhay les roses");
  EXPECT_EQ(fold("Straße der Jugend"), "strasse der jugend");
  EXPECT_EQ(fold("Łódź Ørestad"), "lodz orestad");
  EXPECT_EQ(fold("ﬁne  ½"), fold("FINE 1⁄2"));
}

TEST(Fold, cyrillic_arabic_and_chinese_names_fold_in_their_own_way) {
  EXPECT_EQ(fold("БИБЛИОТЕКА им. Ёлкина"), fold("библиотека им ёлкина"));
  EXPECT_EQ(fold("مَكْتَبَة"), fold("مكتبة")) << "vowel marks";
  EXPECT_EQ(fold("مـكـتـبـة"), fold("مكتبة")) << "tatweel";
  EXPECT_EQ(fold("图书馆"), "图书馆");
  EXPECT_EQ(fold("ＡＢＣ　図書館"), "abc 図書館") << "full width";
}

TEST(Fold, folding_twice_is_folding_once_and_gives_utf8) {
  PropertyRandom random;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random.integer(0, 12); n > 0; --n) {
      text.push_back(static_cast<char>(random.integer(0, 255)));
    }
    std::string const once = fold(mend_utf8(text));
    ASSERT_TRUE(is_utf8(once));
    ASSERT_EQ(fold(once), once) << text;
  }
}

TEST(Fold, a_text_without_letters_or_digits_is_empty) {
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold(" -–!؟ "), "");
}

TEST(Compress, every_encoding_and_effort_comes_back) {
  PropertyRandom random;
  for (std::size_t const size : {0UL, 1UL, 100UL, 100'000UL}) {
    std::string bytes(size, ' ');
    for (char& c : bytes) {
      c = random.chance(0.5) ? 'a' : static_cast<char>(random.integer(0, 255));
    }
    for (Encoding const encoding : {Encoding::identity, Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
      for (Effort const effort : {Effort::fast, Effort::best}) {
        std::string const packed = compress(bytes, encoding, effort);
        EXPECT_EQ(packed, compress(bytes, encoding, effort)) << "deterministic";
        auto const back = decompress(packed, encoding, size + 1);
        ASSERT_TRUE(back) << to_string(encoding) << ' ' << size << ": " << back.error().message;
        EXPECT_EQ(*back, bytes);
      }
    }
  }
}

TEST(Compress, more_than_the_limit_and_damaged_bytes_are_refused) {
  std::string const bytes(50'000, 'x');
  for (Encoding const encoding : {Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
    std::string const packed = compress(bytes, encoding);
    auto const bomb = decompress(packed, encoding, 1000);
    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().code, ErrorCode::too_large) << to_string(encoding);
    EXPECT_FALSE(decompress(std::string_view(packed).substr(0, packed.size() / 2), encoding, 100'000))
        << to_string(encoding);
    EXPECT_FALSE(decompress("not compressed at all", encoding, 100'000)) << to_string(encoding);
  }
}

TEST(Json, nesting_beyond_the_limit_is_refused_before_the_stack_is_at_risk) {
  auto const nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(64), 64));
  EXPECT_FALSE(parse_json(nested(65), 64));
  EXPECT_FALSE(parse_json(nested(1'000'000), 64));
}

TEST(Json, text_that_is_not_json_or_not_utf8_is_invalid_value) {
  for (std::string_view const text : {"", "{", "[1,]", "nul", "\"\xFF\"", "{} x"}) {
    auto const out = parse_json(text);
    ASSERT_FALSE(out) << text;
    EXPECT_EQ(out.error().code, ErrorCode::invalid_value);
  }
}

TEST(Json, any_bytes_are_written_as_a_string_that_reads_back) {
  PropertyRandom random;
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (auto n = random.integer(0, 20); n > 0; --n) {
      text.push_back(static_cast<char>(random.integer(0, 255)));
    }
    std::string out;
    append_json_string(out, text);
    auto const back = parse_json(out);
    ASSERT_TRUE(back) << out;
    ASSERT_EQ(back->get<std::string>(), mend_utf8(text));
  }
}

TEST(Error, every_code_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    std::string_view const name = to_string(static_cast<ErrorCode>(code));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(RecordId, only_safe_characters_up_to_two_hundred) {
  EXPECT_TRUE(is_record_id("osm:n123"));
  EXPECT_FALSE(is_record_id(""));
  EXPECT_FALSE(is_record_id("a b"));
  EXPECT_FALSE(is_record_id("é"));
  EXPECT_TRUE(is_record_id(std::string(200, 'a')));
  EXPECT_FALSE(is_record_id(std::string(201, 'a')));
}

// Fowler, Noll and Vo's published test vectors of 64-bit FNV-1a.
TEST(StableHash, is_fnv_1a) {
  EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8ULL);
}

TEST(Zone, the_date_is_the_one_on_the_wall) {
  using namespace std::chrono;
  auto const moment = sys_days(2026y / November / 26) + 23h + 30min;  // UTC
  EXPECT_EQ(date_in_zone(moment, "UTC"), "2026-11-26");
  EXPECT_EQ(date_in_zone(moment, "Europe/Paris"), "2026-11-27");
  EXPECT_EQ(date_in_zone(moment, "America/Vancouver"), "2026-11-26");
  EXPECT_EQ(date_in_zone(moment, ""), "2026-11-26");
  EXPECT_EQ(date_in_zone(moment, "Nowhere/Town"), "2026-11-26");
  // The day that summer time ends has 25 hours.
  EXPECT_EQ(date_in_zone(sys_days(2026y / October / 25) + 22h + 59min, "Europe/Paris"), "2026-10-25");
  EXPECT_EQ(date_in_zone(sys_days(2026y / October / 25) + 23h, "Europe/Paris"), "2026-10-26");
}

}  // namespace
}  // namespace cartable::base
