#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace cartable::store {

/// A span of time; either end may be open. Seconds since 1970 in UTC, both ends included.
struct Interval {
  std::optional<std::int64_t> from, to;
  bool from_day = false, to_day = false;  ///< that end was named as a day, and is its first or last second in UTC
  [[nodiscard]] bool meets(std::int64_t first, std::int64_t last) const noexcept {
    return (!from || last >= *from) && (!to || first <= *to);
  }
};

/// An RFC 3339 instant or ISO date as the span of seconds that it names (a date: its whole UTC day).
[[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> parse_moment(std::string_view text) noexcept;

/// Whether an ISO date or RFC 3339 text lies in the interval; a text that is not known does not.
[[nodiscard]] bool in_time(std::optional<Interval> const& time, std::string_view from, std::string_view to);

}  // namespace cartable::store
