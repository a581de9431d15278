#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace cartable::importers {

struct CorrectionOptions {
  std::string encoding = {}, layer = {};
  std::map<std::string, std::string> columns = {};  ///< our field → their column (--map opening_hours=HORAIRES)
};

/// Reads a table of values that the city sets itself (docs/data/matching.md): one place a row, found by `id` (an id, an
/// alias, or scheme:value) or by `name` and `kind`; every other column is a field. An empty cell leaves the field
/// alone,
/// "-" says that it is not known, "=" gives it back to the sources. Cells that cannot be taken are rejects; a file in
/// which no column is a field is an Error that lists the fields.
[[nodiscard]] base::Result<store::ImportBatch> read_corrections(std::filesystem::path const& file,
                                                                CorrectionOptions const& options,
                                                                base::Progress const& progress = {});

}  // namespace cartable::importers
