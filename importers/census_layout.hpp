#pragma once

#include "base/result.hpp"
#include "importers/census_labels.hpp"
#include "importers/people_grid.hpp"
#include "importers/people_names.hpp"
#include "importers/people_source.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cartable::importers {

/// How a table of people by district lies: which of its rows or columns are districts ("units"), which are figures.
struct CensusLayout {
  bool transposed = false;                 ///< districts are columns, figures are rows
  std::size_t header = 0;                  ///< the row of the grid above the first row of figures or districts
  std::size_t key = 0;                     ///< the column of names or codes of districts; transposed: that of labels
  std::string set;                         ///< the district set that fits
  std::vector<store::District> districts;  ///< of that set
  std::vector<std::size_t> units;          ///< columns (transposed) or rows that name a unit, in the file's order
  std::vector<std::string> names;          ///< of the units, trimmed
  FigureTree figures;
  std::string titles;  ///< the lines above the header, joined by blanks

  /// The cell of a figure (its index in the grid) for a unit.
  [[nodiscard]] std::string const& cell(PeopleGrid const& grid, std::size_t figure, std::size_t unit) const noexcept {
    return transposed ? grid.cell(figure, units[unit]) : grid.cell(units[unit], figure);
  }
  /// The line or column of a unit as people count.
  [[nodiscard]] std::int64_t number_of(PeopleGrid const& grid, std::size_t unit) const noexcept {
    return transposed ? static_cast<std::int64_t>(units[unit]) + 1 : grid.rows[units[unit]].line;
  }
};

/// Finds where the districts stand, by comparing cells with the districts of the city, set by set.
/// \return not_found when fewer than half of a set's districts are there, or the column of --key is not; the message
///         says what comes closest
[[nodiscard]] base::Result<CensusLayout> find_layout(PeopleGrid const& grid, PeopleOptions const& options,
                                                     KnownAreas const& known, std::string const& file);

}  // namespace cartable::importers
