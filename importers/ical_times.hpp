#pragma once

#include "base/local_time.hpp"
#include "store/ical_text.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// When the events of a calendar take place.
namespace cartable::importers {

/// Zones by the names that a file has for them.
class ZoneBook {
 public:
  /// \param zones  of the file, borrowed  \param city  that of floating times and of names that nobody knows
  ZoneBook(std::vector<store::CalendarZone> const& zones, std::optional<base::TimeZone> city)
      : zones_(zones), city_(std::move(city)) {}

  /// The zone of a time; nothing for a floating time in a city without a zone.
  std::optional<base::TimeZone> of(store::CalendarTime const& time);
  [[nodiscard]] std::optional<base::TimeZone> const& city() const noexcept { return city_; }
  /// Names that are no zone of the table, with what was taken for them.
  [[nodiscard]] std::map<std::string, std::string> const& notes() const noexcept { return notes_; }

 private:
  std::optional<base::TimeZone> named(std::string const& tzid);

  std::vector<store::CalendarZone> const& zones_;
  std::optional<base::TimeZone> city_;
  std::map<std::string, std::optional<base::TimeZone>> known_;
  std::map<std::string, std::string> notes_;
};

/// Reads start, end, zone and series of events into sessions.
class EventTimes {
 public:
  /// Told of an event that cannot be taken, or not wholly: column, value, reason, remedy.
  using Reject = std::function<void(store::CalendarEvent const&, std::string_view, std::string_view, std::string_view,
                                    std::string_view)>;
  EventTimes(ZoneBook zones, Reject reject) : zones_(std::move(zones)), reject_(std::move(reject)) {}

  /// Start, end and zone; false after a reject.
  [[nodiscard]] bool read(store::CalendarEvent const& event, store::Session& session);
  /// A recurrence id that is the same whatever zone the file writes it in; empty for an event without one.
  [[nodiscard]] std::string recurrence_of(store::CalendarEvent const& event);

  [[nodiscard]] ZoneBook const& zones() const noexcept { return zones_; }
  /// Starts that name no zone.
  [[nodiscard]] std::int64_t floating() const noexcept { return floating_; }
  /// Events that end before they start; their end is left out.
  [[nodiscard]] std::int64_t odd_ends() const noexcept { return odd_ends_; }

 private:
  void read_series(store::CalendarEvent const& event, store::Session& session, base::TimeZone const& zone);
  [[nodiscard]] std::string value_in(store::CalendarTime const& time, base::TimeZone const& zone);

  ZoneBook zones_;
  Reject reject_;
  std::int64_t floating_ = 0, odd_ends_ = 0;
};

}  // namespace cartable::importers
