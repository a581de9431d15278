#include "server/api/failed_search.hpp"

#include "server/http/failed_searches.hpp"
#include "store/city_file.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/server/server_city.hpp"

#include <fstream>
#include <iterator>

namespace cartable::server::test {
namespace {

using cartable::test::TemporaryFolder;
using http::FailedSearches;
using http::SearchKey;
using store::FailedSearch;

class FailedSearchTest : public ServerTest {
 protected:
  std::optional<FailedSearch> ask(std::string const& target, bool authorized = false) {
    api::Request r = request(target);
    r.authorized = authorized;
    api::Response const response = api_.handle(r, state());
    EXPECT_EQ(response.status, 200) << target;
    return api::failed_search_of(r, api_.routes()[response.route], response);
  }
};

TEST_F(FailedSearchTest, a_search_without_a_hit_counts_by_text_topic_language_and_coarse_cell) {
  auto const failed = ask("/api/search?q=Qwerty%20Zxcvb&lon=10.0001&lat=50&lang=fr-CA");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->term, "qwerty zxcvb");
  EXPECT_EQ(failed->topic, "");
  EXPECT_EQ(failed->language, "fr");
  EXPECT_EQ(failed->cell, "13/4323/2778");  // ⌊(lon + 180) / 360 · 8192⌋, ⌊(1 − asinh(tan lat) / π) / 2 · 8192⌋
  auto const topic = ask("/api/search?q=veterinary");
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->topic.substr(0, 3), "084");
  EXPECT_EQ(topic->cell, "");
}

TEST_F(FailedSearchTest, what_may_be_somebodys_counts_without_its_text) {
  for (char const* const q :
       {"%2B598%2099%20123%20456", "qwerty@example.org", "qw123zz", "qqqq%20wwww%20xxxx%20zzzz%20qqqq%20wwww",
        "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"}) {
    auto const failed = ask(std::string("/api/search?q=") + q);
    ASSERT_TRUE(failed) << q;
    EXPECT_EQ(failed->term, "") << q;
  }
}

TEST_F(FailedSearchTest, hits_beginnings_filters_and_bearers_of_a_token_do_not_count) {
  EXPECT_FALSE(ask("/api/search?q=qx"));
  EXPECT_FALSE(ask("/api/search?q=qwerty&kind=library"));
  EXPECT_FALSE(ask("/api/search?q=qwerty", true));
  EXPECT_FALSE(ask("/api/nearest?lon=10&lat=50&kind=prison"));
  EXPECT_TRUE(ask("/api/search?q=qwerty"));
}

TEST(FailedSearchLedger, beginnings_of_a_text_typed_on_do_not_count_and_a_full_ledger_forgets_texts) {
  FailedSearches ledger;
  SearchKey key({});
  std::vector<FailedSearch> stored;
  auto const keep = [&](std::vector<FailedSearch> const& failed) -> base::Status {
    stored = failed;
    return {};
  };
  for (char const* const text : {"tan", "tang", "tango", "tang", "tan"}) {
    ledger.add({.term = text, .language = "es", .cell = "13/1/1"});
  }
  ASSERT_TRUE(ledger.write("2026-11-26", key, keep));
  std::map<std::string, int> counts;
  for (FailedSearch const& one : stored) {
    counts[one.term] = one.count;
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"tang", 1}, {"tango", 1}}));
  EXPECT_TRUE(ledger.empty());
  for (std::size_t i = 0; i < 2 * FailedSearches::kMaxTexts; ++i) {
    ledger.add({.term = "text" + std::to_string(i) + "x", .language = "es"});
  }
  ASSERT_TRUE(ledger.write("2026-11-26", key, keep));
  EXPECT_LE(stored.size(), FailedSearches::kMaxTexts + 1);
  int sum = 0;
  for (FailedSearch const& one : stored) {
    sum += one.count;
  }
  EXPECT_EQ(sum, 2 * static_cast<int>(FailedSearches::kMaxTexts)) << "none is lost";
}

TEST(FailedSearchLedger, what_could_not_be_stored_is_stored_with_its_own_day_later) {
  FailedSearches ledger;
  SearchKey key({});
  ledger.add({.term = "tango"});
  auto const refuse = [](auto const&) -> base::Status { return base::fail(base::ErrorCode::locked, "busy"); };
  EXPECT_FALSE(ledger.write("2026-11-26", key, refuse));
  EXPECT_FALSE(ledger.empty());
  std::vector<FailedSearch> stored;
  ASSERT_TRUE(ledger.write("2026-11-27", key, [&](auto const& failed) -> base::Status {
    stored = failed;
    return {};
  }));
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored.front().date, "2026-11-26");
}

TEST(SearchKeyTest, a_key_lasts_a_month_over_restarts_and_is_overwritten_by_the_next) {
  TemporaryFolder const folder;
  auto const file = folder / "state/search-key";
  auto const content = [&] {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  std::string first;
  {
    SearchKey key(file);
    first = key.hash("2026-11-01", "tango");
    EXPECT_EQ(first.size(), 32U);
    EXPECT_NE(first, key.hash("2026-11-01", "tangos"));
  }
  std::string const old = content();
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms(0777), std::filesystem::perms(0600));
  SearchKey again(file);
  EXPECT_EQ(again.hash("2026-11-30", "tango"), first);
  EXPECT_NE(again.hash("2026-12-01", "tango"), first);
  EXPECT_NE(content(), old);
  EXPECT_EQ(content().find(old.substr(8, 64)), std::string::npos);
}

TEST(SearchKeyTest, a_key_that_cannot_be_kept_lives_as_long_as_the_program) {
  SearchKey key({});
  EXPECT_EQ(key.hash("2026-11-01", "tango"), key.hash("2026-11-02", "tango"));
  SearchKey other({});
  EXPECT_NE(key.hash("2026-11-01", "tango"), other.hash("2026-11-01", "tango"));
}

TEST(FailedSearchBytes, a_phone_number_and_a_name_that_people_typed_are_in_no_byte_of_the_city) {
  TemporaryFolder const folder;
  std::string const where = (folder / "town.gpkg").string();
  ASSERT_TRUE(store::CityFile(where).create());
  FailedSearches ledger;
  SearchKey key(folder / "state/search-key");
  for (int day = 1; day < store::kSupportingDays; ++day) {
    ledger.add({.term = "juana perez gonzalez", .language = "es"});
    ledger.add({.term = "", .language = "es"});  // what failed_search_of makes of a phone number
    ASSERT_TRUE(ledger.write("2026-11-0" + std::to_string(day), key,
                             [&](auto const& failed) { return store::add_failed_searches(where, failed); }));
  }
  std::ifstream in(where, std::ios::binary);
  std::string const bytes(std::istreambuf_iterator<char>(in), {});
  EXPECT_GT(bytes.size(), 1000U);
  EXPECT_EQ(bytes.find("juana"), std::string::npos);
  EXPECT_EQ(bytes.find("perez"), std::string::npos);
  std::ifstream secret(folder / "state/search-key");
  std::string month, digits;
  secret >> month >> digits;
  EXPECT_EQ(digits.size(), 64U);
  EXPECT_EQ(bytes.find(digits), std::string::npos) << "the key is in no city";
}

}  // namespace
}  // namespace cartable::server::test
