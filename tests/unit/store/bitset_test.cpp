#include "store/bitset.hpp"

#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace cartable::store {
namespace {

/// The same bits both ways. Sizes around word borders and none at all.
struct Pair {
  Bitset bits;
  std::vector<bool> plain;
};
Pair random_pair(test::PropertyRandom& random, std::size_t size) {
  Pair out{Bitset(size), std::vector<bool>(size)};
  double const share = random.chance(0.3) ? 0.01 : random.real(0, 1);
  for (std::size_t i = 0; i < size; ++i) {
    if (random.chance(share)) {
      out.bits.set(i);
      out.plain[i] = true;
    }
  }
  out.bits.seal();
  return out;
}
std::size_t random_size(test::PropertyRandom& random) {
  constexpr std::array<std::size_t, 10> kSizes{0, 1, 63, 64, 65, 127, 128, 129, 700, 2048};
  return kSizes[static_cast<std::size_t>(random.integer(0, 9))];
}
std::vector<bool> plain_of(Bitset const& bits) {
  std::vector<bool> out(bits.size());
  for (std::size_t i = 0; i < bits.size(); ++i) {
    out[i] = bits.test(i);
  }
  return out;
}

TEST(Bitset, counts_any_and_words_of_every_range_equal_a_loop) {
  test::PropertyRandom random;
  for (int round = 0; round < 200; ++round) {
    std::size_t const size = random_size(random);
    auto const [bits, plain] = random_pair(random, size);
    EXPECT_EQ(bits.count(), static_cast<std::size_t>(std::count(plain.begin(), plain.end(), true)));
    for (int query = 0; query < 50; ++query) {
      auto first = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(size)));
      auto last = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(size)));
      if (first > last) {
        std::swap(first, last);
      }
      auto const begin = plain.begin() + static_cast<std::ptrdiff_t>(first);
      auto const expected =
          static_cast<std::size_t>(std::count(begin, plain.begin() + static_cast<std::ptrdiff_t>(last), true));
      ASSERT_EQ(bits.count(first, last), expected) << first << "…" << last << " of " << size;
      ASSERT_EQ(bits.any(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)), expected > 0)
          << first << "…" << last << " of " << size;
      std::vector<std::size_t> visited;
      bits.for_each(first, last, [&](std::size_t row) { visited.push_back(row); });
      ASSERT_EQ(visited.size(), expected);
      ASSERT_TRUE(std::all_of(visited.begin(), visited.end(), [&p = plain](std::size_t row) { return p[row]; }));
      if (first < last) {
        std::size_t const width = std::min<std::size_t>(64, last - first);
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < width; ++i) {
          word |= std::uint64_t{plain[first + i]} << i;
        }
        ASSERT_EQ(bits.bits(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(width)), word);
      }
    }
  }
}

TEST(Bitset, select_and_next_find_every_set_bit_in_order_and_the_size_after_the_last) {
  test::PropertyRandom random;
  for (int round = 0; round < 200; ++round) {
    auto const [bits, plain] = random_pair(random, random_size(random));
    std::size_t n = 0;
    std::size_t from = 0;
    for (std::size_t row = 0; row < plain.size(); ++row) {
      if (plain[row]) {
        ASSERT_EQ(bits.select(n), row);
        ASSERT_EQ(bits.next(from), row);
        from = row + 1;
        ++n;
      }
    }
    EXPECT_EQ(bits.select(n), plain.size());
    EXPECT_EQ(bits.next(from), plain.size());
  }
}

TEST(Bitset, operations_equal_those_on_single_bits) {
  test::PropertyRandom random;
  for (int round = 0; round < 200; ++round) {
    std::size_t const size = random_size(random);
    auto const [a, plain_a] = random_pair(random, size);
    auto const [b, plain_b] = random_pair(random, size);
    Bitset both = a;
    both &= b;
    Bitset either = a;
    either |= b;
    Bitset without = a;
    without.and_not(b);
    Bitset flipped = a;
    flipped.flip();
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(both.test(i), plain_a[i] && plain_b[i]);
      ASSERT_EQ(either.test(i), plain_a[i] || plain_b[i]);
      ASSERT_EQ(without.test(i), plain_a[i] && !plain_b[i]);
      ASSERT_EQ(flipped.test(i), !plain_a[i]);
    }
    flipped.seal();
    EXPECT_EQ(flipped.count(), size - a.count());
    auto const part = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(size)));
    EXPECT_EQ(plain_of(a.prefix(part)),
              std::vector<bool>(plain_a.begin(), plain_a.begin() + static_cast<std::ptrdiff_t>(part)));
  }
}

TEST(Bitset, runs_that_hold_a_row_are_told_as_one_by_one) {
  test::PropertyRandom random;
  for (int round = 0; round < 2000; ++round) {
    auto const [bits, plain] = random_pair(random, static_cast<std::size_t>(random.integer(1, 3000)));
    Bitset sealed = bits;
    sealed.seal();
    auto const last = static_cast<std::uint32_t>(random.integer(1, static_cast<std::int64_t>(plain.size())));
    auto const first = static_cast<std::uint32_t>(random.integer(0, last - 1));
    auto const each = static_cast<std::uint32_t>(random.integer(1, 200));
    auto const count = std::min(64U, (last - first + each - 1) / each);
    std::uint64_t expected = 0;
    for (std::uint32_t row = first; row < last && row < first + count * each; ++row) {
      expected |= std::uint64_t{plain[row]} << ((row - first) / each);
    }
    ASSERT_EQ(sealed.any_of_runs(first, last, each, count), expected) << first << ' ' << last << ' ' << each;
    ASSERT_EQ(sealed.geo::RowSet::any_of_runs(first, last, each, count), expected);
  }
}

TEST(Bitset, a_full_set_has_no_bits_beyond_its_size) {
  for (std::size_t const size : {0U, 1U, 63U, 64U, 65U, 1000U}) {
    Bitset full(size, true);
    full.seal();
    EXPECT_EQ(full.count(), size);
    full.flip();
    full.seal();
    EXPECT_EQ(full.count(), 0U);
  }
}

TEST(Bitset, a_change_takes_the_seal_off) {
  Bitset bits(10, true);
  bits.seal();
  ASSERT_TRUE(bits.sealed());
  bits &= Bitset(10);
  EXPECT_FALSE(bits.sealed());
}

}  // namespace
}  // namespace cartable::store
