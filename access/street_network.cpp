#include "access/street_network.hpp"

#include "access/tag_rules.hpp"
#include "base/assert.hpp"
#include "geo/metric.hpp"
#include "geo/tile_id.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cartable::access {
namespace {

constexpr double kMaxEdgeMetres = 20'000'000;  // half of the earth: what a length in centimetres holds

/// One text for equal tags, so that ways that are tagged alike are read once.
std::string text_of(store::StringMap const& tags, std::optional<std::uint8_t> kerb_cm) {
  std::string out;
  for (auto const& [key, value] : tags) {
    out.append(key).push_back('\1');
    out.append(value).push_back('\2');
  }
  out.push_back(static_cast<char>(kerb_cm.value_or(255)));
  return out;
}

StreetLabel::Kind kind_of(store::StringMap const& tags) noexcept {
  using Kind = StreetLabel::Kind;
  std::string_view const highway = tag(tags, "highway");
  if (tag(tags, "footway") == "crossing" || tag(tags, "path") == "crossing" || tag(tags, "cycleway") == "crossing" ||
      highway == "crossing") {
    return Kind::crossing;
  }
  static constexpr std::pair<std::string_view, Kind> kKinds[] = {
      {"steps", Kind::steps},       {"elevator", Kind::lift},     {"footway", Kind::footpath},
      {"path", Kind::footpath},     {"corridor", Kind::footpath}, {"bridleway", Kind::footpath},
      {"cycleway", Kind::cycleway}, {"pedestrian", Kind::square}, {"platform", Kind::platform}};
  for (auto const& [word, kind] : kKinds) {
    if (highway == word) {
      return kind;
    }
  }
  if (highway.empty()) {
    return tag(tags, "route") == "ferry" ? Kind::ferry : Kind::platform;
  }
  return Kind::street;
}

/// The tags of a private way without the words that say so; nothing where none does.
std::optional<store::StringMap> without_private(store::StringMap const& tags) {
  std::optional<store::StringMap> out;
  for (std::string_view const key : {"access", "foot", "wheelchair", "vehicle", "bicycle"}) {
    if (tag(tags, key) == "private") {
      out = out ? std::move(out) : tags;
      out->erase(out->find(key));
    }
  }
  return out;
}

/// Numbers equal values alike.
template <class Value, class Key>
class Pool {
 public:
  explicit Pool(std::vector<Value>& values) : values_(values) {}
  template <class Make>
  std::uint32_t number(Key key, Make const& make) {
    auto const [at, is_new] = numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(values_.size()));
    if (is_new) {
      values_.push_back(make());
    }
    return at->second;
  }

 private:
  std::vector<Value>& values_;
  std::unordered_map<Key, std::uint32_t> numbers_;
};

}  // namespace

/// Builds one network; the steps are called in order.
class NetworkBuilder {
 public:
  NetworkBuilder(std::span<store::Street const> streets, std::span<store::StreetNode const> nodes,
                 std::span<geo::ElevationGrid const> heights)
      : streets_(streets), street_nodes_(nodes), heights_(heights), network_(std::make_shared<StreetNetwork>()) {}

  std::shared_ptr<StreetNetwork const> build() {
    number_nodes();
    read_street_nodes();
    choose_junctions();
    cut_edges();
    join_chains();
    order();
    measure_slopes();
    return std::move(network_);
  }

