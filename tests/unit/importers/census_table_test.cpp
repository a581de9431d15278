// Tables of people by district: the right way round, transposed, untidy; and the real files of a city.
#include "base/text.hpp"
#include "geo/repair.hpp"
#include "importers/people_source.hpp"
#include "importers/table_source.hpp"
#include "tests/support/property.hpp"
#include "tests/support/shared_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace cartable::importers {
namespace {

using test::TemporaryFolder;
using testing::Contains;
using testing::HasSubstr;

store::District district(std::string code, std::string name, double west) {
  store::District d;
  d.head.id = "areas:" + code;
  d.head.source = "areas";
  d.set = "areas";
  d.code = std::move(code);
  d.name = std::move(name);
  d.area.polygons.push_back({.rings = {{{west, 49}, {west + 1, 49}, {west + 1, 50}, {west, 50}, {west, 49}}}});
  return d;
}

std::vector<store::District> three() {
  return {district("01", "Arbutus-Ridge", 0), district("02", "Dunbar-Southlands", 1),
          district("03", "Mount Pleasant", 2)};
}

struct Read {
  base::Result<store::ImportBatch> batch;
  /// The count of a group in a district, NaN when there is none.
  [[nodiscard]] store::PopulationCell const* cell(std::string_view group, std::string_view id) const {
    for (auto const& cell : batch->cells) {
      auto const at = cell.head.identifiers.find("district");
      if (cell.group == group && at != cell.head.identifiers.end() && at->second == id) {
        return &cell;
      }
    }
    return nullptr;
  }
  [[nodiscard]] double people(std::string_view group, std::string_view id) const {
    auto const* const found = cell(group, id);
    return found != nullptr && found->people ? *found->people : std::nan("");
  }
};

Read read_text(std::string_view text, PeopleOptions options = {},
               std::vector<store::District> const& districts = three(), std::string const& name = "people2020.csv") {
  TemporaryFolder const folder;
  std::ofstream(folder / name, std::ios::binary) << text;
  options.role = "people";
  return {read_people(folder / name, options, {.districts = districts, .groups = {}})};
}

constexpr std::string_view kTransposed =
    "\"Provided by the office, Census 2016\",,,,,\r\n"
    ",,,,,\r\n"
    " CENSUS OF THE AREAS ,,,,,\r\n"
    ",Arbutus-Ridge,Dunbar Southlands,Mount Pleasant,Our City,Whole Region\r\n"
    "Total population by age groups,\" 15,910 \",\" 21,745 \",\" 26,400 \",\" 64,055 \",\" 2,313,325 \"\r\n"
    "   0 to 4 years , 570 , 930 , -   ,\" 1,500 \",\" 115,185 \"\r\n"
    " Total population by mother tongue ,100,200,*,300,9\r\n"
    "   Single responses ,90,<5,x,1,9\r\n"
    "     Non-official languages ,40,,60,1,9\r\n"
    " Median income $ ,\" $25,354 \",\" $1 \",\" $2 \",\" $3 \",\" $4 \"\r\n";

TEST(CensusTable, a_transposed_table_is_joined_by_the_names_of_its_columns) {
  auto const got = read_text(kTransposed, {.join = "districts"});
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  EXPECT_EQ(got.people("", "areas:01"), 15910);
  EXPECT_EQ(got.people("", "areas:02"), 21745);
  EXPECT_EQ(got.people("", "areas:03"), 26400);
  EXPECT_EQ(got.batch->cells.size(), 3U);
  EXPECT_TRUE(got.batch->rejects.empty());
  EXPECT_EQ(got.batch->counts.people.at(""), 64055);
  EXPECT_EQ(got.batch->counts.people_read, 64055);
  EXPECT_THAT(got.batch->notes, Contains(HasSubstr("\"Dunbar Southlands\" is Dunbar-Southlands")));
  EXPECT_THAT(got.batch->notes,
              Contains(HasSubstr("no district but a total, used as a check only: \"Our City\", \"Whole Region\"")));
  EXPECT_THAT(got.batch->notes, Contains(HasSubstr("\"Our City\" says the same")));
  for (auto const& cell : got.batch->cells) {
    EXPECT_EQ(cell.head.visibility, store::Visibility::planner);
    EXPECT_EQ(cell.year, "2020");
    EXPECT_EQ(cell.layer, "people2020");
    EXPECT_FALSE(cell.area.empty());
  }
}

TEST(CensusTable, groups_are_chosen_by_label_path_or_line_and_get_a_row_each) {
  auto const got =
      read_text(kTransposed, {.columns = {{"group:small-children", "0 to 4 years"},
                                          {"group:other-tongue", "mother tongue / non-official languages"}},
                              .threshold = 20});
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  EXPECT_EQ(got.people("small-children", "areas:01"), 570);
  EXPECT_EQ(got.people("small-children", "areas:03"), 0) << "a dash is nobody";
  EXPECT_EQ(got.people("other-tongue", "areas:03"), 60);
  EXPECT_EQ(got.cell("other-tongue", "areas:02"), nullptr) << "an empty cell is not told, and not nobody";
  EXPECT_THAT(got.batch->notes, Contains(HasSubstr("group other-tongue is not told for: Dunbar-Southlands")));
  ASSERT_EQ(got.batch->groups.size(), 2U);
  auto const& group = got.batch->groups[0].head.id == "other-tongue" ? got.batch->groups[0] : got.batch->groups[1];
  EXPECT_EQ(group.name, "Non-official languages");
  EXPECT_EQ(group.threshold, 20);
  EXPECT_EQ(group.year, "2020");
  EXPECT_THAT(group.definition.at("und"), HasSubstr("Total population by mother tongue"));
}

TEST(CensusTable, hidden_counts_are_intervals) {
  auto const got = read_text(kTransposed, {.columns = {{"people", "#7"}, {"group:single", "#8"}}});
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  auto const* const star = got.cell("", "areas:03");
  ASSERT_NE(star, nullptr);
  EXPECT_FALSE(star->people);
  EXPECT_EQ(star->people_low, 0);
  EXPECT_EQ(star->people_high, 10) << "below the threshold of 11";
  auto const* const below = got.cell("single", "areas:02");
  ASSERT_NE(below, nullptr);
  EXPECT_EQ(below->people_low, 0);
  EXPECT_EQ(below->people_high, 4);
  EXPECT_EQ(got.cell("single", "areas:03")->people_high, 4) << "as the same row's <5 tells";
  EXPECT_THAT(got.batch->notes, Contains(HasSubstr("hidden counts")));
  auto const told = read_text(kTransposed, {.columns = {{"people", "#7"}}, .threshold = 6});
  EXPECT_EQ(told.cell("", "areas:03")->people_high, 5);
}

TEST(CensusTable, money_is_refused_and_a_missing_row_is_answered_with_those_that_come_close) {
  auto const money = read_text(kTransposed, {.columns = {{"group:x", "Median income $"}}});
  ASSERT_FALSE(money.batch);
  EXPECT_THAT(money.batch.error().message, HasSubstr("money"));
  auto const miss = read_text(kTransposed, {.columns = {{"group:x", "Unofficial languages"}}});
  ASSERT_FALSE(miss.batch);
  EXPECT_THAT(miss.batch.error().message, HasSubstr("Non-official languages (#9)"));
  auto const slug = read_text(kTransposed, {.columns = {{"group:Bad Slug", "0 to 4 years"}}});
  ASSERT_FALSE(slug.batch);
  EXPECT_EQ(slug.batch.error().code, base::ErrorCode::bad_usage);
}

TEST(CensusTable, a_table_of_rows_is_joined_by_code_or_name_below_its_titles) {
  std::string_view const kRows =
      "Population of the city;;;\n"
      "As of 31.12.2019;;;\n"
      ";;;\n"
      "Code;Name;Einwohner;Arbeitslose\n"
      "01;Arbutus Ridge;15.910;1.200\n"
      "02;Dunbar-Southlands;21.745;*\n"
      "3;Mount Plesant;26.400;900\n"
      "99;Atlantis;1.000;10\n"
      ";Summe;65.055;\n"
      "Source: the office;;;\n";
  for (std::string const key : {"", "Code", "Name"}) {
    auto const got = read_text(kRows, {.columns = {{"group:job-seekers", "Arbeitslose"}}, .key = key});
    ASSERT_TRUE(got.batch) << got.batch.error().message;
    EXPECT_EQ(got.people("", "areas:01"), 15910) << key;
    EXPECT_EQ(got.people("", "areas:03"), 26400) << key;
    EXPECT_EQ(got.people("job-seekers", "areas:03"), 900);
    EXPECT_FALSE(got.cell("job-seekers", "areas:02")->people);
    auto const atlantis = std::find_if(got.batch->rejects.begin(), got.batch->rejects.end(),
                                       [](auto const& r) { return r.value == "Atlantis" || r.value == "99"; });
    ASSERT_NE(atlantis, got.batch->rejects.end()) << key;
    EXPECT_EQ(atlantis->record, 8);
    EXPECT_THAT(atlantis->remedy, HasSubstr("--map \"district:"));
    EXPECT_EQ(got.batch->counts.people_read, 15910 + 21745 + 26400 + 1000);
    EXPECT_EQ(got.batch->counts.people.at(""), 15910 + 21745 + 26400);
  }
}

TEST(CensusTable, a_near_name_is_told_to_be_checked_and_a_person_can_say_which_it_is) {
  std::string_view const kRows = "Area,Population\nArbutus-Ridge,1000\nDunbar-Southlands,2000\nMount Plesant,3000\n";
  auto const near = read_text(kRows);
  ASSERT_TRUE(near.batch) << near.batch.error().message;
  EXPECT_EQ(near.people("", "areas:03"), 3000);
  EXPECT_THAT(near.batch->notes, Contains(HasSubstr("\"Mount Plesant\" is Mount Pleasant (near: check it)")));
  std::string_view const kOther = "Area,Population\nArbutus-Ridge,1000\nDunbar-Southlands,2000\nThe Hill,300\n";
  auto const lost = read_text(kOther);
  ASSERT_TRUE(lost.batch);
  EXPECT_EQ(lost.batch->rejects.size(), 1U);
  EXPECT_THAT(lost.batch->notes, Contains(HasSubstr("1 districts of areas are not in the table: Mount Pleasant")));
  EXPECT_EQ(lost.batch->counts.people_read, 3300);
  auto const told = read_text(kOther, {.columns = {{"district:The Hill", "03"}}});
  ASSERT_TRUE(told.batch);
  EXPECT_EQ(told.people("", "areas:03"), 300);
  EXPECT_TRUE(told.batch->rejects.empty());
}

TEST(CensusTable, headings_over_several_columns_and_columns_with_one_above_only_are_found) {
  std::string_view const kTwoRows =
      "The town,,,,,\n"
      "Area,Population,Men,,Women,\n"
      ",,2016,2021,2016,2021\n"
      "Arbutus-Ridge,100,40,41,50,51\nDunbar-Southlands,200,80,81,90,91\nMount Pleasant,300,1,2,3,4\n";
  auto const got = read_text(kTwoRows, {.columns = {{"group:women", "Women / 2021"}, {"group:men", "Men / 2016"}}});
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  EXPECT_EQ(got.people("", "areas:02"), 200);
  EXPECT_EQ(got.people("women", "areas:02"), 91);
  EXPECT_EQ(got.people("men", "areas:02"), 80);
  EXPECT_FALSE(read_text(kTwoRows, {.columns = {{"group:women", "2021"}}}).batch) << "of men or of women?";
}

TEST(CensusTable, of_two_columns_of_everybody_the_year_decides_or_a_person) {
  std::string_view const kYears =
      "Area,Population 2016,Population 2021\nArbutus-Ridge,1,4\nDunbar-Southlands,2,5\nMount Pleasant,3,6\n";
  auto const asked = read_text(kYears, {}, three(), "people.csv");
  ASSERT_FALSE(asked.batch);
  EXPECT_THAT(asked.batch.error().message, HasSubstr("Population 2016 (#2); Population 2021 (#3)"));
  auto const told = read_text(kYears, {.year = "2021"}, three(), "people.csv");
  ASSERT_TRUE(told.batch) << told.batch.error().message;
  EXPECT_EQ(told.batch->counts.people.at(""), 15);
  EXPECT_EQ(told.batch->source.slug, "people-2021");
}

TEST(CensusTable, a_cell_that_is_no_count_is_a_row_not_taken) {
  std::string text = "Area,Population\n";
  std::vector<store::District> areas;
  for (int i = 0; i < 12; ++i) {
    std::string const name = "Quarter " + std::string(1, static_cast<char>('A' + i));
    areas.push_back(district("Q" + std::string(1, static_cast<char>('A' + i)), name, i));
    text += name + (i == 4 ? ",many\n" : ",10\n");
  }
  auto const got = read_text(text, {}, areas);
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  EXPECT_EQ(got.batch->counts.people.at(""), 110);
  ASSERT_EQ(got.batch->rejects.size(), 1U);
  EXPECT_EQ(got.batch->rejects[0].record, 6);
  EXPECT_EQ(got.batch->rejects[0].value, "many");
}

TEST(CensusTable, several_rows_a_district_are_added_up_only_when_told) {
  std::string_view const kLong =
      "Year,Area,Sex,Population\n"
      "2019,Arbutus-Ridge,F,1\n2019,Arbutus-Ridge,M,2\n2019,Dunbar-Southlands,F,3\n2019,Dunbar-Southlands,M,4\n"
      "2020,Arbutus-Ridge,F,10\n2020,Arbutus-Ridge,M,20\n2020,Dunbar-Southlands,F,30\n2020,Dunbar-Southlands,M,*\n";
  auto const asked = read_text(kLong);
  ASSERT_FALSE(asked.batch);
  EXPECT_THAT(asked.batch.error().message, HasSubstr("rows=sum"));
  auto const summed = read_text(kLong, {.columns = {{"rows", "sum"}, {"where:Year", "2019"}}});
  ASSERT_TRUE(summed.batch) << summed.batch.error().message;
  EXPECT_EQ(summed.people("", "areas:01"), 3);
  EXPECT_EQ(summed.people("", "areas:02"), 7);
  auto const women = read_text(kLong, {.columns = {{"where:Sex", "F"}, {"where:Year", "2020"}}});
  ASSERT_TRUE(women.batch) << women.batch.error().message;
  EXPECT_EQ(women.people("", "areas:02"), 30);
  auto const hidden = read_text(kLong, {.columns = {{"rows", "sum"}, {"where:Year", "2020"}}});
  ASSERT_TRUE(hidden.batch);
  EXPECT_EQ(hidden.cell("", "areas:02")->people_low, 30) << "30 and an unknown few";
  EXPECT_FALSE(hidden.cell("", "areas:02")->people);
}

TEST(CensusTable, a_table_of_a_whole_country_gives_the_citys_districts_and_no_thousand_complaints) {
  std::string text = "code,area,population\n";
  for (int i = 0; i < 3000; ++i) {
    text += fmt::format("{:06},Place {} of elsewhere,{}\n", i, i % 2000, 10 + i % 500);
  }
  text +=
      "900001,Arbutus-Ridge,100000\n900002,Dunbar Southlands,200000\n900003,Mount Pleasant,300000\n900004,Mount "
      "Plesant East,7\n";
  auto const got = read_text(text, {.key = "area"});
  ASSERT_TRUE(got.batch) << got.batch.error().message;
  EXPECT_EQ(got.batch->counts.people.at(""), 600'000);
  EXPECT_LE(got.batch->rejects.size(), 1U);
  EXPECT_THAT(got.batch->notes, Contains(HasSubstr("the table is of a larger area")));
}

TEST(CensusTable, a_damaged_table_gives_a_batch_or_one_clear_sentence) {
  test::PropertyRandom random;
  auto const districts = three();
  for (int round = 0; round < 250; ++round) {
    std::string text(kTransposed);
    for (auto edits = random.integer(1, 12); edits > 0 && !text.empty(); --edits) {
      auto const at = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(text.size()) - 1));
      static constexpr std::string_view kSigns = "\",\n\r;\t -*<9.\xE9\xC3";
      char const sign =
          kSigns[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(kSigns.size()) - 1))];
      switch (random.integer(0, 3)) {
        case 0: text.erase(at, static_cast<std::size_t>(random.integer(1, 40))); break;
        case 1: text.insert(at, 1, sign); break;
        case 2: text[at] = sign; break;
        default: text.insert(at, text.substr(at, static_cast<std::size_t>(random.integer(1, 60)))); break;
      }
    }
    auto const got = read_text(text, {.columns = {{"group:small-children", "0 to 4 years"}}}, districts);
    if (!got.batch) {
      EXPECT_FALSE(got.batch.error().message.empty());
      continue;
    }
    for (auto const& cell : got.batch->cells) {
      EXPECT_TRUE(cell.people ? *cell.people >= 0 : cell.people_high.value_or(1e9) >= cell.people_low.value_or(0));
      EXPECT_TRUE(base::is_record_id(cell.head.id)) << cell.head.id;
    }
  }
}

