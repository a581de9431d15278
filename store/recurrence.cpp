#include "store/recurrence.hpp"

#include "base/text.hpp"
#include "store/ical_support.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::int64_t kDay = 86'400;
/// Times of one rule that are looked at: 27 years of days.
constexpr int kMostSteps = 10'000;

base::TimeZone zone_of(Session const& session) {
  auto zone = base::TimeZone::find(session.timezone);
  return zone ? *std::move(zone) : base::TimeZone::utc();
}

std::int64_t instant_of(CalendarTime const& time, base::TimeZone const& zone) {
  return time.is_utc ? wall_seconds(time.wall) : zone.instant(time.wall);
}

std::string text_of_rule(icalrecurrencetype rule) {
  char* const text = icalrecurrencetype_as_string_r(&rule);
  std::string out = text == nullptr ? std::string() : text;
  icalmemory_free_buffer(text);
  return out;
}

/// Gives `take` the times of a rule as its wall shows them until it returns false.
template <class Take>
void count_out(icalrecurrencetype rule, base::LocalTime const& first, base::TimeZone const& zone, Take const& take) {
  if (!icaltime_is_null_time(rule.until)) {
    // libical compares what walls show; an end in UTC is told as this zone's wall.
    CalendarTime until = from_ical(rule.until);
    if (until.is_utc) {
      until.wall = zone.at(wall_seconds(until.wall));
    } else if (until.is_date) {
      until.wall.hour = 23;
      until.wall.minute = until.wall.second = 59;
    }
    until.is_utc = until.is_date = false;
    rule.until = to_ical(until);
  }
  IteratorPtr const iterator(
      icalrecur_iterator_new(rule, to_ical({.wall = first, .is_date = false, .is_utc = false, .tzid = {}})));
  for (int step = 0; iterator != nullptr && step < kMostSteps; ++step) {
    icaltimetype const next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next)) {
      return;
    }
    CalendarTime const time = from_ical(next);
    if (!is_valid(time.wall) || !take(time.wall)) {
      return;
    }
  }
}

/// Where a rule can be begun to be counted out so that no time that touches what follows `from` is missed: later by
/// whole steps of the rule, where that makes no difference.
base::LocalTime near_start(icalrecurrencetype const& rule, base::LocalTime const& first, base::LocalTime const& from,
                           std::int64_t length) {
  bool const weekly = rule.freq == ICAL_WEEKLY_RECURRENCE;
  if (rule.count > 0 || (!weekly && rule.freq != ICAL_DAILY_RECURRENCE)) {
    return first;
  }
  std::int64_t const step = std::max<std::int64_t>(rule.interval, 1) * (weekly ? 7 : 1) * kDay;
  std::int64_t const gap = wall_seconds(from) - length - 2 * kDay - wall_seconds(first);
  return gap < step ? first : base::from_wall_seconds(wall_seconds(first) + gap / step * step);
}

