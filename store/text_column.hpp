#pragma once

#include "store/bitset.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// The folded texts of each row, one behind the other: searched by a pass over them, which goes at the speed of memory
/// and needs no index. Immutable once filled.
class TextColumn {
 public:
  /// Makes room for `rows` rows.
  void reserve(std::size_t rows);
  /// Adds a text, not folded yet, to the row that is open.
  void add(std::string_view text);
  /// Closes the row; the next text belongs to the next one.
  void close();

  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return text_.size() + ends_.size() * sizeof(std::uint64_t); }
  /// The folded texts of a row, a line each.
  [[nodiscard]] std::string_view row(std::size_t row) const noexcept;
  /// The rows of which a word begins with `word` (folded, not empty); in scripts that write without blanks, the rows
  /// that have it anywhere.
  [[nodiscard]] Bitset with_word(std::string_view word) const;

 private:
  std::string text_;
  std::vector<std::uint64_t> ends_;  ///< by row
};

}  // namespace cartable::store
