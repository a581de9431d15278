#pragma once

#include "store/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Lists and maps as the city file keeps them: compact JSON text in one column, members in order, so that equal
/// values give equal text. Empty values have no text (the column is null).
///
/// Reading is written by hand: a city of a million places has five million such texts, and a tree for each would
/// take longer than everything else. What a person typed in QGIS with other blanks or escapes reads as well.
namespace cartable::store {

using AudienceMap = std::map<std::string, AudienceClaim, std::less<>>;

[[nodiscard]] std::string to_json_field(StringMap const& map);                ///< {"en":"Library"}
[[nodiscard]] std::string to_json_field(StringList const& list);              ///< ["library","museum"]
[[nodiscard]] std::string to_json_field(std::vector<SourceRef> const& list);  ///< [{"source":…,"key":…,"date":…}]
[[nodiscard]] std::string to_json_field(AudienceMap const& map);
[[nodiscard]] std::string to_json_field(std::vector<std::int64_t> const& list);  ///< [1,2,3]

/// \return false when the text is not JSON of that shape; the value is then as far as it was read.
/// Unknown members of objects are passed over.
[[nodiscard]] bool from_json_field(std::string_view text, StringMap& out);
[[nodiscard]] bool from_json_field(std::string_view text, StringList& out);
[[nodiscard]] bool from_json_field(std::string_view text, std::vector<SourceRef>& out);
[[nodiscard]] bool from_json_field(std::string_view text, AudienceMap& out);
[[nodiscard]] bool from_json_field(std::string_view text, std::vector<std::int64_t>& out);

}  // namespace cartable::store
