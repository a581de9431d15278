#pragma once

#include "geo/lonlat.hpp"
#include "store/school_calendar.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Opening hours as answers: what a text in OSM's syntax means from one minute to the next. The texts are read by
/// hours_engine.* (KOpeningHours, in a helper process); everything else works with these plain lists.
namespace cartable::store {

/// Whether somebody who comes now gets in. `appointment`: only with an appointment, or on request.
enum class OpenState : std::uint8_t { closed, open, unknown, appointment };
/// "closed", "open", "unknown", "appointment".
[[nodiscard]] std::string_view to_string(OpenState state) noexcept;

/// Minutes since 1970-01-01T00:00Z: what opening hours are exact to.
using UtcMinute = std::int32_t;
[[nodiscard]] UtcMinute to_minute(std::chrono::sys_seconds moment) noexcept;  ///< rounded down
[[nodiscard]] std::chrono::sys_seconds to_moment(UtcMinute minute) noexcept;

/// From `from` on, until the next change.
struct HoursChange {
  UtcMinute from = 0;
  OpenState state = OpenState::unknown;
  friend bool operator==(HoursChange const&, HoursChange const&) = default;
};

/// Why a text's hours are not, or not wholly, known.
enum class HoursProblem : std::uint8_t {
  none,
  unreadable,          ///< no opening hours in OSM's syntax, or longer than kMaxHoursText
  unsupported,         ///< right, but asks for something that cannot be evaluated
  no_school_calendar,  ///< names school holidays (SH) of days that the city's calendar does not reach
  no_public_holidays,  ///< names public holidays (PH), and the region has no table of them
  no_time_zone,        ///< the city has none
  failed               ///< the evaluation broke off or took too long
};
/// "none", "unreadable", "unsupported", "no-school-calendar", "no-public-holidays", "no-time-zone", "failed".
[[nodiscard]] std::string_view to_string(HoursProblem problem) noexcept;
[[nodiscard]] std::optional<HoursProblem> parse_hours_problem(std::string_view text) noexcept;

inline constexpr std::size_t kMaxHoursText = 2000;  ///< bytes; OSM's own limit is 255 characters

/// A text's meaning over a window of days.
struct Hours {
  HoursProblem problem = HoursProblem::none;
  std::vector<HoursChange> changes;  ///< ascending, neighbours differ; the first at the window's start; empty: unknown

  [[nodiscard]] OpenState at(UtcMinute minute) const noexcept;  ///< unknown before the first change
  /// The first change after `minute`; nothing when there is none in the window.
  [[nodiscard]] std::optional<UtcMinute> next_change(UtcMinute minute) const noexcept;
  friend bool operator==(Hours const&, Hours const&) = default;
};

/// What the meaning of a text depends on besides the text.
struct HoursContext {
  std::string zone{};                     ///< IANA; empty: hours are unknown
  std::string region{};                   ///< ISO 3166: "FR", "FR-IDF"; of public holidays
  std::optional<geo::LonLat> location{};  ///< for sunrise and sunset
  CityCalendar calendar{};                ///< school and public holidays; closings are not looked at
  std::chrono::sys_days first_day{};      ///< of the window, in city time
  int days = 0;                           ///< of the window
  friend bool operator==(HoursContext const&, HoursContext const&) = default;
};

/// Evaluates texts: one answer each, in order. Stopped: as many as there are so far.
using EvaluateHours =
    std::function<std::vector<Hours>(HoursContext const&, std::span<std::string const> texts, std::stop_token)>;

/// The moments at which the window begins and ends, by the zone's clock. pre: the zone exists
[[nodiscard]] std::pair<UtcMinute, UtcMinute> window_of(HoursContext const& context);
/// The moment at which clocks in `zone` show a time, given as minutes since 1970 of that wall. A time that summer time
/// skips is the next that exists; of one that comes twice it is the first. UTC for a name that is no zone.
[[nodiscard]] UtcMinute city_minute(std::string_view zone, std::int64_t wall_minutes);

}  // namespace cartable::store
