#pragma once

#include "store/model.hpp"

#include <string_view>

namespace osmium {
class TagList;
}

namespace cartable::importers {

/// Adds what the tags say about the three groups of the guidelines (migrant-families, special-educational-needs,
/// job-seekers): a claim only where a tag speaks of the group or the kind of place is for it. What merely helps
/// (no fee, public terminals, a ramp) is listed as further evidence of a claim and makes none by itself.
/// Absence of a tag is never "excludes".
void read_audiences(osmium::TagList const& tags, std::string_view source, store::Place& place);

}  // namespace cartable::importers
