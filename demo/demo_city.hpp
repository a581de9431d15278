#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string>

namespace cartable::demo {

/// Rebuilds an OpenStreetMap extract of Montevideo from the OSM QA tiles in `from` (the folder where `./run` puts
/// @mapbox/mvt-fixtures and world-atlas), as .osm.pbf: pieces cut at tile edges are joined, mappers' names and ids
/// are left behind, and a coastline is drawn from Natural Earth's land, corrected by what is mapped on land.
[[nodiscard]] base::Status make_extract(std::filesystem::path const& from, std::filesystem::path const& extract,
                                        base::Progress const& progress = {});

/// Names this recipe and its inputs: a file of that name holds what make_extract would make.
[[nodiscard]] base::Result<std::string> extract_key(std::filesystem::path const& from);

/// What no open data set says of Montevideo, invented and marked as illustrative wherever it is shown: districts
/// around suburbs, catchment areas of the three groups, people spread over house numbers, offers, two
/// organisations, a one-day festival with a moved and a cancelled session, and a closed place.
/// \param osm  the extract as read by the importer
[[nodiscard]] store::ImportBatch illustrative_batch(store::ImportBatch const& osm);

/// The input_hash of that batch. \param osm_hash  the input_hash of the extract
[[nodiscard]] std::string illustration_hash(std::string const& osm_hash);

}  // namespace cartable::demo
