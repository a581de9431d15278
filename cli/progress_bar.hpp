#pragma once

#include "base/progress.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cartable::cli {

/// A line on stderr that says what is being done and how far it is; only when stderr is a terminal, else nothing.
/// Redrawn at most ten times a second. Used from one thread.
class ProgressBar {
 public:
  /// \param wanted  false: never draw (--no-progress)
  explicit ProgressBar(bool wanted = true);
  ~ProgressBar();
  ProgressBar(ProgressBar const&) = delete;
  ProgressBar& operator=(ProgressBar const&) = delete;

  /// What long work is given. The bar must outlive it.
  [[nodiscard]] base::Progress progress();
  /// Wipes the line, so that other text can be printed.
  void clear();

 private:
  void draw(std::string_view step, std::uint64_t done, std::uint64_t total);

  bool visible_;
  bool drawn_ = false;
  std::string step_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace cartable::cli
