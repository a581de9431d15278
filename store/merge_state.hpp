#pragma once

#include "store/merge_places.hpp"
#include "store/place_statements.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

/// Private to store/merge_*.cpp: the places as an import finds them, and what is worked out of them step by step.
namespace cartable::store::merging {

/// Made once for an import; each step reads it and writes into `result` and `outcome`. `stored` keeps its size after
/// the constructor, so that views of its ids stay good.
struct MergeState {
  /// Takes places apart that are one and that the city says are two, and finds whose each place is.
  /// pre: input.provenance and input.order are not null; input, what context points to and outcome outlive the state
  MergeState(PlaceMergeInput&& input, MergeContext const& import, KindOutcome& out);

  /// What imports wrote of a stored place; null for nothing.
  [[nodiscard]] Provenance::Rows const* rows_of(std::size_t s) const;
  /// What each source that still has it says of a stored place. What cannot be read is told in the notes.
  [[nodiscard]] std::vector<PlaceStatement> statements(std::size_t s);
  /// Whether the source that is imported knows a stored place.
  [[nodiscard]] bool is_ours(std::size_t s) const { return (sources[s] & own_bit) != 0; }

  std::vector<Stored<Place>> stored;
  std::vector<Place> batch;
  PlaceMergeInput const& in;
  Provenance& provenance;
  MergeContext context;
  KindOutcome& outcome;
  PlaceMerge result;
  std::vector<bool> forced;                                      ///< by stored place: written whatever it says
  std::map<std::size_t, std::vector<PlaceStatement>> separated;  ///< of stored places that were taken apart
  std::vector<std::uint64_t> sources;                            ///< by stored place: a bit for each source
  std::uint64_t own_bit = 0;
  std::unordered_set<std::string> own_ids;  ///< of the batch; copies, as records are moved from

 private:
  void separate_distinct();
  void find_sources();
  [[nodiscard]] std::uint64_t bit_of(std::string const& source);

  std::unordered_map<std::string, std::size_t> source_bits_;
};

}  // namespace cartable::store::merging
