#include "store/hsds_schedule.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/recurrence.hpp"
#include "store/stable_uuid.hpp"
#include "store/week_hours.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace cartable::store {
namespace {

using base::OrderedJson;

constexpr std::int64_t kDay = 86400;
constexpr std::array<std::string_view, 7> kDays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::string date_of(base::LocalTime const& t) { return fmt::format("{:04}-{:02}-{:02}", t.year, t.month, t.day); }

std::string clock_of(int minutes) { return fmt::format("{:02}:{:02}", minutes / 60 % 24, minutes % 60); }

/// Days in a row whose noon has one offset from UTC; both included, as moments of their noon.
struct Stretch {
  std::int64_t first = 0, last = 0;
  std::int64_t offset = 0;  ///< seconds
};

std::vector<Stretch> stretches(base::TimeZone const& zone, std::int64_t from, std::int64_t to) {
  std::vector<Stretch> out;
  base::LocalTime noon = zone.at(from);
  noon.hour = 12;
  noon.minute = noon.second = 0;
  for (std::int64_t wall = base::wall_seconds(noon); zone.instant(base::from_wall_seconds(wall)) <= to; wall += kDay) {
    std::int64_t const moment = zone.instant(base::from_wall_seconds(wall));
    std::int64_t const offset = zone.offset_at(moment);
    if (out.empty() || out.back().offset != offset) {
      out.push_back({.first = moment, .last = moment, .offset = offset});
    }
    out.back().last = moment;
  }
  return out;
}

/// Hours east of Greenwich; a whole number where it is one.
OrderedJson offset_json(std::int64_t seconds) {
  return seconds % 3600 == 0 ? OrderedJson(seconds / 3600) : OrderedJson(static_cast<double>(seconds) / 3600);
}

OrderedJson text_only(std::string_view text, std::string_view link) {
  return OrderedJson::array({{{"id", stable_uuid("schedule", fmt::format("{}/text", link))}, {"description", text}}});
}

}  // namespace

OrderedJson hsds_hours(std::string_view opening_hours, HsdsCity const& city, std::string_view link) {
  OrderedJson out = OrderedJson::array();
  if (opening_hours.empty()) {
    return out;
  }
  std::vector<WeekSpan> const week = ordinary_week(opening_hours);
  if (week.empty() || !city.zone) {
    return text_only(opening_hours, link);
  }
  std::map<std::pair<int, int>, std::string> by_times;  // (opens, closes) → days
  for (WeekSpan const& span : week) {
    std::string& days = by_times[{span.opens, span.closes}];
    days += (days.empty() ? "" : ",") + std::string(kDays[static_cast<std::size_t>(span.day)]);
  }
  for (Stretch const& stretch : stretches(*city.zone, city.now, city.now + 365 * kDay)) {
    std::string const from = date_of(city.zone->at(stretch.first));
    for (auto const& [times, days] : by_times) {
      bool const whole = times.second - times.first == 1440;
      out.push_back({{"id", stable_uuid("schedule", fmt::format("{}/{}/{}/{}", link, from, times.first, times.second))},
                     {"valid_from", from},
                     {"valid_to", date_of(city.zone->at(stretch.last))},
                     {"freq", "WEEKLY"},
                     {"interval", 1},
                     {"byday", days},
                     {"opens_at", clock_of(times.first)},
                     {"closes_at", whole ? "23:59" : clock_of(times.second)},
                     {"timezone", offset_json(stretch.offset)},
                     {"notes", opening_hours}});
    }
  }
  return out;
}

OrderedJson hsds_session(Session const& session, HsdsCity const& city) {
  OrderedJson out = OrderedJson::array();
  auto const starts = base::parse_instant(session.starts);
  if (!starts || session.state == "cancelled") {
    return out;
  }
  auto const own = session.timezone.empty() ? std::nullopt : base::TimeZone::find(session.timezone);
  base::TimeZone const zone = own ? *own : city.zone.value_or(base::TimeZone::utc());
  auto const ends = base::parse_instant(session.ends);
  base::LocalTime const first = zone.at(*starts);
  auto const row = [&](std::string_view from, std::int64_t offset) {
    OrderedJson schedule{{"id", stable_uuid("schedule", fmt::format("session/{}/{}", session.head.id, from))},
                         {"dtstart", date_of(first)},
                         {"opens_at", fmt::format("{:02}:{:02}", first.hour, first.minute)}};
    if (ends && *ends > *starts) {
      base::LocalTime const last = zone.at(*ends);
      schedule["closes_at"] = fmt::format("{:02}:{:02}", last.hour, last.minute);
    }
    schedule["timezone"] = offset_json(offset);
    if (!session.url.empty()) {
      schedule["schedule_link"] = session.url;
    }
    return schedule;
  };
  if (session.rrule.empty() && session.rdates.empty()) {
    OrderedJson schedule = row("once", zone.offset_at(*starts));
    schedule["valid_from"] = date_of(first);
    schedule["valid_to"] = date_of(zone.at(std::max(*starts, ends.value_or(*starts) - 1)));
    out.push_back(std::move(schedule));
    return out;
  }
  std::map<std::string, std::string> rule;
  for (std::string const& part : base::split(session.rrule, ';')) {
    std::size_t const equals = part.find('=');
    if (equals != std::string::npos) {
      rule[part.substr(0, equals)] = part.substr(equals + 1);
    }
  }
  bool const sayable =
      (rule["FREQ"] == "WEEKLY" || rule["FREQ"] == "MONTHLY") && session.rdates.empty() && session.exdates.empty();
  if (!sayable) {
    OrderedJson schedule = row("series", zone.offset_at(*starts));
    schedule["description"] =
        fmt::format("RRULE:{}{}{}", session.rrule, session.exdates.empty() ? "" : " EXDATE:" + session.exdates,
                    session.rdates.empty() ? "" : " RDATE:" + session.rdates);
    out.push_back(std::move(schedule));
    return out;
  }
  std::int64_t const from = std::max(*starts, city.now);
  std::int64_t const to = std::min(from + 365 * kDay, ends_for_good(session).value_or(from + 365 * kDay));
  for (Stretch const& stretch : stretches(zone, from, std::max(from, to))) {
    std::string const begin = date_of(zone.at(stretch.first));
    OrderedJson schedule = row(begin, stretch.offset);
    schedule["valid_from"] = begin;
    schedule["valid_to"] = date_of(zone.at(stretch.last));
    schedule["freq"] = rule["FREQ"];
    schedule["interval"] = rule["INTERVAL"].empty() ? 1 : std::atoi(rule["INTERVAL"].c_str());
    for (auto const& [key, name] : {std::pair{"BYDAY", "byday"}, std::pair{"BYMONTHDAY", "bymonthday"}}) {
      if (!rule[key].empty()) {
        schedule[name] = rule[key];
      }
    }
    if (auto const last = ends_for_good(session)) {
      schedule["until"] = date_of(zone.at(*last));
    }
    out.push_back(std::move(schedule));
  }
  return out;
}

}  // namespace cartable::store
