#pragma once

#include "store/import_batch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::store {

/// Where a place keeps the words that its opening_hours were taken from, in `extra`.
inline constexpr std::string_view kHoursWords = "opening_hours:words";

/// Hours in words that an import took as OSM's syntax.
struct HoursTaken {
  std::size_t records = 0;
  std::vector<std::pair<std::string, std::string>> texts;  ///< distinct words and what they were taken as, sorted
};

/// Takes hours in words, where they are sure (hours_words.hpp), as OSM's syntax: a place's opening_hours, an offer's
/// schedule, hours that the city sets itself. The words are kept: a place's and a correction's in `extra`, an offer's
/// as the comment that OSM's syntax has for such things
/// (`Tu 18:00-20:00 open "mardi 18h-20h"`), as offers have no further attributes. What is not sure stays as it is.
/// The same batch gives the same records, so that importing again changes nothing.
HoursTaken take_hours_in_words(ImportBatch& batch);

/// The words that a schedule was taken from; empty where it was not.
[[nodiscard]] std::string_view words_of_schedule(std::string_view schedule) noexcept;
/// The schedule without them.
[[nodiscard]] std::string_view without_words(std::string_view schedule) noexcept;

}  // namespace cartable::store
