#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cartable::base {

/// What a calendar and a clock on the wall show, wherever they hang.
struct LocalTime {
  int year = 1970, month = 1, day = 1;  ///< month and day from 1
  int hour = 0, minute = 0, second = 0;
  friend auto operator<=>(LocalTime const&, LocalTime const&) = default;
};

/// Whether there is such a day and such a time of day (second 60 is not one).
[[nodiscard]] bool is_valid(LocalTime const& time) noexcept;
/// Seconds since 1970-01-01T00:00:00 of the same wall; days of the Gregorian calendar. pre: is_valid
[[nodiscard]] std::int64_t wall_seconds(LocalTime const& time) noexcept;
[[nodiscard]] LocalTime from_wall_seconds(std::int64_t seconds) noexcept;

/// Seconds since 1970-01-01T00:00:00Z of an RFC 3339 text with an offset; fractions of a second are cut off.
/// Nothing for any other text.
[[nodiscard]] std::optional<std::int64_t> parse_instant(std::string_view rfc3339) noexcept;

/// A time zone of the IANA table. Cheap to copy; safe from any thread.
class TimeZone {
 public:
  /// \param name  IANA ("Europe/Paris"), also with a prefix before it ("/example.org/2020/Europe/Paris"), or what
  ///              Windows calls it ("Romance Standard Time"); nothing for a name that is no zone
  [[nodiscard]] static std::optional<TimeZone> find(std::string_view name);
  [[nodiscard]] static TimeZone utc();

  /// The IANA name.
  [[nodiscard]] std::string const& name() const noexcept { return name_; }
  /// Seconds east of Greenwich at a moment (seconds since 1970 in UTC).
  [[nodiscard]] std::int64_t offset_at(std::int64_t instant) const;
  [[nodiscard]] LocalTime at(std::int64_t instant) const;
  /// The moment at which a wall shows this time. One that summer time skips counts on from the time before it (02:30
  /// is 03:30, RFC 5545 §3.3.5), of one that comes twice it is the first.
  [[nodiscard]] std::int64_t instant(LocalTime const& time) const;
  /// "2026-11-28T10:00:00+01:00"; "Z" in UTC.
  [[nodiscard]] std::string rfc3339(std::int64_t instant) const;

  /// The zone of the table whose offsets are those that `offset` tells at the moments given: `likely` if it is one of
  /// them, else the first by name of those that are places ("Europe/Amsterdam"). For zones that a file defines itself.
  [[nodiscard]] static std::optional<TimeZone> with_offsets(
      std::string_view likely, std::span<std::pair<std::int64_t, std::int64_t> const> offsets);

 private:
  struct Rules;
  std::string name_;
  std::shared_ptr<Rules const> rules_;
};

}  // namespace cartable::base
