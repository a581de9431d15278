#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cartable::importers {

/// How to read one file that GDAL opens (GeoJSON, GeoPackage, Shapefile, CSV with coordinates, …).
struct TableOptions {
  std::string role = {};        ///< places | districts | catchments; empty: points are places, polygons with a group
                             ///< are catchments, other polygons districts
  std::string source = {};      ///< empty: the file's stem, made a slug
  std::string licence = {}, attribution = {}, date = {};
  std::map<std::string, std::string> columns = {};  ///< our field → their column (--map name=NAME)
  std::map<std::string, std::map<std::string, std::string>> values = {};  ///< our field → their value → ours
  std::string group = {};       ///< slug, for catchments
  std::string visibility = {};  ///< public | staff | planner; empty: the role's default
  std::string kind = {};        ///< for places without a kind column: every row's kind
  std::string crs = {}, encoding = {}, layer = {};
};

/// Reads the file into places, districts or catchments. Rows not taken are in batch.rejects with file, record,
/// column, value, reason and remedy; invalid polygons are repaired and counted. A file with no usable row, a
/// column that --map names and the file lacks (the message lists its columns): an Error.
[[nodiscard]] base::Result<store::ImportBatch> read_table(std::filesystem::path const& file, TableOptions const& options,
                                                          base::Progress const& progress = {});

}  // namespace cartable::importers
