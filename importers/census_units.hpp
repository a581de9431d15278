#pragma once

#include "base/result.hpp"
#include "importers/census_layout.hpp"
#include "importers/people_names.hpp"
#include "importers/people_source.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// The rows or columns of a table of people that are districts.
namespace cartable::importers {

/// The units of a table by the names that stand at them, and which districts these are.
struct CensusUnits {
  /// Matches the names with the layout's districts; --map district:NAME=… decides.
  CensusUnits(CensusLayout const& layout, PeopleOptions const& options);

  /// Whether a unit is a district.
  [[nodiscard]] bool is_district(std::size_t unit) const {
    return matches[distinct_of[unit]].how != NameMatchResult::How::none;
  }

  std::vector<std::string> names;        ///< distinct names of units
  std::vector<std::size_t> distinct_of;  ///< unit → index in names
  std::vector<NameMatchResult> matches;  ///< one a distinct name
};

/// Districts whose name stands in several rows: of several kinds, or of two places of that name. An Error, unless
/// --map rows=sum adds them up. \param file  its name, for messages
[[nodiscard]] base::Status check_repetition(CensusUnits const& units, CensusLayout const& layout,
                                            PeopleOptions const& options, std::string const& file);

}  // namespace cartable::importers
