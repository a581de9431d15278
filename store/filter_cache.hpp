#pragma once

#include "store/catalog_filter.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cartable::store {

/// Worked-out filters by key, the least recently used dropped beyond a limit of bytes. A key that several threads
/// miss at once is worked out by one of them while the others wait. Safe from any thread.
class FilterCache {
 public:
  using Value = std::shared_ptr<CompiledFilter const>;
  explicit FilterCache(std::size_t limit_bytes) : limit_(limit_bytes) {}

  /// The value of `key`; `make` is called without a lock, at most once at a time for a key. What it throws
  /// reaches its caller alone: a waiting thread tries for itself.
  [[nodiscard]] Value get(std::string key, std::function<CompiledFilter()> const& make);

  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] std::size_t entries() const;

 private:
  struct Slot {
    std::string key;
    Value value;  ///< null while it is being made
    std::size_t bytes = 0;
    bool failed = false;
  };
  using Slots = std::list<std::shared_ptr<Slot>>;
  void evict();

  std::size_t const limit_;
  mutable std::mutex mutex_;
  std::condition_variable made_;
  std::size_t bytes_ = 0;
  Slots slots_;                                                   ///< most recently used first
  std::unordered_map<std::string_view, Slots::iterator> by_key_;  ///< keys live in their slots
};

}  // namespace cartable::store
