#pragma once

#include "base/result.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>

/// Fields of a place as people correct them: a column ("opening_hours", "geom"), or one entry of a column that is a
/// map: "contact.phone", "address.street", "names.fr", "description.en", "needs.hearing-loop", "identifiers.uai".
namespace cartable::store {

/// Sets a field from its text; empty: not known. invalid_value: no such field, or not a text for it.
[[nodiscard]] base::Status set_place_field(Place& place, std::string_view field, std::string_view text);
/// The field's text; empty when not known, or when there is no such field.
[[nodiscard]] std::string get_place_field(Place const& place, std::string_view field);

}  // namespace cartable::store
