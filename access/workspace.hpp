#pragma once

#include "access/bucket_queue.hpp"
#include "access/csr.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace cartable::access {

struct SearchOptions {
  Cost limit = kMaxCost;                 ///< nodes at exactly this cost are reached; at most kMaxCost counts
  bool parents = false;                  ///< keep where each node was come from
  std::span<NodeIndex const> targets{};  ///< not empty: stop when all of these are settled (duplicates may occur)
  std::stop_token stop{};                ///< looked at every few thousand nodes
};

/// What a search from seeds needs and leaves behind: costs, the nodes in order, where each was come from. Made once and
/// used for many searches: a search costs what it reaches, not the size of the graph, and allocates nothing once the
/// workspace has served one as large. One thread at a time; many workspaces may search one graph at once.
///
/// Dijkstra's algorithm with a bucket queue. Answers depend on the graph and the seeds alone: nodes are in order of
/// (cost, node).
class Workspace {
 public:
  /// Finds the nodes that the seeds reach. Replaces what the search before has left.
  /// \param seeds  nodes of the graph (pre); the cheapest of several at one node counts, those beyond the limit do not
  /// \return false when it was stopped: what was settled until then is right, and not all
  [[nodiscard]] bool run(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options = {});

  /// The same, telling each node when it is settled, in order of (cost, node).
  /// \param on_settled  Cost(NodeIndex, Cost cost): how far to search from now on; what is above the limit that holds
  ///                    changes nothing. Returning `cost` ends the search after the nodes of that cost.
  template <class OnSettled>
  [[nodiscard]] bool visit(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options,
                           OnSettled on_settled) {
    return options.parents ? search<true>(graph, seeds, options, on_settled)
                           : search<false>(graph, seeds, options, on_settled);
  }

  /// The same without parents and faster, for those who ask costs alone: nodes are told in bands of kBand, in no
  /// promised order within one, each with its final cost; a node may be told several times.
  /// \param on_settled  Cost(NodeIndex, Cost cost): how far to search from now on, as for visit()
  template <class OnSettled>
  [[nodiscard]] bool visit_in_bands(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options,
                                    OnSettled on_settled);
  static constexpr Cost kBand = 64;

  /// The nodes reached, in order of (cost, node); after visit_in_bands() in its order.
  [[nodiscard]] std::span<NodeIndex const> settled() const noexcept { return settled_; }
  /// Those at a cost of at most `limit`.
  [[nodiscard]] std::span<NodeIndex const> settled_within(Cost limit) const noexcept;
  /// kUnreached for nodes that were not settled. \param node  of the graph searched (pre)
  [[nodiscard]] Cost cost(NodeIndex node) const noexcept { return cost_[node]; }
  /// The node before on a cheapest way, the smallest of several that are one arc above no cost away; kNoNode for a node
  /// that a seed reaches as cheaply. pre: the search kept parents, `node` is settled
  [[nodiscard]] NodeIndex parent(NodeIndex node) const noexcept { return parent_[node]; }
  /// The arcs (indexes into graph.arcs) of the way from a seed to `node`, in the order of walking; of parallel arcs
  /// the cheapest, then the first. Empty where a seed is. pre: as parent(), `graph` is the one searched
  [[nodiscard]] std::vector<std::uint32_t> arcs_to(Csr const& graph, NodeIndex node) const;

 private:
  static constexpr std::size_t kNodesBetweenStops = 4096;

  void begin(std::size_t nodes, bool parents);
  void end(Cost reached);

