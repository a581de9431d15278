#include "store/failed_searches.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/city_file.hpp"
#include "tests/support/new_city.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace cartable::store {
namespace {

FailedSearch failed(std::string term, int day, std::string cell = "13/1/2") {
  FailedSearch out;
  out.term = std::move(term);
  out.hash = out.term.empty() ? std::string() : fmt::format("{:032x}", base::stable_hash(out.term));
  out.language = "es";
  out.cell = std::move(cell);
  out.date = fmt::format("2026-11-{:02}", day);
  return out;
}

class FailedSearchRows : public test::NewCity {
 protected:
  void add(std::vector<FailedSearch> const& searches) {
    auto const added = add_failed_searches(city_.where(), searches);
    ASSERT_TRUE(added) << added.error().message;
  }
  /// Counts by source and text.
  std::map<std::pair<std::string, std::string>, int> counts() {
    std::map<std::pair<std::string, std::string>, int> out;
    auto const rows = city_.read<Need>();
    EXPECT_TRUE(rows);
    for (Need const& need : *rows) {
      EXPECT_EQ(need.head.visibility, Visibility::planner);
      out[{need.head.source, need.text}] += need.count;
    }
    return out;
  }
  using Counts = std::map<std::pair<std::string, std::string>, int>;
};
INSTANTIATE_TEST_SUITE_P(Engines, FailedSearchRows, CARTABLE_ENGINES);

TEST_P(FailedSearchRows, a_term_is_kept_from_its_fifth_day_on_and_counts_as_other_until_then) {
  for (int day = 1; day <= 4; ++day) {
    add({failed("tango", day), failed("tango", day, "13/9/9")});  // twice a day is one day
  }
  EXPECT_EQ(counts(), (Counts{{{kHashedSearchSource, ""}, 4}, {{kOtherSearchSource, ""}, 8}}));
  add({failed("tango", 9)});
  EXPECT_EQ(counts(), (Counts{{{kFailedSearchSource, "tango"}, 1}, {{kOtherSearchSource, ""}, 8}}));
  add({failed("tango", 10), failed("tango", 10, "13/9/9")});
  EXPECT_EQ(counts(), (Counts{{{kFailedSearchSource, "tango"}, 3}, {{kOtherSearchSource, ""}, 8}}));
}

TEST_P(FailedSearchRows, a_word_of_a_topic_is_kept_at_once_and_others_without_a_hash_never) {
  FailedSearch topic = failed("matematicas", 1);
  topic.topic = "0541";
  FailedSearch nameless = failed("", 1);
  add({topic, nameless});
  EXPECT_EQ(counts(), (Counts{{{kFailedSearchSource, "matematicas"}, 1}, {{kOtherSearchSource, ""}, 1}}));
  auto const rows = city_.read<Need>("topic='0541'");
  ASSERT_TRUE(rows && rows->size() == 1);
  EXPECT_EQ(rows->front().cell, "13/1/2");
  EXPECT_EQ(rows->front().language, "es");
  EXPECT_EQ(rows->front().date, "2026-11-01");
}

TEST_P(FailedSearchRows, a_new_month_forgets_the_hashes_of_the_last_one) {
  add({failed("tango", 27), failed("milonga", 28)});
  FailedSearch later = failed("tango", 1);
  later.date = "2026-12-01";
  later.hash = std::string(32, 'f');  // another month's key
  add({later});
  auto const rows = city_.read<Need>(fmt::format("source='{}'", kHashedSearchSource));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().date, "2026-12-01");
}

TEST_P(FailedSearchRows, only_the_revision_of_private_tables_counts_up) {
  auto const before = city_.revisions();
  add({failed("tango", 1)});
  auto const after = city_.revisions();
  ASSERT_TRUE(before && after);
  for (int part = 0; part < kPartCount; ++part) {
    auto const i = static_cast<std::size_t>(part);
    EXPECT_EQ((*after)[i] - (*before)[i], static_cast<Part>(part) == Part::private_ ? 1 : 0) << part;
  }
}

TEST(FailedSearchBytes, what_too_few_days_support_never_reaches_the_file) {
  test::TemporaryFolder const folder;
  std::string const where = (folder / "city.gpkg").string();
  ASSERT_TRUE(CityFile(where).create());
  std::vector<std::string> const planted{"juana perez gonzalez", "+598 99 123 456", "59899123456", "مريم العلي"};
  for (int day = 1; day < kSupportingDays; ++day) {
    for (std::string const& text : planted) {
      ASSERT_TRUE(add_failed_searches(where, {failed(text, day)}));
    }
  }
  ASSERT_TRUE(add_failed_searches(
      where, {failed("tango", 1), failed("tango", 2), failed("tango", 3), failed("tango", 4), failed("tango", 5)}));
  std::string bytes;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    std::ifstream in(entry.path(), std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(in), {});
  }
  for (std::string const& text : planted) {
    EXPECT_EQ(bytes.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(bytes.find("juana"), std::string::npos);
  EXPECT_NE(bytes.find("tango"), std::string::npos) << "the bytes looked through are the city's";
}

}  // namespace
}  // namespace cartable::store