TEST(CensusTable, without_districts_or_with_others_it_says_what_to_do) {
  auto const none = read_text(kTransposed, {.join = "districts"}, {});
  ASSERT_FALSE(none.batch);
  EXPECT_THAT(none.batch.error().message, HasSubstr("import them first"));
  auto const others =
      read_text(kTransposed, {.join = "districts"},
                {district("1", "Here", 0), district("2", "There", 1), district("3", "Mount Pleasant", 2)});
  ASSERT_FALSE(others.batch);
  EXPECT_EQ(others.batch.error().code, base::ErrorCode::not_found);
  EXPECT_THAT(others.batch.error().message, HasSubstr("1 of the 3 districts"));
  auto const told = read_text("Area,Population\nMount Pleasant,26400\n", {.key = "Area"});
  ASSERT_TRUE(told.batch) << "one district of three, in a column that a person named";
  EXPECT_EQ(told.people("", "areas:03"), 26400);
  EXPECT_FALSE(read_text("Area,Population\nMount Pleasant,26400\n").batch);
  auto const no_set = read_text(kTransposed, {.join = "districts", .district_set = "wards"});
  ASSERT_FALSE(no_set.batch);
  EXPECT_THAT(no_set.batch.error().message, HasSubstr("its sets are: areas"));
}

