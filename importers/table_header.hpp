#pragma once

#include "importers/table_grid.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cartable::importers {

/// Where the table stands among the lines of a file.
struct TableShape {
  std::vector<std::string> columns;  ///< each with a name of its own; "column 3" for one without
  bool has_header = false;
  std::vector<std::size_t> rows;   ///< the grid's rows that hold records, in order
  std::vector<std::string> notes;  ///< lines left out above and below, in words that follow a file's name
};

/// Finds the header below titles and credits, and leaves out blank lines, repeated headers, totals and footnotes.
/// Empty `rows` and `columns` for a grid without content.
[[nodiscard]] TableShape find_table(TextGrid const& grid);

}  // namespace cartable::importers
