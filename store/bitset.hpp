#pragma once

#include "geo/spatial_index.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace cartable::store {

/// Bits over rows with prefix popcounts: a count over any range is two look-ups.
/// Change it (set, and, or), then seal(); only a sealed set may be asked for counts or shared.
class Bitset final : public geo::RowSet {
 public:
  Bitset() = default;
  explicit Bitset(std::size_t size, bool value = false);
  /// The rows below `size` of which `holds(row)` is true; asked once each, in order.
  template <class Holds>
  [[nodiscard]] static Bitset where(std::size_t size, Holds&& holds) {
    Bitset out(size);
    // A byte a row first: a loop of comparisons without a bit to carry along is one that compilers widen.
    std::array<std::uint8_t, 64> bytes{};
    for (std::size_t first = 0; first < size; first += 64) {
      if (size - first < 64) {
        bytes.fill(0);
        for (std::size_t i = 0; first + i < size; ++i) {
          bytes[i] = holds(first + i) ? 1 : 0;
        }
      } else {
        for (std::size_t i = 0; i < 64; ++i) {
          bytes[i] = holds(first + i) ? 1 : 0;
        }
      }
      std::uint64_t word = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        word |= low_bits(&bytes[8 * i]) << (8 * i);
      }
      out.words_[first >> 6U] = word;
    }
    return out;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void set(std::size_t row) noexcept { words_[row >> 6U] |= std::uint64_t{1} << (row & 63U); }
  void reset(std::size_t row) noexcept { words_[row >> 6U] &= ~(std::uint64_t{1} << (row & 63U)); }
  [[nodiscard]] bool test(std::size_t row) const noexcept { return ((words_[row >> 6U] >> (row & 63U)) & 1U) != 0; }

  Bitset& operator&=(Bitset const& other) noexcept;  ///< pre: same size
  Bitset& operator|=(Bitset const& other) noexcept;
  Bitset& and_not(Bitset const& other) noexcept;
  void flip() noexcept;

  /// The first `size` bits as a set of their own, not sealed. pre: size ≤ size()
  [[nodiscard]] Bitset prefix(std::size_t size) const;

  /// Builds the prefix popcounts.
  void seal();
  [[nodiscard]] bool sealed() const noexcept { return before_.size() == words_.size() + 1; }
  /// pre: sealed, first ≤ last ≤ size()
  [[nodiscard]] std::size_t count(std::size_t first, std::size_t last) const noexcept;
  /// pre: sealed
  [[nodiscard]] std::size_t count() const noexcept;
  /// The row of the n-th set bit (n from 0), or size() when there are fewer. pre: sealed
  [[nodiscard]] std::size_t select(std::size_t n) const noexcept;
  /// The first set row at or after `row`, or size(). Needs no seal.
  [[nodiscard]] std::size_t next(std::size_t row) const noexcept;

  /// Calls `visit(row)` for every set row in [first, last), ascending. Needs no seal.
  template <class Visit>
  void for_each(std::size_t first, std::size_t last, Visit&& visit) const {
    for (std::size_t word = first >> 6U; (word << 6U) < last; ++word) {
      std::uint64_t bits = words_[word];
      if (word == first >> 6U) {
        bits &= ~std::uint64_t{0} << (first & 63U);
      }
      if (last - (word << 6U) < 64) {
        bits &= (std::uint64_t{1} << (last & 63U)) - 1;
      }
      for (; bits != 0; bits &= bits - 1) {
        visit((word << 6U) + static_cast<std::size_t>(std::countr_zero(bits)));
      }
    }
  }

  [[nodiscard]] bool contains(std::uint32_t row) const noexcept override { return test(row); }
  /// pre: sealed, last ≤ size()
  [[nodiscard]] bool any(std::uint32_t first, std::uint32_t last) const noexcept override;

  [[nodiscard]] std::uint64_t any_of_runs(std::uint32_t first, std::uint32_t last, std::uint32_t each,
                                          std::uint32_t count) const noexcept override;
  [[nodiscard]] std::uint64_t bits(std::uint32_t first, std::uint32_t count) const noexcept override;

  /// Memory that the set holds.
  [[nodiscard]] std::size_t bytes() const noexcept {
    return words_.capacity() * sizeof(std::uint64_t) + before_.capacity() * sizeof(std::uint32_t);
  }

  /// Equal size and bits, sealed or not.
  friend bool operator==(Bitset const& a, Bitset const& b) noexcept {
    return a.size_ == b.size_ && a.words_ == b.words_;
  }

 private:
  /// Eight bytes of 0 or 1 as eight bits: the product moves byte k's bit to bit 56 + k.
  static std::uint64_t low_bits(std::uint8_t const* bytes) noexcept {
    std::uint64_t eight = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&eight, bytes, sizeof eight);
    } else {
      for (std::size_t i = 0; i < 8; ++i) {
        eight |= std::uint64_t{bytes[i]} << (8 * i);
      }
    }
    return (eight * 0x0102040810204080U) >> 56U;
  }
  [[nodiscard]] bool has_any(std::uint32_t first, std::uint32_t last) const noexcept;  ///< pre: first < last
  void clear_tail() noexcept;

  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;   ///< bits at and after size_ are always 0
  std::vector<std::uint32_t> before_;  ///< set bits before each word, then all of them; empty: not sealed
};

}  // namespace cartable::store
