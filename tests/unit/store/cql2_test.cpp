#include "store/cql2.hpp"

#include "base/case_fold.hpp"
#include "tests/support/random_cql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cartable::store {
namespace {

using ::testing::HasSubstr;

std::string key(std::string_view text) {
  auto const parsed = parse_cql2(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().message;
  return parsed ? parsed->canonical : std::string();
}
std::string refusal(std::string_view text) {
  auto const parsed = parse_cql2(text);
  EXPECT_FALSE(parsed) << text;
  return parsed ? std::string() : parsed.error().message;
}

TEST(Cql2, filters_that_mean_the_same_have_one_key) {
  EXPECT_EQ(key("fee='free' AND kind='library'"), key("( kind = 'library' )  and\n(fee = 'free')"));
  EXPECT_EQ(key("fee='free' AND (kind='library' AND age_min<3)"),
            key("(age_min < 3.0 AND fee='free') AND kind='library'"));
  EXPECT_EQ(key("fee='free' OR fee='free'"), key("fee='free'"));
  EXPECT_EQ(key("NOT NOT fee='free'"), key("'free' = fee"));
  EXPECT_EQ(key("fee <> 'free'"), key("NOT fee = 'free'"));
  EXPECT_EQ(key("age_min > 3"), key("3 < age_min"));
  EXPECT_EQ(key("fee IN ('paid','free')"), key("fee IN ('free','paid','free')"));
  EXPECT_EQ(key("\"fee\" = 'free'"), key("fee = 'free'"));
  EXPECT_EQ(key("checked > DATE('2026-05-02')"), key("T_AFTER(checked, DATE('2026-05-02'))"));
}

TEST(Cql2, filters_that_mean_something_else_have_another_key) {
  std::vector<std::string> const different{"fee='free'",
                                           "fee<>'free'",
                                           "fee='free' AND kind='x'",
                                           "fee='free' OR kind='x'",
                                           "name='free'",
                                           "CASEI(name)='free'",
                                           "ACCENTI(name)='free'",
                                           "name='fr''ee'",
                                           "name LIKE 'free'",
                                           "age_min=1",
                                           "age_min<1",
                                           "age_min<=1",
                                           "fee IS NULL",
                                           "A_CONTAINS(kinds,('x'))",
                                           "A_OVERLAPS(kinds,('x'))",
                                           "S_INTERSECTS(geometry,POINT(1 2))",
                                           "S_INTERSECTS(geometry,POINT(1 3))",
                                           "name IN ('a','b')",
                                           "name IN ('a'',''b')",
                                           "TRUE",
                                           "FALSE"};
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(key(different[i]), key(different[j])) << different[i] << " and " << different[j];
    }
  }
}

TEST(Cql2, a_mistake_is_named_with_its_word_and_where_it_stands) {
  EXPECT_THAT(refusal("fee = 'free' ANDD kind = 'x'"), HasSubstr("“ANDD” (at 14)"));
  EXPECT_THAT(refusal("feee = 'free'"), HasSubstr("“feee” (at 1)"));
  EXPECT_THAT(refusal("name = 'é' AND feee = 1"), HasSubstr("“feee” (at 16)")) << "characters, not bytes";
  EXPECT_THAT(refusal("fee = free"), HasSubstr("“free” (at 7)"));
  EXPECT_THAT(refusal("fee = 3"), HasSubstr("“3” (at 7)"));
  EXPECT_THAT(refusal("age_min = 'x'"), HasSubstr("“'x'” (at 11)"));
  EXPECT_THAT(refusal("fee = 'free"), HasSubstr("(at 7) does not end"));
  EXPECT_THAT(refusal("fee = 'free' AND"), HasSubstr("ends (at 17)"));
  EXPECT_THAT(refusal("(fee = 'free'"), HasSubstr("ends (at 14)"));
  EXPECT_THAT(refusal("fee = 'free')"), HasSubstr("“)” (at 13)"));
  EXPECT_THAT(refusal("fee ! 'free'"), HasSubstr("“!” (at 5)"));
  EXPECT_THAT(refusal("age_min = 1x"), HasSubstr("(at 11)"));
  EXPECT_THAT(refusal("age_min = 1e999"), HasSubstr("(at 11)"));
  EXPECT_THAT(refusal("checked > '2026-05-02'"), HasSubstr("(at 11)"));
  EXPECT_THAT(refusal("checked > DATE('2026-02-30')"), HasSubstr("“'2026-02-30'” (at 16)"));
  EXPECT_THAT(refusal("S_TOUCHES(geometry, POINT(1 2))"), HasSubstr("“S_TOUCHES” (at 1)"));
  EXPECT_THAT(refusal("S_WITHIN(geometry, POLYGON((0 0,1 0,1 1,0 2)))"), HasSubstr("(at 28)")) << "not closed";
  EXPECT_THAT(refusal("S_WITHIN(geometry, POINT(1 91))"), HasSubstr("(at 26)"));
  EXPECT_THAT(refusal("geometry = 'x'"), HasSubstr("(at 1)"));
  EXPECT_THAT(refusal("name = id"), HasSubstr("(at 8)"));
  EXPECT_THAT(refusal("'a' = 'b'"), HasSubstr("(at 7)"));
  EXPECT_THAT(refusal("age_min LIKE '1%'"), HasSubstr("(at 1)"));
  EXPECT_THAT(refusal("A_EQUALS(audiences, ('x'))"), HasSubstr("“audiences” (at 10)"));
  EXPECT_THAT(refusal(""), HasSubstr("ends (at 1)"));
}

