#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cartable::store {

/// What opening hours in words may mean.
struct ProposedHours {
  std::string osm;        ///< "Mo-Fr 09:00-12:00,14:00-18:00; Sa off"
  double confidence = 0;  ///< 0…1; 1: every word was understood and every time is certain
  friend bool operator==(ProposedHours const&, ProposedHours const&) = default;
};

/// Proposes OSM's syntax for opening hours in words of Arabic, Chinese, English, French, Russian or Spanish (and the
/// German of many tables): "du lundi au vendredi, 9h-12h", "с понедельника по пятницу с 9 до 18". A proposal for a
/// person to confirm: the text itself is always kept.
///
/// Days before or after their times; ranges and lists of both; "daily", "weekdays", "weekend"; closed days, public and
/// school holidays; am and pm in each language. A time below 12 that ends before it begins ("9-5") is taken as
/// afternoon, with less confidence, and so is a part that may replace another or go with it ("Mo-Fr 9-12, Mi 14-16").
/// Months, dates and exceptions are not understood: no proposal. \return nothing for a text that is OSM's syntax
/// already in all but slips KOpeningHours mends, or is not understood with a confidence of at least 0.5
[[nodiscard]] std::optional<ProposedHours> propose_hours(std::string_view text);

/// OSM's syntax for a text that is words, where every word is understood and nothing is guessed: what an import takes.
/// \return nothing for a text all of whose words are OSM's own, and for what is doubtful
[[nodiscard]] std::optional<std::string> sure_hours(std::string_view text);

}  // namespace cartable::store
