#include "server/api/usage.hpp"

#include "server/http/usage_writer.hpp"
#include "store/city_file.hpp"
#include "store/daily_totals.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/server/server_city.hpp"

#include <atomic>
#include <map>
#include <thread>
#include <tuple>

namespace cartable::server::test {
namespace {

using api::UsageCounters;
using cartable::test::TemporaryFolder;

using Totals = std::map<std::tuple<std::string, std::string, std::string, std::string>, std::int64_t>;

Totals as_map(std::vector<store::DailyTotal> const& totals) {
  Totals out;
  for (store::DailyTotal const& total : totals) {
    EXPECT_TRUE(out.emplace(std::tuple(total.date, total.view, total.language, total.kind), total.count).second);
  }
  return out;
}

/// Asks the sample city and counts as the server does.
class UsageTest : public ServerTest {
 protected:
  std::optional<api::Usage> ask(api::Request request) {
    api::Response const response = api_.handle(request, state());
    if (response.route >= api_.routes().size()) {
      return std::nullopt;
    }
    return api::usage_of(request, api_.routes()[response.route], response.status, state().get());
  }
  std::string asked(std::string const& target, std::string accept_language = {}) {
    api::Request r = request(target);
    r.accept_language = std::move(accept_language);
    auto const usage = ask(std::move(r));
    if (!usage) {
      return "nothing";
    }
    std::string out = fmt::format("{} {}", to_string(usage->view), api::kUsageLanguages[usage->language]);
    for (std::uint16_t const kind : usage->kinds) {
      std::size_t const cell = static_cast<std::size_t>(usage->view) * (UsageCounters::size() / api::kViews) +
                               api::kUsageLanguages.size() + kind;
      out += fmt::format(" {}", UsageCounters::cell(cell).kind);
    }
    return out;
  }
};

TEST_F(UsageTest, answers_count_by_view_language_and_kind) {
  EXPECT_EQ(asked("/api/nearest?lon=10&lat=50&lang=fr"), "nearest fr");
  EXPECT_EQ(asked("/api/nearest?lon=10&lat=50&kind=library,school,library", "zh-Hant-TW,en;q=0.5"),
            "nearest zh library school");
  EXPECT_EQ(asked("/api/within?bbox=9,49,11,51", "en;q=0.2, ar"), "within ar");
  EXPECT_EQ(asked("/api/search?q=name&lang=ru"), "search ru");
  EXPECT_EQ(asked("/api/collections/places/items?kind=museum", "es"), "list es museum");
  EXPECT_EQ(asked("/api/collections/events/items", "es"), "list es");
  EXPECT_EQ(asked("/api/collections/places/items/osm:n1", "en-GB"), "place en school");
}

TEST_F(UsageTest, what_people_typed_is_counted_as_other) {
  EXPECT_EQ(asked("/api/nearest?lon=10&lat=50&kind=my-secret-illness"), "nearest other other");
  EXPECT_EQ(asked("/api/nearest?lon=10&lat=50&lang=tlh"), "nearest other");
  EXPECT_EQ(asked("/api/nearest?lon=10&lat=50"), "nearest other");
}

TEST_F(UsageTest, refusals_tiles_documents_and_bearers_of_a_token_do_not_count) {
  for (char const* const target :
       {"/api/nearest?lon=10", "/api/nearest?lon=10&lat=500", "/api/collections/places/items/city:staff1",
        "/tiles/places/0/0/0.mvt", "/tiles/places.json", "/style.json", "/api", "/api/collections", "/api/openapi.json",
        "/livez", "/readyz", "/metrics", "/api/at?lon=10&lat=50", "/api/collections/districts/items/district:west"}) {
    EXPECT_EQ(asked(target), "nothing") << target;
  }
  api::Request head = request("/api/nearest?lon=10&lat=50");
  head.method = api::Method::head;
  EXPECT_FALSE(ask(head));
  EXPECT_FALSE(ask(request("/api/nearest?lon=10&lat=50", store::Visibility::staff)));
}

TEST_F(UsageTest, no_total_crosses_language_and_kind) {
  for (std::size_t i = 0; i < UsageCounters::size(); ++i) {
    auto const cell = UsageCounters::cell(i);
    EXPECT_TRUE(cell.language.empty() != cell.kind.empty()) << i;
    EXPECT_FALSE(cell.view.empty()) << i;
  }
}

TEST(UsageLedger, days_and_threads_add_up_and_nothing_is_taken_twice) {
  UsageCounters one, two;
  http::UsageLedger ledger({&one, &two});
  one.count({.view = api::View::nearest, .language = 1, .kinds = {0}});
  two.count({.view = api::View::nearest, .language = 1});
  EXPECT_EQ(ledger.take("2026-11-26"), 0U);
  two.count({.view = api::View::page, .language = 0});
  ledger.take("2026-11-27");
  ledger.take("2026-11-27");
  auto const first = std::string(UsageCounters::cell(api::kUsageLanguages.size()).kind);
  EXPECT_EQ(as_map(ledger.pending()), (Totals{{{"2026-11-26", "nearest", "fr", ""}, 2},
                                              {{"2026-11-26", "nearest", "", first}, 1},
                                              {{"2026-11-27", "page", "en", ""}, 1}}));
  ledger.settle();
  EXPECT_TRUE(ledger.pending().empty());
}

TEST(UsageLedger, a_city_that_cannot_be_written_costs_a_month_of_memory_at_most) {
  UsageCounters counters;
  http::UsageLedger ledger({&counters});
  std::size_t dropped = 0;
  for (int day = 0; day < 100; ++day) {
    counters.count({.view = api::View::page});
    dropped += ledger.take(fmt::format("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28));
  }
  EXPECT_EQ(dropped, 100 - http::UsageLedger::kMaxDays);
  auto const kept = ledger.pending();
  ASSERT_EQ(kept.size(), http::UsageLedger::kMaxDays);
  EXPECT_EQ(kept.back().date, "2026-04-16");  // the newest stay
}

/// Stores into a new city.
class StoredTotals : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(city_.create()); }
  Totals stored() {
    auto const read = city_.read<store::DailyTotal>();
    EXPECT_TRUE(read);
    return read ? as_map(*read) : Totals{};
  }
  TemporaryFolder folder_;
  store::CityFile city_{folder_ / "city.gpkg"};
};

TEST_F(StoredTotals, what_the_writer_could_not_store_is_stored_later_once) {
  UsageCounters counters;
  std::atomic<int> refused{0};
  std::atomic<bool> locked{true};
  {
    http::UsageWriter const writer({&counters},
                                   {.add = [&](std::vector<store::DailyTotal> const& totals) -> base::Status {
                                      if (locked) {
                                        ++refused;
                                        return base::fail(base::ErrorCode::locked, "somebody writes");
                                      }
                                      return store::add_daily_totals(city_.where(), totals);
                                    },
                                    .zone = [] { return std::string("America/Vancouver"); },
                                    .every = std::chrono::milliseconds(20)});
    for (int i = 0; i < 5; ++i) {
      counters.count({.view = api::View::list, .language = 2});
    }
    while (refused < 3) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    locked = false;
  }  // the end of the server
  std::int64_t sum = 0;
  for (auto const& [key, count] : stored()) {
    EXPECT_EQ(std::get<1>(key), "list");
    EXPECT_EQ(std::get<2>(key), "es");
    sum += count;
  }
  EXPECT_EQ(sum, 5);
}

TEST(UsageThreads, counting_while_totals_are_taken_loses_and_doubles_nothing) {
  constexpr int kThreads = 4;
  constexpr int kEach = 20000;
  std::vector<UsageCounters> counters(kThreads);
  std::vector<UsageCounters const*> all;
  for (UsageCounters const& one : counters) {
    all.push_back(&one);
  }
  Totals stored;
  {
    http::UsageWriter const writer(all, {.add = [&](std::vector<store::DailyTotal> const& totals) -> base::Status {
                                           for (auto const& [key, count] : as_map(totals)) {
                                             stored[{"", std::get<1>(key), std::get<2>(key), ""}] += count;
                                           }
                                           return {};
                                         },
                                         .zone = [] { return std::string(); },
                                         .every = std::chrono::milliseconds(1)});
    std::vector<std::thread> threads;
    for (UsageCounters& one : counters) {
      threads.emplace_back([&one] {
        for (int i = 0; i < kEach; ++i) {
          one.count({.view = static_cast<api::View>(i % 6), .language = static_cast<std::uint8_t>(i % 7)});
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
  std::int64_t sum = 0;
  for (auto const& [key, count] : stored) {
    sum += count;
  }
  EXPECT_EQ(stored.size(), 42U);
  EXPECT_EQ(sum, std::int64_t{kThreads} * kEach);
}

}  // namespace
}  // namespace cartable::server::test
