#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::http {

/// Counters of one I/O thread: written by that thread alone, read by whoever answers /metrics.
class Metrics {
 public:
  static constexpr std::size_t kMaxRoutes = 48;
  static constexpr std::array<double, 8> kBucketsMs{0.1, 0.5, 1, 5, 25, 100, 500, 2500};

  void count(std::size_t route, int status, std::size_t bytes, std::chrono::nanoseconds took) noexcept {
    std::size_t const row = route < kMaxRoutes ? route : kMaxRoutes - 1;
    std::size_t const group = static_cast<std::size_t>(status / 100) % 6;
    bump(requests_[row][group], 1);
    bump(bytes_, bytes);
    double const ms = std::chrono::duration<double, std::milli>(took).count();
    std::size_t bucket = 0;
    while (bucket < kBucketsMs.size() && ms > kBucketsMs[bucket]) {
      ++bucket;
    }
    bump(took_[bucket], 1);
    bump(took_ns_, static_cast<std::uint64_t>(took.count()));
  }
  void connection(int change) noexcept {
    connections_.fetch_add(change, std::memory_order_relaxed);
    if (change > 0) {
      bump(accepted_, 1);
    }
  }
  void refused() noexcept { bump(refused_, 1); }
  void timed_out() noexcept { bump(timed_out_, 1); }
  void hot() noexcept { bump(hot_, 1); }

 private:
  friend std::string metrics_text(std::vector<Metrics const*> const& threads,
                                  std::vector<std::string_view> const& routes);
  using Counter = std::atomic<std::uint64_t>;
  /// One writer: a plain add without the cost of an atomic one.
  static void bump(Counter& counter, std::uint64_t by) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  std::array<std::array<Counter, 6>, kMaxRoutes> requests_{};
  std::array<Counter, kBucketsMs.size() + 1> took_{};
  Counter took_ns_{0}, bytes_{0}, accepted_{0}, refused_{0}, timed_out_{0}, hot_{0};
  std::atomic<std::int64_t> connections_{0};
};

/// Prometheus text of all threads together. \param routes  names by route number; the last is "none"
[[nodiscard]] std::string metrics_text(std::vector<Metrics const*> const& threads,
                                       std::vector<std::string_view> const& routes);

}  // namespace cartable::server::http
