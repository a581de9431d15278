#include "access/all_to_nearest.hpp"

#include "access/bucket_queue.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cartable::access {
namespace {

constexpr std::size_t kLabelsBetweenStops = 8192;
constexpr std::size_t kFar = 8, kNear = 4;  // entries ahead

template <std::size_t kKept>
bool search(Csr const& graph, Attachments const& sources, AllToNearestOptions const& options, Label* labels) {
  Cost const limit = std::min(options.limit, kMaxCost);
  BucketQueue<LabelAt> queue;
  for (std::uint32_t source = 0; source < sources.size(); ++source) {
    for (Seed const seed : sources.of(source)) {
      if (seed.cost <= limit &&
          insert_label(labels + seed.node * kKept, kKept, {.cost = seed.cost, .source = source})) {
        queue.push(seed.cost, {.node = seed.node, .source = source});
      }
    }
  }
  std::size_t settled = 0;
  std::size_t look = kLabelsBetweenStops;
  std::vector<LabelAt> level;
  for (Cost now = queue.next(); now != kUnreached; now = queue.next()) {
    while (queue.take_all(level)) {
      for (std::size_t i = 0; i < level.size(); ++i) {
        // The graph is larger than the caches: what the entries behind need is asked for while this one is looked at.
        if (i + kFar < level.size()) {
          __builtin_prefetch(&graph.first[level[i + kFar].node]);
          __builtin_prefetch(labels + level[i + kFar].node * kKept);
        }
        if (i + kNear < level.size()) {
          __builtin_prefetch(graph.arcs.data() + graph.first[level[i + kNear].node]);
        }
        LabelAt const entry = level[i];
        Label const label{.cost = now, .source = entry.source};
        Label const* const list = labels + entry.node * kKept;
        if (std::find(list, list + kKept, label) == list + kKept) {
          continue;  // a cheaper way to this source, or k better sources, were found since
        }
        for (Arc const arc : graph.out(entry.node)) {
          Cost const cost = now + arc.cost;
          if (cost <= limit && insert_label(labels + arc.head * kKept, kKept, {.cost = cost, .source = entry.source})) {
            queue.push(cost, {.node = arc.head, .source = entry.source});
          }
        }
        ++settled;
      }
    }
    if (settled >= look) {
      look = settled + kLabelsBetweenStops;
      if (options.stop.stop_requested()) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

std::optional<NearestLabels> all_to_nearest(Csr const& graph, Attachments const& sources,
                                            AllToNearestOptions const& options) {
  CARTABLE_ASSERT(options.k >= 1 && options.k <= 3);
  NearestLabels out{.k = options.k, .labels = std::vector<Label>(graph.nodes() * options.k)};
  Label* const labels = out.labels.data();
  bool const finished = options.k == 1   ? search<1>(graph, sources, options, labels)
                        : options.k == 2 ? search<2>(graph, sources, options, labels)
                                         : search<3>(graph, sources, options, labels);
  return finished ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace cartable::access
