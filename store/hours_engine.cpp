#include "store/hours_engine.hpp"

#include "base/text.hpp"
#include "store/hours_days.hpp"
#include "store/hours_rewrite.hpp"
#include "store/public_holidays.hpp"

#include <kopeninghours/interval.h>
#include <kopeninghours/openinghours.h>

#include <QByteArray>
#include <QDateTime>
#include <QTimeZone>
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

using KOpeningHours::Interval;
using KOpeningHours::OpeningHours;
using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kDay = 1440;  // minutes
constexpr std::int64_t kWeek = 7 * kDay;
constexpr std::int64_t kJulianEpoch = 2440588;  // Qt's Julian day of 1970-01-01
constexpr std::size_t kMaxSpansADay = 200;      // more is a loop that makes no headway
constexpr std::size_t kMaxClasses = 4;

/// The process' clock shows UTC from now on: Qt asks the C library for it once.
void stop_the_clock() {
  setenv("TZ", "UTC", 1);
  tzset();
}

/// Days from..to (not included) of the window on which a sort of day occurs, with neighbours in one run.
struct Run {
  std::int64_t from = 0, to = 0;
};

OpenState state_of(Interval::State state) noexcept {
  switch (state) {
    case Interval::Open: return OpenState::open;
    case Interval::Closed: return OpenState::closed;
    case Interval::Invalid:
    case Interval::Unknown: break;
  }
  return OpenState::unknown;
}

}  // namespace

struct HoursEngine::Impl {
  explicit Impl(HoursContext wanted)
      : context(std::move(wanted)),
        first(context.first_day - days(1)),
        count(context.days + 1),
        holidays(context.region, first - days(kSlack), first + days(count + kSlack)) {
    if (context.location) {
      hours.setLocation(static_cast<float>(context.location->lat), static_cast<float>(context.location->lon));
    }
    zone_known = !context.zone.empty() && QTimeZone(QByteArray::fromStdString(context.zone)).isValid();
  }

  static constexpr int kSlack = 40;  ///< days around the window that "PH -30 days" may name

  [[nodiscard]] Tri public_holiday(sys_days day) const {
    bool any = false;
    Tri out = holidays.at(day);
    std::chrono::year const year = std::chrono::year_month_day(day).year();
    for (CalendarSpan const& span : context.calendar.spans) {
      bool const inside = span.first <= day && day <= span.last;
      if (span.kind == CalendarKind::no_public_holiday && inside) {
        return Tri::no;
      }
      if (span.kind == CalendarKind::public_holiday) {
        any = any || std::chrono::year_month_day(span.first).year() == year;
        out = inside ? Tri::yes : out;
      }
    }
    // Where there is no table the city's own list is the whole of a year that it has.
    return out == Tri::unknown && any && !holidays.known() ? Tri::no : out;
  }

  [[nodiscard]] Tri belongs(DayClass const& days_of, sys_days day) const {
    sys_days const holiday = day - days(days_of.offset);
    return days_of.school ? context.calendar.school_holiday(holiday) : public_holiday(holiday);
  }

  /// For each day of the window the sorts that it may be: a bit for each class that it belongs to.
  std::vector<std::vector<std::uint32_t>> sorts_of(std::vector<DayClass> const& classes, HoursProblem& problem) const {
    std::vector<std::vector<std::uint32_t>> out;
    for (int i = 0; i < count; ++i) {
      std::vector<std::uint32_t> sorts{0};
      for (std::size_t c = 0; c < classes.size(); ++c) {
        Tri const member = belongs(classes[c], first + days(i));
        std::size_t const before = sorts.size();
        for (std::size_t s = 0; s < before; ++s) {
          std::uint32_t const with = sorts[s] | (1U << c);
          if (member == Tri::yes) {
            sorts[s] = with;
          } else if (member == Tri::unknown) {
            sorts.push_back(with);
          }
        }
        if (member == Tri::unknown && problem == HoursProblem::none && i > 0) {
          problem = classes[c].school ? HoursProblem::no_school_calendar : HoursProblem::no_public_holidays;
        }
      }
      std::sort(sorts.begin(), sorts.end());
      out.push_back(std::move(sorts));
    }
    return out;
  }

  // KOpeningHours ------------------------------------------------------------------------------------------

