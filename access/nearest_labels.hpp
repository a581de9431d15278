#pragma once

#include "access/csr.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace cartable::access {

/// A source, and what it costs to get there (or from there: the graph says which).
struct Label {
  Cost cost = kUnreached;
  std::uint32_t source = std::numeric_limits<std::uint32_t>::max();
  friend bool operator==(Label const&, Label const&) = default;
};

[[nodiscard]] constexpr bool comes_before(Label const& a, Label const& b) noexcept {
  return a.cost != b.cost ? a.cost < b.cost : a.source < b.source;
}

/// The k nearest sources of each node, by (cost, source), each source once; unused places are Label{}.
struct NearestLabels {
  std::size_t k = 0;
  std::vector<Label> labels;  ///< k for each node

  [[nodiscard]] std::span<Label const> at(NodeIndex node) const noexcept {
    return std::span(labels).subspan(node * k, k);
  }
  [[nodiscard]] std::span<Label> at(NodeIndex node) noexcept { return std::span(labels).subspan(node * k, k); }
  friend bool operator==(NearestLabels const&, NearestLabels const&) = default;
};

/// Puts a label into the list of a node if it belongs there; the last one goes. Always inlined: with a constant k the
/// loops vanish, and they are the heart of all-to-nearest.
/// \return whether the list changed
[[gnu::always_inline]] inline bool insert_label(Label* list, std::size_t k, Label label) noexcept {
  if (!comes_before(label, list[k - 1])) {
    return false;
  }
  std::size_t at = k - 1;
  for (std::size_t i = 0; i + 1 < k; ++i) {
    if (list[i].source == label.source) {
      if (list[i].cost <= label.cost) {
        return false;
      }
      at = i;
      break;
    }
  }
  while (at > 0 && comes_before(label, list[at - 1])) {
    list[at] = list[at - 1];
    --at;
  }
  list[at] = label;
  return true;
}

/// A label on its way through a queue.
struct LabelAt {
  NodeIndex node;
  std::uint32_t source;
};

}  // namespace cartable::access
