#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_grid.hpp"

#include <filesystem>

namespace cartable::importers {

/// Polygons or points of people (census blocks, grids) in any vector format: a column of people, columns of groups.
/// Invalid polygons are mended and counted; rows without a place or a count are rejects, and their people are in
/// the total of what was read.
[[nodiscard]] base::Status read_population_layer(std::filesystem::path const& file, PeopleOptions const& options,
                                                 PeopleBatch& out, base::Progress const& progress);

/// The same from a table of cells: ids of a European grid, or lon/lat, or x/y with options.crs.
[[nodiscard]] base::Status read_population_cells(PeopleGrid const& grid, PeopleOptions const& options, PeopleBatch& out,
                                                 base::Progress const& progress);

/// Whether a table has columns that place its rows: a grid's ids, or positions.
[[nodiscard]] bool places_its_rows(PeopleGrid const& grid, PeopleOptions const& options);

}  // namespace cartable::importers
