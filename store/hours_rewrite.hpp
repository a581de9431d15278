#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Days that a text of opening hours names by what they are: public holidays (PH) or school holidays (SH), or days
/// before or after such ("PH -1 day").
struct DayClass {
  bool school = false;
  int offset = 0;  ///< days after the holiday
  friend bool operator==(DayClass const&, DayClass const&) = default;
};

/// The classes that a text names, in order of appearance, each once.
/// \param text  as KOpeningHours normalizes it: OSM's syntax without slips
[[nodiscard]] std::vector<DayClass> day_classes(std::string_view text);

/// The text that holds on a day of which it is known to which classes it belongs: a selector that names one of them is
/// every day ("PH off" → "Mo-Su off", "SH Mo-Fr 10:00-12:00" → "Mo-Fr 10:00-12:00"), one that names only others is no
/// day and its rule goes ("SH,Sa 10:00-12:00" → "Sa 10:00-12:00"). In all rules but the first the days name one of them
/// again ("Mo-Su,Mo"), as KOpeningHours would join rules of the same days.
/// \param member  bit i: the day belongs to classes[i]
/// \return the text without PH and SH; empty when no rule is left
[[nodiscard]] std::string without_classes(std::string_view text, std::vector<DayClass> const& classes,
                                          std::uint32_t member);

/// Whether a text without PH and SH means the same in every week: it names days of the week and times of day only.
[[nodiscard]] bool is_weekly(std::string_view text);
/// Whether it names sunrise, sunset, dawn or dusk.
[[nodiscard]] bool names_the_sun(std::string_view text);
/// Whether a comment says that one comes with an appointment or on request, in the languages that OSM has most.
[[nodiscard]] bool says_appointment(std::string_view comment);

}  // namespace cartable::store
