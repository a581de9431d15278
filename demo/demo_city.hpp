#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cartable::demo {

/// One file of the demo city and how it is to be imported, in order.
struct DemoInput {
  std::filesystem::path file;
  std::string role;          ///< as in the command line: "osm", "places", "districts", "catchments", …
  std::vector<std::string> options;  ///< further command-line options of `cartable import`
};

/// Rebuilds an OpenStreetMap extract of Montevideo from the OSM QA tiles in `from` (the folder where `./run` has
/// put @mapbox/mvt-fixtures and world-atlas), and writes the illustrative districts, catchments, offers and
/// festival beside it.
/// \param work  a folder for the files made; created when missing
[[nodiscard]] base::Result<std::vector<DemoInput>> make_demo_inputs(std::filesystem::path const& from,
                                                                    std::filesystem::path const& work,
                                                                    base::Progress const& progress = {});

/// What no file format of this version's importers carries: offers, organisations, the festival's sessions and
/// settings, all marked as illustrative.
[[nodiscard]] store::ImportBatch illustrative_batch();

}  // namespace cartable::demo
