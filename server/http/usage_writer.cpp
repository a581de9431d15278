#include "server/http/usage_writer.hpp"

#include "base/log.hpp"
#include "base/zone.hpp"
#include "store/daily_totals.hpp"

#include <algorithm>
#include <utility>

namespace cartable::server::http {
namespace {

using Clock = std::chrono::system_clock;

constexpr int kLastTries = 5;
constexpr std::chrono::milliseconds kLastPause{400};

/// The next multiple of `every` on the clock: full minutes, so that midnight is one of them in every time zone.
Clock::time_point next_turn(Clock::time_point now, std::chrono::milliseconds every) {
  auto const since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  return Clock::time_point((since_epoch / every + 1) * every);
}

}  // namespace

UsageLedger::UsageLedger(std::vector<api::UsageCounters const*> counters)
    : counters_(std::move(counters)), seen_(counters_.size(), std::vector<std::uint64_t>(api::UsageCounters::size())) {}

std::size_t UsageLedger::take(std::string const& date) {
  for (std::size_t thread = 0; thread < counters_.size(); ++thread) {
    for (std::size_t cell = 0; cell < seen_[thread].size(); ++cell) {
      std::uint64_t const now = counters_[thread]->value(cell);
      std::uint64_t const more = now - std::exchange(seen_[thread][cell], now);
      if (more > 0) {
        auto& day = days_[date];
        day.resize(api::UsageCounters::size());
        day[cell] += more;
      }
    }
  }
  std::size_t dropped = 0;
  for (; days_.size() > kMaxDays; ++dropped) {
    days_.erase(days_.begin());
  }
  return dropped;
}

std::vector<store::DailyTotal> UsageLedger::pending() const {
  std::vector<store::DailyTotal> out;
  for (auto const& [date, counts] : days_) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] > 0) {
        api::UsageCounters::Cell const cell = api::UsageCounters::cell(i);
        out.push_back(store::make_daily_total(date, std::string(cell.view), std::string(cell.language),
                                              std::string(cell.kind), static_cast<std::int64_t>(counts[i])));
      }
    }
  }
  return out;
}

UsageWriter::UsageWriter(std::vector<api::UsageCounters const*> counters, Options options)
    : ledger_(std::move(counters)), options_(std::move(options)), since_(Clock::now()), thread_([this] { run(); }) {}

UsageWriter::~UsageWriter() {
  {
    std::scoped_lock const guard(lock_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (int tries = 1; !write() && tries < kLastTries; ++tries) {
    std::this_thread::sleep_for(kLastPause);
  }
  if (auto const lost = ledger_.pending(); !lost.empty()) {
    base::log_warning("the last daily totals could not be kept: {}", said_);
  }
}

void UsageWriter::run() {
  std::unique_lock guard(lock_);
  while (true) {
    wake_.wait_until(guard, next_turn(Clock::now(), options_.every), [this] { return stop_; });
    if (stop_) {
      return;
    }
    guard.unlock();
    write();
    guard.lock();
  }
}

bool UsageWriter::write() {
  // What was counted since the last turn belongs to the day of its beginning: turns fall on midnight.
  std::string const date = base::date_in_zone(std::exchange(since_, Clock::now()), options_.zone());
  bool const totals = write_totals(date);
  bool const also = !options_.also || take(options_.also(date), also_said_, "failed searches");
  return totals && also;
}

bool UsageWriter::write_totals(std::string const& date) {
  if (std::size_t const dropped = ledger_.take(date); dropped > 0) {
    base::log_warning("daily totals of {} old days were dropped: the city could not be written for a month", dropped);
  }
  auto const totals = ledger_.pending();
  if (totals.empty()) {
    return true;
  }
  base::Status const added = options_.add(totals);
  if (added) {
    ledger_.settle();
  }
  return take(added, said_, "daily totals");
}

bool UsageWriter::take(base::Status const& added, std::string& said, std::string_view what) {
  if (added) {
    said.clear();
    return true;
  }
  bool const again = added.error().code == base::ErrorCode::locked;
  if (!again && added.error().message != said) {
    base::log_warning("{} are not kept for now: {}", what, added.error().message);
  }
  said = added.error().message;
  return !again;
}

}  // namespace cartable::server::http
