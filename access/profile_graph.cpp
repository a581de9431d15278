#include "access/profile_graph.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace cartable::access {
namespace {

constexpr double kMaxCost = (1U << 31U) - 1;

Cost to_cost(double value) noexcept { return static_cast<Cost>(std::lround(std::min(value, kMaxCost))); }

/// Tarjan's strongly connected components, without recursion.
class Components {
 public:
  explicit Components(Csr const& graph)
      : graph_(graph), index_(graph.nodes(), 0), low_(graph.nodes(), 0), component_(graph.nodes(), kNoNode) {}

  std::vector<std::uint32_t> find(std::uint32_t& count) {
    for (NodeIndex node = 0; node < graph_.nodes(); ++node) {
      if (index_[node] == 0) {
        visit(node);
      }
    }
    count = components_;
    return std::move(component_);
  }

 private:
  struct Frame {
    NodeIndex node;
    std::uint32_t arc;
  };

  void enter(NodeIndex node) {
    index_[node] = low_[node] = ++next_;
    open_.push_back(node);
    frames_.push_back({node, graph_.first[node]});
  }

  void visit(NodeIndex root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      NodeIndex const node = frame.node;
      if (frame.arc < graph_.first[node + 1]) {
        NodeIndex const head = graph_.arcs[frame.arc++].head;
        if (index_[head] == 0) {
          enter(head);
        } else if (component_[head] == kNoNode) {
          low_[node] = std::min(low_[node], index_[head]);
        }
        continue;
      }
      frames_.pop_back();
      if (!frames_.empty()) {
        low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
      }
      if (low_[node] == index_[node]) {
        close(node);
      }
    }
  }

  void close(NodeIndex node) {
    NodeIndex last = kNoNode;
    while (last != node) {
      last = open_.back();
      open_.pop_back();
      component_[last] = components_;
    }
    ++components_;
  }

  Csr const& graph_;
  std::vector<std::uint32_t> index_, low_, component_;
  std::vector<NodeIndex> open_;
  std::vector<Frame> frames_;
  std::uint32_t next_ = 0, components_ = 0;
};

struct FullArc {
  NodeIndex tail, head;
  Cost cost;
  std::uint32_t edge;
};

/// Counting sort by tail; the order of equal tails stays.
void fill(std::vector<FullArc> const& arcs, std::size_t nodes, bool reverse, Csr& csr,
          std::vector<std::uint32_t>& edge) {
  csr.first.assign(nodes + 1, 0);
  for (FullArc const& arc : arcs) {
    ++csr.first[(reverse ? arc.head : arc.tail) + 1];
  }
  std::partial_sum(csr.first.begin(), csr.first.end(), csr.first.begin());
  std::vector<std::uint32_t> at(csr.first.begin(), csr.first.end() - 1);
  csr.arcs.resize(arcs.size());
  edge.resize(arcs.size());
  for (FullArc const& arc : arcs) {
    std::uint32_t const to = at[reverse ? arc.head : arc.tail]++;
    csr.arcs[to] = {reverse ? arc.tail : arc.head, arc.cost};
    edge[to] = arc.edge;
  }
}

}  // namespace

std::shared_ptr<ProfileGraph> ProfileGraph::build_one(std::shared_ptr<StreetNetwork const> network,
                                                      Profile const& profile, Weight weight) {
  auto graph = std::make_shared<ProfileGraph>();
  graph->network_ = std::move(network);
  graph->profile_ = profile;
  graph->weight_ = weight;
  constexpr double kKmhPerMetreSecond = 3.6;
  graph->metres_per_second_ = speed_kmh(profile) / kKmhPerMetreSecond;
  graph->judge_edges();
  graph->make_arcs();
  graph->find_components();
  return graph;
}

std::shared_ptr<ProfileGraph const> ProfileGraph::build(std::shared_ptr<StreetNetwork const> network,
                                                        Profile const& profile, Weight weight) {
  auto graph = build_one(std::move(network), profile, weight);
  if (graph->is_judged_twice()) {
    graph->judge_the_other_way();
  }
  return graph;
}

void ProfileGraph::judge_the_other_way() {
  Profile other = profile_;
  other.limits.avoid_unknown = !other.limits.avoid_unknown;
  auto const judged = build_one(network_, other, weight_);
  ProfileGraph const& fit = profile_.limits.avoid_unknown ? *this : *judged;
  ProfileGraph const& open = profile_.limits.avoid_unknown ? *judged : *this;
  auto const leads_somewhere = [](ProfileGraph const& graph, EdgeIndex edge) {
    return graph.usable(edge) && !graph.is_island(edge);
  };
  for (EdgeIndex edge = 0; edge < use_.size(); ++edge) {
    use_[edge] = static_cast<std::uint8_t>(use_[edge] | (leads_somewhere(fit, edge) ? kFitNetwork : 0U) |
                                           (leads_somewhere(open, edge) ? kOpenNetwork : 0U));
  }
}

