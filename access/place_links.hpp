#pragma once

#include "access/attachments.hpp"
#include "access/profile_graph.hpp"
#include "access/segment_index.hpp"
#include "access/snap.hpp"
#include "access/workspace.hpp"
#include "geo/lonlat.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace cartable::access {

/// Places joined to the streets that one profile may use. Immutable; places keep their numbers.
class PlaceLinks {
 public:
  /// Joins each point to the nearest usable street within kSnapReach; the others are linked to nothing.
  [[nodiscard]] static std::shared_ptr<PlaceLinks const> build(std::shared_ptr<ProfileGraph const> graph,
                                                               SegmentIndex const& index,
                                                               std::span<geo::LonLat const> points);
  /// The same places at the same streets, in another graph of the same network: linked where it may use the street.
  [[nodiscard]] static std::shared_ptr<PlaceLinks const> build_like(std::shared_ptr<ProfileGraph const> graph,
                                                                    PlaceLinks const& other);

  [[nodiscard]] ProfileGraph const& graph() const noexcept { return *graph_; }
  [[nodiscard]] std::shared_ptr<ProfileGraph const> const& shared_graph() const noexcept { return graph_; }
  [[nodiscard]] std::size_t size() const noexcept { return snaps_.size(); }
  /// How a place is joined; nothing: no usable street within kSnapReach.
  [[nodiscard]] std::optional<Snap> const& snap_of(std::uint32_t place) const noexcept { return snaps_[place]; }
  /// The ends of streets from which each place is reached, with what is left to walk to its door.
  [[nodiscard]] Attachments const& arrivals() const noexcept { return arrivals_; }
  [[nodiscard]] AttachmentIndex const& by_node() const noexcept { return *by_node_; }
  /// The places joined to an edge, in order of their numbers.
  [[nodiscard]] std::span<std::pair<EdgeIndex, std::uint32_t> const> on_edge(EdgeIndex edge) const noexcept;
  /// By place: whether it can be reached.
  using Reached = std::vector<bool>;
  /// What can be reached from a junction: the same from all junctions of a network (ProfileGraph::component), and kept
  /// for the last kNetworks of them. Safe from any thread. \return nothing when stopped
  [[nodiscard]] std::shared_ptr<Reached const> reached_from(Workspace& workspace, NodeIndex node,
                                                            std::stop_token const& stop) const;
  static constexpr std::size_t kNetworks = 8;
  /// How many places are linked to nothing.
  [[nodiscard]] std::size_t unlinked() const noexcept { return unlinked_; }

 private:
  void add(std::optional<Snap> const& snap);
  void finish();
  std::shared_ptr<ProfileGraph const> graph_;
  std::vector<std::optional<Snap>> snaps_;
  Attachments arrivals_;
  std::unique_ptr<AttachmentIndex const> by_node_;
  std::vector<std::pair<EdgeIndex, std::uint32_t>> on_edge_;  ///< sorted
  std::size_t unlinked_ = 0;
  mutable std::mutex lock_;
  mutable std::vector<std::pair<std::uint32_t, std::shared_ptr<Reached const>>> reached_;  ///< by component
};

/// The links of one city's places to the graphs last asked for, made when first asked for. Safe from any thread.
class PlaceLinkCache {
 public:
  /// \param places  how many there are
  /// \param point   where one is; an invalid position is linked to nothing
  PlaceLinkCache(std::size_t places, std::function<geo::LonLat(std::uint32_t)> point)
      : places_(places), point_(std::move(point)) {}

  [[nodiscard]] std::shared_ptr<PlaceLinks const> links(std::shared_ptr<ProfileGraph const> const& graph,
                                                        SegmentIndex const& index) const;
  /// PlaceLinks::build_like(graph, like).
  [[nodiscard]] std::shared_ptr<PlaceLinks const> links_like(std::shared_ptr<ProfileGraph const> const& graph,
                                                             PlaceLinks const& like) const;
  static constexpr std::size_t kKept = 8;

 private:
  [[nodiscard]] std::shared_ptr<PlaceLinks const> cached(
      std::shared_ptr<ProfileGraph const> const& graph, std::shared_ptr<ProfileGraph const> const& like,
      std::function<std::shared_ptr<PlaceLinks const>()> const& build) const;

  struct Kept {
    std::shared_ptr<ProfileGraph const> graph, like;  ///< held, so that no other comes to lie at their addresses
    std::shared_ptr<PlaceLinks const> links;
  };
  std::size_t places_;
  std::function<geo::LonLat(std::uint32_t)> point_;
  mutable std::mutex lock_;
  mutable std::vector<Kept> kept_;  ///< the last asked for at the end
};

}  // namespace cartable::access
