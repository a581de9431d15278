#pragma once

#include "access/csr.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace cartable::access {

/// A queue for searches whose costs never fall (monotone): entries leave by ascending cost, in no promised order among
/// equal ones. Buckets of one cost each for what is near, and two coarser rings for what is farther, spread out when
/// their turn comes (the multi-level buckets of Denardo and Fox, "Shortest-route methods: 1. Reaching, pruning, and
/// buckets", Operations Research 27, 1979): no arc is too long, and an entry is moved at most twice. Allocates only
/// until it has once been as full as it gets. Not thread-safe.
template <class Payload>
class BucketQueue {
 public:
  BucketQueue() { heads_.fill(kNone); }

  /// \param cost  at least floor() (pre)
  void push(Cost cost, Payload payload) {
    Cost const differs = cost ^ floor_;
    std::size_t ring = 0;
    std::size_t at = cost & kDigit;
    if (differs > kDigit) {
      ring = differs >> (2 * kBits) == 0 ? 1 : 2;
      at = ring == 1 ? (cost >> kBits) & kDigit : cost >> (2 * kBits);
    }
    std::uint32_t& head = heads_[ring * kSlots + at];
    if (head == kNone) {
      rings_[ring].set(at);
      head = new_block(kNone);
    } else if (blocks_[head].used == kInBlock) {
      head = new_block(head);
    }
    Block& block = blocks_[head];
    block.entries[block.used++] = {cost, payload};
  }

  /// The lowest cost in the queue, which becomes the floor; kUnreached when the queue is empty.
  [[nodiscard]] Cost next() {
    for (;;) {
      if (std::size_t const at = rings_[0].lowest(); at != kNowhere) {
        floor_ = (floor_ & ~kDigit) | static_cast<Cost>(at);
        return floor_;
      }
      if (std::size_t const at = rings_[1].lowest(); at != kNowhere) {
        floor_ = (floor_ & ~((Cost{1} << (2 * kBits)) - 1)) | static_cast<Cost>(at << kBits);
        spread(1, at);
      } else if (std::size_t const far = rings_[2].lowest(); far != kNowhere) {
        floor_ = static_cast<Cost>(far << (2 * kBits));
        spread(2, far);
      } else {
        return kUnreached;
      }
    }
  }

  /// Takes one entry of cost floor() (pre: next() gave it); false when there is none left.
  [[nodiscard]] bool take(Payload& out) {
    std::size_t const at = floor_ & kDigit;
    std::uint32_t const head = heads_[at];
    if (head == kNone) {
      return false;
    }
    Block& block = blocks_[head];
    out = block.entries[--block.used].payload;
    if (block.used == 0) {
      heads_[at] = block.next;
      block.next = free_;
      free_ = head;
      if (heads_[at] == kNone) {
        rings_[0].clear(at);
      }
    }
    return true;
  }

  /// Takes all entries of cost floor() at once, so that the caller can fetch ahead what belongs to them; `out` is
  /// replaced. Entries that come to the same cost later are given by the next call. \return whether there were any
  [[nodiscard]] bool take_all(std::vector<Payload>& out) {
    out.clear();
    std::size_t const at = floor_ & kDigit;
    std::uint32_t head = std::exchange(heads_[at], kNone);
    if (head == kNone) {
      return false;
    }
    rings_[0].clear(at);
    while (head != kNone) {
      Block& block = blocks_[head];
      for (std::uint32_t i = 0; i < block.used; ++i) {
        out.push_back(block.entries[i].payload);
      }
      std::uint32_t const next = std::exchange(block.next, free_);
      free_ = std::exchange(head, next);
    }
    return true;
  }

  [[nodiscard]] Cost floor() const noexcept { return floor_; }

  /// Empties the queue for another search, handing over what was left; the floor is 0 again.
  template <class Visit>
  void drain(Visit visit) {
    for (std::size_t ring = 0; ring < kRings; ++ring) {
      for (std::size_t at = rings_[ring].lowest(); at != kNowhere; at = rings_[ring].lowest()) {
        for (std::uint32_t head = heads_[ring * kSlots + at]; head != kNone; head = blocks_[head].next) {
          for (std::uint32_t i = 0; i < blocks_[head].used; ++i) {
            visit(blocks_[head].entries[i].payload);
          }
        }
        heads_[ring * kSlots + at] = kNone;
        rings_[ring].clear(at);
      }
    }
    blocks_.clear();
    free_ = kNone;
    floor_ = 0;
  }

 private:
  static constexpr unsigned kBits = 12;
  static constexpr std::size_t kSlots = std::size_t{1} << kBits;
  static constexpr Cost kDigit = kSlots - 1;
  static constexpr std::size_t kRings = 3;  // of 12, 12 and 8 bits
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

  struct Entry {
    Cost cost;
    Payload payload;
  };
  /// The entries of a bucket, a cache line at a time: one by one they would be a chain of misses.
  static constexpr std::uint32_t kInBlock = 56 / sizeof(Entry);
  struct Block {
    std::uint32_t next, used;
    std::array<Entry, kInBlock> entries;
  };

  /// Which slots of a ring hold entries.
  struct Ring {
    std::uint64_t summary = 0;
    std::array<std::uint64_t, kSlots / 64> words{};

    void set(std::size_t at) {
      words[at / 64] |= std::uint64_t{1} << (at % 64);
      summary |= std::uint64_t{1} << (at / 64);
    }
    void clear(std::size_t at) {
      words[at / 64] &= ~(std::uint64_t{1} << (at % 64));
      if (words[at / 64] == 0) {
        summary &= ~(std::uint64_t{1} << (at / 64));
      }
    }
    [[nodiscard]] std::size_t lowest() const {
      if (summary == 0) {
        return kNowhere;
      }
      auto const word = static_cast<std::size_t>(std::countr_zero(summary));
      return word * 64 + static_cast<std::size_t>(std::countr_zero(words[word]));
    }
  };

  std::uint32_t new_block(std::uint32_t next) {
    std::uint32_t block = free_;
    if (block == kNone) {
      block = static_cast<std::uint32_t>(blocks_.size());
      blocks_.emplace_back();
    } else {
      free_ = blocks_[block].next;
    }
    blocks_[block].next = next;
    blocks_[block].used = 0;
    return block;
  }

  void spread(std::size_t ring, std::size_t at) {
    rings_[ring].clear(at);
    std::uint32_t head = std::exchange(heads_[ring * kSlots + at], kNone);
    while (head != kNone) {
      Block const block = blocks_[head];  // a copy: pushing may move the blocks, and may use this one again
      blocks_[head].next = free_;
      free_ = head;
      for (std::uint32_t i = 0; i < block.used; ++i) {
        push(block.entries[i].cost, block.entries[i].payload);
      }
      head = block.next;
    }
  }

  Cost floor_ = 0;
  std::uint32_t free_ = kNone;
  std::array<Ring, kRings> rings_{};
  std::array<std::uint32_t, 2 * kSlots + 256> heads_;
  std::vector<Block> blocks_;
};

}  // namespace cartable::access
