#pragma once

#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/table_input.hpp"
#include "importers/table_source.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Which columns of a table are fields of offers.
namespace cartable::importers {

/// Which field of the template a column's name means, and how surely (0…1); empty for none.
struct OfferColumn {
  std::string field;
  double strength = 0;
};
[[nodiscard]] OfferColumn offer_column(std::string_view name);

/// Whether a table's columns are those of our template, in some language: the name of the offer and five others.
[[nodiscard]] bool is_offer_template(std::vector<std::string> const& columns);

/// The layer that is read, and where its fields stand.
struct OfferLayout {
  std::size_t layer = 0;
  std::map<std::string, std::size_t, std::less<>> columns;       ///< field → index of its column
  std::map<std::string, std::size_t, std::less<>> translations;  ///< "name:fr" → index of its column
};

/// The layer asked for, else the one with most columns of offers; its columns by their names and by --map.
/// \param file    name of the file, for messages
/// \param report  gets the mapping; may be null
/// \return not_found for a layer or column that is not there, bad_usage for a field that offers do not have,
///         invalid_value when no column holds the offers' names; each message lists what there is
[[nodiscard]] base::Result<OfferLayout> choose_offer_columns(TableInput const& input, std::string const& file,
                                                             OfferSourceOptions const& options, TableReport* report);

}  // namespace cartable::importers