TEST(Cql2, what_costs_too_much_is_refused_with_its_cost_and_the_cap) {
  std::string dear = "name = 'x'";
  for (int i = 0; i < 20; ++i) {
    dear += " OR name = 'x" + std::to_string(i) + "'";
  }
  EXPECT_THAT(refusal(dear), HasSubstr("costs 440, more than 400"));
  std::string list = "kinds IN ('a'";
  for (int i = 0; i < 420; ++i) {
    list += ",'b'";
  }
  EXPECT_THAT(refusal(list + ")"), HasSubstr("costs 421, more than 400"));
  std::string area = "S_WITHIN(geometry, POLYGON((0 0";
  for (int i = 0; i < 1000; ++i) {
    area += ",1 1";  // more than 4000 bytes
  }
  EXPECT_THAT(refusal(area + ",0 0)))"), HasSubstr("bytes, more than 4000"));
  std::string deep;
  for (int i = 0; i < 40; ++i) {
    deep += "(";
  }
  EXPECT_THAT(refusal(deep), HasSubstr("nested more than 30 deep"));
  std::string nots;
  for (int i = 0; i < 900; ++i) {
    nots += "NOT ";
  }
  EXPECT_THAT(refusal(nots + "TRUE"), HasSubstr("nested more than 30 deep"));
  EXPECT_THAT(refusal("CASEI(CASEI(CASEI(name))) = 'x'"), HasSubstr("(at 13)"));
}

TEST(Cql2, like_has_percent_underscore_and_escapes) {
  EXPECT_TRUE(cql_like("library", "lib%"));
  EXPECT_TRUE(cql_like("library", "%r_r%"));
  EXPECT_TRUE(cql_like("", "%"));
  EXPECT_FALSE(cql_like("library", "ib%"));
  EXPECT_FALSE(cql_like("library", "lib"));
  EXPECT_TRUE(cql_like("é", "_")) << "one character, not one byte";
  EXPECT_TRUE(cql_like("100%", "100\\%"));
  EXPECT_FALSE(cql_like("1000", "100\\%"));
  EXPECT_TRUE(cql_like("a_b", "a\\_b"));
  EXPECT_FALSE(cql_like("axb", "a\\_b"));
  EXPECT_TRUE(cql_like("aXbXc", "a%X%c"));
  std::string const long_text(10'000, 'a');
  EXPECT_FALSE(cql_like(long_text, "%a%a%a%a%a%a%a%ab")) << "and soon";
}

TEST(Cql2, a_pattern_taken_apart_matches_what_the_pattern_matches) {
  test::PropertyRandom random;
  std::string const letters = "ab%_\\";
  auto const text = [&](std::size_t kinds, std::int64_t most) {
    std::string out;
    for (auto n = random.integer(0, most); n > 0; --n) {
      out.push_back(letters[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(kinds) - 1))]);
    }
    return out;
  };
  int matching = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string const pattern = text(random.chance(0.5) ? 3 : 5, 6);
    std::string const asked = text(5, 8);
    bool const expected = cql_like(asked, pattern);
    ASSERT_EQ(LikePattern(pattern).matches(asked), expected) << asked << " LIKE " << pattern;
    matching += expected ? 1 : 0;
  }
  EXPECT_GT(matching, 5000);
}

TEST(Cql2, what_random_filters_mean_does_not_depend_on_brackets_or_the_order_of_their_parts) {
  test::PropertyRandom random;
  for (int round = 0; round < 300; ++round) {
    auto const a = test::random_cql(random, 2);
    auto const b = test::random_cql(random, 2);
    EXPECT_EQ(key("(" + a.text + ") AND (" + b.text + ")"), key("((" + b.text + "))and(" + a.text + ")"));
    EXPECT_EQ(key("NOT NOT (" + a.text + ")"), key(a.text));
  }
}

TEST(CaseFold, folds_case_and_accents_apart) {
  EXPECT_EQ(base::fold_case("STRASSE Straße Élan"), "strasse strasse élan");
  EXPECT_EQ(base::without_accents("Élan Ñandú"), "Elan Nandu");
}

}  // namespace
}  // namespace cartable::store
