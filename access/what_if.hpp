#pragma once

#include "access/attachments.hpp"
#include "access/bucket_queue.hpp"
#include "access/csr.hpp"
#include "access/nearest_labels.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cartable::access {

/// What a change touched.
struct ChangeCount {
  std::size_t nodes_settled =
      0;  ///< how often a node was given a further label; for an added place the nodes within its reach
  std::size_t labels_dropped = 0;
};

/// The k nearest places of every node while a planner tries things out: a place more, a place less, a path closed or
/// opened. Each change looks only at the part of the city whose answer it alters, and the answer is the one that
/// all_to_nearest gives from scratch. Holds its own copy of the graph. One thread at a time.
class WhatIf {
 public:
  /// \param forward  costs are those of ways from a node to its places along these arcs
  /// \param places   by number; those without seeds are there and reach nobody
  /// \param k        1…3 (pre)
  /// \param limit    places farther than this are not kept
  WhatIf(Csr forward, Attachments const& places, std::size_t k = 3, Cost limit = kMaxCost);

  [[nodiscard]] NearestLabels const& nearest() const noexcept { return nearest_; }
  [[nodiscard]] Csr const& graph() const noexcept { return forward_; }
  /// Places ever known, those removed included (they have no seeds).
  [[nodiscard]] std::size_t places() const noexcept { return seeds_.size(); }

  /// \param seeds  where the place is joined to the graph
  /// \return the number of the new place
  std::uint32_t add_place(std::span<Seed const> seeds);
  /// The place keeps its number and reaches nobody. \param place  below places() (pre); nothing happens when it is gone
  void remove_place(std::uint32_t place);
  /// Makes the arc (an index into graph().arcs) cost this from now on; kClosedArc closes it.
  void set_cost(std::uint32_t arc, Cost cost);
  void close_arc(std::uint32_t arc) { set_cost(arc, kClosedArc); }

  /// Of the last change.
  [[nodiscard]] ChangeCount const& last_change() const noexcept { return change_; }

 private:
  struct PlaceAt {
    NodeIndex node;
    std::uint32_t place;
    Cost cost;
  };

  void offer(NodeIndex node, Label label);
  void drop(NodeIndex node, std::uint32_t place);
  void refill();
  void propagate();
  [[nodiscard]] bool has(NodeIndex node, Label label) const;
  void make_dearer(NodeIndex tail, Arc const& arc);

  Csr forward_, reverse_;
  Cost limit_;
  NearestLabels nearest_;
  std::vector<std::vector<Seed>> seeds_;  ///< of each place
  std::vector<PlaceAt> at_;               ///< the same by node, to find who stands at one
  BucketQueue<LabelAt> queue_;
  std::vector<LabelAt> dropped_;  ///< labels taken out, whose nodes are to be filled again
  ChangeCount change_;
};

}  // namespace cartable::access
