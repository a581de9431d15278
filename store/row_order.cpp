#include "store/row_order.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <numeric>
#include <utility>

namespace cartable::store {
namespace {

/// Length of the text with which all ids begin.
std::size_t common_prefix(std::span<std::string_view const> ids) {
  std::string_view common = ids.front();
  for (std::string_view const id : ids) {
    auto const differ = std::mismatch(common.begin(), common.end(), id.begin(), id.end());
    common = common.substr(0, static_cast<std::size_t>(differ.first - common.begin()));
    if (common.empty()) {
      break;
    }
  }
  return common.size();
}

/// Up to eight bytes of `text` from `at` as a number that orders as they do.
std::uint64_t bytes_at(std::string_view text, std::size_t at) noexcept {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    out = (out << 8U) | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U);
  }
  return out;
}

}  // namespace

std::vector<std::uint32_t> order_by_id(std::span<std::string_view const> ids) {
  std::vector<std::uint32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0U);
  if (std::is_sorted(ids.begin(), ids.end())) {
    return order;
  }
  // The 16 bytes after what all ids share decide nearly every comparison without leaving the array.
  struct Key {
    std::uint64_t first, second;
    std::uint32_t index;
  };
  std::size_t const skip = common_prefix(ids);
  std::vector<Key> keys(ids.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    keys[i] = {bytes_at(ids[i], skip), bytes_at(ids[i], skip + 8), i};
  }
  std::sort(keys.begin(), keys.end(), [&](Key const& a, Key const& b) {
    if (a.first != b.first) {
      return a.first < b.first;
    }
    if (a.second != b.second) {
      return a.second < b.second;
    }
    int const whole = ids[a.index].compare(ids[b.index]);
    return whole != 0 ? whole < 0 : a.index < b.index;
  });
  std::transform(keys.begin(), keys.end(), order.begin(), [](Key const& key) { return key.index; });
  return order;
}

void stable_sort_by_key(std::span<std::uint64_t const> keys, std::vector<std::uint32_t>& order) {
  constexpr std::size_t kDigits = 8;
  constexpr std::size_t kValues = 256;
  struct Item {
    std::uint64_t key;
    std::uint32_t index;
  };
  std::vector<Item> items(order.size());
  std::vector<Item> sorted(order.size());
  std::array<std::array<std::uint32_t, kValues>, kDigits> counts{};
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::uint64_t const key = keys[order[i]];
    items[i] = {key, order[i]};
    for (std::size_t digit = 0; digit < kDigits; ++digit) {
      ++counts[digit][(key >> (8 * digit)) & 0xFFU];
    }
  }
  for (std::size_t digit = 0; digit < kDigits; ++digit) {
    auto& count = counts[digit];
    if (std::find(count.begin(), count.end(), items.size()) != count.end()) {
      continue;  // all agree in this byte
    }
    std::uint32_t sum = 0;
    for (std::uint32_t& value : count) {
      sum += std::exchange(value, sum);
    }
    for (Item const& item : items) {
      sorted[count[(item.key >> (8 * digit)) & 0xFFU]++] = item;
    }
    items.swap(sorted);
  }
  std::transform(items.begin(), items.end(), order.begin(), [](Item const& item) { return item.index; });
}

IdTable::IdTable(std::span<std::string_view const> ids) {
  CARTABLE_ASSERT(ids.size() < kNone);
  slots_.resize(std::bit_ceil(2 * ids.size() + 1));
  mask_ = slots_.size() - 1;
  for (std::uint32_t i = 0; i < ids.size(); ++i) {
    std::size_t const hash = hash_of(ids[i]);
    std::size_t at = hash & mask_;
    while (slots_[at].index != kNone && !(slots_[at].tag == tag_of(hash) && ids[slots_[at].index] == ids[i])) {
      at = (at + 1) & mask_;
    }
    if (slots_[at].index == kNone) {
      slots_[at] = {tag_of(hash), i};
    }
  }
}

}  // namespace cartable::store
