#pragma once

#include "store/model.hpp"

#include <string_view>

namespace osmium {
class TagList;
}

namespace cartable::importers {

/// Fills what an object's tags say about a learning place: names, hours, cost, access, contacts, address, ages,
/// languages, identifiers, levels, and the evidence for the three groups. `place.kinds` must be set (slugs as
/// classify() gives them); on return the kinds' defaults are applied. Geometry and ids are the caller's.
/// Text is carried as it is, markup and direction marks included; bytes that are not UTF-8 become U+FFFD.
/// \param source  slug of the source, named by the evidence
void read_attributes(osmium::TagList const& tags, std::string_view source, store::Place& place);

/// The names by language (name:xx whose xx is a language tag, in BCP 47 spelling) and the object's own name:
/// name, else its official or short name, else the first name in any language. Both may be empty.
void read_names(osmium::TagList const& tags, std::string& name, store::LangMap& names);

/// The parts of addr:*, keys without the prefix ("street", "housenumber", "postcode", …).
[[nodiscard]] store::StringMap read_address(osmium::TagList const& tags);

}  // namespace cartable::importers
