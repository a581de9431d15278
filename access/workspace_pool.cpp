#include "access/workspace_pool.hpp"

namespace cartable::access {

WorkspacePool::Lease WorkspacePool::lease() {
  std::scoped_lock const guard(lock_);
  if (idle_.empty()) {
    return {*this, std::make_unique<Workspace>()};
  }
  auto workspace = std::move(idle_.back());
  idle_.pop_back();
  return {*this, std::move(workspace)};
}

void WorkspacePool::give_back(std::unique_ptr<Workspace> workspace) {
  std::scoped_lock const guard(lock_);
  idle_.push_back(std::move(workspace));
}

}  // namespace cartable::access
