#pragma once

#include "base/result.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_grid.hpp"

namespace cartable::importers {

/// A table of people by district, joined with the districts of the city: one cell a district and group, with the
/// district's area and its id in identifiers["district"]. Names that are spelt otherwise or not found, districts that
/// the table leaves out, and how its own totals compare are in the notes; names that are no district are rejects.
/// \return an Error where nothing of it can be taken: no districts found, no such row, no number in a row
[[nodiscard]] base::Status read_census_table(PeopleGrid const& grid, PeopleOptions const& options,
                                             KnownAreas const& known, PeopleBatch& out);

}  // namespace cartable::importers
