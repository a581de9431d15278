#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"
#include "store/model.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cartable::importers {

/// Words of tables as ours, in many languages; nothing for a word that is not understood.
/// \param yes_is_free  the column asks whether it is free ("gratuit"), not whether it costs
[[nodiscard]] std::optional<store::Fee> fee_of(std::string_view word, bool yes_is_free = false);
[[nodiscard]] bool asks_whether_free(std::string_view column);
[[nodiscard]] std::optional<store::Wheelchair> wheelchair_of(std::string_view word);
/// Whether a word means yes, no or partly, or says what it costs (free, paid).
[[nodiscard]] bool yes_or_no(std::string_view word);
/// The slug of a kind by its slug or a name for it in one of many languages, singular or plural, alone or within a
/// longer text ("Bibliothèque municipale"); empty when unknown, or when two kinds are named.
[[nodiscard]] std::string kind_of(std::string_view word);
/// Whether the whole word is a name of a kind.
[[nodiscard]] bool is_plain_kind(std::string_view word);
/// The kind that a file's name tells of ("libraries.csv"), else empty.
[[nodiscard]] std::string kind_in_file_name(std::string_view stem);

/// A web address that may be shown as a link: http and https as they are, "www.…" with https before it; any
/// other scheme (javascript:, data:) and other text: empty.
[[nodiscard]] std::string web_address(std::string_view cell);

/// Lower-case letters, digits and hyphens: "Local Areas (2011)" → "local-areas-2011". "source" when nothing is left.
[[nodiscard]] std::string slug_of(std::string_view text);

/// A source's key as part of a record id. Characters beyond [A-Za-z0-9._:-] become '-', and a hash of the key is
/// added then, so that two keys never become one.
[[nodiscard]] std::string safe_key(std::string_view key);
/// For rows without a key: a hash of the folded name and the position at 4 decimals (about 10 m).
[[nodiscard]] std::string key_by_name_and_position(std::string_view name, geo::LonLat position);

/// For rows with neither key nor position: a hash of the folded name and address.
[[nodiscard]] std::string key_by_name_and_address(std::string_view name, std::string_view address);

/// Rounded to 1e-7° (about 1 cm), as every position is kept.
[[nodiscard]] geo::LonLat rounded(geo::LonLat p) noexcept;
[[nodiscard]] geo::MultiPolygon rounded(geo::MultiPolygon area);

}  // namespace cartable::importers
