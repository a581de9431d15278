#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/people_batch.hpp"

#include <filesystem>

namespace cartable::importers {

/// A raster of people: one cell for each of its cells that holds some, drawn as the polygon that it is on WGS 84, with
/// its middle. Values are never resampled. When more than kMaxCells would be kept, or options.cell_size asks for
/// it, k × k neighbours are put together. What is kept sums up to what the file holds within 1e-9 of it. Negative
/// and infinite values are no people: left out, counted, said. With options.clip, cells whose middle lies outside are
/// left out, and how many people live there is said.
[[nodiscard]] base::Status read_population_raster(std::filesystem::path const& file, PeopleOptions const& options,
                                                  KnownAreas const& known, PeopleBatch& out,
                                                  base::Progress const& progress);

}  // namespace cartable::importers
