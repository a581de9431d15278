#include "store/hours_days.hpp"

#include <algorithm>
#include <cstddef>

namespace cartable::store {
namespace {

constexpr std::int64_t kDay = 1440;  // minutes

using Minutes = std::vector<OpenState>;

/// Whether a span began in the course of the day before `midnight` and ends in the course of the day after.
bool is_night(WallSpan const& span, std::int64_t midnight) noexcept {
  return span.begin >= midnight - kDay && span.begin < midnight && span.end > midnight && span.end < midnight + kDay &&
         span.end - span.begin < kDay;
}

template <class Wanted>
Minutes paint(DayPattern const& pattern, std::int64_t midnight, OpenState ground, Wanted const& wanted) {
  Minutes out(static_cast<std::size_t>(kDay), ground);
  for (WallSpan const& span : pattern) {
    std::int64_t const first = std::max(span.begin, midnight) - midnight;
    std::int64_t const last = std::min(span.end, midnight + kDay) - midnight;
    if (first < last && wanted(span)) {
      std::fill(out.begin() + first, out.begin() + last, span.state);
    }
  }
  return out;
}

void doubt(Minutes& minutes, Minutes const& other) {
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (minutes[i] != other[i]) {
      minutes[i] = OpenState::unknown;
    }
  }
}

bool among(std::vector<std::uint32_t> const& sorts, std::uint32_t sort) {
  return std::find(sorts.begin(), sorts.end(), sort) != sorts.end();
}

}  // namespace

std::int64_t open_end_limit(std::int64_t begin) noexcept {
  constexpr std::int64_t kEvening = 17 * 60;
  constexpr std::int64_t kMorning = 5 * 60;
  std::int64_t const midnight = begin - (begin % kDay + kDay) % kDay;
  return midnight + kDay + (begin - midnight >= kEvening ? kMorning : 0);
}

std::vector<OpenState> join_days(std::vector<std::vector<std::uint32_t>> const& sorts,
                                 std::function<DayPattern const&(std::uint32_t)> const& pattern) {
  std::vector<OpenState> out;
  out.reserve(sorts.size() * static_cast<std::size_t>(kDay));
  for (std::size_t day = 0; day < sorts.size(); ++day) {
    std::int64_t const midnight = static_cast<std::int64_t>(day) * kDay;
    std::vector<std::uint32_t> const& before = sorts[day == 0 ? 0 : day - 1];
    Minutes joined;
    for (std::uint32_t const sort : sorts[day]) {
      // A night that belongs to a day before of another sort did not happen.
      bool const same = among(before, sort);
      Minutes one = paint(pattern(sort), midnight, OpenState::closed,
                          [&](WallSpan const& span) { return same || !is_night(span, midnight); });
      if (joined.empty()) {
        joined = std::move(one);
      } else {
        doubt(joined, one);
      }
    }
    if (before != sorts[day]) {
      Minutes night;
      for (std::uint32_t const sort : before) {
        Minutes one = paint(pattern(sort), midnight, OpenState::closed,
                            [&](WallSpan const& span) { return is_night(span, midnight); });
        if (night.empty()) {
          night = std::move(one);
        } else {
          doubt(night, one);
        }
      }
      for (std::size_t i = 0; i < night.size(); ++i) {
        if (night[i] != OpenState::closed && joined[i] != OpenState::open) {
          joined[i] = night[i];
        }
      }
    }
    out.insert(out.end(), joined.begin(), joined.end());
  }
  return out;
}

}  // namespace cartable::store
