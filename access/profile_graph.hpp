#pragma once

#include "access/csr.hpp"
#include "access/street_network.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace cartable::access {

/// What a search adds up.
enum class Weight : std::uint8_t { time, distance };  ///< deciseconds, centimetres

/// An edge in one direction.
struct DirectedEdge {
  EdgeIndex edge = kNoEdge;
  bool forward = true;
  friend bool operator==(DirectedEdge const&, DirectedEdge const&) = default;
};

/// The streets as one profile uses them: arcs that it may take, forward and reverse, and the islands that they form.
/// Immutable. Nodes are the network's junctions, with the same numbers, used or not.
class ProfileGraph {
 public:
  [[nodiscard]] static std::shared_ptr<ProfileGraph const> build(std::shared_ptr<StreetNetwork const> network,
                                                                 Profile const& profile, Weight weight);

  [[nodiscard]] StreetNetwork const& network() const noexcept { return *network_; }
  [[nodiscard]] Profile const& profile() const noexcept { return profile_; }
  [[nodiscard]] Weight weight() const noexcept { return weight_; }
  [[nodiscard]] Csr const& forward() const noexcept { return forward_; }
  /// From head to tail: arcs into a node.
  [[nodiscard]] Csr const& reverse() const noexcept { return reverse_; }
  /// The edge of an arc, by its index in forward().arcs or reverse().arcs; of reverse arcs the direction is that in
  /// which the edge is travelled.
  [[nodiscard]] DirectedEdge forward_edge(std::uint32_t arc) const noexcept { return unpack(forward_edge_[arc]); }
  [[nodiscard]] DirectedEdge reverse_edge(std::uint32_t arc) const noexcept { return unpack(reverse_edge_[arc]); }

  /// Whether the profile may travel an edge in a direction at all.
  [[nodiscard]] bool usable(EdgeIndex edge, bool forward) const noexcept {
    return (use_[edge] & (forward ? kForward : kBackward)) != 0;
  }
  [[nodiscard]] bool usable(EdgeIndex edge) const noexcept { return (use_[edge] & (kForward | kBackward)) != 0; }
  /// Whether an edge is private ground that the profile could travel in a direction otherwise: no way leads through it,
  /// but the ends of ways may lie on it (snap.hpp).
  [[nodiscard]] bool is_private_end(EdgeIndex edge, bool forward) const noexcept {
    return (use_[edge] & (forward ? kPrivateForward : kPrivateBackward)) != 0;
  }
  [[nodiscard]] bool is_private_end(EdgeIndex edge) const noexcept {
    return (use_[edge] & (kPrivateForward | kPrivateBackward)) != 0;
  }
  [[nodiscard]] bool has_private_ends() const noexcept { return !private_at_.empty(); }
  /// Private edges at a junction, in order of their numbers.
  [[nodiscard]] std::span<std::pair<NodeIndex, EdgeIndex> const> private_ends_at(NodeIndex node) const noexcept;
  /// Whether a way may lead over an edge in a direction: it is usable, or a private end.
  [[nodiscard]] bool travels(EdgeIndex edge, bool forward) const noexcept {
    return usable(edge, forward) || is_private_end(edge, forward);
  }
  [[nodiscard]] bool travels(EdgeIndex edge) const noexcept { return usable(edge) || is_private_end(edge); }
  /// Whether nothing is known against an edge, but not all that would make it fit either.
  [[nodiscard]] bool is_unknown(EdgeIndex edge) const noexcept { return (use_[edge] & kUnknown) != 0; }
  /// Of wheelchairs where time is the weight, whose streets are judged in two ways (WheelchairLimits::avoid_unknown),
  /// whichever this graph goes by; else false. Whether an edge is known to be fit and its network of such edges is no
  /// island; whether nothing speaks against it and its network of such edges is no island.
  [[nodiscard]] bool in_fit_network(EdgeIndex edge) const noexcept { return (use_[edge] & kFitNetwork) != 0; }
  [[nodiscard]] bool in_open_network(EdgeIndex edge) const noexcept { return (use_[edge] & kOpenNetwork) != 0; }
  [[nodiscard]] bool is_judged_twice() const noexcept {
    return profile_.mode == Mode::wheelchair && weight_ == Weight::time;
  }
  /// Whether a junction can be passed, entered and left; not at a barrier.
  [[nodiscard]] bool passable(NodeIndex node) const noexcept { return !is_shut_[node]; }

  /// The cost of a whole edge in one direction. pre: travels
  [[nodiscard]] Cost cost(EdgeIndex edge, bool forward) const noexcept;
  /// The time of `metres` of an edge in one direction, seconds. pre: travels
  [[nodiscard]] double seconds(EdgeIndex edge, bool forward, double metres) const noexcept;
  /// The same as searches add it up: whole deciseconds.
  [[nodiscard]] Cost travel_time(EdgeIndex edge, bool forward, double metres) const noexcept;
  /// The time of `metres` on a level, even way: from a point to the street. Deciseconds.
  [[nodiscard]] Cost walk_time(double metres) const noexcept;
  /// Its cost.
  [[nodiscard]] Cost walk_cost(double metres) const noexcept;

  /// Sets of junctions that all reach each other (strongly connected), by size: 0 is the largest.
  [[nodiscard]] std::uint32_t component(NodeIndex node) const noexcept { return component_[node]; }
  /// Of an edge; a dead end that only leads in or out belongs to its `from` junction's.
  [[nodiscard]] std::uint32_t component_of_edge(EdgeIndex edge) const noexcept;
  [[nodiscard]] std::uint32_t component_size(std::uint32_t component) const noexcept { return sizes_[component]; }
  /// Whether an edge belongs to a small network that leads nowhere: not the largest, and of fewer junctions than
  /// kIsland.
  [[nodiscard]] bool is_island(EdgeIndex edge) const noexcept;
  static constexpr std::uint32_t kIsland = 200;  ///< GraphHopper's min_network_size

 private:
  static constexpr std::uint8_t kForward = 1, kBackward = 2, kUnknown = 4, kPrivateForward = 8, kPrivateBackward = 16,
                                kFitNetwork = 32, kOpenNetwork = 64;
  [[nodiscard]] static DirectedEdge unpack(std::uint32_t packed) noexcept { return {packed >> 1U, (packed & 1U) == 0}; }
  void judge_edges();
  void judge_private(EdgeIndex i, bool doubtful);
  void make_arcs();
  void find_components();
  /// All but what the other judgement says.
  [[nodiscard]] static std::shared_ptr<ProfileGraph> build_one(std::shared_ptr<StreetNetwork const> network,
                                                               Profile const& profile, Weight weight);
  void judge_the_other_way();

  std::shared_ptr<StreetNetwork const> network_;
  Profile profile_;
  Weight weight_ = Weight::time;
  double metres_per_second_ = 1;
  Csr forward_, reverse_;
  std::vector<std::uint32_t> forward_edge_, reverse_edge_;   ///< edge · 2 + (1 when against its direction)
  std::vector<std::uint8_t> use_;                            ///< by edge
  std::vector<std::pair<NodeIndex, EdgeIndex>> private_at_;  ///< ends of private edges, sorted
  std::vector<bool> is_shut_;                                ///< by node
  std::vector<std::uint32_t> component_;                     ///< by node
  std::vector<std::uint32_t> sizes_;                         ///< by component
};

}  // namespace cartable::access