// The real files -----------------------------------------------------------------------------------------------

std::vector<store::District> vancouver(std::string const& file, std::map<std::string, std::string> columns) {
  auto const batch = read_table(file, {.role = "districts", .columns = std::move(columns)});
  EXPECT_TRUE(batch);
  return batch ? batch->districts : std::vector<store::District>{};
}

/// A row of a CSV file by another program's hand: Python's csv module.
std::vector<double> python_row(std::filesystem::path const& file, int line) {
  std::string const command =
      "python3 -c \"import csv,sys; r=list(csv.reader(open(sys.argv[1],encoding='cp1252')))[int(sys.argv[2])-1]; "
      "print(' '.join(c.strip().replace(',','').replace('-','0') for c in r[1:23]))\" '" +
      file.string() + "' " + std::to_string(line);
  std::vector<double> out;
  if (FILE* const pipe = ::popen(command.c_str(), "r")) {
    double value = 0;
    while (std::fscanf(pipe, "%lf", &value) == 1) {
      out.push_back(value);
    }
    ::pclose(pipe);
  }
  return out;
}

void expect_census(std::string const& year, int line, double total, double city) {
  CARTABLE_SHARED_FILE(census, "vancouver/CensusLocalAreaProfiles" + year + ".csv");
  CARTABLE_SHARED_FILE(areas, "vancouver/local_area_boundary.shp");
  auto const districts = vancouver(areas, {{"name", "NAME"}, {"id", "MAPID"}});
  auto const batch =
      read_people(census, {.role = "people", .join = "districts"}, {.districts = districts, .groups = {}});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->cells.size(), 22U);
  EXPECT_TRUE(batch->rejects.empty());
  EXPECT_EQ(batch->counts.people.at(""), total);
  std::vector<double> got;
  for (auto const& cell : batch->cells) {
    got.push_back(*cell.people);
    EXPECT_EQ(cell.year, year);
  }
  EXPECT_THAT(got, testing::UnorderedElementsAreArray(python_row(census, line)));
  std::string const note = fmt::format("says {} {:03}", static_cast<int>(city) / 1000, static_cast<int>(city) % 1000);
  EXPECT_THAT(batch->notes, Contains(HasSubstr(note)));
}

