#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// Private to store/hours_words.cpp: what each word of a text about opening hours says, in six languages.
namespace cartable::store::hours_tokens {

enum class Kind : std::uint8_t {
  days,       // value: a bit for each day, Monday first
  every,      // "daily": the word alone is all days
  to,         // "-", "au", "до"
  also,       // "," "et" "и"
  number,     // value: digits as written
  clock,      // ":" "h" "点": between hour and minute, or after the hour
  morning,    // am
  afternoon,  // pm
  closed,
  holiday,  // PH
  school,   // SH
  always,   // "24/7" in a word
  noise,    // "from", "horaires", "uhr"
  stop,     // ";" and line ends
  half      // "半": thirty minutes
};

struct Token {
  Kind kind;
  int value = 0;
  int digits = 0;  ///< of a number
};

/// The words and marks of a text in their order. \param unknown  counts what was not understood
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text, int& unknown);

}  // namespace cartable::store::hours_tokens
