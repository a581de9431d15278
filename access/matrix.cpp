#include "access/matrix.hpp"

#include <algorithm>
#include <span>

namespace cartable::access {
namespace {

bool fill_row(Workspace& workspace, Csr const& graph, std::span<Seed const> seeds, AttachmentIndex const& targets,
              MatrixOptions const& options, std::span<Cost> row) {
  Cost limit = std::min(options.limit, kMaxCost);
  std::size_t missing = row.size();
  if (missing == 0) {
    return true;
  }
  return workspace.visit_in_bands(graph, seeds, {.limit = limit, .stop = options.stop}, [&](NodeIndex node, Cost cost) {
    for (auto const& item : targets.at(node)) {
      Cost& known = row[item.thing];
      if (item.extra <= limit - std::min(cost, limit) && cost + item.extra < known) {
        bool const was_missing = known == kUnreached;
        known = cost + item.extra;
        if (was_missing && --missing == 0) {
          limit = *std::max_element(row.begin(), row.end());  // what is dearer is no use
        }
      }
    }
    return limit;
  });
}

}  // namespace

std::optional<std::vector<Cost>> cost_matrix(Workspace& workspace, Csr const& graph, Attachments const& sources,
                                             AttachmentIndex const& targets, MatrixOptions const& options) {
  std::vector<Cost> out(sources.size() * targets.things(), kUnreached);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::span<Cost> const row = std::span(out).subspan(i * targets.things(), targets.things());
    if (!fill_row(workspace, graph, sources.of(i), targets, options, row)) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace cartable::access
