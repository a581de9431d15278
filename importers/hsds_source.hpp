#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/hsds_tables.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string_view>

namespace cartable::importers {

/// Reads HSDS 3.0 (JSON of records, lists or pages of an API; tables as CSV package or JSON) and 1.1 (tables):
/// organisations, locations as places, services as offers at each of their locations. Contacts are not read.
[[nodiscard]] base::Result<store::ImportBatch> read_hsds(std::filesystem::path const& path,
                                                         OfferSourceOptions const& options,
                                                         base::Progress const& progress = {});
/// The same of tables that were read already. \param name  the file's, for messages and the source's slug
[[nodiscard]] base::Result<store::ImportBatch> read_hsds_tables(HsdsTables const& tables, std::string const& name,
                                                                OfferSourceOptions const& options);

/// Whether a JSON text begins like one.
[[nodiscard]] bool is_hsds_json(std::string_view head);

}  // namespace cartable::importers
