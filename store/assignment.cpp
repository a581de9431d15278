#include "store/assignment.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::size_t kExact = 60;

class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parent_;
};

/// Numbers things 0, 1, 2 … as they come.
class Numbering {
 public:
  std::size_t of(std::uint32_t thing) { return number_.try_emplace(thing, number_.size()).first->second; }
  [[nodiscard]] std::size_t size() const { return number_.size(); }

 private:
  std::unordered_map<std::uint32_t, std::size_t> number_;
};

/// The Hungarian method with potentials (Kuhn 1955, Munkres 1957), O(n²m), on costs = −weight; nothing costs 0.
void assign_exactly(std::vector<WeightedEdge> const& edges, std::vector<std::size_t> const& group,
                    std::vector<bool>& chosen) {
  Numbering lefts;
  Numbering rights;
  for (std::size_t const e : group) {
    (void)lefts.of(edges[e].left);
    (void)rights.of(edges[e].right);
  }
  std::size_t const n = lefts.size();
  std::size_t const m = rights.size() + n;  // each left has a partner of its own that costs nothing
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<double> cost(n * m, 0);
  std::vector<std::size_t> edge(n * m, kNone);
  for (std::size_t const e : group) {
    std::size_t const at = lefts.of(edges[e].left) * m + rights.of(edges[e].right);
    if (edge[at] == kNone || -edges[e].weight < cost[at]) {
      cost[at] = -edges[e].weight;
      edge[at] = e;
    }
  }
  std::vector<double> u(n + 1, 0);
  std::vector<double> v(m + 1, 0);
  std::vector<std::size_t> match(m + 1, 0);
  std::vector<std::size_t> way(m + 1, 0);
  for (std::size_t i = 1; i <= n; ++i) {
    match[0] = i;
    std::size_t j0 = 0;
    std::vector<double> least(m + 1, std::numeric_limits<double>::infinity());
    std::vector<bool> used(m + 1, false);
    do {
      used[j0] = true;
      std::size_t const i0 = match[j0];
      std::size_t j1 = 0;
      double delta = std::numeric_limits<double>::infinity();
      for (std::size_t j = 1; j <= m; ++j) {
        if (used[j]) {
          continue;
        }
        double const reduced = cost[(i0 - 1) * m + j - 1] - u[i0] - v[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          way[j] = j0;
        }
        if (least[j] < delta) {
          delta = least[j];
          j1 = j;
        }
      }
      for (std::size_t j = 0; j <= m; ++j) {
        if (used[j]) {
          u[match[j]] += delta;
          v[j] -= delta;
        } else {
          least[j] -= delta;
        }
      }
      j0 = j1;
    } while (match[j0] != 0);
    do {
      std::size_t const j1 = way[j0];
      match[j0] = match[j1];
      j0 = j1;
    } while (j0 != 0);
  }
  for (std::size_t j = 1; j <= m; ++j) {
    if (match[j] != 0 && edge[(match[j] - 1) * m + j - 1] != kNone) {
      chosen[edge[(match[j] - 1) * m + j - 1]] = true;
    }
  }
}

void assign_heaviest_first(std::vector<WeightedEdge> const& edges, std::vector<std::size_t> group,
                           std::vector<bool>& chosen) {
  std::stable_sort(group.begin(), group.end(),
                   [&](std::size_t a, std::size_t b) { return edges[a].weight > edges[b].weight; });
  std::unordered_map<std::uint32_t, bool> left;
  std::unordered_map<std::uint32_t, bool> right;
  for (std::size_t const e : group) {
    if (!left[edges[e].left] && !right[edges[e].right]) {
      left[edges[e].left] = right[edges[e].right] = true;
      chosen[e] = true;
    }
  }
}

}  // namespace

std::vector<bool> best_assignment(std::vector<WeightedEdge> const& edges) {
  std::vector<bool> chosen(edges.size(), false);
  Numbering lefts;
  Numbering rights;
  std::vector<std::pair<std::size_t, std::size_t>> ends;
  ends.reserve(edges.size());
  for (auto const& edge : edges) {
    ends.emplace_back(lefts.of(edge.left), rights.of(edge.right));
  }
  Groups groups(lefts.size() + rights.size());
  for (auto const& [left, right] : ends) {
    groups.join(left, lefts.size() + right);
  }
  std::unordered_map<std::size_t, std::vector<std::size_t>> by_group;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    by_group[groups.find(ends[e].first)].push_back(e);
  }
  for (auto& [root, group] : by_group) {
    if (group.size() == 1) {
      chosen[group.front()] = true;
      continue;
    }
    Numbering left;
    Numbering right;
    for (std::size_t const e : group) {
      (void)left.of(edges[e].left);
      (void)right.of(edges[e].right);
    }
    if (left.size() <= kExact && right.size() <= kExact) {
      assign_exactly(edges, group, chosen);
    } else {
      assign_heaviest_first(edges, std::move(group), chosen);
    }
  }
  return chosen;
}

}  // namespace cartable::store
