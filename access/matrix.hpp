#pragma once

#include "access/attachments.hpp"
#include "access/csr.hpp"
#include "access/workspace.hpp"

#include <optional>
#include <stop_token>
#include <vector>

namespace cartable::access {

struct MatrixOptions {
  Cost limit = kMaxCost;  ///< dearer ways count as none
  std::stop_token stop{};
};

/// The cost of the cheapest way from each source to each target, kUnreached where there is none within the limit: row
/// by row, sources.size() × targets.things() values. One search a source, which ends when all targets are certain.
/// \return nothing when stopped
[[nodiscard]] std::optional<std::vector<Cost>> cost_matrix(Workspace& workspace, Csr const& graph,
                                                           Attachments const& sources, AttachmentIndex const& targets,
                                                           MatrixOptions const& options = {});

}  // namespace cartable::access
