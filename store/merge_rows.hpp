#pragma once

#include "store/merge_nodes.hpp"

#include <vector>

/// Private to store/merge_*.cpp: the rows of field_provenance of a place that is made again.
namespace cartable::store::merging {

/// How each record came to this place is told for as long as its source speaks of it: such rows are added to `rows`.
/// \param all  what each source says of the place
void keep_joins(MergeState const& state, PlaceNode const& node, std::vector<PlaceStatement> const& all,
                std::vector<FieldProvenance>& rows);

/// Writes of the rows what is not there yet, and removes what holds no more. What people said of the places that
/// became one is said of the one that stays.
void write_rows(MergeState& state, PlaceNode const& node, std::vector<FieldProvenance>&& wanted);

}  // namespace cartable::store::merging
