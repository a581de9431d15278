#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cartable::tiles {

/// Mixes two words by a 64×64→128-bit multiplication, the folding step that wyhash and others are built on.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  Wide const product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

/// A 64-bit hash of bytes for tables and change detection; not for secrets. The same on every little-endian machine.
[[nodiscard]] inline std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept {
  constexpr std::uint64_t kA = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio
  constexpr std::uint64_t kB = 0xD1B54A32D192ED03U;  // an odd constant of the R2 sequence
  std::uint64_t h = seed ^ kA;
  std::size_t const size = bytes.size();
  char const* p = bytes.data();
  std::size_t left = size;
  auto const word = [](char const* from, std::size_t n) {
    std::uint64_t w = 0;
    std::memcpy(&w, from, n);
    return w;
  };
  for (; left >= 16; left -= 16, p += 16) {
    h = mix(word(p, 8) ^ kB, word(p + 8, 8) ^ h);
  }
  std::uint64_t a = 0, b = 0;
  if (left >= 8) {
    a = word(p, 8);
    b = word(p + 8, left - 8);
  } else if (left > 0) {
    a = word(p, left);
  }
  h = mix(a ^ kB, b ^ h);
  return mix(h ^ kA, size ^ kB);
}

/// 128 bits in hexadecimal, for entity tags: two independent passes.
[[nodiscard]] inline std::string fingerprint(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(32);
  for (std::uint64_t const seed : std::array<std::uint64_t, 2>{0x51ED270B, 0xB492B66FBE98F273U}) {
    std::uint64_t const h = hash64(bytes, seed);
    for (int shift = 60; shift >= 0; shift -= 4) {
      out += kDigits[(h >> static_cast<unsigned>(shift)) & 15U];
    }
  }
  return out;
}

}  // namespace cartable::tiles
