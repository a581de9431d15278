#include "access/nearest_search.hpp"

#include <algorithm>

namespace cartable::access {
namespace {

bool comes_before(Found const& a, Found const& b) { return a.cost != b.cost ? a.cost < b.cost : a.target < b.target; }

/// The best k so far, in order, and with `ties` what costs as much as the last of them.
class Best {
 public:
  explicit Best(NearestOptions const& options) : options_(options), limit_(std::min(options.limit, kMaxCost)) {}

  /// What a further one may cost at most to be of use.
  [[nodiscard]] Cost limit() const { return limit_; }

  void offer(Found found) {
    bool const full = found_.size() >= options_.k;
    if (found.cost > limit_ || (full && !options_.ties && !comes_before(found, found_.back()))) {
      return;
    }
    auto known = std::find_if(found_.begin(), found_.end(), [&](Found const& f) { return f.target == found.target; });
    if (known == found_.end()) {
      if (options_.accept && !options_.accept(found.target)) {
        return;
      }
    } else if (known->cost <= found.cost) {
      return;
    } else {
      found_.erase(known);
    }
    found_.insert(std::upper_bound(found_.begin(), found_.end(), found, comes_before), found);
    if (found_.size() >= options_.k) {
      limit_ = std::min(limit_, found_[options_.k - 1].cost);
      while (found_.size() > options_.k && (!options_.ties || found_.back().cost > limit_)) {
        found_.pop_back();
      }
    }
  }

  [[nodiscard]] std::vector<Found> take() { return std::move(found_); }

 private:
  NearestOptions const& options_;
  Cost limit_;
  std::vector<Found> found_;
};

}  // namespace

std::optional<std::vector<Found>> find_nearest(Workspace& workspace, Csr const& graph, std::span<Seed const> seeds,
                                               AttachmentIndex const& targets, NearestOptions const& options) {
  Best best(options);
  if (options.k == 0) {
    return best.take();
  }
  for (Found const found : options.direct) {
    best.offer(found);
  }
  bool const finished =
      workspace.visit(graph, seeds, {.limit = best.limit(), .parents = options.parents, .stop = options.stop},
                      [&](NodeIndex node, Cost cost) {
                        for (auto const& item : targets.at(node)) {
                          if (item.extra > best.limit() - std::min(cost, best.limit())) {
                            continue;
                          }
                          best.offer({.target = item.thing, .cost = cost + item.extra});
                        }
                        return best.limit();
                      });
  return finished ? std::optional(best.take()) : std::nullopt;
}

}  // namespace cartable::access