  [[nodiscard]] QDateTime at(std::int64_t minute) const {
    std::int64_t const day = first.time_since_epoch().count() + minute / kDay - (minute % kDay < 0 ? 1 : 0);
    std::int64_t const rest = (minute % kDay + kDay) % kDay;
    return {QDate::fromJulianDay(day + kJulianEpoch), QTime(static_cast<int>(rest / 60), static_cast<int>(rest % 60))};
  }
  /// What a wall shows, whatever the zone that the moment is told in.
  [[nodiscard]] std::int64_t minute_of(QDateTime const& time) const {
    std::int64_t const day = time.date().toJulianDay() - kJulianEpoch - first.time_since_epoch().count();
    return day * kDay + time.time().msecsSinceStartOfDay() / 60'000;
  }

  bool appointment(Interval const& interval) {
    QString const comment = interval.comment();
    if (comment.isEmpty()) {
      return false;
    }
    std::string text = comment.toStdString();
    auto const known = comments.find(text);
    if (known != comments.end()) {
      return known->second;
    }
    bool const says = says_appointment(text);
    return comments.emplace(std::move(text), says).first->second;
  }

  /// Appends what the expression says from..to, without what is closed. \return false when it cannot be followed
  bool collect(std::int64_t from, std::int64_t to, DayPattern& out) {
    Interval interval = hours.interval(at(from));
    std::size_t const limit = kMaxSpansADay * static_cast<std::size_t>((to - from) / kDay + 1);
    std::int64_t last_begin = from - kDay * 400'000;
    std::int64_t last_end = last_begin;
    for (std::size_t i = 0; interval.isValid(); ++i) {
      std::int64_t const begin = interval.hasOpenBegin() ? from : minute_of(interval.begin());
      std::int64_t end = interval.hasOpenEnd() ? to : minute_of(interval.end());
      if (i > limit || begin < last_begin || (begin == last_begin && end <= last_end)) {
        return false;
      }
      last_begin = begin;
      last_end = end;
      OpenState state = state_of(interval.state());
      if (state != OpenState::closed) {
        state = appointment(interval) ? OpenState::appointment : state;
        if (interval.hasOpenEndTime()) {
          end = std::max(end, begin + 1);
          out.push_back({begin, end, state});
          out.push_back({end, std::max(end, open_end_limit(begin)), OpenState::unknown});
        } else {
          out.push_back({begin, end, state});
        }
      }
      if (interval.hasOpenEnd() || end >= to) {
        break;
      }
      interval = hours.nextInterval(interval);
    }
    return true;
  }

  /// Of an expression that is the same every week: one week, again and again. \return false when it is not so
  bool collect_week(DayPattern& out) {
    std::chrono::weekday const weekday(first);
    std::int64_t const monday = -static_cast<std::int64_t>(weekday.iso_encoding() - 1) * kDay;
    DayPattern week;
    if (!collect(monday - kDay, monday + kWeek + kDay, week)) {
      return false;
    }
    std::int64_t const whole = count * kDay;
    for (WallSpan const& span : week) {
      if (span.begin < monday && span.end >= monday + kWeek) {
        out.assign({{-kDay, whole + kDay, span.state}});
        return true;
      }
      if (span.end - span.begin >= kWeek) {
        return false;
      }
    }
    for (std::int64_t start = monday - kWeek; start < whole; start += kWeek) {
      for (WallSpan const& span : week) {
        if (span.begin >= monday && span.begin < monday + kWeek) {
          out.push_back({span.begin - monday + start, span.end - monday + start, span.state});
        }
      }
    }
    return true;
  }

