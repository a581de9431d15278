#pragma once

#include "base/result.hpp"
#include "server/api/state.hpp"
#include "store/city_file.hpp"
#include "store/city_watch.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace cartable::server::http {

using TokenList = std::shared_ptr<std::vector<store::Token> const>;

/// The city that is served now. Readers look at generation() (one atomic load) and fetch the state only when it
/// changed; a reload builds beside it and swaps. Safe from any thread.
class CityStore {
 public:
  [[nodiscard]] std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }
  [[nodiscard]] std::shared_ptr<api::CityState const> get() const;
  [[nodiscard]] TokenList tokens() const;
  void put(std::shared_ptr<api::CityState const> state, TokenList tokens);
  void put_tokens(TokenList tokens);

 private:
  mutable std::mutex lock_;
  std::shared_ptr<api::CityState const> state_;
  TokenList tokens_ = std::make_shared<std::vector<store::Token> const>();
  std::atomic<std::uint64_t> generation_{0};
};

/// Reads a city file and keeps a CityStore up to date. Belongs to one thread.
class CityLoader {
 public:
  CityLoader(std::string where, tiles::TileService::Options const& tiles, CityStore& store);

  /// Reads everything and swaps it in. On failure the city served before stays.
  [[nodiscard]] base::Status load();
  /// Looks at the revisions and loads what changed: tokens alone when only private tables did. A locked file
  /// counts as unchanged.
  /// \return whether the served city was swapped
  [[nodiscard]] base::Result<bool> poll();
  /// How long to wait between polls.
  [[nodiscard]] std::chrono::milliseconds interval() const noexcept { return watch_.interval(); }

 private:
  std::string where_;
  store::CityWatch watch_;
  tiles::TileService::Options tiles_;
  CityStore& store_;
  std::optional<store::Revisions> seen_;
};

}  // namespace cartable::server::http
