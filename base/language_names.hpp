#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cartable::base {

/// A language tag (BCP 47) for what people write: a tag ("fr", "pt-BR", "FR_ca"), a code of three letters ("fra",
/// "fre"), or a language's name in English, French, Spanish, Arabic, Chinese, Russian, German, Portuguese, Italian,
/// Dutch, Turkish, Ukrainian or the language itself, in any case and with or without accents. Sign languages by name
/// too ("LSF" is fsl). Nothing for other text.
[[nodiscard]] std::optional<std::string> find_language(std::string_view text);

/// What a language is called in another one ("français" for fr in fr); the tag itself when nobody knows.
[[nodiscard]] std::string language_name(std::string_view tag, std::string_view in);

}  // namespace cartable::base
