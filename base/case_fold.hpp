#pragma once

#include <string>
#include <string_view>

namespace cartable::base {

/// The text with case folded and nothing else changed (Unicode's full case folding: "Straße" → "strasse").
[[nodiscard]] std::string fold_case(std::string_view text);

/// The text without accents and other marks that stand apart from their letter when decomposed ("É" → "E").
[[nodiscard]] std::string without_accents(std::string_view text);

/// The text with its first letter large, where the script has such letters ("идите" → "Идите").
[[nodiscard]] std::string capitalised(std::string_view text);

}  // namespace cartable::base
