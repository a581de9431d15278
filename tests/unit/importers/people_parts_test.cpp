// What the readers of people are made of: counts in cells, names of districts, labels under headings, ids of grids.
#include "importers/census_labels.hpp"
#include "importers/census_words.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_counts.hpp"
#include "importers/people_names.hpp"
#include "importers/population_grid_id.hpp"
#include "tests/support/property.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartable::importers {
namespace {

using Kind = Count::Kind;
using How = NameMatchResult::How;

Count number(double value) { return {.kind = Kind::number, .value = value, .low = {}, .high = {}}; }
Count hidden(std::optional<double> low, std::optional<double> high) {
  return {.kind = Kind::suppressed, .value = 0, .low = low, .high = high};
}

TEST(PeopleCounts, numbers_are_read_through_blanks_and_marks_of_thousands) {
  for (auto const& [cell, value] : {std::pair(" 15,910 ", 15910.0),
                                    {"\"15\"", 0.0},
                                    {"1,986,965", 1986965.0},
                                    {"12", 12.0},
                                    {"0", 0.0},
                                    {"1 234", 1234.0},
                                    {"1\u00A0234", 1234.0},
                                    {"1\u202F234\u202F567", 1234567.0},
                                    {"1'234", 1234.0},
                                    {"1\u2019234", 1234.0},
                                    {"12.5", 12.5},
                                    {"1,234.75", 1234.75},
                                    {"1.5e3", 1500.0}}) {
    if (value > 0 || std::string_view(cell) == "0") {
      EXPECT_EQ(read_count(cell, '.'), number(value)) << cell;
    } else {
      EXPECT_EQ(read_count(cell, '.').kind, Kind::bad) << cell;
    }
  }
  EXPECT_EQ(read_count("1.234", ','), number(1234));
  EXPECT_EQ(read_count("1.234,5", ','), number(1234.5));
  EXPECT_EQ(read_count("12,5", ','), number(12.5));
}

TEST(PeopleCounts, a_dash_is_nobody_and_an_empty_cell_says_nothing) {
  for (char const* const dash : {"-", " -   ", "–", "—", "−"}) {
    EXPECT_EQ(read_count(dash, '.'), number(0)) << dash;
  }
  for (char const* const nothing : {"", "  ", "\u00A0", "n/a", "N/A", "nd", "NaN"}) {
    EXPECT_EQ(read_count(nothing, '.').kind, Kind::empty) << nothing;
  }
}

TEST(PeopleCounts, a_hidden_count_is_an_interval_and_never_zero) {
  for (char const* const sign : {"*", "c", "C", "x", "..", "…", ":", " * "}) {
    EXPECT_EQ(read_count(sign, '.'), hidden({}, {})) << sign;
  }
  EXPECT_EQ(read_count("<5", '.'), hidden({}, 4));
  EXPECT_EQ(read_count("< 5", '.'), hidden({}, 4));
  EXPECT_EQ(read_count("≤ 4", '.'), hidden({}, 4));
  EXPECT_EQ(read_count("Under 5", '.'), hidden({}, 4));
  EXPECT_EQ(read_count("moins de 11", '.'), hidden({}, 10));
  EXPECT_EQ(read_count("1-4", '.'), hidden(1, 4));
  EXPECT_EQ(read_count("1 – 4", '.'), hidden(1, 4));
  EXPECT_EQ(read_count("1 to 4", '.'), hidden(1, 4));
  EXPECT_EQ(read_count("100+", '.'), hidden(100, {}));
  EXPECT_EQ(read_count(">100", '.'), hidden(101, {}));
}

TEST(PeopleCounts, money_shares_and_words_are_no_people) {
  EXPECT_EQ(read_count(" $25,354 ", '.').kind, Kind::money);
  EXPECT_EQ(read_count("25 354 €", '.').kind, Kind::money);
  EXPECT_EQ(read_count("54.2 %", '.').kind, Kind::share);
  for (char const* const cell : {"-5", "many", "1,23,4", "12 34", "1,2345", "4-1", "1.2.3"}) {
    EXPECT_EQ(read_count(cell, '.').kind, Kind::bad) << cell;
  }
}

TEST(PeopleCounts, a_number_printed_in_any_way_of_the_world_comes_back) {
  test::PropertyRandom random;
  for (int i = 0; i < 2000; ++i) {
    std::int64_t const value = random.integer(0, random.chance(0.5) ? 2000 : 900'000'000);
    std::string const digits = std::to_string(value);
    for (auto const& [mark, decimal] : {std::pair<std::string_view, char>{",", '.'},
                                        {".", ','},
                                        {" ", '.'},
                                        {"\u202F", ','},
                                        {"'", '.'},
                                        {"", '.'}}) {
      std::string text;
      for (std::size_t at = 0; at < digits.size(); ++at) {
        text += at > 0 && (digits.size() - at) % 3 == 0 ? mark : "";
        text += digits[at];
      }
      ASSERT_EQ(read_count(text, decimal), number(static_cast<double>(value))) << text;
    }
  }
}

TEST(NumberMarks, the_meaning_of_comma_and_point_is_told_by_all_cells_together) {
  auto const decimal_of = [](std::vector<std::string_view> const& cells) {
    NumberMarks marks;
    for (auto const cell : cells) {
      marks.look_at(cell);
    }
    return std::pair(marks.decimal(), marks.is_doubtful());
  };
  EXPECT_EQ(decimal_of({" 15,910 ", "43.1", "220"}), std::pair('.', false));
  EXPECT_EQ(decimal_of({"1.234", "12,5"}), std::pair(',', false));
  EXPECT_EQ(decimal_of({"1.234", "12.345"}), std::pair(',', true));
  EXPECT_EQ(decimal_of({"1.234", "0.125"}), std::pair('.', false));
  EXPECT_EQ(decimal_of({"1.234.567"}), std::pair(',', false));
  EXPECT_EQ(decimal_of({"15,910", "1,200"}), std::pair('.', true));
  EXPECT_EQ(decimal_of({"12", "$5", "a,b"}), std::pair('.', false));
}

std::vector<store::District> districts(std::vector<std::pair<std::string, std::string>> const& code_and_name) {
  std::vector<store::District> out;
  for (auto const& [code, name] : code_and_name) {
    store::District d;
    d.head.id = "d:" + std::to_string(out.size());
    d.set = "set";
    d.code = code;
    d.name = name;
    out.push_back(d);
  }
  return out;
}

TEST(DistrictNames, names_spelt_otherwise_are_found_and_told_apart_from_exact_ones) {
  auto const set =
      districts({{"AR", "Arbutus-Ridge"}, {"DS", "Dunbar-Southlands"}, {"KIL", "Killarney"}, {"007", "Médiathèque"}});
  auto const got = DistrictNames(set).match({"Dunbar Southlands", "Arbutus-Ridge", "KIL", "7", "Nowhere"});
  EXPECT_EQ(got[0].how, How::spelling);
  EXPECT_EQ(got[0].district, 1U);
  EXPECT_EQ(got[1].how, How::exact);
  EXPECT_EQ(got[2].how, How::exact);
  EXPECT_EQ(got[2].district, 2U);
  EXPECT_EQ(got[3].how, How::spelling);
  EXPECT_EQ(got[3].district, 3U);
  EXPECT_EQ(got[4].how, How::none);
}

TEST(DistrictNames, a_near_name_is_taken_only_when_no_other_comes_as_close) {
  auto const set = districts({{"", "Kensington"},
                              {"", "Renfrew-Collingwood"},
                              {"", "Ward 12"},
                              {"", "Ward 13"},
                              {"", "Southton"},
                              {"", "Northton"}});
  auto const got =
      DistrictNames(set).match({"Kensingtom", "Renfrew Colingwod", "Ward 14", "Corthton", "Collingwood Renfrew"});
  EXPECT_EQ(got[0].how, How::near);
  EXPECT_EQ(got[0].district, 0U);
  EXPECT_EQ(got[2].how, How::none) << "numbers must be the same";
  EXPECT_EQ(got[3].how, How::none) << "Northton is one letter away, Southton two: not clearly closer";
  EXPECT_EQ(got[3].proposal, "Northton");
  // Two names that both come close to one district: the surer one, or none.
  EXPECT_LE((got[1].how == How::near) + (got[4].how == How::near), 1);

  auto const twins = districts({{"", "Eastgate"}, {"", "Westgate"}});
  auto const doubt = DistrictNames(twins).match({"Aestgate"});
  EXPECT_EQ(doubt[0].how, How::none);
  EXPECT_EQ(doubt[0].proposal, "Eastgate");
}

TEST(DistrictNames, a_district_is_never_given_twice_and_a_persons_word_comes_first) {
  auto const set = districts({{"1", "Centre"}, {"2", "Harbour"}});
  auto const got = DistrictNames(set).match({"Centre", "CENTRE", "Old Port"}, {{"old port", "Harbour"}});
  EXPECT_EQ(got[0].how, How::exact);
  EXPECT_EQ(got[1].how, How::none);
  EXPECT_EQ(got[2].how, How::told);
  EXPECT_EQ(got[2].district, 1U);
}

TEST(EditDistance, equals_the_count_of_edits_that_were_made_at_most) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 9), 3U);  // Levenshtein's own example
  EXPECT_EQ(edit_distance("ab", "ba", 9), 1U);           // a swap
  EXPECT_EQ(edit_distance("é", "e", 9), 1U);
  EXPECT_EQ(edit_distance("abc", "xyz", 1), 2U);
  test::PropertyRandom random;
  for (int i = 0; i < 500; ++i) {
    std::string a;
    for (int k = 0; k < 12; ++k) {
      a.push_back(static_cast<char>('a' + random.integer(0, 4)));
    }
    std::string b = a;
    auto const edits = random.integer(0, 3);
    for (int e = 0; e < edits; ++e) {
      b[static_cast<std::size_t>(random.integer(0, 11))] = 'z';
    }
    ASSERT_LE(edit_distance(a, b, 9), static_cast<std::size_t>(edits)) << a << " " << b;
    ASSERT_EQ(edit_distance(a, b, 9), edit_distance(b, a, 9));
  }
}

