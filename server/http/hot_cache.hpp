#pragma once

#include "server/api/usage.hpp"
#include "server/http/reply.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cartable::server::http {

/// Answers by the very bytes of the request's header: browsers and load generators send the same header for the
/// same tile, so a hit needs neither parsing nor routing nor negotiation. One a thread, cleared when the city or
/// the web client is swapped; only answers that depend on nothing else are put in. Lists are kept from the second time
/// on that they are asked for, so that one reader who goes through all pages does not drive the tiles out.
class HotCache {
 public:
  struct Entry {
    std::string head;
    std::string_view body;
    std::shared_ptr<void const> owner;
    std::size_t route = 0;
    std::chrono::sys_seconds made{};                  ///< of answers that do not hold for ever
    std::optional<std::chrono::sys_seconds> until{};  ///< they hold no longer than this
    std::optional<api::Usage> usage{};                ///< what each answer counts as
  };
  /// Null when there is none. The entry stays where it is until clear().
  [[nodiscard]] Entry const* find(std::string_view request) const noexcept {
    auto const found = entries_.find(request);
    return found != entries_.end() ? &found->second : nullptr;
  }
  /// \param usage  what such an answer counts as
  void put(std::string_view request, Reply const& reply, std::chrono::sys_seconds now,
           std::optional<api::Usage> usage = {}) {
    if (reply.keep_if_asked_twice && !asked_before(request)) {
      return;
    }
    std::size_t const bytes = request.size() + reply.head.size() + reply.body.size() + 128;
    if (request.size() > kMaxRequest || bytes > kMaxEntry || !reply.owner) {
      return;
    }
    if (bytes_ + bytes > kMaxBytes) {
      // Starting over is simpler than ageing and costs one ordinary answer a tile.
      clear();
    }
    bytes_ += bytes;
    entries_.insert_or_assign(std::string(request), Entry{.head = reply.head,
                                                          .body = reply.body,
                                                          .owner = reply.owner,
                                                          .route = reply.route,
                                                          .made = now,
                                                          .until = reply.keep_until,
                                                          .usage = std::move(usage)});
  }
  void clear() noexcept {
    entries_.clear();
    bytes_ = 0;
  }

 private:
  static constexpr std::size_t kMaxRequest = 2048;
  static constexpr std::size_t kMaxEntry = std::size_t{1} << 20U;
  static constexpr std::size_t kMaxBytes = std::size_t{32} << 20U;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };
  bool asked_before(std::string_view request) noexcept {
    std::size_t const hash = Hash()(request);
    std::size_t& seen = seen_[hash % seen_.size()];
    return std::exchange(seen, hash) == hash;
  }

  std::array<std::size_t, 4096> seen_{};  ///< hashes of requests
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace cartable::server::http
