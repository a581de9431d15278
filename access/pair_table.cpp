#include "access/pair_table.hpp"

#include <algorithm>

namespace cartable::access {
namespace {

/// What one place reaches, before it is sorted by cell.
struct Reached {
  std::uint32_t cell;
  PairTable::Pair pair;
};

}  // namespace

std::optional<PairTable> make_pair_table(Workspace& workspace, Csr const& reverse, Attachments const& places,
                                         AttachmentIndex const& cells, PairTableOptions const& options) {
  std::vector<Reached> reached;
  std::vector<Cost> best(cells.things(), kUnreached);
  Cost const limit = std::min(options.limit, kMaxCost);
  for (std::uint32_t place = 0; place < places.size(); ++place) {
    std::size_t const begin = reached.size();
    bool const finished = workspace.visit(
        reverse, places.of(place), {.limit = limit, .stop = options.stop}, [&](NodeIndex node, Cost cost) {
          for (auto const& item : cells.at(node)) {
            if (item.extra > limit - cost || cost + item.extra >= best[item.thing]) {
              continue;
            }
            if (best[item.thing] == kUnreached) {
              reached.push_back({.cell = item.thing, .pair = {.place = place, .cost = 0}});
            }
            best[item.thing] = cost + item.extra;
          }
          return limit;
        });
    for (std::size_t i = begin; i < reached.size(); ++i) {
      reached[i].pair.cost = std::exchange(best[reached[i].cell], kUnreached);
    }
    if (!finished) {
      return std::nullopt;
    }
  }
  // Places come in order, and a counting sort keeps it within each cell.
  PairTable out;
  out.first.assign(cells.things() + 1, 0);
  for (Reached const& one : reached) {
    ++out.first[one.cell + 1];
  }
  for (std::size_t i = 0; i < cells.things(); ++i) {
    out.first[i + 1] += out.first[i];
  }
  out.pairs.resize(reached.size());
  std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
  for (Reached const& one : reached) {
    out.pairs[next[one.cell]++] = one.pair;
  }
  return out;
}

}  // namespace cartable::access
