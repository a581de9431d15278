#pragma once

#include "base/result.hpp"
#include "store/stands.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cartable::cli {

/// "kiosk-1=7.4246,43.7384,Town hall": an id, a position in degrees, rounded to 1e-7, and a name or none.
/// \return invalid_value, naming the value and the rule
[[nodiscard]] base::Result<store::Stand> parse_stand(std::string_view text);

/// The stands of a table: id, lon and lat by the usual names, or the points of its rows; and name, where it has one.
/// All rows or none: the error names the first that is wrong.
[[nodiscard]] base::Result<std::vector<store::Stand>> read_stands(std::string const& file);

/// Says which ids were given more than once.
[[nodiscard]] std::vector<std::string> given_twice(std::vector<store::Stand> const& stands);

}  // namespace cartable::cli
