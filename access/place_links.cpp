#include "access/place_links.hpp"

#include <algorithm>

namespace cartable::access {

void PlaceLinks::add(std::optional<Snap> const& snap) {
  if (snap) {
    arrivals_.add(access::arrivals(*graph_, *snap));
    on_edge_.emplace_back(snap->edge, static_cast<std::uint32_t>(snaps_.size()));
  } else {
    arrivals_.add({});
    ++unlinked_;
  }
  snaps_.push_back(snap);
}

void PlaceLinks::finish() {
  std::sort(on_edge_.begin(), on_edge_.end());
  by_node_ = std::make_unique<AttachmentIndex const>(arrivals_, graph_->network().nodes());
}

std::shared_ptr<PlaceLinks const> PlaceLinks::build(std::shared_ptr<ProfileGraph const> graph,
                                                    SegmentIndex const& index, std::span<geo::LonLat const> points) {
  auto out = std::make_shared<PlaceLinks>();
  out->graph_ = std::move(graph);
  out->snaps_.reserve(points.size());
  for (geo::LonLat const point : points) {
    out->add(geo::is_valid(point) ? snap_in_reach(*out->graph_, index, point) : std::nullopt);
  }
  out->finish();
  return out;
}

std::shared_ptr<PlaceLinks const> PlaceLinks::build_like(std::shared_ptr<ProfileGraph const> graph,
                                                         PlaceLinks const& other) {
  auto out = std::make_shared<PlaceLinks>();
  out->graph_ = std::move(graph);
  out->snaps_.reserve(other.size());
  for (std::optional<Snap> const& snap : other.snaps_) {
    out->add(snap && out->graph_->travels(snap->edge) ? snap : std::nullopt);
  }
  out->finish();
  return out;
}

std::span<std::pair<EdgeIndex, std::uint32_t> const> PlaceLinks::on_edge(EdgeIndex edge) const noexcept {
  auto const first = std::lower_bound(on_edge_.begin(), on_edge_.end(), std::pair{edge, std::uint32_t{0}});
  auto last = first;
  while (last != on_edge_.end() && last->first == edge) {
    ++last;
  }
  return {first, last};
}

std::shared_ptr<PlaceLinks::Reached const> PlaceLinks::reached_from(Workspace& workspace, NodeIndex node,
                                                                    std::stop_token const& stop) const {
  std::uint32_t const component = graph_->component(node);
  {
    std::scoped_lock const guard(lock_);
    for (auto const& [known, reached] : reached_) {
      if (known == component) {
        return reached;
      }
    }
  }
  SearchOptions options;
  options.stop = stop;
  Seed const seed{.node = node, .cost = 0};
  if (!workspace.run(graph_->forward(), std::span(&seed, 1), options)) {
    return nullptr;
  }
  auto reached = std::make_shared<Reached>(size());
  for (NodeIndex const settled : workspace.settled()) {
    for (AttachmentIndex::Item const& item : by_node_->at(settled)) {
      (*reached)[item.thing] = true;
    }
  }
  std::scoped_lock const guard(lock_);
  if (reached_.size() >= kNetworks) {
    reached_.erase(reached_.begin());
  }
  reached_.emplace_back(component, reached);
  return reached;
}

std::shared_ptr<PlaceLinks const> PlaceLinkCache::cached(
    std::shared_ptr<ProfileGraph const> const& graph, std::shared_ptr<ProfileGraph const> const& like,
    std::function<std::shared_ptr<PlaceLinks const>()> const& build) const {
  auto const known = [&]() -> std::shared_ptr<PlaceLinks const> {
    auto const found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](Kept const& kept) { return kept.graph == graph && kept.like == like; });
    if (found == kept_.end()) {
      return nullptr;
    }
    std::rotate(found, found + 1, kept_.end());
    return kept_.back().links;
  };
  {
    std::scoped_lock const guard(lock_);
    if (auto links = known()) {
      return links;
    }
  }
  // Built outside the lock, as Streets::graph() does.
  auto links = build();
  std::scoped_lock const guard(lock_);
  if (auto other = known()) {
    return other;
  }
  if (kept_.size() >= kKept) {
    kept_.erase(kept_.begin());
  }
  kept_.push_back({graph, like, links});
  return links;
}

std::shared_ptr<PlaceLinks const> PlaceLinkCache::links(std::shared_ptr<ProfileGraph const> const& graph,
                                                        SegmentIndex const& index) const {
  return cached(graph, nullptr, [&] {
    std::vector<geo::LonLat> points;
    points.reserve(places_);
    for (std::uint32_t i = 0; i < places_; ++i) {
      points.push_back(point_(i));
    }
    return PlaceLinks::build(graph, index, points);
  });
}

std::shared_ptr<PlaceLinks const> PlaceLinkCache::links_like(std::shared_ptr<ProfileGraph const> const& graph,
                                                             PlaceLinks const& like) const {
  return cached(graph, like.shared_graph(), [&] { return PlaceLinks::build_like(graph, like); });
}

}  // namespace cartable::access