  /// An unknown end does not reach into the next opening.
  static void trim(DayPattern& pattern) {
    std::sort(pattern.begin(), pattern.end(), [](WallSpan const& a, WallSpan const& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
      pattern[i].end = std::min(pattern[i].end, std::max(pattern[i].begin, pattern[i + 1].begin));
    }
  }

  /// \param text  without PH and SH; empty: closed
  HoursProblem read(std::string const& text, std::vector<Run> const& runs, DayPattern& out) {
    if (text.empty()) {
      return HoursProblem::none;
    }
    hours.setExpression(text.data(), text.size());
    switch (hours.error()) {
      case OpeningHours::NoError: break;
      case OpeningHours::Null:
      case OpeningHours::SyntaxError: return HoursProblem::unreadable;
      default: return HoursProblem::unsupported;
    }
    // Sunrise needs the true zone, which makes everything ten times slower; other times are the wall's own.
    bool const sun = names_the_sun(text);
    hours.setTimeZone(sun ? QTimeZone(QByteArray::fromStdString(context.zone)) : QTimeZone());
    bool const weekly = !sun && is_weekly(text) && collect_week(out);
    if (!weekly) {
      out.clear();
      for (Run const& run : runs) {
        if (!collect((run.from - 1) * kDay, run.to * kDay, out)) {
          return HoursProblem::failed;
        }
      }
    }
    trim(out);
    return HoursProblem::none;
  }

  HoursContext context;
  sys_days first;  ///< the day before the window: nights reach into its first morning
  int count;       ///< days from there
  PublicHolidays holidays;
  OpeningHours hours;
  bool zone_known = false;
  std::unordered_map<std::string, bool> comments;
};

HoursEngine::HoursEngine(HoursContext context) {
  stop_the_clock();
  impl_ = std::make_unique<Impl>(std::move(context));
}
HoursEngine::~HoursEngine() = default;

Tri HoursEngine::public_holiday(sys_days day) const { return impl_->public_holiday(day); }

namespace {

/// The days on which a sort occurs, or may go on from the day before.
std::vector<Run> runs_of(std::vector<std::vector<std::uint32_t>> const& sorts, std::uint32_t sort) {
  std::vector<Run> out;
  for (std::size_t day = 0; day < sorts.size(); ++day) {
    auto const has = [&](std::size_t d) { return std::find(sorts[d].begin(), sorts[d].end(), sort) != sorts[d].end(); };
    if (!has(day) && (day == 0 || !has(day - 1))) {
      continue;
    }
    auto const from = static_cast<std::int64_t>(day);
    if (!out.empty() && out.back().to == from) {
      out.back().to = from + 1;
    } else {
      out.push_back({from, from + 1});
    }
  }
  return out;
}

}  // namespace

Hours HoursEngine::evaluate(std::string_view text) {
  Hours out;
  Impl& impl = *impl_;
  if (!impl.zone_known) {
    out.problem = HoursProblem::no_time_zone;
    return out;
  }
  std::string normal(base::trim(text));
  if (normal.empty() || normal.size() > kMaxHoursText) {
    out.problem = HoursProblem::unreadable;
    return out;
  }
  impl.hours.setExpression(normal.data(), normal.size());
  if (impl.hours.error() == OpeningHours::Null || impl.hours.error() == OpeningHours::SyntaxError) {
    out.problem = HoursProblem::unreadable;
    return out;
  }
  normal = impl.hours.normalizedExpression().toStdString();
  std::vector<DayClass> const classes = day_classes(normal);
  bool const far = std::any_of(classes.begin(), classes.end(),
                               [](DayClass const& one) { return std::abs(one.offset) > Impl::kSlack - 10; });
  if (classes.size() > kMaxClasses || far) {
    out.problem = HoursProblem::unsupported;
    return out;
  }
  HoursProblem doubt = HoursProblem::none;
  auto const sorts = impl.sorts_of(classes, doubt);
  std::map<std::uint32_t, DayPattern> patterns;
  for (auto const& of_day : sorts) {
    for (std::uint32_t const sort : of_day) {
      auto const [entry, fresh] = patterns.try_emplace(sort);
      if (!fresh) {
        continue;
      }
      std::string const plain = classes.empty() ? normal : without_classes(normal, classes, sort);
      if (auto const problem = impl.read(plain, runs_of(sorts, sort), entry->second); problem != HoursProblem::none) {
        out.problem = problem == HoursProblem::unreadable && !classes.empty() ? HoursProblem::unsupported : problem;
        return out;
      }
    }
  }
  auto const minutes =
      join_days(sorts, [&](std::uint32_t sort) -> DayPattern const& { return patterns.find(sort)->second; });
  std::int64_t const start = impl.first.time_since_epoch().count() * kDay;
  for (std::size_t i = static_cast<std::size_t>(kDay); i < minutes.size(); ++i) {
    if (!out.changes.empty() && minutes[i] == minutes[i - 1]) {
      continue;
    }
    UtcMinute const from = city_minute(impl.context.zone, start + static_cast<std::int64_t>(i));
    // Two changes within an hour that summer time skips: only the later one happens.
    while (!out.changes.empty() && out.changes.back().from >= from) {
      out.changes.pop_back();
    }
    if (out.changes.empty() || out.changes.back().state != minutes[i]) {
      out.changes.push_back({from, minutes[i]});
    }
  }
  out.problem = doubt;
  return out;
}

EvaluateHours evaluate_here() {
  return [](HoursContext const& context, std::span<std::string const> texts, std::stop_token const& stop) {
    HoursEngine engine(context);
    std::vector<Hours> out;
    for (std::string const& text : texts) {
      if (stop.stop_requested()) {
        break;
      }
      out.push_back(engine.evaluate(text));
    }
    return out;
  };
}

}  // namespace cartable::store
