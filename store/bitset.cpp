#include "store/bitset.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace cartable::store {
namespace {

constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};

/// The bits below `bit` (0…63) of a word.
constexpr std::uint64_t below(std::size_t bit) noexcept { return (std::uint64_t{1} << bit) - 1; }

}  // namespace

Bitset::Bitset(std::size_t size, bool value) : size_(size), words_((size + 63) / 64, value ? kAllOnes : 0) {
  clear_tail();
}

void Bitset::clear_tail() noexcept {
  if ((size_ & 63U) != 0) {
    words_.back() &= below(size_ & 63U);
  }
}

Bitset& Bitset::operator&=(Bitset const& other) noexcept {
  CARTABLE_ASSERT(size_ == other.size_);
  before_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= other.words_[i];
  }
  return *this;
}

Bitset& Bitset::operator|=(Bitset const& other) noexcept {
  CARTABLE_ASSERT(size_ == other.size_);
  before_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] |= other.words_[i];
  }
  return *this;
}

Bitset& Bitset::and_not(Bitset const& other) noexcept {
  CARTABLE_ASSERT(size_ == other.size_);
  before_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= ~other.words_[i];
  }
  return *this;
}

void Bitset::flip() noexcept {
  before_.clear();
  for (std::uint64_t& word : words_) {
    word = ~word;
  }
  clear_tail();
}

Bitset Bitset::prefix(std::size_t size) const {
  CARTABLE_ASSERT(size <= size_);
  Bitset out;
  out.size_ = size;
  out.words_.assign(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>((size + 63) / 64));
  out.clear_tail();
  return out;
}

void Bitset::seal() {
  before_.resize(words_.size() + 1);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    before_[i] = sum;
    sum += static_cast<std::uint32_t>(std::popcount(words_[i]));
  }
  before_[words_.size()] = sum;
}

std::size_t Bitset::count() const noexcept {
  if (words_.empty()) {
    return 0;
  }
  CARTABLE_ASSERT(sealed());
  return before_.back();
}

std::size_t Bitset::count(std::size_t first, std::size_t last) const noexcept {
  if (first == last) {
    return 0;
  }
  CARTABLE_ASSERT(sealed() && first < last && last <= size_);
  auto const before = [this](std::size_t row) -> std::size_t {
    std::size_t const word = row >> 6U;
    std::size_t const bit = row & 63U;
    return before_[word] + (bit == 0 ? 0 : static_cast<std::size_t>(std::popcount(words_[word] & below(bit))));
  };
  return before(last) - before(first);
}

std::size_t Bitset::select(std::size_t n) const noexcept {
  if (n >= count()) {
    return size_;
  }
  // The last word with at most n bits before it: it holds the n-th, because bits were left.
  auto const after = std::upper_bound(before_.begin(), before_.end(), n);
  auto const word = static_cast<std::size_t>(after - before_.begin()) - 1;
  std::uint64_t bits = words_[word];
  for (std::size_t skip = n - before_[word]; skip > 0; --skip) {
    bits &= bits - 1;
  }
  return (word << 6U) + static_cast<std::size_t>(std::countr_zero(bits));
}

std::size_t Bitset::next(std::size_t row) const noexcept {
  if (row >= size_) {
    return size_;
  }
  std::size_t word = row >> 6U;
  std::uint64_t bits = words_[word] & (kAllOnes << (row & 63U));
  while (bits == 0) {
    if (++word == words_.size()) {
      return size_;
    }
    bits = words_[word];
  }
  return (word << 6U) + static_cast<std::size_t>(std::countr_zero(bits));
}

std::uint64_t Bitset::bits(std::uint32_t first, std::uint32_t count) const noexcept {
  std::size_t const word = first >> 6U;
  std::size_t const bit = first & 63U;
  std::uint64_t out = words_[word] >> bit;
  if (bit + count > 64) {
    out |= words_[word + 1] << (64 - bit);
  }
  return count == 64 ? out : out & below(count);
}

inline bool Bitset::has_any(std::uint32_t first, std::uint32_t last) const noexcept {
  std::size_t const first_word = first >> 6U;
  std::size_t const last_word = (last - 1) >> 6U;
  std::uint64_t const head = kAllOnes << (first & 63U);
  std::uint64_t const tail = kAllOnes >> (63U - ((last - 1) & 63U));
  if (first_word == last_word) {
    return (words_[first_word] & head & tail) != 0;
  }
  return (words_[first_word] & head) != 0 || (words_[last_word] & tail) != 0 ||
         before_[last_word] != before_[first_word + 1];
}

std::uint64_t Bitset::any_of_runs(std::uint32_t first, std::uint32_t last, std::uint32_t each,
                                  std::uint32_t count) const noexcept {
  std::uint64_t out = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t const begin = first + i * each;
    out |= std::uint64_t{has_any(begin, each < last - begin ? begin + each : last)} << i;
  }
  return out;
}

bool Bitset::any(std::uint32_t first, std::uint32_t last) const noexcept {
  return first < last && has_any(first, last);
}

}  // namespace cartable::store
