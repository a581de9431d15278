#pragma once

#include "access/csr.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cartable::access {

/// Things beside the streets (places, cells with people), each joined to the graph by any number of seeds, none if it
/// cannot be reached.
struct Attachments {
  std::vector<std::uint32_t> first;  ///< things + 1 entries; empty: no things
  std::vector<Seed> seeds;           ///< of thing i: seeds[first[i]] … seeds[first[i + 1] - 1]

  [[nodiscard]] std::size_t size() const noexcept { return first.empty() ? 0 : first.size() - 1; }
  [[nodiscard]] std::span<Seed const> of(std::size_t thing) const noexcept {
    return std::span(seeds).subspan(first[thing], first[thing + 1] - first[thing]);
  }
  void add(std::span<Seed const> of_next);
};

/// The same from the other side: what is attached to a node. A bit a node tells quickly that there is nothing.
/// Immutable; safe to read from any thread.
class AttachmentIndex {
 public:
  struct Item {
    NodeIndex node;
    std::uint32_t thing;
    Cost extra;  ///< from the node to the thing
  };

  /// \param nodes  of the graph; every seed is at one of them (pre)
  AttachmentIndex(Attachments const& things, std::size_t nodes);

  [[nodiscard]] std::size_t things() const noexcept { return things_; }
  /// In order of (thing, extra).
  [[nodiscard]] std::span<Item const> at(NodeIndex node) const noexcept {
    if ((here_[node / 64] >> (node % 64) & 1U) == 0) {
      return {};
    }
    return find(node);
  }

 private:
  [[nodiscard]] std::span<Item const> find(NodeIndex node) const noexcept;

  std::size_t things_;
  std::vector<std::uint64_t> here_;
  std::vector<std::uint32_t> before_;  ///< items of nodes below 64 · i
  std::vector<Item> items_;            ///< by (node, thing, extra)
};

}  // namespace cartable::access
