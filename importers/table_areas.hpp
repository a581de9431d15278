#pragma once

#include "importers/table_words.hpp"

#include <string_view>
#include <vector>

namespace cartable::importers {

/// What the columns of tables of areas mean beside what columns mean elsewhere: "nom_quartier", "Stadtteilname",
/// "NTAName", "district code", "l_qu" hold names and codes of areas.
[[nodiscard]] std::vector<NameMatch> area_fields(std::string_view column);

}  // namespace cartable::importers
