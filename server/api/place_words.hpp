#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cartable::server::api {

/// The languages of pages for people: those of the United Nations, in the order of all arrays of words.
inline constexpr std::array<std::string_view, 6> kPageLanguages{"en", "fr", "es", "ar", "zh", "ru"};
/// What each language calls itself.
inline constexpr std::array<std::string_view, 6> kPageLanguageNames{"English", "Français", "Español",
                                                                    "العربية", "中文",     "Русский"};

/// The words on a place's page.
enum class Word : std::uint8_t {
  show_on_map,
  address,
  phone,
  email,
  website,
  opening_hours,
  appointment,
  cost,
  wheelchair,
  wheelchair_yes,
  wheelchair_limited,
  wheelchair_no,
  needs,
  hearing_loop,
  sign_language,
  accessible_toilet,
  quiet,
  step_free,
  languages,
  serves,
  excludes,
  age,
  topics,
  levels,
  recognition,
  booking,
  capacity,
  operated_by,
  part_of,
  description,
  can_be_learnt,
  how,
  dates,
  add_to_calendar,
  cancelled,
  moved,
  not_known,
  ask,
  sources,
  licence,
  checked,
  temporarily_closed,
  closed,
  other_languages,
  data,
  no_such_place,
  yes,
  no,
  alert,
  limited,
};

/// \param language  index into kPageLanguages
[[nodiscard]] std::string_view word(Word which, std::size_t language) noexcept;
/// A kind of place, by its slug; English where the language has no word for it, the slug for one that nobody knows.
[[nodiscard]] std::string_view kind_word(std::string_view slug, std::size_t language) noexcept;

}  // namespace cartable::server::api