TEST(VancouverCensus, every_local_area_has_the_people_that_the_files_say) {
  expect_census("2001", 6, 547'000, 545'675);
  expect_census("2006", 7, 579'420, 578'040);
  expect_census("2011", 6, 605'065, 603'500);
}

TEST(VancouverCensus, names_in_windows_1252_come_out_right) {
  CARTABLE_SHARED_FILE(census, "vancouver/CensusLocalAreaProfiles2006.csv");
  CARTABLE_SHARED_FILE(areas, "vancouver/local_area_boundary.shp");
  auto const districts = vancouver(areas, {{"name", "NAME"}, {"id", "MAPID"}});
  auto const batch = read_people(
      census,
      {.role = "people",
       .columns = {{"group:metis", "Métis single response"}, {"group:quebecois", "ethnic origin / Québécois"}}},
      {.districts = districts, .groups = {}});
  ASSERT_TRUE(batch) << batch.error().message;
  std::vector<std::string> names;
  for (auto const& group : batch->groups) {
    names.push_back(group.name);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("Métis single response", "Québécois"));
}

TEST(VancouverCensus, names_that_differ_by_a_hyphen_are_joined_and_told) {
  CARTABLE_SHARED_FILE(census, "vancouver/CensusLocalAreaProfiles2011.csv");
  CARTABLE_SHARED_FILE(areas, "vancouver/local_areas_wgs84.geojson");
  auto const districts = vancouver(areas, {});
  auto const batch = read_people(census, {.role = "people"}, {.districts = districts, .groups = {}});
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->counts.people.at(""), 605'065);
  EXPECT_THAT(batch->notes, Contains(HasSubstr("\"Dunbar-Southlands\" is Dunbar Southlands")));
  EXPECT_THAT(batch->notes, Contains(HasSubstr("\"Arbutus-Ridge\" is Arbutus Ridge")));
  EXPECT_THAT(batch->notes,
              Contains(HasSubstr("1 districts of local-areas-wgs84 are not in the table: Downtown Eastside")));
}

}  // namespace
}  // namespace cartable::importers
