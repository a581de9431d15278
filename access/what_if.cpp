#include "access/what_if.hpp"

#include "access/all_to_nearest.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cartable::access {

WhatIf::WhatIf(Csr forward, Attachments const& places, std::size_t k, Cost limit)
    : forward_(std::move(forward)), reverse_(reversed(forward_)), limit_(std::min(limit, kMaxCost)) {
  nearest_ = *all_to_nearest(reverse_, places, {.k = k, .limit = limit_});
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    auto const seeds = places.of(place);
    seeds_.emplace_back(seeds.begin(), seeds.end());
    for (Seed const seed : seeds) {
      at_.push_back({.node = seed.node, .place = place, .cost = seed.cost});
    }
  }
  std::sort(at_.begin(), at_.end(), [](PlaceAt const& a, PlaceAt const& b) {
    return std::tie(a.node, a.place, a.cost) < std::tie(b.node, b.place, b.cost);
  });
}

std::uint32_t WhatIf::add_place(std::span<Seed const> seeds) {
  change_ = {};
  auto const place = static_cast<std::uint32_t>(seeds_.size());
  seeds_.emplace_back(seeds.begin(), seeds.end());
  for (Seed const seed : seeds) {
    auto const after = std::upper_bound(at_.begin(), at_.end(), seed.node,
                                        [](NodeIndex node, PlaceAt const& entry) { return node < entry.node; });
    at_.insert(after, {.node = seed.node, .place = place, .cost = seed.cost});
    offer(seed.node, {.cost = seed.cost, .source = place});
  }
  propagate();
  return place;
}

void WhatIf::remove_place(std::uint32_t place) {
  change_ = {};
  std::vector<Seed> const seeds = std::exchange(seeds_[place], {});
  for (Seed const seed : seeds) {
    auto const begin = std::lower_bound(at_.begin(), at_.end(), seed.node,
                                        [](PlaceAt const& entry, NodeIndex node) { return entry.node < node; });
    for (auto entry = begin; entry != at_.end() && entry->node == seed.node; ++entry) {
      if (entry->place == place) {
        at_.erase(entry);
        break;
      }
    }
    drop(seed.node, place);
  }
  // A node whose nearest include the place comes to it through nodes whose nearest include it, too.
  for (std::size_t i = 0; i < dropped_.size(); ++i) {
    for (Arc const arc : reverse_.out(dropped_[i].node)) {
      drop(arc.head, place);
    }
  }
  refill();
}

void WhatIf::set_cost(std::uint32_t arc, Cost cost) {
  CARTABLE_ASSERT(arc < forward_.arcs.size() && (cost <= kMaxCost || cost == kClosedArc));
  change_ = {};
  Arc const before = forward_.arcs[arc];
  if (cost == before.cost) {
    return;
  }
  auto const row = std::upper_bound(forward_.first.begin(), forward_.first.end(), arc) - 1;
  auto const tail = static_cast<NodeIndex>(row - forward_.first.begin());
  forward_.arcs[arc].cost = cost;
  // Of parallel arcs that cost the same any one will do.
  std::uint32_t turned = reverse_.first[before.head];
  while (reverse_.arcs[turned] != Arc{.head = tail, .cost = before.cost}) {
    ++turned;
  }
  reverse_.arcs[turned].cost = cost;
  if (cost > before.cost) {
    make_dearer(tail, before);
    return;
  }
  for (Label const& label : nearest_.at(before.head)) {
    if (label.cost != kUnreached) {
      offer(tail, {.cost = label.cost + cost, .source = label.source});
    }
  }
  propagate();
}

/// Takes out every label that may have come over the arc (that fits its old cost, whether or not another way costs the
/// same), and what fits those in turn; all that still holds comes back with refill().
void WhatIf::make_dearer(NodeIndex tail, Arc const& arc) {
  struct Gone {
    NodeIndex node;
    Label label;
  };
  std::vector<Gone> gone;
  auto const take = [&](NodeIndex node, Label label) {
    if (label.cost <= limit_ && has(node, label)) {
      gone.push_back({.node = node, .label = label});
      drop(node, label.source);
    }
  };
  // By value: with a self-loop the list changes while it is read.
  auto const span = nearest_.at(arc.head);
  for (Label const& label : std::vector<Label>(span.begin(), span.end())) {
    if (label.cost != kUnreached && arc.cost <= kMaxCost) {
      take(tail, {.cost = label.cost + arc.cost, .source = label.source});
    }
  }
  for (std::size_t i = 0; i < gone.size(); ++i) {
    Gone const from = gone[i];
    for (Arc const back : reverse_.out(from.node)) {
      take(back.head, {.cost = from.label.cost + back.cost, .source = from.label.source});
    }
  }
  refill();
}

bool WhatIf::has(NodeIndex node, Label label) const {
  auto const list = nearest_.at(node);
  return std::find(list.begin(), list.end(), label) != list.end();
}

void WhatIf::drop(NodeIndex node, std::uint32_t place) {
  auto const list = nearest_.at(node);
  auto const entry = std::find_if(list.begin(), list.end(), [&](Label const& label) { return label.source == place; });
  if (entry != list.end()) {
    std::move(entry + 1, list.end(), entry);
    list.back() = {};
    dropped_.push_back({.node = node, .source = place});
    ++change_.labels_dropped;
  }
}

void WhatIf::offer(NodeIndex node, Label label) {
  if (label.cost <= limit_ && insert_label(&nearest_.labels[node * nearest_.k], nearest_.k, label)) {
    queue_.push(label.cost, {.node = node, .source = label.source});
  }
}

/// Fills the lists that lost labels from who stands at their nodes and from the lists of the nodes one arc on: those
/// are right, or are being filled by the same search.
void WhatIf::refill() {
  for (LabelAt const gap : dropped_) {
    auto entry = std::lower_bound(at_.begin(), at_.end(), gap.node,
                                  [](PlaceAt const& one, NodeIndex node) { return one.node < node; });
    for (; entry != at_.end() && entry->node == gap.node; ++entry) {
      offer(gap.node, {.cost = entry->cost, .source = entry->place});
    }
    for (Arc const arc : forward_.out(gap.node)) {
      for (Label const& label : nearest_.at(arc.head)) {
        if (label.cost != kUnreached && arc.cost <= kMaxCost) {
          offer(gap.node, {.cost = label.cost + arc.cost, .source = label.source});
        }
      }
    }
  }
  dropped_.clear();
  propagate();
}

void WhatIf::propagate() {
  for (Cost now = queue_.next(); now != kUnreached; now = queue_.next()) {
    LabelAt entry{};
    while (queue_.take(entry)) {
      if (!has(entry.node, {.cost = now, .source = entry.source})) {
        continue;
      }
      ++change_.nodes_settled;
      for (Arc const arc : reverse_.out(entry.node)) {
        offer(arc.head, {.cost = now + arc.cost, .source = entry.source});
      }
    }
  }
  queue_.drain([](LabelAt) {});
}

}  // namespace cartable::access
