#pragma once

#include "geo/tile_id.hpp"
#include "tiles/service.hpp"

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cartable::tiles {

/// What a cached tile is known by. Parts that make no difference to its bytes are already left out.
struct TileKey {
  geo::TileId tile{};
  std::uint8_t layers = 0;  ///< bit n = TileLayer n
  store::Visibility viewer = store::Visibility::everyone;
  base::Encoding encoding = base::Encoding::identity;
  std::string_view filter{};  ///< canonical text, empty without conditions; the cache keeps its own copy

  friend bool operator==(TileKey const&, TileKey const&) = default;
};

/// Blobs by key, bounded by bytes, in independent shards; the one used longest ago goes first (second chance).
/// Safe from any thread. A blob may be stale: kept from before a reload, to be compared with what is made anew.
class TileCache {
 public:
  using Blob = std::shared_ptr<TileBlob const>;
  /// Makes a missing blob. \param stale  the key's blob from before a reload, or null
  using Make = std::function<Blob(Blob const& stale)>;

  explicit TileCache(std::size_t bytes);

  /// The fresh blob, or null. One look-up under a shard's lock.
  [[nodiscard]] Blob find(TileKey const& key);
  /// The fresh blob, made by `make` when there is none. Callers that miss the same key at once wait for one make;
  /// when it throws, it throws for its own caller, and the next one tries.
  [[nodiscard]] Blob get(TileKey const& key, Make const& make);
  /// Takes over what another cache holds: fresh where `still_fresh(layers)` says so, else stale.
  void adopt(TileCache& other, std::function<bool(std::uint8_t layers)> const& still_fresh);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::string filter;  ///< what key.filter points to
    TileKey key;
    Blob blob;
    std::size_t cost = 0;
    bool used = false;
    bool stale = false;
  };
  struct Flight {
    std::string filter;
    TileKey key;
    bool done = false;
    Blob blob;
  };
  struct Hash {
    std::size_t operator()(TileKey const& key) const noexcept;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::condition_variable landed;
    std::list<Entry> entries;  ///< oldest first
    std::unordered_map<TileKey, std::list<Entry>::iterator, Hash> index;
    std::unordered_map<TileKey, std::shared_ptr<Flight>, Hash> flights;
    std::size_t bytes = 0;
  };

  Shard& shard(TileKey const& key) noexcept;
  void put(Shard& shard, TileKey const& key, Blob blob, bool stale);

  std::size_t limit_;  ///< of one shard
  static constexpr std::size_t kShards = 16;
  std::array<Shard, kShards> shards_;
};

}  // namespace cartable::tiles