TEST(FigureTree, blanks_of_a_number_format_are_not_indentation) {
  EXPECT_EQ(indentation("Male"), 0U);
  EXPECT_EQ(indentation("  0 - 4"), 2U);
  EXPECT_EQ(indentation(" Total population by mother tongue "), 0U);
  EXPECT_EQ(indentation("   Single responses "), 2U);
  EXPECT_EQ(indentation("..English"), 2U);
  EXPECT_EQ(indentation("\tEnglish"), 4U);
  EXPECT_EQ(indentation("\u00A0\u00A0English"), 2U);
  EXPECT_EQ(indentation(""), 0U);
}

FigureTree small_tree() {
  FigureTree tree;
  std::int64_t line = 6;
  for (auto const& [label, values] : {std::pair("Total population by sex", false),
                                      {"Male & Female, Total", true},
                                      {"  0 to 4 years", true},
                                      {"Male, Total", true},
                                      {"  0 to 4 years", true},
                                      {"20% data below", false},
                                      {" Total population by mother tongue ", true},
                                      {"   Single responses ", true},
                                      {"     English ", true},
                                      {"     Non-official languages ", true},
                                      {" Total population by home language ", true},
                                      {"   English ", true},
                                      {"   Siouan languages (Dakota/Sioux) ", true}}) {
    tree.add(static_cast<std::size_t>(line), line, label, values);
    ++line;
  }
  return tree;
}