void ProfileGraph::judge_edges() {
  StreetNetwork const& network = *network_;
  is_shut_.resize(network.nodes());
  std::vector<bool> doubtful(network.nodes());
  for (NodeIndex node = 0; node < network.nodes(); ++node) {
    Fit const fit = judge(profile_, network.node_facts(node));
    is_shut_[node] = fit == Fit::shut;
    doubtful[node] = fit == Fit::not_contradicted;
  }
  use_.assign(network.edges().size(), 0);
  for (EdgeIndex i = 0; i < use_.size(); ++i) {
    Edge const& edge = network.edges()[i];
    WayFacts const& facts = network.facts(edge);
    EdgeSlope const slope = network.slope(i);
    Passage const along = judge(profile_, facts, slope, true);
    Passage const back = judge(profile_, facts, slope, false);
    bool const unknown = along.fit == Fit::not_contradicted || back.fit == Fit::not_contradicted ||
                         doubtful[edge.from] || doubtful[edge.to];
    use_[i] = static_cast<std::uint8_t>((along.fit == Fit::shut ? 0U : kForward) |
                                        (back.fit == Fit::shut ? 0U : kBackward) | (unknown ? kUnknown : 0U));
    if (network.is_private(edge) && !usable(i)) {
      judge_private(i, doubtful[edge.from] || doubtful[edge.to]);
    }
  }
  std::sort(private_at_.begin(), private_at_.end());
}

void ProfileGraph::judge_private(EdgeIndex i, bool doubtful) {
  Edge const& edge = network_->edges()[i];
  WayFacts const& facts = network_->open_facts(edge);
  EdgeSlope const slope = network_->slope(i);
  Passage const along = judge(profile_, facts, slope, true);
  Passage const back = judge(profile_, facts, slope, false);
  bool const unknown = along.fit == Fit::not_contradicted || back.fit == Fit::not_contradicted || doubtful;
  use_[i] = static_cast<std::uint8_t>((along.fit == Fit::shut ? 0U : kPrivateForward) |
                                      (back.fit == Fit::shut ? 0U : kPrivateBackward) | (unknown ? kUnknown : 0U));
  if (is_private_end(i)) {
    private_at_.emplace_back(edge.from, i);
    private_at_.emplace_back(edge.to, i);
  }
}

std::span<std::pair<NodeIndex, EdgeIndex> const> ProfileGraph::private_ends_at(NodeIndex node) const noexcept {
  auto const first = std::lower_bound(private_at_.begin(), private_at_.end(), std::pair(node, EdgeIndex{0}));
  auto last = first;
  while (last != private_at_.end() && last->first == node) {
    ++last;
  }
  return {first, last};
}

void ProfileGraph::make_arcs() {
  std::span<Edge const> const edges = network_->edges();
  std::vector<FullArc> arcs;
  arcs.reserve(edges.size() * 2);
  for (EdgeIndex i = 0; i < edges.size(); ++i) {
    Edge const& edge = edges[i];
    if (is_shut_[edge.from] || is_shut_[edge.to]) {
      continue;
    }
    if (usable(i, true)) {
      arcs.push_back({edge.from, edge.to, cost(i, true), i << 1U});
    }
    if (usable(i, false)) {
      arcs.push_back({edge.to, edge.from, cost(i, false), i << 1U | 1U});
    }
  }
  fill(arcs, network_->nodes(), false, forward_, forward_edge_);
  fill(arcs, network_->nodes(), true, reverse_, reverse_edge_);
}

double ProfileGraph::seconds(EdgeIndex index, bool forward, double metres) const noexcept {
  Edge const& edge = network_->edges()[index];
  WayFacts const& facts = is_private_end(index) ? network_->open_facts(edge) : network_->facts(edge);
  Passage const passage = judge(profile_, facts, network_->slope(index), forward);
  double const length = edge.length_cm / 100.0;
  // Half of what a junction asks belongs to each edge that meets there, so that passing it costs all of it.
  double const nodes =
      facts.for_feet ? (network_->node_facts(edge.from).extra_s + network_->node_facts(edge.to).extra_s) / 2 : 0;
  double const share = length > 0 ? std::min(metres / length, 1.0) : 0;
  return metres / metres_per_second_ * passage.factor + share * (passage.extra_s + nodes);
}

Cost ProfileGraph::cost(EdgeIndex edge, bool forward) const noexcept {
  std::uint32_t const length_cm = network_->edges()[edge].length_cm;
  return weight_ == Weight::distance ? to_cost(length_cm) : travel_time(edge, forward, length_cm / 100.0);
}

Cost ProfileGraph::travel_time(EdgeIndex edge, bool forward, double metres) const noexcept {
  return to_cost(seconds(edge, forward, metres) * 10);
}

Cost ProfileGraph::walk_time(double metres) const noexcept { return to_cost(metres / metres_per_second_ * 10); }

Cost ProfileGraph::walk_cost(double metres) const noexcept {
  return weight_ == Weight::distance ? to_cost(metres * 100) : walk_time(metres);
}

void ProfileGraph::find_components() {
  std::uint32_t count = 0;
  component_ = Components(forward_).find(count);
  std::vector<std::uint32_t> sizes(count, 0);
  for (std::uint32_t const component : component_) {
    ++sizes[component];
  }
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return sizes[a] > sizes[b]; });
  std::vector<std::uint32_t> rank(count);
  sizes_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    rank[order[i]] = i;
    sizes_[i] = sizes[order[i]];
  }
  for (std::uint32_t& component : component_) {
    component = rank[component];
  }
}

std::uint32_t ProfileGraph::component_of_edge(EdgeIndex edge) const noexcept {
  Edge const& e = network_->edges()[edge];
  // At a barrier the other end decides.
  return is_shut_[e.from] ? component_[e.to] : component_[e.from];
}

bool ProfileGraph::is_island(EdgeIndex edge) const noexcept {
  Edge const& e = network_->edges()[edge];
  auto const small = [&](NodeIndex node) { return component_[node] != 0 && sizes_[component_[node]] < kIsland; };
  return small(e.from) && small(e.to);
}

}  // namespace cartable::access
