#include "store/hours_source.hpp"

#include <algorithm>
#include <utility>

namespace cartable::store {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr int kWeek = 7;

/// The city's day of a moment.
sys_days city_day(sys_seconds moment, std::string const& zone) {
  std::int64_t const seconds = moment.time_since_epoch().count();
  auto const found = base::TimeZone::find(zone);
  return std::chrono::floor<days>(moment + std::chrono::seconds(found ? found->offset_at(seconds) : 0));
}

HoursContext with_window(HoursContext context, sys_days first, int count) {
  context.first_day = first;
  context.days = count;
  return context;
}

/// A deadline that locks can wait for: "never" overflows in some.
std::chrono::steady_clock::time_point sane(std::chrono::steady_clock::time_point deadline) {
  return std::min(deadline, std::chrono::steady_clock::now() + std::chrono::hours(1));
}

}  // namespace

HoursSource::~HoursSource() {
  stop_.request_stop();
  std::scoped_lock const guard(refreshing_, working_);
}

void HoursSource::want(HoursInput input) {
  auto wanted = std::make_shared<HoursInput const>(std::move(input));
  std::scoped_lock const guard(lock_);
  far_.clear();
  input_ = std::move(wanted);
}

HoursSource::Table HoursSource::evaluate(HoursContext const& context, std::vector<std::string> const& texts,
                                         Table const& known) {
  // Closing days are laid over what is evaluated: a change of theirs costs nothing.
  auto const essence = [](HoursContext one) {
    std::erase_if(one.calendar.spans, [](CalendarSpan const& span) { return span.kind == CalendarKind::closing; });
    return one;
  };
  std::vector<HoursTable::Shared> hours(texts.size());
  std::vector<std::string> missing;
  bool const same = known && essence(known->context()) == essence(context);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (same) {
      auto const at = std::lower_bound(known->texts().begin(), known->texts().end(), texts[i]);
      if (at != known->texts().end() && *at == texts[i]) {
        hours[i] = known->evaluated()[static_cast<std::size_t>(at - known->texts().begin())];
        continue;
      }
    }
    missing.push_back(texts[i]);
  }
  if (!missing.empty()) {
    std::vector<Hours> fresh = context.zone.empty()
                                   ? std::vector<Hours>(missing.size(), Hours{HoursProblem::no_time_zone, {}})
                                   : evaluate_(essence(context), missing, stop_.get_token());
    if (fresh.size() != missing.size()) {
      return nullptr;
    }
    std::size_t next = 0;
    for (auto& slot : hours) {
      if (!slot) {
        slot = std::make_shared<Hours const>(std::move(fresh[next++]));
      }
    }
  }
  return std::make_shared<HoursTable const>(context, texts, std::move(hours));
}

bool HoursSource::is_stale(sys_seconds now) const {
  std::scoped_lock const guard(lock_);
  return input_ && (!current_ || current_input_ != input_ ||
                    current_->context().first_day != city_day(now, input_->context.zone) - days(kDaysBefore));
}

HoursSource::Table HoursSource::refresh(sys_seconds now) {
  std::scoped_lock const one_at_a_time(refreshing_);
  return refresh_alone(now);
}

HoursSource::Table HoursSource::refresh_alone(sys_seconds now) {
  if (!is_stale(now)) {
    return current();
  }
  std::shared_ptr<HoursInput const> input;
  Table known;
  {
    std::scoped_lock const guard(lock_);
    input = input_;
    known = current_;
  }
  sys_days const today = city_day(now, input->context.zone);
  Table made = evaluate(with_window(input->context, today - days(kDaysBefore), kDaysBefore + 1 + kDaysAfter),
                        input->texts, known);
  if (made) {
    std::scoped_lock const guard(lock_);
    current_ = made;
    current_input_ = input;
  }
  return made;
}

HoursSource::Table HoursSource::current() const {
  std::scoped_lock const guard(lock_);
  return current_;
}

HoursSource::Table HoursSource::covering(UtcMinute minute, std::chrono::steady_clock::time_point deadline) {
  std::shared_ptr<HoursInput const> input;
  auto const kept = [&]() -> Table {
    if (current_ && current_->covers(minute)) {
      return current_;
    }
    for (auto far = far_.begin(); far != far_.end(); ++far) {
      if ((*far)->covers(minute)) {
        far_.splice(far_.begin(), far_, far);
        return far_.front();
      }
    }
    return nullptr;
  };
  {
    std::unique_lock guard(lock_);
    input = input_;
    if (!input) {
      return nullptr;
    }
    if (Table table = kept()) {
      return table;
    }
  }
  sys_days const day = city_day(to_moment(minute), input->context.zone);
  auto const now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  sys_days const today = city_day(now, input->context.zone);
  if (today - days(kDaysBefore) <= day && day <= today + days(kDaysAfter)) {
    // The everyday table is on its way, or nobody has begun it.
    std::unique_lock const alone(refreshing_, sane(deadline));
    if (!alone) {
      return nullptr;
    }
    Table made = refresh_alone(now);
    if (!made || made->covers(minute)) {
      return made;
    }
  }
  std::unique_lock const working(working_, sane(deadline));
  if (!working) {
    return nullptr;
  }
  {
    std::scoped_lock const guard(lock_);
    if (Table table = kept()) {  // of somebody who asked before
      return table;
    }
  }
  int const weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1;
  Table made = evaluate(with_window(input->context, day - days(weekday), kWeek), input->texts, nullptr);
  if (made) {
    std::scoped_lock const guard(lock_);
    if (input == input_) {
      far_.push_front(made);
      if (far_.size() > kFarWindows) {
        far_.pop_back();
      }
    }
  }
  return made;
}

}  // namespace cartable::store
