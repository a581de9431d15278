#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cartable::importers {

/// Reads places of digital mediation (the French schema of 32 columns, and its earlier names): each row a place, each
/// of its services an offer there, with the groups and the cost as the row says them.
[[nodiscard]] base::Result<store::ImportBatch> read_mediation(std::filesystem::path const& file,
                                                              OfferSourceOptions const& options,
                                                              base::Progress const& progress = {});

/// Whether a table's columns (in lower case) are those of the schema.
[[nodiscard]] bool is_mediation(std::vector<std::string> const& columns);

}  // namespace cartable::importers
