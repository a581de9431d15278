#pragma once

#include "store/hours.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace cartable::store {

/// The helper as a program whose main has the hidden command starts it: itself. Never from another program, which
/// would do again what it was started for.
inline std::vector<std::string> const kHoursWorker{"/proc/self/exe", "hours-worker"};

struct HoursWorkerOptions {
  std::vector<std::string> command{};        ///< program and arguments; empty: this program with "hours-worker"
  std::size_t processes = 2;                 ///< at most; one for every 200 texts
  std::chrono::milliseconds patience{5000};  ///< for one text; then it counts as failed and a new helper takes the rest
};

/// An EvaluateHours that has the texts read by helper processes, so that a text that crashes the reader, or never
/// ends, costs itself alone (HoursProblem::failed). Where no helper can be started all texts fail, and the log says
/// why. Safe from any thread; the processes end with the call.
[[nodiscard]] EvaluateHours evaluate_in_helpers(HoursWorkerOptions options);

}  // namespace cartable::store
