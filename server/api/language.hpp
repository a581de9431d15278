#pragma once

#include "store/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// Language tags (BCP 47, lower case), the most wanted first.
using Languages = std::vector<std::string>;

/// From a `lang` parameter when there is one, else from Accept-Language (RFC 9110 §12.5.4): by q, ties in the
/// order given, "*" and q=0 left out, at most 16.
[[nodiscard]] Languages wanted_languages(std::string_view lang, std::string_view accept_language);

/// The text in the first wanted language that there is one for: "pt-BR" takes "pt-BR", else "pt", and "pt" takes
/// "pt-BR"; else the record's own.
[[nodiscard]] std::string_view pick(Languages const& languages, store::LangMap const& texts,
                                    std::string_view own) noexcept;

}  // namespace cartable::server::api
