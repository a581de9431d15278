#pragma once

#include "importers/table_profile.hpp"
#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::importers {

enum class TableRole : std::uint8_t { places, organisations, districts, catchments };

/// Which column holds a field of ours, how sure that is, and why.
struct ColumnGuess {
  std::string field;
  std::size_t column = 0;
  double confidence = 0;  ///< 0…1; 1: a person said so
  std::string why;        ///< "its name, and 98 % of its values are numbers of degrees"
  bool told = false;
};

/// A guess below this is shown, and asked about where the field is needed; it is never imported.
inline constexpr double kSure = 0.6;

struct GuessContext {
  TableRole role = TableRole::places;
  bool has_geometry = false;  ///< the file draws its rows, so that no column need hold the position
};

struct TableGuess {
  std::vector<ColumnGuess> taken;     ///< at least kSure, or told; one column a field
  std::vector<ColumnGuess> doubtful;  ///< the likeliest for fields that nothing is taken for, the best first
};

/// Finds the columns of our fields by their names and by their values.
/// \param told  our field → column, which hold whatever their names and values say
[[nodiscard]] TableGuess guess_columns(std::vector<std::string> const& columns,
                                       std::vector<ColumnProfile> const& profiles,
                                       std::map<std::string, std::size_t> const& told, GuessContext const& context);

/// "name:fr" for name:fr, name_fr, Name.FR, nom_fr; empty for a column that is no translation of a name or description.
[[nodiscard]] std::string translated_field(std::string_view column);

}  // namespace cartable::importers
