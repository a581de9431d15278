#include "importers/ical_moves.hpp"

#include "base/local_time.hpp"
#include "store/recurrence.hpp"

#include <algorithm>
#include <cstdint>

namespace cartable::importers {

using store::Session;

void compare_with_stored(Session& session, Session const& before) {
  if (session.state != "scheduled" || !session.rrule.empty() || !session.rdates.empty()) {
    return;
  }
  if (!before.rrule.empty() || !before.rdates.empty() || before.head.status == store::RecordStatus::withdrawn) {
    return;
  }
  bool const was_moved = before.state == "moved";
  auto const differ = [](std::string const& a, std::string const& b) {
    return base::parse_instant(a) != base::parse_instant(b);
  };
  // Once moved it stays so, until it is back where it was first announced.
  session.previous_starts = differ(before.starts, session.starts) ? before.starts
                            : was_moved                           ? before.previous_starts
                                                                  : "";
  if (!before.place.empty() && !session.place.empty()) {
    session.previous_place = before.place != session.place ? before.place : was_moved ? before.previous_place : "";
  }
  if (!session.previous_starts.empty() && was_moved && !before.previous_starts.empty() &&
      differ(before.starts, session.starts)) {
    session.previous_starts = before.previous_starts;
  }
  if (!session.previous_starts.empty() && !differ(session.previous_starts, session.starts)) {
    session.previous_starts.clear();
  }
  if (session.previous_place == session.place) {
    session.previous_place.clear();
  }
  if (!session.previous_starts.empty() || !session.previous_place.empty()) {
    session.state = "moved";
  }
}

void compare_with_series(Session& session, Session const* first, bool is_master) {
  if (auto const meant = store::parse_ical_value(session.recurrence_id); meant && session.state == "scheduled") {
    auto const zone = base::TimeZone::find(session.timezone);
    auto const starts = base::parse_instant(session.starts);
    std::int64_t const was = meant->is_utc || !zone ? wall_seconds(meant->wall) : zone->instant(meant->wall);
    if (zone && starts && *starts != was) {
      session.state = "moved";
      session.previous_starts = zone->rfc3339(was);
    }
    if (first != nullptr && first->recurrence_id.empty() && !first->place.empty() && !session.place.empty() &&
        session.place != first->place) {
      session.state = "moved";
      session.previous_place = first->place;
    }
  }
  if (first != nullptr && session.ends.empty() && !is_master) {  // as long as the others of the series
    auto const starts = base::parse_instant(session.starts);
    auto const from = base::parse_instant(first->starts), to = base::parse_instant(first->ends);
    auto const zone = base::TimeZone::find(session.timezone);
    if (starts && from && to && zone) {
      session.ends = zone->rfc3339(*starts + (*to - *from));
    }
  }
}

void split_series(std::vector<Session>& sessions, std::vector<CalendarEntry> const& entries) {
  Session& master = sessions.front();
  if (!master.recurrence_id.empty() || master.rrule.empty()) {
    return;
  }
  auto const zone = base::TimeZone::find(master.timezone);
  auto const first = base::parse_instant(master.starts);
  if (!zone || !first) {
    return;
  }
  std::string const whole = master.rrule;
  for (Session& session : sessions) {
    auto const entry = std::find_if(entries.begin(), entries.end(),
                                    [&](CalendarEntry const& e) { return e.recurrence == session.recurrence_id; });
    auto const from = store::parse_ical_value(session.recurrence_id);
    if (session.recurrence_id.empty() || entry == entries.end() || !entry->event->and_future || !from) {
      continue;
    }
    std::int64_t const moment = from->is_utc ? wall_seconds(from->wall) : zone->instant(from->wall);
    if (session.rrule.empty() && session.rdates.empty() && session.state != "cancelled") {
      session.rrule = store::rule_from(whole, zone->at(*first), moment, *zone);
    }
    master.rrule = store::rule_until(master.rrule, moment);
  }
}

}  // namespace cartable::importers
