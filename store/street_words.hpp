#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The words of street names in the languages of our cities, their abbreviations and what is compared of them.
namespace cartable::store {

/// The form in which street names are compared: folded, abbreviations written out ("Av", "Avda." → avenue, "W" →
/// west, "10th" and "tenth" → 10, "Hauptstr." → hauptstrasse), articles left out.
[[nodiscard]] std::string street_key(std::string_view name);
/// The key without its words for street, avenue and the like; empty when nothing is left.
[[nodiscard]] std::string street_core(std::string_view key);

/// The words that stand for the same as a folded word ("avda": avenue, av, avenida, …; "gral": general, gen, …), itself
/// among them; empty for a word that is not shortened. The views live as long as the program.
[[nodiscard]] std::vector<std::string_view> words_like(std::string_view word);

/// Private to store/address_text.cpp and street_words.cpp: words of folded texts.
namespace address_words {

/// Whether a list of words, with a blank before and after each, has this one.
[[nodiscard]] bool listed(std::string_view list, std::string_view word);
[[nodiscard]] bool starts_with_digit(std::string_view word);
/// The words with a blank between them.
[[nodiscard]] std::string joined(std::vector<std::string> const& words);

}  // namespace address_words

}  // namespace cartable::store
