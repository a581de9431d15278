#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/workspace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace cartable::access {

/// A target and the cost of the cheapest way to it.
struct Found {
  std::uint32_t target;
  Cost cost;
  friend bool operator==(Found const&, Found const&) = default;
};

struct NearestOptions {
  std::size_t k = 10;
  Cost limit = kMaxCost;                        ///< targets at exactly this cost are found
  std::function<bool(std::uint32_t)> accept{};  ///< which targets count; empty: all
  std::span<Found const> direct{};              ///< ways that meet no node (along one edge); filtered like the others
  bool ties = false;                            ///< also all that cost as much as the k-th
  bool parents = false;                         ///< keep ways, SearchOptions::parents
  std::stop_token stop{};
};

/// The k targets that cost least from the seeds, by (cost, target): exact, however far they are as the crow flies.
/// Stops as soon as no other can come before the k-th. Fewer than k when no more are within the limit. \return nothing
/// when stopped
[[nodiscard]] std::optional<std::vector<Found>> find_nearest(Workspace& workspace, Csr const& graph,
                                                             std::span<Seed const> seeds,
                                                             AttachmentIndex const& targets,
                                                             NearestOptions const& options);

}  // namespace cartable::access
