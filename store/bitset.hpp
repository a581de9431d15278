#pragma once

#include "geo/spatial_index.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cartable::store {

/// Bits over rows with prefix popcounts: a count over any range is two look-ups.
/// Change it (set, and, or), then seal(); only a sealed set may be asked for counts or shared.
class Bitset final : public geo::RowSet {
 public:
  Bitset() = default;
  explicit Bitset(std::size_t size, bool value = false);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void set(std::size_t row) noexcept { words_[row >> 6U] |= std::uint64_t{1} << (row & 63U); }
  void reset(std::size_t row) noexcept { words_[row >> 6U] &= ~(std::uint64_t{1} << (row & 63U)); }
  [[nodiscard]] bool test(std::size_t row) const noexcept {
    return ((words_[row >> 6U] >> (row & 63U)) & 1U) != 0;
  }

  Bitset& operator&=(Bitset const& other) noexcept;  ///< pre: same size
  Bitset& operator|=(Bitset const& other) noexcept;
  Bitset& and_not(Bitset const& other) noexcept;
  void flip() noexcept;

  /// Builds the prefix popcounts.
  void seal();
  /// pre: sealed, first ≤ last ≤ size()
  [[nodiscard]] std::size_t count(std::size_t first, std::size_t last) const noexcept;
  [[nodiscard]] std::size_t count() const noexcept;
  /// The row of the n-th set bit (n from 0), or size() when there are fewer. pre: sealed
  [[nodiscard]] std::size_t select(std::size_t n) const noexcept;

  [[nodiscard]] bool contains(std::uint32_t row) const noexcept override { return test(row); }
  [[nodiscard]] bool any(std::uint32_t first, std::uint32_t last) const noexcept override;

 private:
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> before_;  ///< set bits before each word
};

}  // namespace cartable::store
