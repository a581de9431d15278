#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cartable::geo {

/// One sheet of texts; the first row is its header.
struct SpreadsheetSheet {
  std::string name;  ///< at most 31 characters, as spreadsheets allow
  std::vector<std::vector<std::string>> rows;
};

/// Writes an XLSX file, every cell a text, so that "007" and "2026-11-28" stay as they are. The file must not exist.
/// pre: each sheet has a header, and no row is longer than it
[[nodiscard]] base::Status write_spreadsheet(std::filesystem::path const& file,
                                             std::vector<SpreadsheetSheet> const& sheets);

}  // namespace cartable::geo
