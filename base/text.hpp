#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::base {

/// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// `text` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string mend_utf8(std::string_view text);

/// The form in which names are compared and searched: compatibility-decomposed, accents removed, case folded,
/// punctuation to single blanks, trimmed ("Médiathèque  Élise-Rivet" → "mediatheque elise rivet"). Arabic
/// vowel marks and tatweel go; letters of scripts without case stay. Empty for a text without letters or digits.
[[nodiscard]] std::string fold(std::string_view text);

/// Without white space at both ends (ASCII white space and U+00A0).
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// Pieces between separators, each trimmed; empty pieces are dropped.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// ASCII letters to lower case, the rest as it is (for tags, codes and header names).
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// Whether `id` may be a record's id: 1…200 characters of `[A-Za-z0-9._:-]`.
[[nodiscard]] bool is_record_id(std::string_view id) noexcept;

/// 64-bit FNV-1a: stable across machines and releases, for keys and content hashes that are stored.
[[nodiscard]] std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325ULL) noexcept;

/// 16 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(std::uint64_t value);

}  // namespace cartable::base
