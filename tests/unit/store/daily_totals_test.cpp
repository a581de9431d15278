#include "store/daily_totals.hpp"

#include "store/city_file.hpp"
#include "tests/support/new_city.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

namespace cartable::store {
namespace {

class StoredTotals : public test::NewCity {
 protected:
  static DailyTotal total(std::string view, std::int64_t count) {
    return make_daily_total("2026-11-26", std::move(view), "fr", "", count);
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoredTotals, CARTABLE_ENGINES);

TEST_P(StoredTotals, several_servers_and_restarts_add_up) {
  ASSERT_TRUE(add_daily_totals(city_.where(), {total("nearest", 2), total("page", 1)}));
  ASSERT_TRUE(add_daily_totals(city_.where(), {total("nearest", 40)}));
  auto const read = city_.read<DailyTotal>();
  ASSERT_TRUE(read) << read.error().message;
  std::map<std::string, std::int64_t> counts;
  for (DailyTotal const& one : *read) {
    EXPECT_EQ(one.date, "2026-11-26");
    EXPECT_EQ(one.language, "fr");
    EXPECT_NE(one.head.visibility, Visibility::everyone);
    counts[one.view] = one.count;
  }
  EXPECT_EQ(counts, (std::map<std::string, std::int64_t>{{"nearest", 42}, {"page", 1}}));
}

TEST_P(StoredTotals, servers_that_write_at_the_same_time_lose_nothing) {
  constexpr int kServers = 4;
  constexpr int kTurns = 5;
  std::vector<std::thread> servers;
  for (int i = 0; i < kServers; ++i) {
    servers.emplace_back([this] {
      for (int turn = 0; turn < kTurns;) {
        auto const added = add_daily_totals(city_.where(), {total("nearest", 1)});
        // Locked is "again in a minute"; anything else would be a loss.
        EXPECT_TRUE(added || added.error().code == base::ErrorCode::locked) << added.error().message;
        turn += added || added.error().code != base::ErrorCode::locked ? 1 : 0;
      }
    });
  }
  for (std::thread& server : servers) {
    server.join();
  }
  auto const read = city_.read<DailyTotal>();
  ASSERT_TRUE(read && read->size() == 1);
  EXPECT_EQ(read->front().count, kServers * kTurns);
}

TEST_P(StoredTotals, only_the_revision_of_private_tables_counts_up) {
  auto const before = city_.revisions();
  ASSERT_TRUE(add_daily_totals(city_.where(), {total("page", 1)}));
  auto const after = city_.revisions();
  ASSERT_TRUE(before && after);
  for (int part = 0; part < kPartCount; ++part) {
    bool const is_private = static_cast<Part>(part) == Part::private_;
    auto const i = static_cast<std::size_t>(part);
    EXPECT_EQ((*after)[i] - (*before)[i], is_private ? 1 : 0) << part;
  }
}

}  // namespace
}  // namespace cartable::store