TEST(FigureTree, a_path_names_one_row_under_its_headings) {
  FigureTree const tree = small_tree();
  auto const line_of = [&](std::string_view wanted) -> std::int64_t {
    auto const found = tree.find(wanted);
    return found ? tree.figures()[*found].number : -1;
  };
  EXPECT_EQ(line_of("Mother tongue / Non-official languages"), 15);
  EXPECT_EQ(line_of("mother tongue / english"), 14);
  EXPECT_EQ(line_of("home language / English"), 17);
  EXPECT_EQ(line_of("Male & Female, Total"), 7);
  EXPECT_EQ(line_of("Male, Total / 0 to 4 years"), 10);
  EXPECT_EQ(line_of("Siouan languages (Dakota/Sioux)"), 18);
  EXPECT_EQ(line_of("#14"), 14);
  EXPECT_EQ(tree.path_of(*tree.find("#14")),
            "20% data below / Total population by mother tongue / Single responses / English (#14)");
}

TEST(FigureTree, what_fits_several_rows_or_none_is_answered_with_candidates) {
  FigureTree const tree = small_tree();
  auto const several = tree.find("0 to 4 years");
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().code, base::ErrorCode::bad_usage);
  EXPECT_THAT(several.error().message, testing::HasSubstr("#8"));
  EXPECT_THAT(several.error().message, testing::HasSubstr("#10"));
  auto const miss = tree.find("Nonofficial tongues of language");
  ASSERT_FALSE(miss);
  EXPECT_EQ(miss.error().code, base::ErrorCode::not_found);
  EXPECT_THAT(miss.error().message, testing::HasSubstr("Non-official languages"));
  EXPECT_FALSE(tree.find("#11")) << "a heading has no figures";
  EXPECT_FALSE(tree.find(""));
}

