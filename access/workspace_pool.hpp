#pragma once

#include "access/workspace.hpp"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cartable::access {

/// Workspaces that wait to be used again. Safe from any thread.
class WorkspacePool {
 public:
  class Lease {
   public:
    Lease(WorkspacePool& pool, std::unique_ptr<Workspace> workspace) : pool_(pool), workspace_(std::move(workspace)) {}
    ~Lease() {
      if (workspace_) {
        pool_.give_back(std::move(workspace_));
      }
    }
    Lease(Lease&&) noexcept = default;
    Lease(Lease const&) = delete;
    Lease& operator=(Lease const&) = delete;
    Lease& operator=(Lease&&) = delete;
    [[nodiscard]] Workspace& operator*() const noexcept { return *workspace_; }

   private:
    WorkspacePool& pool_;
    std::unique_ptr<Workspace> workspace_;
  };

  [[nodiscard]] Lease lease();

 private:
  void give_back(std::unique_ptr<Workspace> workspace);
  std::mutex lock_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace cartable::access
