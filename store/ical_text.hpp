#pragma once

#include "base/local_time.hpp"
#include "base/result.hpp"
#include "geo/lonlat.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// iCalendar (RFC 5545) as plain values: the home of libical. Readers and writers of .ics go through this header.
namespace cartable::store {

/// A time as a calendar writes it.
struct CalendarTime {
  base::LocalTime wall;
  bool is_date = false;  ///< a whole day
  bool is_utc = false;
  std::string tzid;  ///< as in the file; empty with neither zone nor UTC: floating
};
struct CalendarPeriod {
  CalendarTime start;
  std::optional<std::int64_t> seconds;  ///< its length, where it says one
};

/// One VEVENT. Texts are unescaped; what is not there is empty. Attendees are not read at all.
struct CalendarEvent {
  std::int64_t record = 0;  ///< 1 for the first of the file
  std::string uid, summary, description, location, url, status, classification, organizer, language, conference;
  std::vector<std::string> categories;
  std::optional<CalendarTime> start, end, recurrence_id;
  std::optional<std::int64_t> duration;  ///< seconds
  bool duration_in_days = false;         ///< DURATION:P1D, which a day of 23 hours fills too
  bool and_future = false;               ///< RECURRENCE-ID;RANGE=THISANDFUTURE
  std::string rrule;                     ///< libical's form
  std::vector<CalendarTime> exdates;
  std::vector<CalendarPeriod> rdates;
  std::optional<geo::LonLat> position;
  std::optional<int> sequence;
  std::string modified;                     ///< LAST-MODIFIED, else DTSTAMP: iCalendar UTC, comparable as text
  std::vector<std::string> not_taken;       ///< lines that are wrong ("RRULE: …"), as libical words it
  std::map<std::string, std::string> more;  ///< X- properties of ours and of festival software, by name
};

/// A zone that the file defines itself.
struct CalendarZone {
  std::string tzid, location;  ///< location: X-LIC-LOCATION or TZID-ALIAS-OF, an IANA name
  /// Its offsets, each day of the years that the file's events are in: (moment in UTC, seconds east of Greenwich).
  std::vector<std::pair<std::int64_t, std::int64_t>> offsets;
};

/// Slips against the format that were mended while reading.
struct CalendarSlips {
  std::int64_t bare_line_ends = 0;    ///< lines that end with LF alone
  std::int64_t long_lines = 0;        ///< lines of more than 75 octets
  std::int64_t broken_lines = 0;      ///< texts that go on in a new line without being folded
  std::int64_t unescaped = 0;         ///< commas and semicolons in texts without a backslash
  std::int64_t unknown_lines = 0;     ///< properties that RFC 5545 and its extensions of libical do not have
  std::int64_t other_components = 0;  ///< VTODO, VJOURNAL, VFREEBUSY
};

struct CalendarText {
  std::string name, description, timezone, language, method;
  std::vector<CalendarEvent> events;
  std::vector<CalendarZone> zones;
  CalendarSlips slips;
};

/// Whether a text begins as a calendar does (BEGIN:VCALENDAR or BEGIN:VEVENT, in any case of letters).
[[nodiscard]] bool looks_like_calendar(std::string_view head) noexcept;

/// Reads a calendar, or several one after the other, or events without a calendar around them.
/// \param text  UTF-8
/// \return corrupt for a text that is none; invalid_value for one without a single event
[[nodiscard]] base::Result<CalendarText> read_calendar_text(std::string_view text);

/// "20261128T100000", "20261128T090000Z" of a UTC time, "20261128" of a day.
[[nodiscard]] std::string ical_value(CalendarTime const& time);
[[nodiscard]] std::string ical_value(base::LocalTime const& wall);
/// Reads these forms; nothing for any other text. The zone is not told by a value.
[[nodiscard]] std::optional<CalendarTime> parse_ical_value(std::string_view text) noexcept;

}  // namespace cartable::store
