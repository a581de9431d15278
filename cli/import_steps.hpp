#pragma once

#include "base/json.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/table_source.hpp"
#include "store/city_file.hpp"
#include "store/hours_taken.hpp"
#include "store/import_batch.hpp"
#include "store/plan_examples.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::cli {

/// What one import did, ready to be printed.
struct ImportReport {
  store::ImportOutcome outcome;
  store::ImportBatch::Counts counts;
  std::vector<store::Reject> rejects;
  std::vector<std::string> notes;
  std::map<std::string, std::int64_t> merged;
  std::int64_t base_tiles = 0;
  double seconds = 0;
  bool nothing_to_do = false;  ///< this very input was imported before
  bool dry_run = false;
  store::PlanExamples examples;                  ///< some records of each fate
  std::optional<importers::TableReport> table;   ///< of a table: its columns, and its rows not taken as they were
  std::map<std::string, std::int64_t> calendar;  ///< spans of days by kind: school, public, closing
  store::HoursTaken hours;                       ///< in words, taken as OSM's syntax
  importers::PlaceLinks links;                   ///< of offers and sessions: what became of the places they name
};

/// records → plan → base tiles → one transaction. The batch comes from an importer; hours in words, where they are
/// sure, become OSM's syntax.
/// Records of rows that were not taken stay as they are, instead of being withdrawn.
/// \param dry_run  stop before anything is written; a city that there is not yet then counts as an empty one
/// \param table  what the importer found out of a table, if it was one
/// \param fingerprint  by which the same import is known again (input_fingerprint.hpp); empty: it is not
/// \param links  what became of the places that offers and sessions name; the report that is kept has it too
/// \param derived  what the importer made beside records
[[nodiscard]] base::Result<ImportReport> import_batch(store::CityFile& city, store::ImportBatch&& batch, bool dry_run,
                                                      base::Progress const& progress,
                                                      std::optional<importers::TableReport> table = std::nullopt,
                                                      std::string const& fingerprint = {},
                                                      importers::PlaceLinks links = {},
                                                      std::vector<store::Derived> derived = {});

/// The last line of `--format json` (docs/cli/import.md).
[[nodiscard]] base::OrderedJson to_json(ImportReport const& report);
/// For people, on several lines.
[[nodiscard]] std::string to_text(ImportReport const& report);
/// Which column is taken for which field, how surely and why, with samples: for people, who confirm or correct it.
[[nodiscard]] std::string mapping_text(importers::TableReport const& table);
/// The same as members "mapping", "doubtful", "unused" and "unknown_values" of a report.
void add_mapping(base::OrderedJson& out, importers::TableReport const& table);

/// A cell of a CSV line, quoted where it must be.
void append_csv_field(std::string& out, std::string_view text);
/// A row not taken, with what it held, so that it can be mended and imported again by itself.
struct RejectedRow {
  store::Reject reject;
  std::int64_t line = 0;             ///< 0 where the file has no lines
  std::vector<std::string> columns;  ///< the row's own; none where they are not known
  std::vector<std::string> cells;
};
[[nodiscard]] std::vector<RejectedRow> rejected_rows(ImportReport const& report);
/// As CSV: file, record, line, column, value, reason, remedy, then the rows' own columns; with a header line.
[[nodiscard]] std::string rejects_csv(std::vector<RejectedRow> const& rejects);

}  // namespace cartable::cli
