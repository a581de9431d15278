#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cartable::importers {

/// How to read one file that GDAL opens (GeoJSON, GeoPackage, Shapefile, CSV, XLSX, …).
struct TableOptions {
  std::string role = {};    ///< places | organisations | districts | catchments; empty: points are places, polygons
                            ///< with a group are catchments, other polygons districts
  std::string source = {};  ///< empty: the file's stem, made a slug
  std::string licence = {}, attribution = {}, date = {};
  std::map<std::string, std::string> columns = {};  ///< our field → their column (--map name=NAME)
  std::map<std::string, std::map<std::string, std::string>> values = {};  ///< our field → their value → ours
  std::string group = {};                                                 ///< slug, for catchments
  std::string visibility = {};  ///< public | staff | planner; empty: the role's default
  std::string kind = {};        ///< for places without a kind column: every row's kind
  std::string crs = {}, encoding = {}, layer = {};
  std::string decimal = {};   ///< point | comma: what marks decimals where the values do not tell
  int suppressed_below = 11;  ///< a count that is kept back with a mere sign is 0 to this less one
  geo::BBox city = {};        ///< where the city lies; empty when nobody knows yet
  /// The city's organisations, asked for when a place names one: folded name, key and id → id.
  std::function<std::map<std::string, std::string>()> organisations = {};
};

/// What was found out about one table, for the person to look at: filled as far as reading came, also when it failed.
struct TableReport {
  struct Column {
    std::string field, column;
    double confidence = 0;
    bool told = false;
    std::string why;
    std::vector<std::string> samples;  ///< up to three different values
  };
  std::string file, driver, layer, role, crs;
  std::vector<Column> mapping;      ///< what is imported
  std::vector<Column> doubtful;     ///< what might be, and is not until --map says so
  std::vector<std::string> unused;  ///< columns that are not read
  /// Words that were not understood: field → word → rows.
  std::map<std::string, std::map<std::string, std::int64_t>> unknown_values;
  /// Rows not taken, with their own columns, in the order of the batch's rejects that are of this file.
  std::vector<std::string> columns;  ///< the rows' own
  struct Reject {
    std::int64_t record = 0, line = 0;
    std::vector<std::string> cells;
    std::string id;  ///< the id that its key gives; empty without a key
    store::Reject what;
  };
  std::vector<Reject> rejects;
  std::string original;  ///< the file that these rows are from, when this is a mended file of rows not taken
};

/// Reads the file into places, organisations, districts or catchments. Rows not taken are in batch.rejects with file,
/// record, column, value, reason and remedy; invalid polygons are repaired and counted. A file with no usable row, a
/// column that --map names and the file lacks (the message lists its columns), a field that is needed and whose column
/// is not sure (the message lists candidates and the option to add): an Error.
/// A file of rows not taken that was mended adds its rows to their source and withdraws nothing.
/// \param report  filled also when reading fails; may be null
[[nodiscard]] base::Result<store::ImportBatch> read_table(std::filesystem::path const& file,
                                                          TableOptions const& options,
                                                          base::Progress const& progress = {},
                                                          TableReport* report = nullptr);

}  // namespace cartable::importers
