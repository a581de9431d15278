#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"
#include "store/import_batch.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

/// How a batch meets what is stored: pure, no file in it. One rule for every kind of record, one more for places.
namespace cartable::store {

template <class R>
struct Stored {
  std::int64_t fid = -1;
  R record;
};

/// What is to be written to one table.
template <class R>
struct TableChanges {
  std::vector<R> added;
  std::vector<Stored<R>> changed;     ///< whole rows, also those that only became withdrawn
  std::vector<std::int64_t> removed;  ///< rows that go: merged into another one, which holds their ids as aliases
  [[nodiscard]] bool empty() const noexcept { return added.empty() && changed.empty() && removed.empty(); }
};

/// What the city set itself: record id → (column, value as text). Stays through every import.
using CityValues = std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>>;
/// A value that a source gave and that gave way to the city's.
struct OverruledValue {
  std::string record, field, value;
};

/// What every merge needs to know.
struct MergeContext {
  std::string source;                         ///< the batch's
  std::string now;                            ///< RFC 3339, the same for the whole import
  geo::MultiPolygon const* covers = nullptr;  ///< null: the whole source
  CityValues const* city_values = nullptr;
  std::unordered_set<std::string> const* foreign_ids = nullptr;  ///< of this table's rows of other sources
  std::vector<Reject>* rejects = nullptr;
  std::vector<OverruledValue>* overruled = nullptr;
};

/// \param stored  the rows of this source
/// Stored records of the source, inside the area covered and not in the batch, become withdrawn; one seen again
/// is as the batch says. Unchanged records are not written, not even for their last_seen.
/// A record with an id that is not one, that came twice, or that belongs to another source is not taken.
template <class R>
[[nodiscard]] TableChanges<R> merge_records(std::vector<Stored<R>>&& stored, std::vector<R>&& batch,
                                            MergeContext const& context, KindOutcome& outcome);

}  // namespace cartable::store
