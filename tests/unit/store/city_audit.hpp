#pragma once

#include <string>

namespace cartable::store::testing {

/// Everything in a city that an import may change, as one text: rows with their geometry, extents, counts, the
/// spatial index, triggers; of a city in PostgreSQL its tables, indexes and sequences. Two cities with the same content
/// give the same text. Moments are left out. Also checks what must agree inside one city; `*problem` then says what
/// does not.
[[nodiscard]] std::string audit(std::string const& where, std::string* problem);

}  // namespace cartable::store::testing