/// "20261128T100000,20261205T100000": the values of EXDATE and RDATE, with a period's end behind a slash.
template <class Take>
void each_value(std::string_view list, Take const& take) {
  while (!list.empty()) {
    std::size_t const comma = list.find(',');
    std::string_view const value = base::trim(list.substr(0, comma));
    std::size_t const slash = value.find('/');
    if (auto const time = parse_ical_value(value.substr(0, slash))) {
      take(*time, slash == std::string_view::npos ? std::nullopt : parse_ical_value(value.substr(slash + 1)));
    }
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
}

/// One session, ready to be counted out.
struct Series {
  base::TimeZone zone;
  base::LocalTime first;
  std::int64_t starts = 0, ends = 0;
  bool all_day = false;

  /// When a time of the series that starts then is over.
  [[nodiscard]] std::int64_t end_of(std::int64_t start) const {
    if (!all_day) {
      return start + (ends - starts);
    }
    std::int64_t const days = wall_seconds(zone.at(ends)) - wall_seconds(first);
    return zone.instant(base::from_wall_seconds(wall_seconds(zone.at(start)) + days));
  }
};

std::optional<Series> series_of(Session const& session) {
  auto const starts = base::parse_instant(session.starts);
  if (!starts) {
    return std::nullopt;
  }
  auto const ends = base::parse_instant(session.ends);
  base::TimeZone zone = zone_of(session);
  base::LocalTime const first = zone.at(*starts);
  return Series{.zone = std::move(zone),
                .first = first,
                .starts = *starts,
                .ends = std::max(ends.value_or(*starts), *starts),
                .all_day = is_all_day(session)};
}

std::string series_key(Session const& session) { return session.head.source + '\n' + session.uid; }

class Counter {
 public:
  Counter(std::int64_t from, std::int64_t to, std::size_t most) : from_(from), to_(to), most_(most) {}

  /// \param replaced  recurrence ids of the series that have sessions of their own; may be null
  void count(Session const& session, std::uint32_t index, std::unordered_set<std::string> const* replaced,
             std::vector<Occurrence>& out) const {
    auto const series = series_of(session);
    if (!series) {
      return;
    }
    if (session.rrule.empty() && session.rdates.empty()) {
      add(index, series->starts, series->ends, out);
      return;
    }
    std::set<std::pair<std::int64_t, std::int64_t>> times;
    auto const keep = [&](std::int64_t start, std::int64_t end) {
      if (touches(start, end) && times.size() < most_) {
        times.emplace(start, end);
      }
    };
    keep(series->starts, series->ends);
    if (!session.rrule.empty()) {
      if (auto const rule = parse_rule(session.rrule)) {
        base::LocalTime const begin = from_ > series->starts ? near_start(*rule, series->first, series->zone.at(from_),
                                                                          series->ends - series->starts)
                                                             : series->first;
        count_out(*rule, begin, series->zone, [&](base::LocalTime const& wall) {
          std::int64_t const start = series->zone.instant(wall);
          keep(start, series->end_of(start));
          return start < to_ && times.size() < most_;
        });
      }
    }
    each_value(session.rdates, [&](CalendarTime const& time, std::optional<CalendarTime> const& until) {
      std::int64_t const start = instant_of(time, series->zone);
      keep(start, until ? std::max(start, instant_of(*until, series->zone)) : series->end_of(start));
    });
    std::unordered_set<std::int64_t> off, days_off;
    each_value(session.exdates, [&](CalendarTime const& time, std::optional<CalendarTime> const&) {
      if (time.is_date) {
        days_off.insert(wall_seconds(time.wall));
      } else {
        off.insert(instant_of(time, series->zone));
      }
    });
    for (auto const& [start, end] : times) {
      base::LocalTime day = series->zone.at(start);
      day.hour = day.minute = day.second = 0;
      bool gone = off.contains(start) || days_off.contains(wall_seconds(day));
      if (!gone && replaced != nullptr) {
        gone = replaced->contains(ical_value(CalendarTime{
                   .wall = base::from_wall_seconds(start), .is_date = false, .is_utc = true, .tzid = {}})) ||
               replaced->contains(ical_value(CalendarTime{.wall = day, .is_date = true, .is_utc = false, .tzid = {}}));
      }
      if (!gone) {
        out.push_back({index, start, end});
      }
    }
  }

 private:
  [[nodiscard]] bool touches(std::int64_t start, std::int64_t end) const {
    return start < to_ && (end > from_ || (start == end && start >= from_));
  }
  void add(std::uint32_t index, std::int64_t start, std::int64_t end, std::vector<Occurrence>& out) const {
    if (touches(start, end)) {
      out.push_back({index, start, end});
    }
  }

  std::int64_t from_, to_;
  std::size_t most_;
};

}  // namespace

