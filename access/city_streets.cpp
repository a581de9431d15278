#include "access/city_streets.hpp"

#include <algorithm>

namespace cartable::access {

std::shared_ptr<ProfileGraph const> Streets::graph(Profile const& profile, Weight weight) const {
  Key const key{profile, weight};
  auto const known = [&]() -> std::shared_ptr<ProfileGraph const> {
    auto const found = std::find_if(graphs_.begin(), graphs_.end(), [&](auto const& one) { return one.first == key; });
    if (found == graphs_.end()) {
      return nullptr;
    }
    std::rotate(found, found + 1, graphs_.end());
    return graphs_.back().second;
  };
  {
    std::scoped_lock const guard(lock_);
    if (auto graph = known()) {
      return graph;
    }
  }
  // Built outside the lock: two threads may build the same, which is cheaper than making all others wait.
  auto graph = ProfileGraph::build(network_, profile, weight);
  std::scoped_lock const guard(lock_);
  if (auto other = known()) {
    return other;
  }
  if (graphs_.size() >= kGraphs) {
    graphs_.erase(graphs_.begin());
  }
  graphs_.emplace_back(key, graph);
  return graph;
}

CityStreets::CityStreets(Load load, std::int64_t revision)
    : revision_(revision),
      ready_(std::async(std::launch::async, [load = std::move(load)]() -> base::Result<std::shared_ptr<Streets const>> {
               CARTABLE_ASSIGN(Records const records, load());
               if (records.streets.empty()) {
                 return base::fail(base::ErrorCode::not_found,
                                   "this city has no streets; import an OpenStreetMap extract of it");
               }
               return std::make_shared<Streets const>(
                   StreetNetwork::build(records.streets, records.nodes, records.heights));
             }).share()) {}

base::Result<std::shared_ptr<Streets const>> CityStreets::wait(std::chrono::steady_clock::time_point deadline) const {
  if (deadline == std::chrono::steady_clock::time_point::max()) {
    ready_.wait();  // wait_until() with the last moment of all overflows
  } else if (ready_.wait_until(deadline) != std::future_status::ready) {
    return base::fail(base::ErrorCode::unavailable, "the streets are still being read");
  }
  return ready_.get();
}

}  // namespace cartable::access