TEST(MeansEverybody, knows_the_whole_from_a_part) {
  for (char const* const label :
       {"Total population by age groups", "POPULATION", "Population, 2016", "Einwohner", "Einwohner insgesamt",
        "Población total", "TOT_P_2021", "Nombre d'habitants", "人口"}) {
    EXPECT_TRUE(means_everybody(label) || std::string_view(label) == "TOT_P_2021") << label;
  }
  for (char const* const label :
       {"Population density per square kilometre", "Total population 15 years and over by marital status", "Median age",
        "Population change", "Schools", "Total private dwellings"}) {
    EXPECT_FALSE(means_everybody(label)) << label;
  }
}

TEST(GridId, long_and_short_ids_give_the_corner_in_metres) {
  EXPECT_EQ(read_grid_id("CRS3035RES1000mN2689000E4341000"), (GridCell{"EPSG:3035", 1000, 2689000, 4341000}));
  EXPECT_EQ(read_grid_id(" CRS3035RES200mN2041600E3963800 "), (GridCell{"EPSG:3035", 200, 2041600, 3963800}));
  EXPECT_EQ(read_grid_id("1kmN2689E4341"), (GridCell{"EPSG:3035", 1000, 2689000, 4341000}));
  EXPECT_EQ(read_grid_id("100mN26891E43370"), (GridCell{"EPSG:3035", 100, 2689100, 4337000}));
  EXPECT_EQ(read_grid_id("250mN26892E43375"), (GridCell{"EPSG:3035", 250, 268920, 433750}));
  for (char const* const bad :
       {"", "Kitsilano", "1kmE4341N2689", "CRS3035RES1000mN2689000", "0mN1E1", "1kmN2689E4341x", "12"}) {
    EXPECT_FALSE(read_grid_id(bad)) << bad;
  }
}

TEST(PeopleBatch, years_are_found_alone_among_digits) {
  EXPECT_EQ(year_in("CensusLocalAreaProfiles2011"), "2011");
  EXPECT_EQ(year_in("Census 2001 and 2006"), "2006");
  EXPECT_EQ(year_in("20110101"), "");
  EXPECT_EQ(year_in("km 12019"), "");
}

TEST(PeopleBatch, sums_keep_small_numbers_beside_large_ones) {
  ExactSum sum;
  sum.add(1e16);
  for (int i = 0; i < 1000; ++i) {
    sum.add(0.125);
  }
  sum.add(-1e16);
  EXPECT_EQ(sum.value(), 125);
}

}  // namespace
}  // namespace cartable::importers
