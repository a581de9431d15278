#include "cli/progress_bar.hpp"

#include "base/format.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace cartable::cli {

ProgressBar::ProgressBar(bool wanted) : visible_(wanted && ::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

base::Progress ProgressBar::progress() {
  base::Progress out;
  if (visible_) {
    out.report = [this](std::string_view step, std::uint64_t done, std::uint64_t total) { draw(step, done, total); };
  }
  return out;
}

void ProgressBar::clear() {
  if (drawn_) {
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    drawn_ = false;
  }
}

void ProgressBar::draw(std::string_view step, std::uint64_t done, std::uint64_t total) {
  auto const now = std::chrono::steady_clock::now();
  if (step == step_ && now - last_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_ = now;
  step_ = step;
  if (total > 0) {
    constexpr std::uint64_t kWidth = 24;
    auto const filled = static_cast<int>(std::min(done, total) * kWidth / total);
    fmt::print(stderr, "\r\x1b[K{:<28} [{:<{}}] {:3}%", step, std::string(static_cast<std::size_t>(filled), '='),
               kWidth, std::min(done, total) * 100 / total);
  } else if (done > 0) {
    fmt::print(stderr, "\r\x1b[K{:<28} {}", step, done);
  } else {
    fmt::print(stderr, "\r\x1b[K{}", step);
  }
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace cartable::cli
