#include "tiles/tile_cache.hpp"

#include "tiles/fingerprint.hpp"

#include <utility>

namespace cartable::tiles {
namespace {

/// What a blob takes beside its bytes: entry, index node, control block, about.
constexpr std::size_t kOverhead = 320;

}  // namespace

std::size_t TileCache::Hash::operator()(TileKey const& key) const noexcept {
  std::uint64_t const where = (std::uint64_t{key.tile.x} << 32U) | key.tile.y;
  std::uint64_t const what = std::uint64_t{key.tile.z} | std::uint64_t{key.layers} << 8U |
                             static_cast<std::uint64_t>(key.viewer) << 16U |
                             static_cast<std::uint64_t>(key.encoding) << 24U;
  std::uint64_t const h = mix(where ^ 0x9E3779B97F4A7C15U, what ^ 0xD1B54A32D192ED03U);
  return key.filter.empty() ? h : hash64(key.filter, h);
}

TileCache::TileCache(std::size_t bytes) : limit_(bytes / kShards) {}

TileCache::Shard& TileCache::shard(TileKey const& key) noexcept {
  return shards_[(Hash()(key) >> 57U) % kShards];  // the index uses the low bits
}

TileCache::Blob TileCache::find(TileKey const& key) {
  Shard& s = shard(key);
  std::lock_guard const lock(s.mutex);
  auto const found = s.index.find(key);
  if (found == s.index.end() || found->second->stale) {
    return nullptr;
  }
  found->second->used = true;
  return found->second->blob;
}

TileCache::Blob TileCache::get(TileKey const& key, Make const& make) {
  Shard& s = shard(key);
  std::unique_lock lock(s.mutex);
  Blob stale;
  while (true) {
    stale = nullptr;
    if (auto const found = s.index.find(key); found != s.index.end()) {
      if (!found->second->stale) {
        found->second->used = true;
        return found->second->blob;
      }
      stale = found->second->blob;
    }
    auto const flying = s.flights.find(key);
    if (flying == s.flights.end()) {
      break;
    }
    auto const flight = flying->second;
    s.landed.wait(lock, [&] { return flight->done; });
    if (flight->blob) {
      return flight->blob;
    }
  }
  auto const flight = std::make_shared<Flight>();
  flight->filter = std::string(key.filter);
  flight->key = key;
  flight->key.filter = flight->filter;
  s.flights.emplace(flight->key, flight);
  lock.unlock();

  auto const land = [&](Blob blob) {
    flight->blob = std::move(blob);
    flight->done = true;
    s.flights.erase(flight->key);
    s.landed.notify_all();
  };
  Blob blob;
  try {
    blob = make(stale);
  } catch (...) {
    lock.lock();
    land(nullptr);
    throw;
  }
  lock.lock();
  put(s, key, blob, false);
  land(blob);
  return blob;
}

void TileCache::put(Shard& s, TileKey const& key, Blob blob, bool stale) {
  if (auto const old = s.index.find(key); old != s.index.end()) {
    auto const entry = old->second;
    s.bytes -= entry->cost;
    s.index.erase(old);
    s.entries.erase(entry);
  }
  std::size_t const cost = kOverhead + key.filter.size() + blob->bytes.size() + blob->etag.size();
  if (cost > limit_) {
    return;  // served, not kept
  }
  while (s.bytes + cost > limit_ && !s.entries.empty()) {
    Entry& oldest = s.entries.front();
    if (oldest.used && !oldest.stale) {
      oldest.used = false;
      s.entries.splice(s.entries.end(), s.entries, s.entries.begin());
      continue;
    }
    s.bytes -= oldest.cost;
    s.index.erase(oldest.key);
    s.entries.pop_front();
  }
  s.entries.push_back({std::string(key.filter), key, std::move(blob), cost, false, stale});
  auto const entry = std::prev(s.entries.end());
  entry->key.filter = entry->filter;
  s.index.emplace(entry->key, entry);
  s.bytes += cost;
}

void TileCache::adopt(TileCache& other, std::function<bool(std::uint8_t)> const& still_fresh) {
  for (std::size_t i = 0; i < kShards; ++i) {
    Shard& from = other.shards_[i];
    Shard& to = shards_[i];
    std::scoped_lock const lock(from.mutex, to.mutex);
    for (Entry const& entry : from.entries) {
      put(to, entry.key, entry.blob, entry.stale || !still_fresh(entry.key.layers));
    }
  }
}

std::size_t TileCache::bytes() const {
  std::size_t sum = 0;
  for (Shard const& s : shards_) {
    std::lock_guard const lock(s.mutex);
    sum += s.bytes;
  }
  return sum;
}

}  // namespace cartable::tiles
