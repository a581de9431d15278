#pragma once

#include "base/result.hpp"
#include "store/model.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// The setting that keeps the city's calendar: JSON, as CityCalendar::to_text() writes it.
inline constexpr std::string_view kCalendarSetting = "school_calendar";

/// What a span of days is. `school`: school holidays (SH of OSM's opening hours). `public_holiday`: days that the
/// region's table of public holidays (PH) lacks, or all of them where it has none. `no_public_holiday`: days that the
/// table has wrongly. `closing`: closed whatever the opening hours say, everywhere or at the places named.
enum class CalendarKind : std::uint8_t { school, public_holiday, no_public_holiday, closing };
/// "school", "public", "not-public", "closing": the words of calendar files and of the setting.
[[nodiscard]] std::string_view to_string(CalendarKind kind) noexcept;
[[nodiscard]] std::optional<CalendarKind> parse_calendar_kind(std::string_view text) noexcept;

struct CalendarSpan {
  CalendarKind kind = CalendarKind::school;
  std::chrono::sys_days first{}, last{};  ///< both included
  std::string name{};                     ///< "Vacances de Noël"
  StringList places{};                    ///< ids; of a closing only, empty: all places
  std::string source{};                   ///< slug of the source that brought it
  friend bool operator==(CalendarSpan const&, CalendarSpan const&) = default;
};

/// School holidays, public holidays and closing days of a city, in city time. Plain data: read it from the setting,
/// change it, write it back.
struct CityCalendar {
  std::vector<CalendarSpan> spans;  ///< by kind, first day, last day, name

  /// \param setting  the value of kCalendarSetting; empty gives an empty calendar
  /// \return invalid_value for a text that is not such a calendar
  [[nodiscard]] static base::Result<CityCalendar> parse(std::string_view setting);
  [[nodiscard]] std::string to_text() const;

  /// What an import of calendar files does: the spans that `source` brought earlier go, `fresh` come (their source is
  /// set). Equal spans are kept once. \return whether anything changed
  bool replace(std::string const& source, std::vector<CalendarSpan> fresh);

  /// Whether a day is a school holiday: no answer before the first and after the last holiday known, nor inside a
  /// stretch of more than 200 days without any, where a school year is missing.
  [[nodiscard]] Tri school_holiday(std::chrono::sys_days day) const;
  /// Whether any span of this kind is known at all.
  [[nodiscard]] bool has(CalendarKind kind) const noexcept;

  friend bool operator==(CityCalendar const&, CityCalendar const&) = default;
};

/// "2026-12-19" as a day; nothing for another text, 30 February, or a year outside 1900…2999.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view iso) noexcept;
[[nodiscard]] std::string format_day(std::chrono::sys_days day);

}  // namespace cartable::store
