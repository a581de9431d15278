#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/workspace.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace cartable::access {

/// Which places each cell reaches within a limit, and at what cost: the sparse table on which every indicator of access
/// is a linear pass. 8 bytes a pair.
struct PairTable {
  struct Pair {
    std::uint32_t place;
    Cost cost;  ///< from the cell to the place
    friend bool operator==(Pair const&, Pair const&) = default;
  };
  std::vector<std::uint32_t> first;  ///< cells + 1 entries; empty: no cells
  std::vector<Pair> pairs;           ///< of cell i, by place: pairs[first[i]] … pairs[first[i + 1] - 1]

  [[nodiscard]] std::size_t cells() const noexcept { return first.empty() ? 0 : first.size() - 1; }
  [[nodiscard]] std::span<Pair const> of(std::size_t cell) const noexcept {
    return std::span(pairs).subspan(first[cell], first[cell + 1] - first[cell]);
  }
};

struct PairTableOptions {
  Cost limit = 36'000;  ///< an hour of deciseconds; pairs at exactly it are kept
  std::stop_token stop{};
};

/// One bounded search from each place.
/// \param reverse  the reversed graph, so that costs are of the way to the place
/// \param places, cells  attached at nodes of the graph (pre)
/// \return nothing when stopped
[[nodiscard]] std::optional<PairTable> make_pair_table(Workspace& workspace, Csr const& reverse,
                                                       Attachments const& places, AttachmentIndex const& cells,
                                                       PairTableOptions const& options = {});

}  // namespace cartable::access
