#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cartable::importers {

/// What a cell of a table of people says.
struct Count {
  enum class Kind : std::uint8_t {
    number,      ///< value; a dash is 0
    suppressed,  ///< low…high; either may be unknown
    empty,       ///< says nothing ("", "n/a")
    money,       ///< "$25,354": not people
    share,       ///< "54.2 %": not people
    bad,         ///< none of these
  };
  Kind kind = Kind::empty;
  double value = 0;
  std::optional<double> low, high;  ///< for suppressed: as far as the cell itself tells
  friend bool operator==(Count const&, Count const&) = default;
};

/// How a table marks the decimals of its numbers. Found out over all of its cells, as "1.234" alone tells nothing.
class NumberMarks {
 public:
  /// Takes note of one cell; any text may be given.
  void look_at(std::string_view cell);
  /// ',' or '.': what stands before decimals. '.' when no cell tells.
  [[nodiscard]] char decimal() const noexcept;
  /// Whether cells such as "1.234" (or "1,234") were seen and no other cell tells what the mark means.
  [[nodiscard]] bool is_doubtful() const noexcept;

 private:
  std::int64_t comma_decimals_ = 0, point_decimals_ = 0;  ///< cells that can only be read so
  std::int64_t comma_threes_ = 0, point_threes_ = 0;      ///< cells such as "1,234", "1.234"
};

/// Reads a cell: blanks around and between digits, marks of thousands (comma, point, blank, apostrophe), a dash for
/// nil, the ways of offices to hide a small count (`*`, `c`, `x`, `..`, `:`, `<5`, `under 5`, `1–4`).
/// \param decimal  ',' or '.'
[[nodiscard]] Count read_count(std::string_view cell, char decimal);

}  // namespace cartable::importers
