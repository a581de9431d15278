#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace cartable::base {

/// How long work tells where it is, and is told to stop. Both are optional; cheap to pass by reference.
struct Progress {
  /// Called from the working thread, at most a few times a second by the caller's own measure.
  /// \param step  what is being done, in a few words ("reading ways")
  /// \param done, total  in any unit; total 0 means unknown
  std::function<void(std::string_view step, std::uint64_t done, std::uint64_t total)> report;
  std::stop_token stop;

  void operator()(std::string_view step, std::uint64_t done = 0, std::uint64_t total = 0) const {
    if (report) {
      report(step, done, total);
    }
  }
};

}  // namespace cartable::base
