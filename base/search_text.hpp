#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cartable::base {

/// Stands inside a word of search_text() before a part that people also type alone: "l'école" → "l", mark, "ecole";
/// "المكتبة" → "ال", mark, "مكتبه". Whoever compares words leaves it out.
inline constexpr char kInnerWord = '\x1F';

/// The form in which names and questions are searched: fold(), and beyond it what people spell either way though it is
/// not the same letter: Arabic alef, yeh and kaf in all their forms, teh marbuta as heh, no hamza; traditional Chinese
/// characters as simplified ones; decimal digits of every script as 0…9. For comparing only: stored keys use fold().
[[nodiscard]] std::string search_text(std::string_view text);

/// A character of well-formed UTF-8 and its length in bytes (1 for a byte that begins none).
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
};
[[nodiscard]] CodePoint code_point(std::string_view text, std::size_t at) noexcept;

}  // namespace cartable::base
