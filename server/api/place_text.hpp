#pragma once

#include "store/model.hpp"
#include "store/open_format_fields.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Values of records as the pages of places say them. `language` is an index into kPageLanguages everywhere; texts are
/// plain, to be escaped.
namespace cartable::server::api {

/// A value of a closed list in the page's language; itself when it is not in the list.
[[nodiscard]] std::string_view choice(std::span<store::Choice const> choices, std::string_view value,
                                      std::size_t language);
/// What somebody may need of a place ("hearing-loop"); itself when there is no word for it.
[[nodiscard]] std::string_view need_word(std::string_view need, std::size_t language);
/// yes, no and limited; other values as they are.
[[nodiscard]] std::string_view value_word(std::string_view value, std::size_t language);
/// "6–12", "16+", "0–5"; empty when neither is known.
[[nodiscard]] std::string age_text(std::optional<int> least, std::optional<int> most);
/// In one line. \param region  ISO 3166, for the order in which its people write
[[nodiscard]] std::string address_text(store::StringMap const& address, std::string_view region);
/// Names of fields of ISCED-F, a comma between them.
[[nodiscard]] std::string topics_text(store::StringList const& codes, std::size_t language);
/// \param levels  a bit for each level of ISCED
[[nodiscard]] std::string levels_text(std::uint16_t levels, std::size_t language);
/// Whether it costs and how much; empty when neither is known.
[[nodiscard]] std::string cost_text(store::Fee fee, std::string_view price, std::size_t language);

}  // namespace cartable::server::api
