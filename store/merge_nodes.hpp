#pragma once

#include "store/merge_state.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// Private to store/merge_*.cpp: which records, stored and of the batch, are one place.
namespace cartable::store::merging {

/// A stored place that came to a node by its likeness or by the city's word, and how sure and why.
struct PlaceJoin {
  std::size_t stored;
  int percent;
  std::string how;
};

/// What will be one place.
struct PlaceNode {
  std::vector<std::size_t> stored;  ///< the one that stays first
  std::vector<std::size_t> batch;   ///< more than one only where the city said that they are the same
  bool withdrawn = false;           ///< the source does not have it any more
  bool touched = false;             ///< to be made again although the batch does not speak of it
  std::vector<PlaceJoin> joins;
  std::string id;  ///< that it has in the end
};

/// Who is whom: by ids and aliases, by the city's word, and by likeness to places of other sources. Every stored place
/// and every record of the batch that can be taken is in one node; a node without either was joined into another.
/// Tells in `state` the joins, and in its batch makes parents the ids that they have in the end.
[[nodiscard]] std::vector<PlaceNode> find_nodes(MergeState& state);

}  // namespace cartable::store::merging
