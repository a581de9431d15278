#pragma once

#include "base/result.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_guess.hpp"
#include "importers/table_input.hpp"
#include "importers/table_locate.hpp"
#include "importers/table_profile.hpp"
#include "importers/table_source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Private to table_source.cpp: what is known of a table before its rows are read.
namespace cartable::importers {

/// A layer chosen for reading, with what was found out about it.
struct ChosenTable {
  std::size_t layer = 0;
  std::vector<ColumnProfile> profiles;
  TableGuess guess;
  TableColumns columns;
  TableRole role = TableRole::places;
  std::optional<Locator> locator;
  std::string kind;
};

[[nodiscard]] std::string_view name_of(TableRole role);

/// Whether all that the role needs is known: a name, a position or an address, an area, a group.
/// \param file  its name, for messages
/// \return an Error that lists candidates and the option that names them
[[nodiscard]] base::Status check_needs(ChosenTable const& chosen, std::vector<std::string> const& columns,
                                       TableOptions const& options, std::string const& file);

/// Writes into the report what was found out; to be called again when more is known.
/// \param layer  the chosen one
void fill_report(ChosenTable const& chosen, TableInput::Layer const& layer, TableReport& report);

}  // namespace cartable::importers
