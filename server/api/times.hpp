#pragma once

#include "server/api/problem.hpp"
#include "server/api/route.hpp"
#include "store/filter.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace cartable::server::api {

/// A time as `open_at` and `when` take it: "now", the city's clock ("2026-11-23T18:30"), or a moment with an offset.
struct AskedTime {
  bool now = false;
  std::optional<std::int64_t> utc;  ///< minutes since 1970 of a time with an offset
  std::int64_t wall = 0;            ///< minutes since 1970 of the city's clock, of one without
};

/// "now", "2026-11-23T18:30", "2026-11-23T18:30:00", with "Z", "+01:00" or, as '+' is a blank in queries, " 01:00"
/// behind it. Seconds are cut off. Nothing for another text and for years outside 2000…2099.
[[nodiscard]] std::optional<AskedTime> parse_city_time(std::string_view text) noexcept;
/// "2026-11-28T09:00/2026-11-28T12:00"; a date is its first minute, at the end the day's last; a date alone is that
/// day. Nothing for another text.
[[nodiscard]] std::optional<std::pair<AskedTime, AskedTime>> parse_city_span(std::string_view text) noexcept;

/// Minutes that a span may last.
inline constexpr std::int64_t kLongestCitySpan = 366 * 1440;
inline constexpr std::string_view kCityTimeRule =
    "now, or a time as 2026-11-23T18:30 (the city's clock; an offset may follow), in the years 2000 to 2099";
inline constexpr std::string_view kCitySpanRule =
    "start/end, each a time as 2026-11-28T09:00 or a date, in the years 2000 to 2099, the end after the start by at "
    "most "
    "366 days";

/// Sets the filter's conditions of time from `open_at` and `when`, with the hours that they are answered from.
/// \return what to answer instead: 400 for a span that ends before it begins, 503 while hours are being read
[[nodiscard]] std::optional<Response> read_times(Context& context, store::Filter& filter);
/// Whether a request asks for a time, whose hours may have to be read first.
[[nodiscard]] bool asks_for_time(Request const& request) noexcept;
/// Whether its answer is another one a minute later: `open_at=now`, or `now` in `when`.
[[nodiscard]] bool depends_on_now(Values const& values) noexcept;

}  // namespace cartable::server::api
