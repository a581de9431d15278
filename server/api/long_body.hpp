#pragma once

#include "base/content_hash.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cartable::server::api {

/// A body too long to lie in memory until a slow reader has it: written once to be counted, and again, piece by piece,
/// while it is sent. Belongs to one answer.
class LongBody {
 public:
  LongBody() = default;
  virtual ~LongBody() = default;
  LongBody(LongBody const&) = delete;
  LongBody& operator=(LongBody const&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// base::content_hash() of all its bytes.
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_.value(); }
  /// Appends the next piece, some tens of kilobytes. \return whether there is more
  virtual bool next(std::string& out) = 0;

 protected:
  /// What next() will give, in order.
  void count(std::string_view bytes) noexcept {
    size_ += bytes.size();
    hash_.add(bytes);
  }

 private:
  std::size_t size_ = 0;
  base::ContentHash hash_;
};

}  // namespace cartable::server::api
