#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// Reads data·inclusion (version 1, and 0's names of fields): structures as places and organisations, services as
/// offers there. JSON or CSV; one file with either or both, or a folder with `structures.*` and `services.*`.
[[nodiscard]] base::Result<store::ImportBatch> read_data_inclusion(std::filesystem::path const& path,
                                                                   OfferSourceOptions const& options,
                                                                   CityContext const& city, PlaceLinks& links,
                                                                   base::Progress const& progress = {});

/// Whether the columns of a table (in lower case) are those of its services or structures.
[[nodiscard]] bool is_data_inclusion(std::vector<std::string> const& columns);
/// Whether a JSON text begins like one of it.
[[nodiscard]] bool is_data_inclusion_json(std::string_view head);

}  // namespace cartable::importers
