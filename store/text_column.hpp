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

/// One text of each row as it is, one behind the other: a pass over them reads no records, which lie far apart.
/// Immutable once filled.
class PlainTexts {
 public:
  void reserve(std::size_t rows);
  /// The next row's; empty: it has none.
  void add(std::string_view text);

  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  [[nodiscard]] std::string_view row(std::size_t row) const noexcept {
    std::size_t const begin = row == 0 ? 0 : ends_[row - 1];
    return std::string_view(text_).substr(begin, ends_[row] - begin);
  }

 private:
  std::string text_;
  std::vector<std::uint64_t> ends_;  ///< by row
};

}  // namespace cartable::store