  template <bool kParents, class OnSettled>
  bool search(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options, OnSettled& on_settled) {
    begin(graph.nodes(), kParents);
    Cost limit = std::min(options.limit, kMaxCost);
    for (Seed const seed : seeds) {
      if (seed.cost <= limit && seed.cost < cost_[seed.node]) {
        cost_[seed.node] = seed.cost;
        if constexpr (kParents) {
          parent_[seed.node] = kNoNode;
        }
        queue_.push(seed.cost, seed.node);
      }
    }
    Cost reached = 0;
    std::size_t look = kNodesBetweenStops;
    bool finished = true;
    for (Cost now = queue_.next(); now <= limit; now = queue_.next()) {
      std::size_t const level = settled_.size();
      settle_level<kParents>(graph, now, limit);
      reached = now;
      if (settled_.size() - level > 1) {
        std::sort(settled_.begin() + static_cast<std::ptrdiff_t>(level), settled_.end());
      }
      for (std::size_t i = level; i < settled_.size(); ++i) {
        limit = std::min(limit, on_settled(settled_[i], now));
      }
      if (settled_.size() >= look) {
        look = settled_.size() + kNodesBetweenStops;
        if (options.stop.stop_requested()) {
          finished = false;
          break;
        }
      }
    }
    end(reached);
    return finished;
  }

  /// Settles all nodes of cost `now`, those included that arcs without cost lead to.
  template <bool kParents>
  void settle_level(Csr const& graph, Cost now, Cost limit) {
    NodeIndex node = kNoNode;
    while (queue_.take(node)) {
      if (cost_[node] != now) {
        continue;  // a cheaper way was found since
      }
      settled_.push_back(node);
      for (Arc const arc : graph.out(node)) {
        Cost const cost = now + arc.cost;
        Cost& known = cost_[arc.head];
        if (cost < known) {
          if (cost <= limit) {
            known = cost;
            if constexpr (kParents) {
              parent_[arc.head] = node;
            }
            queue_.push(cost, arc.head);
          }
        } else if constexpr (kParents) {
          if (cost == known && arc.cost != 0 && cost <= limit && parent_[arc.head] != kNoNode) {
            parent_[arc.head] = std::min(parent_[arc.head], node);
          }
        }
      }
    }
  }

  // Each node is pushed once for each cost it has had, so exactly one of its entries is right when it is taken, and the
  // nodes touched are those settled and those left in the queue: no list of them is needed.
  BucketQueue<NodeIndex> queue_;
  std::vector<Cost> cost_;         ///< kUnreached but for the nodes of settled_
  std::vector<NodeIndex> parent_;  ///< empty until asked for
  std::vector<NodeIndex> settled_;
  std::vector<std::uint8_t> wanted_;  ///< targets not settled yet; all zero between searches
};

template <class OnSettled>
bool Workspace::visit_in_bands(Csr const& graph, std::span<Seed const> seeds, SearchOptions const& options,
                               OnSettled on_settled) {
  begin(graph.nodes(), false);
  Cost limit = std::min(options.limit, kMaxCost);
  for (Seed const seed : seeds) {
    if (seed.cost <= limit && seed.cost < cost_[seed.node]) {
      cost_[seed.node] = seed.cost;
      queue_.push(seed.cost / kBand, seed.node);
    }
  }
  Cost reached = 0;
  std::size_t look = kNodesBetweenStops;
  for (Cost band = queue_.next(); band <= limit / kBand; band = queue_.next()) {
    std::size_t const first = settled_.size();
    NodeIndex node = kNoNode;
    while (queue_.take(node)) {
      Cost const now = cost_[node];
      if (now / kBand != band) {
        continue;  // a cheaper way was found in a band before
      }
      settled_.push_back(node);  // again, when a cheaper way is found within the band
      for (Arc const arc : graph.out(node)) {
        Cost const cost = now + arc.cost;
        if (cost < cost_[arc.head] && cost <= limit) {
          cost_[arc.head] = cost;
          queue_.push(cost / kBand, arc.head);
        }
      }
    }
    reached = band * kBand + (kBand - 1);
    for (std::size_t i = first; i < settled_.size(); ++i) {
      limit = std::min(limit, on_settled(settled_[i], cost_[settled_[i]]));
    }
    if (settled_.size() >= look) {
      look = settled_.size() + kNodesBetweenStops;
      if (options.stop.stop_requested()) {
        end(reached);
        return false;
      }
    }
  }
  end(reached);
  return true;
}

}  // namespace cartable::access
