#pragma once

#include "server/api/visible.hpp"

#include <vector>

namespace cartable::server::api {

/// The newest import of each source that a viewer is shown something of: whom to thank. Who may read how an import went
/// does not matter here, as only the licence is told; a source of hidden records alone is not named. What draws the
/// base map is shown to everybody.
[[nodiscard]] std::vector<store::ImportRun const*> credited_runs(store::Catalog const& catalog, Visibility viewer);

}  // namespace cartable::server::api
