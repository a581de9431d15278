#include "server/http/pool.hpp"

#include <utility>

namespace cartable::server::http {

Pool::Pool(std::size_t threads, std::size_t queue) : room_(queue) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

Pool::~Pool() {
  {
    std::scoped_lock const guard(lock_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool Pool::submit(std::function<void()> work) {
  {
    std::scoped_lock const guard(lock_);
    if (queue_.size() >= room_ || stopping_) {
      return false;
    }
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
  return true;
}

std::size_t Pool::waiting() const {
  std::scoped_lock const guard(lock_);
  return queue_.size();
}

void Pool::run() {
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock guard(lock_);
      wake_.wait(guard, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) {
        return;
      }
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace cartable::server::http
