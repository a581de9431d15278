#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string>

namespace cartable::importers {

struct OsmOptions {
  std::string source = "osm";
  std::string licence = "ODbL-1.0";
  std::string attribution = "© OpenStreetMap contributors";
  std::string date;  ///< ISO date; empty: the newest timestamp in the file, else unknown
};

/// Reads an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2, .osm.gz; found out by looking at its first bytes)
/// into places, streets, districts, addresses, localities and base-map features, in WGS 84.
///
/// References to nodes that the file lacks are counted (counts.missing_node_refs) and left out; header boxes and
/// timestamps are not needed; mappers' names and ids are not read. A truncated or damaged file is `corrupt`.
[[nodiscard]] base::Result<store::ImportBatch> read_osm(std::filesystem::path const& file, OsmOptions const& options,
                                                        base::Progress const& progress = {});

/// The input_hash that read_osm gives the batch, from the file's bytes and the options alone: whether an import would
/// only repeat an earlier one is known before anything is parsed. Damage that shows in the framing of blocks is
/// `corrupt`.
[[nodiscard]] base::Result<std::string> osm_input_hash(std::filesystem::path const& file, OsmOptions const& options);

/// Whether the first bytes of the file are those of an OSM extract, compressed or not.
[[nodiscard]] bool looks_like_osm(std::filesystem::path const& file);

}  // namespace cartable::importers
