#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cartable::importers {

/// What '.' and ',' mean in the numbers of one column, told by all of its values.
class NumberFormat {
 public:
  enum class Mark : std::uint8_t { none, point, comma, either };

  /// Looks at one more value of the column.
  void see(std::string_view cell) noexcept;
  /// What marks decimals: none where no value has a mark, either where every mark may be one of decimals or of
  /// thousands ("1,234", "12,500").
  [[nodiscard]] Mark decimal() const noexcept;
  /// Whether no value tells, so that somebody must.
  [[nodiscard]] bool is_open() const noexcept {
    return !told_ && point_ + comma_ + point_groups_ + comma_groups_ == 0 && point_maybe_ + comma_maybe_ > 0;
  }
  /// Somebody said so.
  void tell(Mark mark) noexcept { told_ = mark; }

 private:
  std::size_t point_ = 0, comma_ = 0, point_maybe_ = 0, comma_maybe_ = 0;  ///< values that show each as decimal mark
  std::size_t point_groups_ = 0, comma_groups_ = 0;                        ///< … as mark of thousands
  std::optional<Mark> told_;
};

/// A number as people write it: grouped by blanks, no-break blanks, apostrophes or the mark that is not the decimal
/// one; a leading '+'. \return invalid_value worded to follow the value, for text and for a mark that may mean either
[[nodiscard]] base::Result<double> parse_number(std::string_view cell, NumberFormat const& format);

/// A coordinate: degrees with a decimal point or comma, degrees-minutes-seconds ("49°16'47\"N"), with N, S, E, W or
/// O at an end; or metres as parse_number reads them.
[[nodiscard]] base::Result<double> parse_coordinate(std::string_view cell, NumberFormat const& format);

/// A number of people that may be suppressed.
struct EstimatedCount {
  std::optional<double> value;      ///< when it is published
  std::optional<double> low, high;  ///< when it is not: what it may be
  friend bool operator==(EstimatedCount const&, EstimatedCount const&) = default;
};

/// Whether the cell says that a count is kept back: `*`, `c`, `x`, `..`, `(D)`, `s`, `<5`, `1-4`.
[[nodiscard]] bool is_suppressed(std::string_view cell) noexcept;

/// A count, or the interval of a suppressed one. A bare sign means 0 to `threshold` - 1.
/// \param threshold  counts below it are suppressed, as the group's row says
[[nodiscard]] base::Result<EstimatedCount> parse_count(std::string_view cell, NumberFormat const& format,
                                                       int threshold);

/// Whether a cell says that there is nothing: empty, "NULL", "N/A", "-", "k. A.", "нет данных", "无", …
[[nodiscard]] bool is_nothing(std::string_view cell);

}  // namespace cartable::importers
