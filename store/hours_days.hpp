#pragma once

#include "store/hours.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace cartable::store {

/// A stretch of time with one state, in minutes of a wall clock counted from the first of the days looked at.
struct WallSpan {
  std::int64_t begin = 0, end = 0;  ///< end is not included
  OpenState state = OpenState::closed;
  friend bool operator==(WallSpan const&, WallSpan const&) = default;
};

/// What a text means on days of one sort: ascending by begin; what no span covers is closed.
using DayPattern = std::vector<WallSpan>;

/// Puts days of several sorts together. A day may be of one sort, or of one of several when it is not known what it is:
/// then a minute that is the same in all of them is that, any other unknown. What began the evening before goes on
/// past midnight as on the day when it began.
/// \param sorts    for each day, the sorts that it may be; never empty
/// \param pattern  of a sort, over all days
/// \return the state of every minute of the days
[[nodiscard]] std::vector<OpenState> join_days(std::vector<std::vector<std::uint32_t>> const& sorts,
                                               std::function<DayPattern const&(std::uint32_t)> const& pattern);

/// An open end ("17:00+") in wall minutes: open to `from`, then unknown for as long as such hours may last.
/// \param begin  when it opened
/// \return the first minute that is surely not open any more: midnight, or 05:00 when it opened after 17:00
[[nodiscard]] std::int64_t open_end_limit(std::int64_t begin) noexcept;

}  // namespace cartable::store
