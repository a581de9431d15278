#pragma once

#include "access/profile_graph.hpp"
#include "access/segment_index.hpp"
#include "access/street_network.hpp"
#include "access/workspace_pool.hpp"
#include "base/result.hpp"
#include "store/model.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace cartable::access {

/// The streets of one city, ready for questions: the network, what finds streets near a point, and the graphs of the
/// profiles asked for, made when first asked for and the last kGraphs of them kept. Safe from any thread.
class Streets {
 public:
  explicit Streets(std::shared_ptr<StreetNetwork const> network) : network_(std::move(network)), index_(*network_) {}

  [[nodiscard]] std::shared_ptr<StreetNetwork const> const& network() const noexcept { return network_; }
  [[nodiscard]] SegmentIndex const& index() const noexcept { return index_; }
  [[nodiscard]] std::shared_ptr<ProfileGraph const> graph(Profile const& profile, Weight weight) const;
  /// What searches in these streets need, to be used again.
  [[nodiscard]] WorkspacePool& workspaces() const noexcept { return workspaces_; }

  static constexpr std::size_t kGraphs = 12;

 private:
  using Key = std::pair<Profile, Weight>;
  std::shared_ptr<StreetNetwork const> network_;
  SegmentIndex index_;
  mutable WorkspacePool workspaces_;
  mutable std::mutex lock_;
  mutable std::vector<std::pair<Key, std::shared_ptr<ProfileGraph const>>> graphs_;  ///< the last asked for at the end
};

/// Streets that are read and built beside everything else, so that nobody waits for them who does not ask for ways.
class CityStreets {
 public:
  struct Records {
    std::vector<store::Street> streets;
    std::vector<store::StreetNode> nodes;
    std::vector<geo::ElevationGrid> heights{};
  };
  using Load = std::function<base::Result<Records>()>;

  /// Begins at once on a thread of its own. \param revision  of the streets that `load` reads
  CityStreets(Load load, std::int64_t revision);
  /// Waits for the thread.
  ~CityStreets() = default;
  CityStreets(CityStreets const&) = delete;
  CityStreets& operator=(CityStreets const&) = delete;

  [[nodiscard]] std::int64_t revision() const noexcept { return revision_; }
  /// \return unavailable when they are not ready by `deadline`, not_found when the city has none, or what went wrong
  [[nodiscard]] base::Result<std::shared_ptr<Streets const>> wait(
      std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max()) const;

 private:
  std::int64_t revision_;
  std::shared_future<base::Result<std::shared_ptr<Streets const>>> ready_;
};

}  // namespace cartable::access
