#include "server/api/event_times.hpp"

#include "base/local_time.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

bool is_series(store::Session const& session) { return !session.rrule.empty() || !session.rdates.empty(); }

}  // namespace

bool in_time(std::optional<Interval> const& time, std::string_view from, std::string_view to) {
  if (!time) {
    return true;
  }
  auto const first = parse_moment(from);
  auto const last = to.empty() ? first : parse_moment(to);
  return first && last && time->meets(first->first, last->second);
}

EventTimes::EventTimes(store::Catalog const& catalog, std::optional<Interval> const& asked) : asked_(asked) {
  if (!asked_) {
    return;
  }
  std::vector<store::Session const*> kept;
  std::vector<store::Session> sessions;
  constexpr std::int64_t kDay = 86'400;
  constexpr std::int64_t kFar = 253'402'300'799;  // the end of the year 9999
  // Both ends belong to what is asked, and a time that ends as the interval begins meets it.
  std::int64_t const from = asked_->from ? *asked_->from - 1 : -kFar;
  std::int64_t latest = from;
  for (store::Session const& session : catalog.sessions()) {
    // A session that replaces one time of a series is counted out with it.
    if (is_series(session) || !session.recurrence_id.empty()) {
      kept.push_back(&session);
      sessions.push_back(session);
      if (session.timezone.empty()) {
        sessions.back().timezone = catalog.setting("timezone");
      }
    }
    if (is_series(session)) {
      series_.try_emplace(&session);
      latest = std::max(latest, base::parse_instant(session.starts).value_or(from));
    }
  }
  if (series_.empty()) {
    return;
  }
  std::int64_t const to = asked_->to ? *asked_->to + 1 : latest + kHorizonDays * kDay;
  for (store::Occurrence const& one : store::occurrences(sessions, from, to, kMostEach)) {
    auto const series = series_.find(kept[one.session]);
    if (series != series_.end() && asked_->meets(one.starts, one.ends)) {
      series->second.push_back(one);
    }
  }
}

bool EventTimes::meets(store::Session const& session) const {
  if (!asked_) {
    return true;
  }
  auto const series = series_.find(&session);
  return series == series_.end() ? in_time(asked_, session.starts, session.ends) : !series->second.empty();
}

std::span<store::Occurrence const> EventTimes::times_of(store::Session const& session) const {
  auto const series = series_.find(&session);
  return series == series_.end() ? std::span<store::Occurrence const>() : series->second;
}

}  // namespace cartable::server::api
