#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace cartable::importers {

/// How to read a file that says how many people live where.
struct PeopleOptions {
  std::string role = {};    ///< population | people; they differ in name only
  std::string source = {};  ///< empty: the file's stem, made a slug; the year is added where it is not in it
  std::string licence = {}, attribution = {}, date = {};
  /// What of theirs is what of ours: "people" → column, row or path; "group:SLUG" → the same; "district:THEIR NAME" →
  /// code or name of a district; "where:COLUMN" → the value that a row must have to count; "rows" → "sum" to add up
  /// several rows of a district or cell; "id", "lon", "lat", "x", "y", "grid" → columns of a table of cells.
  std::map<std::string, std::string> columns = {};
  std::string group = {};                        ///< slug: everybody counted is of this group
  std::string group_name = {}, definition = {};  ///< of a new group, when the import is of one
  /// A bare sign (`*`) is a count below this; empty: below the threshold.
  std::optional<int> suppressed_below = {};
  std::optional<int> threshold = {};  ///< counts below are hidden: of new groups, and of `*` where nothing tells more
  std::string year = {};              ///< empty: the one in the source's name, in the title lines, or of the date
  std::string visibility = {};        ///< public | staff | planner; empty: planner
  std::string crs = {}, encoding = {}, layer = {};
  std::string join = {};          ///< "districts": rows or columns are districts; empty: found out
  std::string district_set = {};  ///< empty: the set that fits best
  std::string key = {};           ///< the column that holds the district's code or name; empty: found out
  bool transpose = false;         ///< districts are columns; false: found out
  int band = 0;                   ///< of a raster, 1 for the first; 0: its only one
  double cell_size = 0;           ///< metres, for rasters: cells are put together to about this size; 0: see kMaxCells
  std::string clip = {};   ///< for rasters: "districts", or "W,S,E,N" in degrees: cells whose middle is elsewhere
                           ///< are not taken; empty: all of it
  bool list_rows = false;  ///< say which rows of a table could be chosen
};

/// What of the city a reader must know to join a table with it.
struct KnownAreas {
  std::span<store::District const> districts;
  std::span<store::Group const> groups;
};

/// Reads population: a raster (people in each cell), a layer of polygons or points or a table of cells (a column of
/// people, columns of groups), or a table keyed by district, the right way round or transposed. Cells without people
/// are not kept; a hidden count becomes an interval; rows not taken are in batch.rejects. Everything is for planners
/// unless told otherwise. Totals are in batch.counts, what was assumed is in batch.notes.
[[nodiscard]] base::Result<store::ImportBatch> read_people(std::filesystem::path const& file,
                                                           PeopleOptions const& options, KnownAreas const& known,
                                                           base::Progress const& progress = {});

/// Whether a file without a role draws people rather than districts: polygons with a column that is named as one of
/// people is ("population", "Einwohner").
[[nodiscard]] bool draws_people(std::filesystem::path const& file, std::string const& layer = {});

/// More stored cells than this are never made of one raster: neighbours are put together first.
inline constexpr std::size_t kMaxCells = 250'000;

}  // namespace cartable::importers
