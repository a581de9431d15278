#pragma once

#include "base/result.hpp"
#include "server/api/state.hpp"
#include "store/city_file.hpp"
#include "store/city_watch.hpp"
#include "store/hours_source.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
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
  /// \param hours  evaluates opening hours; empty: they stay unknown
  CityLoader(std::string where, tiles::TileService::Options const& tiles, CityStore& store,
             store::EvaluateHours hours = {});

  /// Breaks off the reading of hours.
  ~CityLoader();
  CityLoader(CityLoader const&) = delete;
  CityLoader& operator=(CityLoader const&) = delete;

  /// Reads everything and swaps it in. On failure the city served before stays.
  [[nodiscard]] base::Status load();
  /// Looks at the revisions and loads what changed: tokens alone when only private tables did. A locked file
  /// counts as unchanged.
  /// \return whether the served city was swapped
  [[nodiscard]] base::Result<bool> poll();
  /// Has opening hours evaluated beside everything else when the city's day has changed, or none were known yet, and
  /// swaps them in when they are there. Never waits. \return whether they were swapped in
  bool renew_hours();
  /// Whether hours are being read that nobody has seen yet: worth looking again soon.
  [[nodiscard]] bool awaits_hours() const;
  /// How long to wait between polls.
  [[nodiscard]] std::chrono::milliseconds interval() const noexcept { return watch_.interval(); }

 private:
  void read_hours();

  std::string where_;
  store::CityWatch watch_;
  tiles::TileService::Options tiles_;
  CityStore& store_;
  std::optional<store::Revisions> seen_;
  std::stop_source stop_hours_;
  std::shared_ptr<store::HoursSource> hours_;
  std::future<void> hours_at_work_;  ///< after hours_, so that it ends first
};

}  // namespace cartable::server::http
