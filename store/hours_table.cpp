#include "store/hours_table.hpp"

#include "base/assert.hpp"
#include "geo/bbox.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

namespace cartable::store {
namespace {

constexpr int kDay = 1440;  // minutes
constexpr int kWeekDays = 7;
/// A span that goes on past midnight and ends by then belongs to the evening before.
constexpr int kNightEnds = 12 * 60;

std::uint64_t next_serial() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

bool is_listed(RecordStatus status) noexcept {
  return status == RecordStatus::active || status == RecordStatus::temporarily_closed;
}

using Spans = std::vector<std::pair<UtcMinute, UtcMinute>>;

/// Sorted, those that touch joined.
Spans joined(Spans spans) {
  std::sort(spans.begin(), spans.end());
  Spans out;
  for (auto const& span : spans) {
    if (!out.empty() && span.first <= out.back().second) {
      out.back().second = std::max(out.back().second, span.second);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

std::string_view setting(std::vector<Setting> const& settings, std::string_view key) {
  for (Setting const& one : settings) {
    if (one.head.id == key) {
      return one.value;
    }
  }
  return {};
}

}  // namespace

HoursInput hours_input(std::vector<Place> const& places, std::vector<Offer> const& offers,
                       std::vector<Setting> const& settings) {
  HoursInput out;
  std::unordered_map<std::string_view, bool> texts;
  geo::BBox box;
  for (Place const& place : places) {
    if (is_listed(place.head.status)) {
      if (!place.opening_hours.empty()) {
        texts.emplace(place.opening_hours, true);
      }
      if (place.point) {
        box.add(*place.point);
      }
    }
  }
  for (Offer const& offer : offers) {
    if (is_listed(offer.head.status) && !offer.schedule.empty()) {
      texts.emplace(offer.schedule, true);
    }
  }
  out.texts.reserve(texts.size());
  for (auto const& [text, used] : texts) {
    out.texts.emplace_back(text);
  }
  std::sort(out.texts.begin(), out.texts.end());
  out.context.zone = setting(settings, "timezone");
  out.context.region = setting(settings, "region");
  if (auto calendar = CityCalendar::parse(setting(settings, kCalendarSetting))) {
    out.context.calendar = *std::move(calendar);
  }
  if (!box.empty()) {
    auto const tenth = [](double degrees) { return std::round(degrees * 10) / 10; };
    out.context.location =
        geo::LonLat{.lon = tenth((box.west + box.east) / 2), .lat = tenth((box.south + box.north) / 2)};
  }
  return out;
}

Hours closed_during(Hours const& hours, Spans const& spans, UtcMinute first, UtcMinute last) {
  Hours out{.problem = hours.problem, .changes = {}};
  auto const add = [&](UtcMinute from, OpenState state) {
    if (out.changes.empty() || out.changes.back().state != state) {
      out.changes.push_back({from, state});
    }
  };
  auto change = hours.changes.begin();
  OpenState state = OpenState::unknown;
  UtcMinute at = first;
  auto const copy_until = [&](UtcMinute end) {
    // What holds at `at`, then the changes before `end`.
    while (change != hours.changes.end() && change->from <= at) {
      state = (change++)->state;
    }
    if (at < end) {
      add(at, state);
    }
    while (change != hours.changes.end() && change->from < end) {
      state = change->state;
      add((change++)->from, state);
    }
  };
  for (auto const& [from, to] : spans) {
    if (to <= first || from >= last) {
      continue;
    }
    copy_until(from);
    add(std::max(from, first), OpenState::closed);
    at = to;
  }
  if (at < last) {
    copy_until(last);
  }
  return out;
}

HoursTable::HoursTable(HoursContext context, std::vector<std::string> texts, std::vector<Shared> hours)
    : context_(std::move(context)),
      texts_(std::move(texts)),
      evaluated_(std::move(hours)),
      hours_(evaluated_),
      zone_(base::TimeZone::find(context_.zone)),
      serial_(next_serial()) {
  CARTABLE_ASSERT(texts_.size() == evaluated_.size());
  std::tie(first_, last_) = window_of(context_);
  Spans everywhere;
  for (CalendarSpan const& span : context_.calendar.spans) {
    if (span.kind != CalendarKind::closing) {
      continue;
    }
    auto const midnight = [&](std::chrono::sys_days day) {
      return city_minute(context_.zone, std::int64_t{day.time_since_epoch().count()} * kDay);
    };
    std::pair const closed(midnight(span.first), midnight(span.last + std::chrono::days(1)));
    if (span.places.empty()) {
      everywhere.push_back(closed);
    }
    for (std::string const& place : span.places) {
      closed_places_[place].push_back(closed);
    }
  }
  everywhere = joined(std::move(everywhere));
  for (auto& [place, spans] : closed_places_) {
    spans.insert(spans.end(), everywhere.begin(), everywhere.end());
    spans = joined(std::move(spans));
  }
  index_.reserve(texts_.size());
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    index_.emplace(texts_[i], static_cast<std::uint32_t>(i));
    bool const any = !everywhere.empty() && everywhere.front().first < last_ && everywhere.back().second > first_;
    if (any) {
      hours_[i] = std::make_shared<Hours const>(closed_during(*evaluated_[i], everywhere, first_, last_));
    }
  }
}

Hours const* HoursTable::find(std::string_view text) const {
  auto const found = text.empty() ? index_.end() : index_.find(text);
  return found == index_.end() ? nullptr : hours_[found->second].get();
}

Hours const* HoursTable::of(Place const& place, Hours& own) const {
  Hours const* const known = find(place.opening_hours);
  auto const closed = closed_places_.empty() ? closed_places_.end() : closed_places_.find(place.head.id);
  if (closed == closed_places_.end()) {
    return known;
  }
  own = closed_during(known != nullptr ? *known : Hours{}, closed->second, first_, last_);
  return &own;
}

HoursTable::Answer HoursTable::ask(Place const& place, UtcMinute minute) const {
  if (place.head.status == RecordStatus::temporarily_closed) {
    return {.state = OpenState::closed};
  }
  Hours own;
  Hours const* const hours = of(place, own);
  if (hours == nullptr || !covers(minute)) {
    return {};
  }
  Answer out{.state = hours->at(minute), .until = hours->next_change(minute)};
  if (out.state == OpenState::closed) {
    for (HoursChange const& change : hours->changes) {
      if (change.from > minute && change.state != OpenState::closed) {
        // Whether it opens at the next change that is not "closed" may be in doubt: then nothing is promised.
        out.opens = change.state == OpenState::open ? std::optional(change.from) : std::nullopt;
        break;
      }
    }
  }
  return out;
}

UtcMinute HoursTable::next_midnight(UtcMinute minute) const {
  std::int64_t const seconds = std::int64_t{minute} * 60;
  std::int64_t const wall = seconds + (zone_ ? zone_->offset_at(seconds) : 0);
  std::int64_t const day = std::chrono::floor<std::chrono::days>(std::chrono::seconds(wall)).count();
  return city_minute(context_.zone, (day + 1) * kDay);
}

std::vector<HoursDay> HoursTable::week(Place const& place, UtcMinute minute) const {
  std::vector<HoursDay> out;
  Hours own;
  Hours const* const hours = of(place, own);
  if (hours == nullptr || hours->changes.empty() || !zone_ || !covers(minute) ||
      place.head.status == RecordStatus::temporarily_closed) {
    return out;
  }
  auto const wall = [&](UtcMinute at) {
    std::int64_t const seconds = std::int64_t{at} * 60;
    return seconds / 60 + zone_->offset_at(seconds) / 60;
  };
  std::int64_t const today = std::chrono::floor<std::chrono::days>(std::chrono::minutes(wall(minute))).count();
  for (int i = 0; i < kWeekDays; ++i) {
    out.push_back({.date = std::chrono::sys_days(std::chrono::days(today + i))});
  }
  for (std::size_t i = 0; i < hours->changes.size(); ++i) {
    HoursChange const& change = hours->changes[i];
    if (change.state == OpenState::closed) {
      continue;
    }
    std::int64_t from = wall(change.from) - today * kDay;
    std::int64_t const to = wall(i + 1 < hours->changes.size() ? hours->changes[i + 1].from : last_) - today * kDay;
    if (from < 0) {
      bool const last_night = from > -kDay && to <= kNightEnds;
      from = last_night ? to : 0;
    }
    while (from < to && from < kWeekDays * kDay) {
      std::int64_t const day = from / kDay;
      std::int64_t const midnight = (day + 1) * kDay;
      bool const night = from > day * kDay && to > midnight && to <= midnight + kNightEnds;
      std::int64_t const end = night ? to : std::min(to, midnight);
      out[static_cast<std::size_t>(day)].spans.push_back({.from = static_cast<int>(from - day * kDay),
                                                          .to = static_cast<int>(end - day * kDay),
                                                          .state = change.state});
      from = end;
    }
  }
  return out;
}

}  // namespace cartable::store
