#include "store/hours_worker.hpp"

#include "store/hours_wire.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace cartable::store {
namespace {

using std::chrono::milliseconds;

/// A helper that dies of "die", never ends with "hang", talks nonsense at "lie" and else says that it is open from the
/// minute in the text on.
constexpr char const* kHelper = R"py(
import json, sys, time
sys.stdin.readline()
print("ready", flush=True)
for line in sys.stdin:
    text = json.loads(line)
    if text == "die":
        sys.exit(3)
    if text == "hang":
        time.sleep(60)
    print("nonsense" if text == "lie" else "none %so" % text, flush=True)
)py";

HoursContext context() { return {.zone = "UTC", .first_day = *parse_day("2026-11-26"), .days = 2}; }

HoursWorkerOptions helper(char const* program = kHelper) {
  return {.command = {"/usr/bin/python3", "-c", program}, .processes = 2, .patience = milliseconds(700)};
}

TEST(HoursWorker, answers_come_in_the_order_of_the_texts) {
  std::vector<std::string> texts;
  texts.reserve(1000);
  for (int i = 0; i < 1000; ++i) {
    texts.push_back(std::to_string(i));
  }
  auto const hours = evaluate_in_helpers(helper())(context(), texts, {});
  ASSERT_EQ(hours.size(), texts.size());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(hours[static_cast<std::size_t>(i)],
              (Hours{.problem = HoursProblem::none, .changes = {{i, OpenState::open}}}));
  }
}

TEST(HoursWorker, a_text_that_breaks_the_reader_costs_itself_alone) {
  std::vector<std::string> const texts{"1", "die", "2", "hang", "3", "lie", "4", "die"};
  auto const hours = evaluate_in_helpers(helper())(context(), texts, {});
  ASSERT_EQ(hours.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bool const good = texts[i].size() == 1;
    EXPECT_EQ(hours[i].problem, good ? HoursProblem::none : HoursProblem::failed) << texts[i];
    EXPECT_EQ(hours[i].changes.size(), good ? 1U : 0U) << texts[i];
  }
}

TEST(HoursWorker, without_a_helper_all_texts_fail) {
  std::vector<std::string> const texts{"1", "2"};
  for (HoursWorkerOptions const& options :
       {HoursWorkerOptions{.command = {"/nonexistent/cartable"}}, helper("import sys; sys.exit(2)")}) {
    auto const hours = evaluate_in_helpers(options)(context(), texts, {});
    ASSERT_EQ(hours.size(), 2U);
    EXPECT_EQ(hours[0].problem, HoursProblem::failed);
    EXPECT_EQ(hours[1].problem, HoursProblem::failed);
  }
}

TEST(HoursWorker, stops_when_it_is_told_to) {
  HoursWorkerOptions options = helper();
  options.patience = std::chrono::minutes(1);
  std::stop_source stop;
  std::jthread const later([&] {
    std::this_thread::sleep_for(milliseconds(300));
    stop.request_stop();
  });
  auto const start = std::chrono::steady_clock::now();
  std::vector<std::string> const texts{"1", "hang", "2"};
  auto const hours = evaluate_in_helpers(options)(context(), texts, stop.get_token());
  EXPECT_LT(hours.size(), 3U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace cartable::store
