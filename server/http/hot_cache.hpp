#pragma once

#include "server/http/reply.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cartable::server::http {

/// Answers by the very bytes of the request's header: browsers and load generators send the same header for the
/// same tile, so a hit needs neither parsing nor routing nor negotiation. One a thread, cleared when the city or
/// the web client is swapped; only answers that depend on nothing else are put in.
class HotCache {
 public:
  struct Entry {
    std::string head;
    std::string_view body;
    std::shared_ptr<void const> owner;
    std::size_t route = 0;
  };
  /// Null when there is none. The entry stays where it is until clear().
  [[nodiscard]] Entry const* find(std::string_view request) const noexcept {
    auto const found = entries_.find(request);
    return found != entries_.end() ? &found->second : nullptr;
  }
  void put(std::string_view request, Reply const& reply) {
    std::size_t const bytes = request.size() + reply.head.size() + reply.body.size() + 128;
    if (request.size() > kMaxRequest || bytes > kMaxEntry || !reply.owner) {
      return;
    }
    if (bytes_ + bytes > kMaxBytes) {
      // Starting over is simpler than ageing and costs one ordinary answer a tile.
      clear();
    }
    bytes_ += bytes;
    entries_.insert_or_assign(std::string(request), Entry{reply.head, reply.body, reply.owner, reply.route});
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
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace cartable::server::http
