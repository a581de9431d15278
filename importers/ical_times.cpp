#include "importers/ical_times.hpp"

#include "base/format.hpp"
#include "store/recurrence.hpp"

#include <algorithm>
#include <set>

namespace cartable::importers {
namespace {

using store::CalendarEvent;
using store::CalendarTime;
using store::Session;

constexpr std::int64_t kDay = 86'400;

/// Whether the clocks of two zones show the same now and in the years around.
bool same_clocks(base::TimeZone const& a, base::TimeZone const& b) {
  std::int64_t const from = base::wall_seconds({2020, 1, 1, 12, 0, 0}), to = base::wall_seconds({2031, 1, 1, 12, 0, 0});
  for (std::int64_t moment = from; moment < to; moment += 7 * kDay) {
    if (a.offset_at(moment) != b.offset_at(moment)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<base::TimeZone> ZoneBook::of(CalendarTime const& time) {
  if (time.is_utc) {
    return base::TimeZone::utc();
  }
  return time.tzid.empty() ? city_ : named(time.tzid);
}
std::optional<base::TimeZone> ZoneBook::named(std::string const& tzid) {
  if (auto const known = known_.find(tzid); known != known_.end()) {
    return known->second;
  }
  auto zone = base::TimeZone::find(tzid);
  if (zone && city_ && zone->name() != tzid && same_clocks(*zone, *city_)) {
    zone = city_;  // "Pacific Standard Time" in Vancouver
  }
  auto const own = std::find_if(zones_.begin(), zones_.end(), [&](auto const& z) { return z.tzid == tzid; });
  if (!zone && own != zones_.end()) {
    zone = base::TimeZone::find(own->location);
    if (!zone && !own->offsets.empty()) {
      zone = base::TimeZone::with_offsets(city_ ? city_->name() : std::string(), own->offsets);
      if (zone) {
        notes_[tzid] = fmt::format("is taken as {}, whose clocks show the same", zone->name());
      }
    }
  }
  if (!zone) {
    zone = city_;
    notes_[tzid] = city_ ? fmt::format("is no time zone that is known; {} was taken", city_->name())
                         : "is no time zone that is known";
  }
  known_.emplace(tzid, zone);
  return zone;
}

std::string EventTimes::recurrence_of(CalendarEvent const& event) {
  if (!event.recurrence_id) {
    return {};
  }
  CalendarTime const& time = *event.recurrence_id;
  auto const zone = zones_.of(time);
  if (time.is_date || !zone) {
    return store::ical_value(time);
  }
  return store::ical_value(CalendarTime{
      .wall = base::from_wall_seconds(zone->instant(time.wall)), .is_date = false, .is_utc = true, .tzid = {}});
}

std::string EventTimes::value_in(CalendarTime const& time, base::TimeZone const& zone) {
  if (time.is_date) {
    return store::ical_value(time);
  }
  auto const own = zones_.of(time);
  std::int64_t const instant = (own ? *own : zone).instant(time.wall);
  return store::ical_value(zone.at(instant));
}

bool EventTimes::read(CalendarEvent const& event, Session& session) {
  std::optional<CalendarTime> const& start = event.start ? event.start : event.recurrence_id;
  if (!start) {
    reject_(event, "DTSTART", "", "has no start that can be read", "write a date and a time, such as 20261128T100000");
    return false;
  }
  bool const recurs = !event.rrule.empty() || !event.rdates.empty();
  auto zone = zones_.of(*start);
  if (!zone) {
    reject_(event, "DTSTART", store::ical_value(*start), "has a time of no zone, and the city's time zone is not known",
            "say it with --timezone Europe/Paris");
    return false;
  }
  floating_ += start->tzid.empty() && !start->is_utc && !start->is_date ? 1 : 0;
  std::int64_t const starts = zone->instant(start->wall);
  // A moment in UTC is shown as the city's clocks show it; a series in UTC is counted out in UTC (RFC 5545 §3.3.10).
  if (start->is_utc && !recurs && zones_.city()) {
    zone = zones_.city();
  }
  std::optional<std::int64_t> ends;
  if (event.end) {
    auto const end_zone = zones_.of(*event.end);
    ends = (end_zone ? *end_zone : *zone).instant(event.end->wall);
  } else if (event.duration && event.duration_in_days) {
    ends = zone->instant(base::from_wall_seconds(wall_seconds(zone->at(starts)) + *event.duration));
  } else if (event.duration) {
    ends = starts + *event.duration;
  } else if (start->is_date) {
    ends = zone->instant(base::from_wall_seconds(wall_seconds(start->wall) + kDay));
  }
  if (ends.value_or(starts) < starts) {
    ++odd_ends_;
    ends.reset();
  }
  if (ends.value_or(starts - 1) == starts &&
      start->is_date) {  // "to the same day" of programs that count the last day in
    ends = zone->instant(base::from_wall_seconds(wall_seconds(start->wall) + kDay));
  }
  session.timezone = zone->name();
  session.starts = zone->rfc3339(starts);
  if (std::int64_t const end = ends.value_or(starts); end > starts) {
    session.ends = zone->rfc3339(end);
  }
  if (recurs) {
    read_series(event, session, *zone);
  }
  return true;
}

void EventTimes::read_series(CalendarEvent const& event, Session& session, base::TimeZone const& zone) {
  base::LocalTime const first = zone.at(*base::parse_instant(session.starts));
  if (!event.rrule.empty()) {
    auto rule = store::check_rule(event.rrule, first);
    if (rule) {
      session.rrule = *std::move(rule);
    } else {
      reject_(event, "RRULE", event.rrule, rule.error().message + "; its first time alone was taken",
              "write a rule such as FREQ=WEEKLY;COUNT=10");
    }
  }
  std::set<std::string> exdates, rdates;
  for (CalendarTime const& time : event.exdates) {
    exdates.insert(value_in(time, zone));
  }
  for (store::CalendarPeriod const& period : event.rdates) {
    std::string value = value_in(period.start, zone);
    if (period.seconds && !period.start.is_date) {
      if (auto const start = store::parse_ical_value(value)) {
        value += "/" + store::ical_value(zone.at(zone.instant(start->wall) + *period.seconds));
      }
    }
    rdates.insert(std::move(value));
  }
  auto const join = [](std::set<std::string> const& values) {
    std::string out;
    for (std::string const& value : values) {
      out += (out.empty() ? "" : ",") + value;
    }
    return out;
  };
  session.exdates = join(exdates);
  session.rdates = join(rdates);
}

}  // namespace cartable::importers
