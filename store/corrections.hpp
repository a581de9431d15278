#pragma once

#include "store/import_batch.hpp"
#include "store/merge.hpp"
#include "store/place_statements.hpp"

#include <string>
#include <vector>

namespace cartable::store {

/// What corrections and decisions change in the table field_provenance.
struct PeoplesWord {
  TableChanges<FieldProvenance> rows;
  std::vector<std::string> touched;  ///< ids of places to be made again
  std::int64_t values = 0;           ///< that were set, changed or given back
  std::int64_t unchanged = 0;
};

/// Finds the place of each correction (by id or alias, by an identifier, or by name and kind where the city has one)
/// and checks the value. What cannot be taken is in `rejects`, with the reason. The city's values in `provenance` are
/// as after; equal values are not written again.
[[nodiscard]] PeoplesWord take_corrections(std::vector<Correction> const& corrections,
                                           std::vector<Stored<Place>> const& places, Provenance& provenance,
                                           std::string const& now, std::vector<Reject>& rejects);

/// Writes down decisions on pairs. A split is a pair of each two records of different sources that a place is made of.
/// not_found, invalid_value: a decision on what is no place, or on a place of one record.
[[nodiscard]] base::Status take_decisions(std::vector<Decision> const& decisions,
                                          std::vector<Stored<Place>> const& places, Provenance& provenance,
                                          std::string const& now, PeoplesWord& word);

}  // namespace cartable::store
