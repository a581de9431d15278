#pragma once

#include "store/hours.hpp"

#include <cstdio>
#include <memory>
#include <string_view>

namespace cartable::store {

/// Reads opening hours with KOpeningHours. The home of it, of KHolidays and of Qt, and a library of its own
/// (cartable::store_hours): a program that links it keeps to one thread for it and lets it set the process' time zone
/// (TZ, to UTC) before Qt is first asked for the time. Programs that serve run it in a helper process
/// (hours_worker.hpp).
///
/// Times are worked out as clocks on the wall show them, in a zone without summer time, and become moments by the
/// city's zone at the end: see docs/decisions/0075-opening-hours.md.
class HoursEngine {
 public:
  explicit HoursEngine(HoursContext context);
  ~HoursEngine();
  HoursEngine(HoursEngine const&) = delete;
  HoursEngine& operator=(HoursEngine const&) = delete;

  /// What a text means in the context's window; never throws for bad text. About a quarter of a millisecond for most
  /// texts and five weeks.
  [[nodiscard]] Hours evaluate(std::string_view text);
  /// Whether a day is a public holiday in the context's region: unknown where there is no table for it.
  [[nodiscard]] Tri public_holiday(std::chrono::sys_days day) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// An EvaluateHours that works in this very process and thread: for tests and the fuzzer.
[[nodiscard]] EvaluateHours evaluate_here();

/// The helper's side of hours_worker.hpp: reads a context and texts line by line from `in` and answers line by line on
/// `out` until the end of `in`. \return the process' exit code
[[nodiscard]] int run_hours_worker(std::FILE* in, std::FILE* out);

}  // namespace cartable::store
