#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cartable::server::http {

/// A few threads for work that an I/O thread must not do. The queue is bounded: when it is full the caller
/// answers 503 instead of letting everybody wait.
class Pool {
 public:
  Pool(std::size_t threads, std::size_t queue);
  /// Finishes what is queued.
  ~Pool();
  Pool(Pool const&) = delete;
  Pool& operator=(Pool const&) = delete;

  /// \return false when the queue is full
  [[nodiscard]] bool submit(std::function<void()> work);
  [[nodiscard]] std::size_t waiting() const;

 private:
  void run();

  std::size_t const room_;
  mutable std::mutex lock_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cartable::server::http
