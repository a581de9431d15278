#include "store/session_times.hpp"

#include "base/local_time.hpp"
#include "store/hours.hpp"

#include <algorithm>

namespace cartable::store {
namespace {

bool is_series(Session const& session) { return !session.rrule.empty() || !session.rdates.empty(); }

std::string series_key(Session const& session) { return session.head.source + '\n' + session.uid; }

}  // namespace

std::optional<Interval> in_city_days(std::optional<Interval> asked, std::string_view zone) {
  if (asked && asked->from && asked->from_day) {
    asked->from = std::int64_t{city_minute(zone, *asked->from / 60)} * 60;
  }
  if (asked && asked->to && asked->to_day) {
    asked->to = std::int64_t{city_minute(zone, (*asked->to + 1) / 60)} * 60 - 1;
  }
  return asked;
}

SessionTimes::SessionTimes(Catalog const& catalog, std::optional<Interval> const& asked)
    : catalog_(catalog), asked_(asked) {
  if (!asked_) {
    return;
  }
  for (Session const& session : catalog.sessions()) {
    if (!session.recurrence_id.empty() && !session.uid.empty()) {
      changed_[series_key(session)].push_back(&session);
    }
  }
}

bool SessionTimes::meets(Session const& session) const {
  if (!asked_) {
    return true;
  }
  return is_series(session) ? !count_out(session, 1).empty() : in_time(asked_, session.starts, session.ends);
}

std::vector<Occurrence> SessionTimes::times_of(Session const& session) const {
  return asked_ && is_series(session) ? count_out(session, kMostEach) : std::vector<Occurrence>();
}

std::vector<Occurrence> SessionTimes::count_out(Session const& session, std::size_t most) const {
  std::vector<Session> group{session};
  if (group.front().timezone.empty()) {
    group.front().timezone = catalog_.setting("timezone");
  }
  if (session.recurrence_id.empty() && !session.uid.empty()) {
    if (auto const changed = changed_.find(series_key(session)); changed != changed_.end()) {
      for (Session const* const one : changed->second) {
        group.push_back(*one);
      }
    }
  }
  constexpr std::int64_t kDay = 86'400;
  constexpr std::int64_t kFar = 253'402'300'799;  // the end of the year 9999
  // Both ends belong to what is asked, and a time that ends as the interval begins meets it.
  std::int64_t const from = asked_->from ? *asked_->from - 1 : -kFar;
  std::int64_t const begins = base::parse_instant(session.starts).value_or(from);
  std::int64_t const to = asked_->to ? *asked_->to + 1 : std::max(from, begins) + kHorizonDays * kDay;
  // Those that fall away are counted first: left out, replaced, or at the second that was added at each end.
  auto const left_out = static_cast<std::size_t>(std::count(session.exdates.begin(), session.exdates.end(), ',')) + 1;
  std::vector<Occurrence> out = occurrences(group, from, to, most + left_out + group.size() + 2);
  std::erase_if(out, [&](Occurrence const& one) { return one.session != 0 || !asked_->meets(one.starts, one.ends); });
  out.resize(std::min(out.size(), most));
  return out;
}

}  // namespace cartable::store
