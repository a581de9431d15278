#include "store/hours.hpp"

#include "base/local_time.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::array<std::string_view, 4> kStates{"closed", "open", "unknown", "appointment"};
constexpr std::array<std::pair<HoursProblem, std::string_view>, 7> kProblems{{
    {HoursProblem::none, "none"},
    {HoursProblem::unreadable, "unreadable"},
    {HoursProblem::unsupported, "unsupported"},
    {HoursProblem::no_school_calendar, "no-school-calendar"},
    {HoursProblem::no_public_holidays, "no-public-holidays"},
    {HoursProblem::no_time_zone, "no-time-zone"},
    {HoursProblem::failed, "failed"},
}};

constexpr std::int64_t kDayMinutes = 1440;

}  // namespace

std::string_view to_string(OpenState state) noexcept { return kStates[static_cast<std::size_t>(state)]; }

std::string_view to_string(HoursProblem problem) noexcept {
  return kProblems[static_cast<std::size_t>(problem)].second;
}

std::optional<HoursProblem> parse_hours_problem(std::string_view text) noexcept {
  auto const found =
      std::find_if(kProblems.begin(), kProblems.end(), [&](auto const& one) { return one.second == text; });
  return found == kProblems.end() ? std::nullopt : std::optional(found->first);
}

UtcMinute to_minute(std::chrono::sys_seconds moment) noexcept {
  return static_cast<UtcMinute>(std::chrono::floor<std::chrono::minutes>(moment).time_since_epoch().count());
}

std::chrono::sys_seconds to_moment(UtcMinute minute) noexcept {
  return std::chrono::sys_seconds(std::chrono::minutes(minute));
}

OpenState Hours::at(UtcMinute minute) const noexcept {
  auto const after = std::upper_bound(changes.begin(), changes.end(), minute,
                                      [](UtcMinute m, HoursChange const& change) { return m < change.from; });
  return after == changes.begin() ? OpenState::unknown : std::prev(after)->state;
}

std::optional<UtcMinute> Hours::next_change(UtcMinute minute) const noexcept {
  auto const after = std::upper_bound(changes.begin(), changes.end(), minute,
                                      [](UtcMinute m, HoursChange const& change) { return m < change.from; });
  return after == changes.end() ? std::nullopt : std::optional(after->from);
}

UtcMinute city_minute(std::string_view zone, std::int64_t wall_minutes) {
  auto const found = base::TimeZone::find(zone);
  if (!found) {
    return static_cast<UtcMinute>(wall_minutes);
  }
  base::LocalTime const wall = base::from_wall_seconds(wall_minutes * 60);
  std::int64_t const moment = found->instant(wall);
  if (found->at(moment) == wall) {
    return static_cast<UtcMinute>(moment / 60);
  }
  // Skipped: the clocks were put forward on the way to `moment`, and what they showed then is the next that exists.
  std::int64_t before = moment - kDayMinutes * 60;
  std::int64_t after = moment;
  std::int64_t const offset = found->offset_at(moment);
  while (after - before > 60) {
    std::int64_t const middle = (before / 60 + after / 60) / 2 * 60;
    (found->offset_at(middle) == offset ? after : before) = middle;
  }
  return static_cast<UtcMinute>(after / 60);
}

std::pair<UtcMinute, UtcMinute> window_of(HoursContext const& context) {
  std::int64_t const first = context.first_day.time_since_epoch().count() * kDayMinutes;
  return {city_minute(context.zone, first), city_minute(context.zone, first + context.days * kDayMinutes)};
}

}  // namespace cartable::store
