#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cartable::base {

/// 64 bits of some bytes, at several bytes a cycle: tells contents apart (ETags). The pieces in which the bytes come do
/// not matter. Not for what is stored (stable_hash), nor against those who seek bytes with a hash they want.
class ContentHash {
 public:
  void add(std::string_view bytes) noexcept;
  [[nodiscard]] std::uint64_t value() const noexcept;

 private:
  static constexpr std::size_t kBlock = 32;

  std::array<std::uint64_t, 4> lanes_{0x9e3779b97f4a7c15ULL, 0xbf58476d1ce4e5b9ULL, 0x94d049bb133111ebULL,
                                      0x2545f4914f6cdd1dULL};
  std::array<char, kBlock> rest_{};
  std::uint64_t size_ = 0;
};

/// Of bytes that are there as a whole.
[[nodiscard]] std::uint64_t content_hash(std::string_view bytes) noexcept;

}  // namespace cartable::base
