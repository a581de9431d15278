#pragma once

#include "importers/osm_place_merge.hpp"

#include <set>
#include <string>

namespace cartable::importers {

/// Every name under which a place is known (in any language, official, short, alternative), in the form in which
/// names are compared: folded, without "the" and "school". Empty when it has none.
[[nodiscard]] std::set<std::string> names_of(store::Place const& place);

/// What `own` lacks, it takes from `other`; what both say, `own` says. The other's id becomes an alias.
/// \param joins_areas  the areas stand side by side and are both the place's; otherwise the larger is enough
void absorb(PlaceObject& own, PlaceObject& other, bool joins_areas);

}  // namespace cartable::importers
