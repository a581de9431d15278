#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace osmium {
class TagList;
}

namespace cartable::importers {

/// ISCED 2011 levels read from one tag's words.
struct IscedLevels {
  std::uint16_t sure = 0;     ///< bit n: level n, whatever version of ISCED the mapper had in mind
  bool is_ambiguous = false;  ///< some part means different levels in ISCED 1997 and 2011, and is not in `sure`
};

/// Reads digits, ranges ("1-3"), lists (";" or ","), ISCED 1997 letters ("3A", "5B") and words ("bachelor").
/// \param is_2011  the key says ISCED 2011; otherwise a plain 5 or 6 is ambiguous (5 was {5, 6, 7} and 6 was 8 in
///                 ISCED 1997), unless a 7 or 8, which only 2011 has, stands in the same value
[[nodiscard]] IscedLevels parse_isced(std::string_view text, bool is_2011);

/// The levels of school years ("1-6", "K-12", "7;8;9") by the UIS mapping for twelve-year systems:
/// kindergarten 0, years 1–6 level 1, 7–9 level 2, 10–12 level 3. 0 when nothing is understood.
[[nodiscard]] std::uint16_t levels_of_grades(std::string_view text);

/// What an object's tags say about its level, best source first: isced:2011:level, isced:level, school=*, grades.
struct TaggedLevels {
  std::uint16_t isced = 0;   ///< 0: the tags say nothing that is sure
  bool from_school = false;  ///< decided by school=*, whose kinds the mapping table names already
  std::string raw;           ///< "isced:level=6" when it is ambiguous, else empty
};
[[nodiscard]] TaggedLevels tagged_levels(osmium::TagList const& tags);

}  // namespace cartable::importers
