#include "store/filter_cache.hpp"

#include <iterator>
#include <utility>

namespace cartable::store {
namespace {

/// What an entry costs beside its sets: the slot, its key, the tables' nodes.
constexpr std::size_t kEntryOverhead = 512;

}  // namespace

FilterCache::Value FilterCache::get(std::string key, std::function<CompiledFilter()> const& make) {
  std::unique_lock lock(mutex_);
  while (true) {
    auto const found = by_key_.find(key);
    if (found == by_key_.end()) {
      break;
    }
    slots_.splice(slots_.begin(), slots_, found->second);
    std::shared_ptr<Slot> const slot = slots_.front();
    made_.wait(lock, [&] { return slot->value || slot->failed; });
    if (slot->value) {
      return slot->value;
    }
  }
  auto const slot = std::make_shared<Slot>();
  slot->key = std::move(key);
  slots_.push_front(slot);
  by_key_.emplace(slot->key, slots_.begin());
  lock.unlock();
  try {
    auto value = std::make_shared<CompiledFilter const>(make());
    lock.lock();
    slot->bytes = value->bytes + slot->key.size() + kEntryOverhead;
    slot->value = std::move(value);
    bytes_ += slot->bytes;
    evict();
  } catch (...) {
    if (!lock.owns_lock()) {
      lock.lock();
    }
    auto const mine = by_key_.find(slot->key);
    slots_.erase(mine->second);
    by_key_.erase(mine);
    slot->failed = true;
    made_.notify_all();
    throw;
  }
  made_.notify_all();
  return slot->value;
}

void FilterCache::evict() {
  // The front is what was asked for just now; slots that are still being made hold nothing yet.
  for (auto last = slots_.end(); bytes_ > limit_ && last != slots_.begin();) {
    auto const slot = std::prev(last);
    if (slot == slots_.begin()) {
      return;
    }
    if (!(*slot)->value) {
      last = slot;
      continue;
    }
    bytes_ -= (*slot)->bytes;
    by_key_.erase((*slot)->key);
    slots_.erase(slot);
  }
}

std::size_t FilterCache::bytes() const {
  std::lock_guard const lock(mutex_);
  return bytes_;
}

std::size_t FilterCache::entries() const {
  std::lock_guard const lock(mutex_);
  return slots_.size();
}

}  // namespace cartable::store
