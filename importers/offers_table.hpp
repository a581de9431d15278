#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/table_source.hpp"
#include "store/import_batch.hpp"

#include <filesystem>

namespace cartable::importers {

/// Reads a table of offers: our template filled in (`cartable template`), or any table whose columns are called like
/// it in one of its languages, or plainly enough, or named with --map. A row is an offer; with a date also a session,
/// and rows of one offer with other dates add sessions to it. Places are looked for by id, name, address and position;
/// what is not certain is in `links`, and the offer is taken without a place. The example row is not read.
/// \param report  what was found out, rows not taken with their cells; filled also when reading fails; may be null
[[nodiscard]] base::Result<store::ImportBatch> read_offers_table(std::filesystem::path const& file,
                                                                 OfferSourceOptions const& options,
                                                                 CityContext const& city, PlaceLinks& links,
                                                                 base::Progress const& progress = {},
                                                                 TableReport* report = nullptr);

}  // namespace cartable::importers
