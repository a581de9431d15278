#include "access/attachments.hpp"

#include <algorithm>
#include <tuple>

namespace cartable::access {

void Attachments::add(std::span<Seed const> of_next) {
  if (first.empty()) {
    first.push_back(0);
  }
  seeds.insert(seeds.end(), of_next.begin(), of_next.end());
  first.push_back(static_cast<std::uint32_t>(seeds.size()));
}

AttachmentIndex::AttachmentIndex(Attachments const& things, std::size_t nodes)
    : things_(things.size()), here_(nodes / 64 + 1, 0), before_(nodes / 64 + 2, 0) {
  items_.reserve(things.seeds.size());
  for (std::uint32_t thing = 0; thing < things_; ++thing) {
    for (Seed const seed : things.of(thing)) {
      items_.push_back({.node = seed.node, .thing = thing, .extra = seed.cost});
    }
  }
  std::sort(items_.begin(), items_.end(), [](Item const& a, Item const& b) {
    return std::tie(a.node, a.thing, a.extra) < std::tie(b.node, b.thing, b.extra);
  });
  for (Item const& item : items_) {
    here_[item.node / 64] |= std::uint64_t{1} << (item.node % 64);
    ++before_[item.node / 64 + 1];
  }
  for (std::size_t i = 1; i < before_.size(); ++i) {
    before_[i] += before_[i - 1];
  }
}

std::span<AttachmentIndex::Item const> AttachmentIndex::find(NodeIndex node) const noexcept {
  auto const begin = items_.begin() + before_[node / 64];
  auto const end = items_.begin() + before_[node / 64 + 1];
  auto const [low, high] = std::equal_range(begin, end, Item{.node = node, .thing = 0, .extra = 0},
                                            [](Item const& a, Item const& b) { return a.node < b.node; });
  return {low, high};
}

}  // namespace cartable::access
