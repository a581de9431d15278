#pragma once

#include "base/result.hpp"
#include "server/api/usage.hpp"
#include "store/model.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cartable::server::http {

/// What was counted and is not stored yet, by day. Belongs to one thread.
class UsageLedger {
 public:
  /// Days kept while the city cannot be written; the oldest are dropped beyond it.
  static constexpr std::size_t kMaxDays = 31;

  /// \param counters  of all threads; they outlive this
  explicit UsageLedger(std::vector<api::UsageCounters const*> counters);

  /// Takes what was counted since the last time as of this date. \return days that were dropped for want of room
  std::size_t take(std::string const& date);
  /// What is to be added to the stored totals.
  [[nodiscard]] std::vector<store::DailyTotal> pending() const;
  /// What pending() gave is stored.
  void settle() noexcept { days_.clear(); }

 private:
  std::vector<api::UsageCounters const*> counters_;
  std::vector<std::vector<std::uint64_t>> seen_;            ///< by thread, by cell
  std::map<std::string, std::vector<std::uint64_t>> days_;  ///< date → by cell
};

/// Writes the daily totals on the full minute and at the end, on a thread of its own. A city that is being written by
/// somebody else is tried again a minute later; one that cannot be written is said once.
class UsageWriter {
 public:
  struct Options {
    std::function<base::Status(std::vector<store::DailyTotal> const&)> add;  ///< to the store
    /// Stores what else was counted until now, as of a date; none: nothing else.
    std::function<base::Status(std::string const& date)> also{};
    std::function<std::string()> zone;       ///< the city's time zone, now
    std::chrono::milliseconds every{60000};  ///< at its multiples by the clock
  };
  UsageWriter(std::vector<api::UsageCounters const*> counters, Options options);
  /// Writes what is left; gives up after two seconds when somebody else is writing.
  ~UsageWriter();
  UsageWriter(UsageWriter const&) = delete;
  UsageWriter& operator=(UsageWriter const&) = delete;

 private:
  void run();
  /// \return whether nothing is left to write, or trying again is of no use
  bool write();
  bool write_totals(std::string const& date);
  /// What came of writing: trouble is said once. \return as write()
  bool take(base::Status const& added, std::string& said, std::string_view what);

  UsageLedger ledger_;
  Options options_;
  std::string said_, also_said_;  ///< the last trouble that was logged
  std::chrono::system_clock::time_point since_;
  std::mutex lock_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace cartable::server::http
