#pragma once

#include "base/json.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/city_file.hpp"
#include "store/import_batch.hpp"

#include <string>
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
  bool nothing_to_do = false;   ///< this very input was imported before
  bool dry_run = false;
};

/// records → plan → base tiles → one transaction. The batch comes from an importer.
/// \param dry_run  stop before anything is written
[[nodiscard]] base::Result<ImportReport> import_batch(store::CityFile& city, store::ImportBatch&& batch, bool dry_run,
                                                      base::Progress const& progress);

/// The last line of `--format json` (docs/cli/import.md).
[[nodiscard]] base::OrderedJson to_json(ImportReport const& report);
/// For people, on several lines.
[[nodiscard]] std::string to_text(ImportReport const& report);
/// Rows not taken as CSV: file, record, column, value, reason, remedy; with a header line.
[[nodiscard]] std::string rejects_csv(std::vector<store::Reject> const& rejects);

}  // namespace cartable::cli