base::Result<icalrecurrencetype> parse_rule(std::string const& text) {
  set_up_libical();
  icalrecurrencetype const rule = icalrecurrencetype_from_string(text.c_str());
  switch (rule.freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE: break;
    case ICAL_SECONDLY_RECURRENCE:
    case ICAL_MINUTELY_RECURRENCE:
    case ICAL_HOURLY_RECURRENCE:
      return base::fail(base::ErrorCode::invalid_value, "comes more often than once a day, which no session does");
    default: return base::fail(base::ErrorCode::invalid_value, "is no recurrence rule");
  }
  // Several times of one day are several sessions; without them a rule has at most one time a day.
  if (rule.by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX && rule.by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX &&
      rule.by_minute[1] != ICAL_RECURRENCE_ARRAY_MAX) {
    return base::fail(base::ErrorCode::invalid_value, "comes at many times of one day; give each a session of its own");
  }
  return rule;
}

std::vector<Occurrence> occurrences(std::span<Session const> sessions, std::int64_t from, std::int64_t to,
                                    std::size_t most_each) {
  std::unordered_map<std::string, std::unordered_set<std::string>> replaced;
  for (Session const& session : sessions) {
    if (!session.recurrence_id.empty()) {
      replaced[series_key(session)].insert(session.recurrence_id);
    }
  }
  Counter const counter(from, to, most_each);
  std::vector<Occurrence> out;
  for (std::uint32_t index = 0; index < sessions.size(); ++index) {
    Session const& session = sessions[index];
    std::unordered_set<std::string> const* ids = nullptr;
    if (session.recurrence_id.empty() && !session.uid.empty() && !replaced.empty()) {
      auto const found = replaced.find(series_key(session));
      ids = found == replaced.end() ? nullptr : &found->second;
    }
    counter.count(session, index, ids, out);
  }
  std::sort(out.begin(), out.end(), [](Occurrence const& a, Occurrence const& b) {
    return a.starts != b.starts ? a.starts < b.starts : a.session < b.session;
  });
  return out;
}

bool is_all_day(Session const& session) {
  auto const starts = base::parse_instant(session.starts), ends = base::parse_instant(session.ends);
  if (!starts || !ends || *ends <= *starts) {
    return false;
  }
  base::TimeZone const zone = zone_of(session);
  return wall_seconds(zone.at(*starts)) % kDay == 0 && wall_seconds(zone.at(*ends)) % kDay == 0;
}

base::Result<std::string> check_rule(std::string const& text, base::LocalTime const& first) {
  CARTABLE_ASSIGN(auto const rule, parse_rule(text));
  bool comes = false;
  count_out(rule, first, base::TimeZone::utc(), [&](base::LocalTime const&) {
    comes = true;
    return false;
  });
  if (!comes) {
    return base::fail(base::ErrorCode::invalid_value, "never comes");
  }
  return text_of_rule(rule);
}

std::string rule_until(std::string const& text, std::int64_t before) {
  auto rule = parse_rule(text);
  if (!rule) {
    return {};
  }
  rule->count = 0;
  rule->until = to_ical({.wall = base::from_wall_seconds(before - 1), .is_date = false, .is_utc = true, .tzid = {}});
  return text_of_rule(*rule);
}

std::string rule_from(std::string const& text, base::LocalTime const& first, std::int64_t from,
                      base::TimeZone const& zone) {
  auto rule = parse_rule(text);
  if (!rule) {
    return {};
  }
  if (rule->count > 0) {
    int before = 0;
    count_out(*rule, first, zone, [&](base::LocalTime const& wall) {
      bool const early = zone.instant(wall) < from;
      before += early ? 1 : 0;
      return early;
    });
    if (rule->count <= before) {
      return {};
    }
    rule->count -= before;
  }
  return text_of_rule(*rule);
}

std::optional<std::int64_t> ends_for_good(Session const& session) {
  if (!session.rrule.empty()) {
    auto const rule = parse_rule(session.rrule);
    if (!rule || (rule->count == 0 && icaltime_is_null_time(rule->until))) {
      return std::nullopt;
    }
  }
  constexpr std::int64_t kFar = 253'402'300'799;  // the end of the year 9999
  auto const all = occurrences(std::span(&session, 1), -kFar, kFar, static_cast<std::size_t>(kMostSteps));
  std::optional<std::int64_t> last;
  for (Occurrence const& one : all) {
    last = std::max(last.value_or(one.ends), one.ends);
  }
  return last;
}

}  // namespace cartable::store
