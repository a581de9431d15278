#include "store/hours_table.hpp"

#include "store/hours_source.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>

namespace cartable::store {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr char const* kZone = "America/Montevideo";  // UTC-3 all year

HoursContext context(char const* first, int count) {
  return {.zone = kZone, .first_day = *parse_day(first), .days = count};
}
/// A moment by Montevideo's clock.
UtcMinute local(char const* day, int hour, int minute = 0) {
  return to_minute(sys_seconds(*parse_day(day)) + hours(hour + 3) + minutes(minute));
}
Place place(std::string hours_text, std::string id = "x:1") {
  Place out;
  out.head.id = std::move(id);
  out.opening_hours = std::move(hours_text);
  return out;
}
HoursTable::Shared said(std::vector<HoursChange> changes) {
  return std::make_shared<Hours const>(Hours{.problem = HoursProblem::none, .changes = std::move(changes)});
}

/// Thursday 26 to Saturday 28 November 2026: Thursday 09:00–19:00, Friday 20:00–02:00, Saturday doubtful from 10:00.
HoursTable table(CityCalendar calendar = {}) {
  HoursContext wanted = context("2026-11-26", 10);
  wanted.calendar = std::move(calendar);
  return {wanted,
          {"T", "always"},
          {said({{local("2026-11-26", 0), OpenState::closed},
                 {local("2026-11-26", 9), OpenState::open},
                 {local("2026-11-26", 19), OpenState::closed},
                 {local("2026-11-27", 20), OpenState::open},
                 {local("2026-11-28", 2), OpenState::closed},
                 {local("2026-11-28", 10), OpenState::unknown},
                 {local("2026-11-28", 12), OpenState::closed}}),
           said({{local("2026-11-26", 0), OpenState::open}})}};
}

TEST(HoursTable, says_until_when_a_place_is_open_and_when_it_opens) {
  HoursTable const t = table();
  auto const open = t.ask(place("T"), local("2026-11-26", 9));
  EXPECT_EQ(open.state, OpenState::open);
  EXPECT_EQ(open.until, local("2026-11-26", 19));
  auto const closed = t.ask(place("T"), local("2026-11-26", 19));
  EXPECT_EQ(closed.state, OpenState::closed);
  EXPECT_EQ(closed.opens, local("2026-11-27", 20));
  // It may open at ten, or not: nothing is promised.
  auto const doubtful = t.ask(place("T"), local("2026-11-28", 3));
  EXPECT_EQ(doubtful.until, local("2026-11-28", 10));
  EXPECT_FALSE(doubtful.opens);
  EXPECT_EQ(t.ask(place("T"), local("2026-11-28", 10)).state, OpenState::unknown);
  EXPECT_FALSE(t.ask(place("always"), local("2026-11-28", 10)).until);
  for (auto const& answer : {t.ask(place(""), local("2026-11-26", 9)), t.ask(place("other"), local("2026-11-26", 9)),
                             t.ask(place("T"), local("2026-11-25", 9)), t.ask(place("T"), local("2026-12-06", 0))}) {
    EXPECT_EQ(answer.state, OpenState::unknown);
    EXPECT_FALSE(answer.until);
  }
  Place shut = place("always");
  shut.head.status = RecordStatus::temporarily_closed;
  EXPECT_EQ(t.ask(shut, local("2026-11-26", 9)).state, OpenState::closed);
}

TEST(HoursTable, closing_days_hold_everywhere_or_at_places) {
  CityCalendar calendar;
  CalendarSpan inventory{
      .kind = CalendarKind::closing, .first = *parse_day("2026-11-26"), .last = *parse_day("2026-11-26")};
  inventory.places = {"x:1"};
  calendar.replace(
      "hall", {inventory,
               {.kind = CalendarKind::closing, .first = *parse_day("2026-11-28"), .last = *parse_day("2026-11-29")}});
  HoursTable const t = table(calendar);
  EXPECT_EQ(t.ask(place("T", "x:1"), local("2026-11-26", 10)).state, OpenState::closed);
  EXPECT_EQ(t.ask(place("T", "x:1"), local("2026-11-26", 10)).opens, local("2026-11-27", 20));
  EXPECT_EQ(t.ask(place("", "x:1"), local("2026-11-26", 10)).state, OpenState::closed);
  EXPECT_EQ(t.ask(place("T", "x:2"), local("2026-11-26", 10)).state, OpenState::open);
  // The night before a closing day ends at midnight.
  EXPECT_EQ(t.ask(place("T", "x:2"), local("2026-11-27", 23)).until, local("2026-11-28", 0));
  for (char const* const id : {"x:1", "x:2"}) {
    EXPECT_EQ(t.ask(place("always", id), local("2026-11-28", 0)).state, OpenState::closed);
    EXPECT_EQ(t.ask(place("always", id), local("2026-11-29", 23, 59)).state, OpenState::closed);
    EXPECT_EQ(t.ask(place("always", id), local("2026-11-30", 0)).state, OpenState::open);
  }
  EXPECT_EQ(t.evaluated()[1]->changes.size(), 1U);  // kept as evaluated
}

TEST(HoursTable, the_week_begins_today_and_a_night_belongs_to_its_evening) {
  HoursTable const t = table();
  using Span = HoursDay::Span;
  auto const week = t.week(place("T"), local("2026-11-26", 12));
  ASSERT_EQ(week.size(), 7U);
  EXPECT_EQ(format_day(week[0].date), "2026-11-26");
  EXPECT_EQ(week[0].spans, (std::vector<Span>{{540, 1140, OpenState::open}}));
  EXPECT_EQ(week[1].spans, (std::vector<Span>{{1200, 1560, OpenState::open}}));
  EXPECT_EQ(week[2].spans, (std::vector<Span>{{600, 720, OpenState::unknown}}));
  EXPECT_TRUE(week[3].spans.empty());
  // On Saturday at one in the morning, Friday's night is not Saturday's.
  EXPECT_EQ(t.week(place("T"), local("2026-11-28", 1))[0].spans, (std::vector<Span>{{600, 720, OpenState::unknown}}));
  for (HoursDay const& day : t.week(place("always"), local("2026-11-26", 12))) {
    EXPECT_EQ(day.spans, (std::vector<Span>{{0, 1440, OpenState::open}}));
  }
  EXPECT_TRUE(t.week(place(""), local("2026-11-26", 12)).empty());
  EXPECT_EQ(t.next_midnight(local("2026-11-26", 0)), local("2026-11-27", 0));
  EXPECT_EQ(t.next_midnight(local("2026-11-26", 23, 59)), local("2026-11-27", 0));
}

/// Evaluates every text as open from the window's start on, and counts.
struct Counting {
  std::atomic<int> calls = 0, texts = 0;
  EvaluateHours evaluate() {
    return [this](HoursContext const& asked, std::span<std::string const> which, std::stop_token const&) {
      ++calls;
      texts += static_cast<int>(which.size());
      return std::vector<Hours>(
          which.size(), Hours{.problem = HoursProblem::none, .changes = {{window_of(asked).first, OpenState::open}}});
    };
  }
};

HoursInput input(std::vector<std::string> texts) {
  HoursInput out;
  out.context.zone = kZone;
  out.texts = std::move(texts);
  return out;
}

TEST(HoursSource, a_reload_that_did_not_touch_hours_evaluates_nothing) {
  Counting counting;
  HoursSource source(counting.evaluate());
  sys_seconds const now = *parse_day("2026-11-26") + hours(12);
  source.want(input({"a", "b", "c"}));
  EXPECT_TRUE(source.is_stale(now));
  EXPECT_EQ(source.current(), nullptr);
  auto const first = source.refresh(now);
  ASSERT_TRUE(first);
  EXPECT_EQ(counting.texts, 3);
  EXPECT_FALSE(source.is_stale(now));
  EXPECT_EQ(source.refresh(now), first);
  source.want(input({"a", "b", "c"}));
  EXPECT_TRUE(source.refresh(now));
  EXPECT_EQ(counting.texts, 3);
  // One new text, one gone: one is evaluated.
  source.want(input({"a", "c", "d"}));
  auto const second = source.refresh(now);
  EXPECT_EQ(counting.texts, 4);
  EXPECT_NE(second->find("d"), nullptr);
  EXPECT_EQ(second->find("b"), nullptr);
  // Closing days are laid over, school holidays are not.
  HoursInput changed = input({"a", "c", "d"});
  changed.context.calendar.replace(
      "x", {{.kind = CalendarKind::closing, .first = *parse_day("2026-12-24"), .last = *parse_day("2026-12-24")}});
  source.want(changed);
  EXPECT_EQ(source.refresh(now)->ask(place("a"), local("2026-12-24", 12)).state, OpenState::closed);
  EXPECT_EQ(counting.texts, 4);
  changed.context.calendar.replace(
      "y", {{.kind = CalendarKind::school, .first = *parse_day("2026-12-24"), .last = *parse_day("2026-12-24")}});
  source.want(changed);
  source.refresh(now);
  EXPECT_EQ(counting.texts, 7);
}

TEST(HoursSource, the_window_is_renewed_at_the_citys_midnight) {
  Counting counting;
  HoursSource source(counting.evaluate());
  source.want(input({"a"}));
  auto const table = source.refresh(*parse_day("2026-11-27") + hours(2));  // still Thursday 26 in Montevideo
  EXPECT_EQ(format_day(table->context().first_day), "2026-11-25");
  EXPECT_EQ(table->context().days, 37);
  EXPECT_FALSE(source.is_stale(*parse_day("2026-11-27") + hours(2) + minutes(59)));
  EXPECT_TRUE(source.is_stale(*parse_day("2026-11-27") + hours(3)));
}

TEST(HoursSource, weeks_beyond_the_window_are_evaluated_when_asked_for_and_few_are_kept) {
  Counting counting;
  HoursSource source(counting.evaluate());
  auto const soon = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  EXPECT_EQ(source.covering(local("2031-05-05", 12), soon), nullptr);  // nothing is wanted yet
  source.want(input({"a"}));
  auto const may = source.covering(local("2031-05-07", 12), soon);
  ASSERT_TRUE(may);
  EXPECT_TRUE(may->covers(local("2031-05-05", 0)));  // Monday to Sunday
  EXPECT_TRUE(may->covers(local("2031-05-11", 23, 59)));
  EXPECT_FALSE(may->covers(local("2031-05-12", 0)));
  EXPECT_EQ(source.covering(local("2031-05-11", 1), soon), may);
  EXPECT_EQ(counting.calls, 1);
  for (int week = 1; week <= 4; ++week) {
    EXPECT_TRUE(source.covering(local("2031-05-07", 12) + week * 7 * 1440, soon));
  }
  EXPECT_EQ(counting.calls, 5);
  EXPECT_NE(source.covering(local("2031-05-07", 12), soon), may);  // was the oldest of five
  EXPECT_EQ(counting.calls, 6);
}

TEST(HoursSource, who_asks_while_the_table_is_made_waits_until_the_deadline) {
  std::promise<void> go;
  auto const ready = go.get_future().share();
  HoursSource source([ready](HoursContext const& asked, std::span<std::string const> which, std::stop_token const&) {
    ready.wait();
    return std::vector<Hours>(
        which.size(), Hours{.problem = HoursProblem::none, .changes = {{window_of(asked).first, OpenState::open}}});
  });
  source.want(input({"a"}));
  auto const now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  std::thread work([&] { EXPECT_TRUE(source.refresh(now)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(source.covering(to_minute(now), std::chrono::steady_clock::now() + std::chrono::milliseconds(50)), nullptr);
  std::thread asker([&] {
    auto const table = source.covering(to_minute(now), std::chrono::steady_clock::now() + std::chrono::seconds(20));
    EXPECT_TRUE(table);
  });
  go.set_value();
  work.join();
  asker.join();
}

}  // namespace
}  // namespace cartable::store