 private:
  /// Each end of a way counts for two ways, so that it is a junction like a node that two share.
  void number_nodes() {
    std::size_t total = 0;
    for (store::Street const& street : streets_) {
      total += std::min(street.nodes.size(), street.line.size());
    }
    std::vector<std::pair<std::int64_t, std::uint32_t>> all;
    all.reserve(total);
    for (store::Street const& street : streets_) {
      for (std::size_t i = 0; i < std::min(street.nodes.size(), street.line.size()); ++i) {
        all.emplace_back(street.nodes[i], static_cast<std::uint32_t>(all.size()));
      }
    }
    std::sort(all.begin(), all.end());
    node_of_.resize(total);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i].first != all[i - 1].first) {
        ids_.push_back(all[i].first);
        uses_.push_back(0);
      }
      node_of_[all[i].second] = static_cast<std::uint32_t>(ids_.size() - 1);
      ++uses_.back();
    }
  }

  void read_street_nodes() {
    network_->node_facts_.emplace_back();
    facts_of_.assign(ids_.size(), 0);
    for (store::StreetNode const& node : street_nodes_) {
      auto const at = std::lower_bound(ids_.begin(), ids_.end(), node.node);
      if (at == ids_.end() || *at != node.node) {
        continue;
      }
      auto const index = static_cast<std::size_t>(at - ids_.begin());
      if (std::optional<std::uint8_t> const kerb = read_kerb(node.tags)) {
        kerbs_.emplace_back(static_cast<std::uint32_t>(index), *kerb);
      }
      NodeFacts const facts = read_node(node.tags);
      auto& known = network_->node_facts_;
      auto found = std::find(known.begin(), known.end(), facts);
      if (found == known.end() && known.size() < std::numeric_limits<std::uint16_t>::max()) {
        known.push_back(facts);
        found = known.end() - 1;
      }
      facts_of_[index] = found == known.end() ? 0 : static_cast<std::uint16_t>(found - known.begin());
    }
    std::sort(kerbs_.begin(), kerbs_.end());
  }

  void choose_junctions() {
    std::size_t at = 0;
    for (store::Street const& street : streets_) {
      std::size_t const size = std::min(street.nodes.size(), street.line.size());
      if (size >= 2) {
        uses_[node_of_[at]] += 1;
        uses_[node_of_[at + size - 1]] += 1;
      }
      at += size;
    }
    junction_of_.assign(ids_.size(), kNoNode);
  }

  [[nodiscard]] bool is_junction(std::uint32_t node) const noexcept { return uses_[node] > 1 || facts_of_[node] != 0; }

  NodeIndex junction(std::uint32_t node, geo::LonLat point) {
    if (junction_of_[node] == kNoNode) {
      junction_of_[node] = static_cast<NodeIndex>(network_->points_.size());
      network_->points_.push_back(point);
      network_->node_facts_of_.push_back(facts_of_[node]);
    }
    return junction_of_[node];
  }

  /// The worst kerb of a crossing's nodes.
  [[nodiscard]] std::optional<std::uint8_t> kerb_on(store::Street const& street, std::size_t at) const noexcept {
    if (kerbs_.empty() || kind_of(street.tags) != StreetLabel::Kind::crossing) {
      return std::nullopt;
    }
    std::optional<std::uint8_t> worst;
    for (std::size_t i = 0; i < std::min(street.nodes.size(), street.line.size()); ++i) {
      auto const found = std::lower_bound(kerbs_.begin(), kerbs_.end(), std::pair(node_of_[at + i], std::uint8_t{0}));
      if (found != kerbs_.end() && found->first == node_of_[at + i]) {
        worst = std::max(worst.value_or(0), found->second);
      }
    }
    return worst;
  }

  void cut_edges() {
    Pool<WayFacts, std::string> facts(network_->facts_);
    Pool<StreetLabel, std::string> labels(network_->labels_);
    std::size_t at = 0;
    for (store::Street const& street : streets_) {
      std::size_t const size = std::min(street.nodes.size(), street.line.size());
      if (size >= 2) {
        std::optional<std::uint8_t> const kerb = kerb_on(street, at);
        auto const way = static_cast<std::uint32_t>(network_->ways_.size());
        StreetLabel::Kind const kind = kind_of(street.tags);
        std::uint32_t const said =
            facts.number(text_of(street.tags, kerb), [&] { return read_way(street.tags, kerb); });
        std::optional<store::StringMap> const open = without_private(street.tags);
        network_->ways_.push_back(
            {.facts = said,
             .label =
                 labels.number(text_of(street.names, static_cast<std::uint8_t>(kind)) + street.name,
                               [&] { return StreetLabel{.name = street.name, .names = street.names, .kind = kind}; }),
             .open = open ? facts.number(text_of(*open, kerb), [&] { return read_way(*open, kerb); }) : said,
             .on_ground = lies_on_ground(street.tags)});
        cut(street, at, size, way);
      }
      at += size;
    }
  }

  void cut(store::Street const& street, std::size_t at, std::size_t size, std::uint32_t way) {
    auto& shape = network_->shape_;
    std::size_t first = 0;
    for (std::size_t i = 1; i < size; ++i) {
      if (i + 1 < size && !is_junction(node_of_[at + i])) {
        continue;
      }
      Edge edge{.from = junction(node_of_[at + first], street.line[first]),
                .to = junction(node_of_[at + i], street.line[i]),
                .first_point = static_cast<std::uint32_t>(shape.size()),
                .points = static_cast<std::uint32_t>(i - first + 1),
                .way = way,
                .length_cm = 0};
      double metres = 0;
      for (std::size_t p = first; p <= i; ++p) {
        shape.push_back(street.line[p]);
        metres += p == first ? 0 : geo::distance(street.line[p - 1], street.line[p]).value();
      }
      edge.length_cm = static_cast<std::uint32_t>(std::lround(std::min(metres, kMaxEdgeMetres) * 100));
      network_->edges_.push_back(edge);
      first = i;
    }
  }

  /// Whether two edges may be one: the same street to everybody, without anything that counts once for each of them.
  [[nodiscard]] bool are_alike(Edge const& a, Edge const& b) const noexcept {
    Way const& one = network_->ways_[a.way];
    Way const& other = network_->ways_[b.way];
    WayFacts const& facts = network_->facts_[one.facts];
    return one.facts == other.facts && one.label == other.label && one.open == other.open && facts.foot.extra_s == 0 &&
           facts.wheels_extra_s == 0 && facts.bicycle.extra_s == 0 && facts.bicycle_back.extra_s == 0;
  }

  /// Puts edges together that meet where nothing else does, nothing is to be said and nothing changes: ways are cut
  /// for many reasons (a bus route, an editor's habit). Only those drawn the same way round: no others are met.
  void join_chains() {
    StreetNetwork& network = *network_;
    constexpr std::uint32_t kMany = 3;
    struct Ends {
      std::uint32_t count = 0;
      EdgeIndex in = kNoEdge, out = kNoEdge;
    };
    std::vector<Ends> ends(network.points_.size());
    for (EdgeIndex i = 0; i < network.edges_.size(); ++i) {
      Edge const& edge = network.edges_[i];
      ends[edge.to].count = std::min(ends[edge.to].count + 1, kMany);
      ends[edge.from].count = std::min(ends[edge.from].count + 1, kMany);
      ends[edge.to].in = i;
      ends[edge.from].out = i;
    }
    std::vector<EdgeIndex> next(network.edges_.size(), kNoEdge);  // the edge that an edge is continued by
    std::vector<bool> continues(network.edges_.size(), false);
    for (NodeIndex node = 0; node < network.points_.size(); ++node) {
      Ends const& here = ends[node];
      if (here.count == 2 && here.in != kNoEdge && here.out != kNoEdge && here.in != here.out &&
          network.node_facts_of_[node] == 0 && are_alike(network.edges_[here.in], network.edges_[here.out])) {
        next[here.in] = here.out;
        continues[here.out] = true;
      }
    }
    std::vector<bool> taken(network.edges_.size(), false);
    std::vector<Edge> edges;
    auto const take = [&](EdgeIndex first) {
      Edge joined = network.edges_[first];
      taken[first] = true;
      if (next[first] != kNoEdge) {
        std::vector<geo::LonLat> shape(network.shape_.begin() + joined.first_point,
                                       network.shape_.begin() + joined.first_point + joined.points);
        for (EdgeIndex i = next[first]; i != kNoEdge && !taken[i]; i = next[i]) {
          Edge const& edge = network.edges_[i];
          taken[i] = true;
          shape.insert(shape.end(), network.shape_.begin() + edge.first_point + 1,
                       network.shape_.begin() + edge.first_point + edge.points);
          joined.to = edge.to;
          joined.length_cm += edge.length_cm;
        }
        joined.first_point = static_cast<std::uint32_t>(network.shape_.size());
        joined.points = static_cast<std::uint32_t>(shape.size());
        network.shape_.insert(network.shape_.end(), shape.begin(), shape.end());
      }
      edges.push_back(joined);
    };
    for (bool const rings : {false, true}) {  // a ring without a beginning is cut anywhere
      for (EdgeIndex i = 0; i < network.edges_.size(); ++i) {
        if (!taken[i] && (rings || !continues[i])) {
          take(i);
        }
      }
    }
    keep_used(std::move(edges));
  }

  /// The shapes and junctions of `edges` alone, which take the place of all.
  void keep_used(std::vector<Edge>&& edges) {
    StreetNetwork& network = *network_;
    std::vector<NodeIndex> rank(network.points_.size(), kNoNode);
    std::vector<geo::LonLat> shape;
    shape.reserve(network.shape_.size());
    for (Edge& edge : edges) {
      rank[edge.from] = rank[edge.to] = 0;
      auto const first = network.shape_.begin() + edge.first_point;
      edge.first_point = static_cast<std::uint32_t>(shape.size());
      shape.insert(shape.end(), first, first + edge.points);
    }
    NodeIndex kept = 0;
    for (NodeIndex node = 0; node < network.points_.size(); ++node) {
      if (rank[node] != kNoNode) {
        network.points_[kept] = network.points_[node];
        network.node_facts_of_[kept] = network.node_facts_of_[node];
        rank[node] = kept++;
      }
    }
    network.points_.resize(kept);
    network.node_facts_of_.resize(kept);
    for (Edge& edge : edges) {
      edge.from = rank[edge.from];
      edge.to = rank[edge.to];
    }
    network.edges_ = std::move(edges);
    network.shape_ = std::move(shape);
  }

  void order() {
    StreetNetwork& network = *network_;
    std::size_t const count = network.points_.size();
    std::vector<std::pair<std::uint64_t, NodeIndex>> by_code(count);
    for (std::size_t i = 0; i < count; ++i) {
      by_code[i] = {geo::morton(geo::to_world(network.points_[i])), static_cast<NodeIndex>(i)};
    }
    std::sort(by_code.begin(), by_code.end());
    std::vector<NodeIndex> rank(count);
    std::vector<geo::LonLat> points(count);
    std::vector<std::uint16_t> facts(count);
    for (std::size_t i = 0; i < count; ++i) {
      rank[by_code[i].second] = static_cast<NodeIndex>(i);
      points[i] = network.points_[by_code[i].second];
      facts[i] = network.node_facts_of_[by_code[i].second];
    }
    network.points_ = std::move(points);
    network.node_facts_of_ = std::move(facts);
    for (Edge& edge : network.edges_) {
      edge.from = rank[edge.from];
      edge.to = rank[edge.to];
    }
    std::stable_sort(network.edges_.begin(), network.edges_.end(),
                     [](Edge const& a, Edge const& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
  }

  void measure_slopes() {
    if (heights_.empty()) {
      return;
    }
    for (Edge const& edge : network_->edges_) {
      network_->slopes_.push_back(network_->ways_[edge.way].on_ground ? slope_of(network_->shape(edge), heights_)
                                                                      : EdgeSlope{});
    }
  }

  std::span<store::Street const> streets_;
  std::span<store::StreetNode const> street_nodes_;
  std::span<geo::ElevationGrid const> heights_;
  std::shared_ptr<StreetNetwork> network_;
  std::vector<std::int64_t> ids_;                              ///< of the source's nodes, ascending
  std::vector<std::uint32_t> uses_;                            ///< by node: how many ways pass it
  std::vector<std::uint32_t> node_of_;                         ///< by position in all streets' nodes
  std::vector<std::uint16_t> facts_of_;                        ///< by node
  std::vector<NodeIndex> junction_of_;                         ///< by node
  std::vector<std::pair<std::uint32_t, std::uint8_t>> kerbs_;  ///< (node, cm), ascending
};

std::shared_ptr<StreetNetwork const> StreetNetwork::build(std::span<store::Street const> streets,
                                                          std::span<store::StreetNode const> nodes,
                                                          std::span<geo::ElevationGrid const> heights) {
  return NetworkBuilder(streets, nodes, heights).build();
}

std::size_t StreetNetwork::memory() const noexcept {
  auto const bytes = [](auto const& list) { return list.capacity() * sizeof(list[0]); };
  return bytes(points_) + bytes(node_facts_of_) + bytes(edges_) + bytes(shape_) + bytes(ways_) + bytes(facts_) +
         bytes(labels_) + bytes(slopes_);
}

}  // namespace cartable::access
