#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The fields of open formats, in one place for readers and writers.
namespace cartable::store {

/// The languages of templates, in the order of all arrays here.
inline constexpr std::array<std::string_view, 6> kTemplateLanguages{"en", "fr", "es", "ar", "zh", "ru"};
using InSix = std::array<std::string_view, 6>;  ///< by kTemplateLanguages

/// Position of a language in kTemplateLanguages ("fr-CA" is French); nothing for others.
[[nodiscard]] std::optional<std::size_t> template_language(std::string_view language) noexcept;

/// One value of a closed list, as we keep it and as people read it.
struct Choice {
  std::string_view value;
  InSix labels;
  std::string_view words;  ///< further words that mean it in any language, separated by '|'
};
[[nodiscard]] std::span<Choice const> fee_choices() noexcept;
[[nodiscard]] std::span<Choice const> audience_choices() noexcept;  ///< slugs of the three groups
[[nodiscard]] std::span<Choice const> modality_choices() noexcept;
[[nodiscard]] std::span<Choice const> yes_no_choices() noexcept;
[[nodiscard]] std::span<Choice const> level_choices() noexcept;  ///< "0" … "8", ISCED 2011

/// The value that a cell means: the value itself, a label in one of the languages or one of the words, whatever their
/// case and accents. Empty when it means none.
[[nodiscard]] std::string_view choice_called(std::span<Choice const> choices, std::string_view cell);

/// What a cell of a template holds.
enum class FieldForm : std::uint8_t {
  text,
  list,
  number,
  date,
  time,
  choice,
  choices,
  languages,
  topics,
  hours,
  address
};

/// One column of the template of offers. A row is an offer; with a date it is an offer and a session of it.
struct TemplateField {
  std::string_view key;  ///< column name that every language's reader takes too
  FieldForm form = FieldForm::text;
  bool required = false;
  InSix headers;
  InSix example;  ///< an empty one is as in English
  std::span<Choice const> (*choices)() noexcept = nullptr;
};
[[nodiscard]] std::span<TemplateField const> offer_fields() noexcept;
/// How to fill in a column of this form, in a few words.
[[nodiscard]] std::string_view form_hint(FieldForm form, std::size_t language) noexcept;

/// The words of the template itself.
struct TemplateWords {
  InSix offers_sheet, values_sheet, example_mark, column, meaning, value, label, required;
};
[[nodiscard]] TemplateWords const& template_words() noexcept;
/// Whether a cell marks its row as the template's example, in any of the languages.
[[nodiscard]] bool is_example_mark(std::string_view cell);

}  // namespace cartable::store
