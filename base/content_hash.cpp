#include "base/content_hash.hpp"

#include <algorithm>
#include <cstring>

namespace cartable::base {
namespace {

constexpr std::uint64_t kOdd = 0xd6e8feb86659fd93ULL;

/// For a given state each word gives another result: the product with an odd number and the shift can be undone.
constexpr std::uint64_t mix(std::uint64_t state, std::uint64_t word) noexcept {
  state = (state ^ word) * kOdd;
  return state ^ (state >> 32U);
}

inline void mix_block(std::array<std::uint64_t, 4>& lanes, char const* bytes) noexcept {
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), bytes, sizeof(words));
  lanes[0] = mix(lanes[0], words[0]);
  lanes[1] = mix(lanes[1], words[1]);
  lanes[2] = mix(lanes[2], words[2]);
  lanes[3] = mix(lanes[3], words[3]);
}

}  // namespace

void ContentHash::add(std::string_view bytes) noexcept {
  std::size_t const held = size_ % kBlock;
  size_ += bytes.size();
  if (held > 0) {
    std::size_t const taken = std::min(bytes.size(), kBlock - held);
    std::copy_n(bytes.data(), taken, rest_.data() + held);
    bytes.remove_prefix(taken);
    if (held + taken < kBlock) {
      return;
    }
    mix_block(lanes_, rest_.data());
  }
  auto lanes = lanes_;  // in registers
  for (; bytes.size() >= kBlock; bytes.remove_prefix(kBlock)) {
    mix_block(lanes, bytes.data());
  }
  lanes_ = lanes;
  std::copy(bytes.begin(), bytes.end(), rest_.begin());
}

std::uint64_t ContentHash::value() const noexcept {
  std::size_t const held = size_ % kBlock;
  ContentHash last = *this;
  if (held > 0) {
    std::fill(last.rest_.begin() + static_cast<std::ptrdiff_t>(held), last.rest_.end(), '\0');
    mix_block(last.lanes_, last.rest_.data());
  }
  std::uint64_t out = size_;  // zeros at the end count
  for (std::uint64_t const lane : last.lanes_) {
    out = mix(out, lane);
  }
  return mix(out, kOdd);
}

std::uint64_t content_hash(std::string_view bytes) noexcept {
  ContentHash hash;
  hash.add(bytes);
  return hash.value();
}

}  // namespace cartable::base
