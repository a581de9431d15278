#pragma once

#include "base/result.hpp"
#include "geo/dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cartable::importers {

/// The cells of a table as its file has them, in UTF-8, blanks kept, before anybody knows which row is the header.
struct PeopleGrid {
  struct Row {
    std::int64_t line = 0;  ///< of the file, 1 for the first
    std::vector<std::string> cells;
  };
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< how it was read, in words that follow the file's name
  /// Empty beyond the end of a row.
  [[nodiscard]] std::string const& cell(std::size_t row, std::size_t column) const noexcept;
  [[nodiscard]] std::size_t width() const noexcept;
};

/// Whether a row names columns: texts rather than numbers, years excepted.
[[nodiscard]] bool names_columns(PeopleGrid const& grid, std::size_t row);

/// Whether a file is a text of cells (CSV and its kin) rather than of a format that GDAL knows.
[[nodiscard]] bool is_delimited_text(std::filesystem::path const& file);

/// Which layer of a file is meant. \param wanted  a name; empty: the only one
/// \return bad_usage or not_found, listing the layers
[[nodiscard]] base::Result<std::size_t> choose_layer(std::vector<geo::LayerInfo> const& layers,
                                                     std::string const& wanted, std::string const& file);

/// Reads a delimited text, or the table of a spreadsheet or database that GDAL opens.
/// \param layer  of a file with several, empty: its only one
[[nodiscard]] base::Result<PeopleGrid> read_people_grid(std::filesystem::path const& file, std::string const& encoding,
                                                        std::string const& layer);

}  // namespace cartable::importers
