#pragma once

#include "importers/table_guess.hpp"
#include "importers/table_profile.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How sure it is that a column holds a field, by its name and by its values.
namespace cartable::importers {

struct Judged {
  double confidence = 0;  ///< 0…0.98: only a person's word is sure
  std::string why;
};

/// Whether the values go with the field that the column's name means.
/// \param strength  of the name, 0…1
[[nodiscard]] Judged judge(std::string_view field, double strength, std::string_view column, ColumnProfile const& p,
                           TableRole role);

/// What the values alone tell, whatever the column is called. \param named  its name means some field
[[nodiscard]] std::vector<std::pair<std::string, Judged>> by_values(std::string_view column, ColumnProfile const& p,
                                                                    bool named);

/// Whether most values are texts, and neither addresses of the web nor dates.
[[nodiscard]] bool looks_like_names(ColumnProfile const& p);
/// Whether nearly all numbers lie between -limit and limit.
[[nodiscard]] bool has_degrees(ColumnProfile const& p, double limit);

}  // namespace cartable::importers
