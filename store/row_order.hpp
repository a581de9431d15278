#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Indexes of `ids` in ascending order of text (bytes); equal ids keep their order.
/// A pass when they are sorted already, else about n log n comparisons of 16-byte prefixes.
[[nodiscard]] std::vector<std::uint32_t> order_by_id(std::span<std::string_view const> ids);

/// `order` sorted by `keys[order[i]]` ascending, equal keys in the order given: a radix sort that skips the bytes in
/// which all keys agree. \param order  each index at most once
void stable_sort_by_key(std::span<std::uint64_t const> keys, std::vector<std::uint32_t>& order);

/// Ids ↔ indexes: open addressing over texts that stay with their owner. Immutable once filled.
class IdTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  IdTable() = default;
  /// Index i has ids[i]; of equal ids the first counts.
  explicit IdTable(std::span<std::string_view const> ids);

  /// The index of `id`, or kNone. \param text_of  gives an index' id again
  template <class Text>
  [[nodiscard]] std::uint32_t find(std::string_view id, Text const& text_of) const {
    if (slots_.empty()) {
      return kNone;
    }
    std::size_t const hash = hash_of(id);
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      Slot const slot = slots_[at];
      if (slot.index == kNone) {
        return kNone;
      }
      if (slot.tag == tag_of(hash) && text_of(slot.index) == id) {
        return slot.index;
      }
    }
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;  ///< the hash's upper half: spares most comparisons of texts
    std::uint32_t index = kNone;
  };
  static std::size_t hash_of(std::string_view id) noexcept { return std::hash<std::string_view>{}(id); }
  static std::uint32_t tag_of(std::size_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32U); }

  std::vector<Slot> slots_;  ///< a power of two, at most half full
  std::size_t mask_ = 0;
};

}  // namespace cartable::store
