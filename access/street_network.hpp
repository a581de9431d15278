#pragma once

#include "access/csr.hpp"
#include "access/profile.hpp"
#include "access/street_slope.hpp"
#include "geo/geometry.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cartable::access {

using EdgeIndex = std::uint32_t;
inline constexpr EdgeIndex kNoEdge = std::numeric_limits<EdgeIndex>::max();

/// A piece of street between two junctions, as drawn from `from` to `to`.
struct Edge {
  NodeIndex from, to;
  std::uint32_t first_point;  ///< in StreetNetwork::shape
  std::uint32_t points;       ///< at least 2, both junctions included
  std::uint32_t way;          ///< in StreetNetwork::ways
  std::uint32_t length_cm;    ///< on the ellipsoid
};

/// What edges of one street share.
struct Way {
  std::uint32_t facts;  ///< in StreetNetwork::facts
  std::uint32_t label;  ///< in StreetNetwork::labels
  std::uint32_t open;   ///< in StreetNetwork::facts: what they were if the way was not private; `facts` where it is not
  bool on_ground;       ///< lies_on_ground()
};

/// What a street is called, and what it is where it has no name.
struct StreetLabel {
  enum class Kind : std::uint8_t { street, footpath, steps, crossing, cycleway, square, lift, platform, ferry };
  std::string name;
  store::LangMap names;
  Kind kind = Kind::street;
  friend bool operator==(StreetLabel const&, StreetLabel const&) = default;
};

/// The streets of a city as junctions and edges, for every profile; immutable. Junctions are the nodes that ways share,
/// the ends of ways, and nodes with something to say (a barrier, a crossing, a lift), but not a node where nothing ends
/// and nothing changes: one way goes on in another that is tagged alike. Junctions are numbered along a
/// Morton curve and edges by their first junction, so that neighbours lie near each other in memory.
class StreetNetwork {
 public:
  /// \param streets  of any order; ways that meet share a node id. Those with fewer than two points are left out
  /// \param nodes    with tags of their own
  /// \param heights  of the ground; the first that knows a point's counts
  [[nodiscard]] static std::shared_ptr<StreetNetwork const> build(std::span<store::Street const> streets,
                                                                  std::span<store::StreetNode const> nodes,
                                                                  std::span<geo::ElevationGrid const> heights = {});

  [[nodiscard]] std::size_t nodes() const noexcept { return points_.size(); }
  [[nodiscard]] geo::LonLat point(NodeIndex node) const noexcept { return points_[node]; }
  [[nodiscard]] NodeFacts const& node_facts(NodeIndex node) const noexcept { return node_facts_[node_facts_of_[node]]; }
  [[nodiscard]] std::span<Edge const> edges() const noexcept { return edges_; }
  [[nodiscard]] std::span<geo::LonLat const> shape(Edge const& edge) const noexcept {
    return std::span(shape_).subspan(edge.first_point, edge.points);
  }
  /// As heights of the ground say, from the edge's `from` to its `to`; not known without them, and off the ground.
  [[nodiscard]] EdgeSlope slope(EdgeIndex edge) const noexcept { return slopes_.empty() ? EdgeSlope{} : slopes_[edge]; }
  [[nodiscard]] WayFacts const& facts(Edge const& edge) const noexcept { return facts_[ways_[edge.way].facts]; }
  /// The same if nobody had said that it is private (access=private, foot=private, …).
  [[nodiscard]] WayFacts const& open_facts(Edge const& edge) const noexcept { return facts_[ways_[edge.way].open]; }
  [[nodiscard]] bool is_private(Edge const& edge) const noexcept {
    return ways_[edge.way].open != ways_[edge.way].facts;
  }
  [[nodiscard]] StreetLabel const& label(Edge const& edge) const noexcept { return labels_[ways_[edge.way].label]; }
  [[nodiscard]] std::uint32_t label_index(Edge const& edge) const noexcept { return ways_[edge.way].label; }
  [[nodiscard]] StreetLabel const& label(std::uint32_t index) const noexcept { return labels_[index]; }

  /// \return edges whose facts are another way's and the memory that all this takes, in bytes, for metrics
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  friend class NetworkBuilder;
  std::vector<geo::LonLat> points_;           ///< of junctions
  std::vector<std::uint16_t> node_facts_of_;  ///< of junctions
  std::vector<NodeFacts> node_facts_;         ///< [0]: nothing to say
  std::vector<Edge> edges_;
  std::vector<geo::LonLat> shape_;
  std::vector<Way> ways_;
  std::vector<WayFacts> facts_;
  std::vector<StreetLabel> labels_;
  std::vector<EdgeSlope> slopes_;  ///< of edges; empty without heights
};

}  // namespace cartable::access
