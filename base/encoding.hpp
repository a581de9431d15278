#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cartable::base {

/// A text as UTF-8, and how it was read.
struct DecodedText {
  std::string text;           ///< well-formed UTF-8 without byte order mark
  std::string encoding;       ///< "UTF-8", "UTF-16LE", "windows-1252", …
  bool guessed = false;       ///< neither told, nor shown by a byte order mark, nor well-formed UTF-8
  std::size_t odd_lines = 0;  ///< lines of another encoding than the rest of the text, read as windows-1252
  std::size_t mended = 0;     ///< runs of letters that had been encoded twice ("BibliothÃ¨que"), mended
  std::size_t nul_bytes = 0;  ///< taken out
};

/// Finds out the encoding of a text and turns it into UTF-8: byte order mark, UTF-16 without one, UTF-8, UTF-8 with
/// stray lines of windows-1252, and the eight-bit and East Asian encodings, told apart by the alphabets that the
/// letters would belong to and by ICU's detector. Letters that were encoded twice are mended.
/// \param told  the encoding that a person named ("CP1252"), which then decides alone; empty: find out
/// \return invalid_value for a name that is no encoding; corrupt for bytes that are no text at all
[[nodiscard]] Result<DecodedText> decode_text(std::string bytes, std::string_view told = {});

/// Mends letters that were encoded twice, where most of the letters beyond ASCII look so.
/// \return how many runs were mended
std::size_t mend_twice_encoded(std::string& text);

}  // namespace cartable::base
