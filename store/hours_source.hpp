#pragma once

#include "store/hours_table.hpp"

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>

namespace cartable::store {

/// The hours of a city that is served: evaluates texts that are not known yet, keeps what is known from one version of
/// the city to the next. Safe from any thread.
class HoursSource {
 public:
  static constexpr int kDaysBefore = 1, kDaysAfter = 35;  ///< of the window that everyday questions are about
  static constexpr std::size_t kFarWindows = 4;           ///< weeks beyond it that are kept
  /// The first and last day that may be asked about.
  static constexpr std::chrono::sys_days kFirstDay = std::chrono::year(2000) / 1 / 1;
  static constexpr std::chrono::sys_days kLastDay = std::chrono::year(2099) / 12 / 31;

  explicit HoursSource(EvaluateHours evaluate) : evaluate_(std::move(evaluate)) {}
  ~HoursSource();
  HoursSource(HoursSource const&) = delete;
  HoursSource& operator=(HoursSource const&) = delete;

  /// From now on the hours of this input are asked for.
  void want(HoursInput input);
  /// Brings the everyday window up to date: texts and days that are not known are evaluated, one call at a time. Takes
  /// nothing when nothing changed. \return the table, also when another call made it; null when stopped
  std::shared_ptr<HoursTable const> refresh(std::chrono::sys_seconds now);
  /// Whether refresh() would have anything to do.
  [[nodiscard]] bool is_stale(std::chrono::sys_seconds now) const;

  /// The everyday table as last made; null before the first.
  [[nodiscard]] std::shared_ptr<HoursTable const> current() const;
  /// A table of the wanted input that covers `minute`: the everyday one, else a week's, evaluated now.
  /// \return null when it is not there by the deadline
  /// pre: the minute is in kFirstDay…kLastDay
  [[nodiscard]] std::shared_ptr<HoursTable const> covering(UtcMinute minute,
                                                           std::chrono::steady_clock::time_point deadline);

 private:
  using Table = std::shared_ptr<HoursTable const>;
  [[nodiscard]] Table refresh_alone(std::chrono::sys_seconds now);  ///< pre: refreshing_ is held
  /// With everything that `known` has for the same context taken from it. \return null when stopped
  [[nodiscard]] Table evaluate(HoursContext const& context, std::vector<std::string> const& texts, Table const& known);

  EvaluateHours evaluate_;
  std::stop_source stop_;
  mutable std::mutex lock_;  ///< of what follows
  std::shared_ptr<HoursInput const> input_;
  Table current_;
  std::shared_ptr<HoursInput const> current_input_;  ///< of current_
  std::list<Table> far_;                             ///< of input_, the one asked for last first
  std::timed_mutex working_;                         ///< held while a far week is evaluated
  std::timed_mutex refreshing_;                      ///< held while the everyday table is
};

}  // namespace cartable::store
