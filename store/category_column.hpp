#pragma once

#include "store/bitset.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::store {

/// Words ↔ small numbers, in the order of first appearance.
class Dictionary {
 public:
  using Code = std::uint32_t;

  /// The code of `word`, given now if it has none.
  Code add(std::string_view word);
  [[nodiscard]] std::optional<Code> find(std::string_view word) const;
  [[nodiscard]] std::string const& word(Code code) const noexcept { return words_[code]; }
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const noexcept { return std::hash<std::string_view>{}(word); }
  };
  std::vector<std::string> words_;
  std::unordered_map<std::string, Code, Hash, std::equal_to<>> codes_;
};

/// Which rows have which of a few words: one attribute, dictionary-encoded, of one or several values a row, with a
/// set of rows for each value and one for the rows of which nothing is known. Immutable once made.
///
/// A value that at least one row in 64 has is kept as bits, a rarer one as a list of rows, so that an attribute
/// of many values costs no more than its rows.
class CategoryColumn {
 public:
  /// Codes by row: row i has codes[offsets[i]] … codes[offsets[i+1] - 1], most important first.
  struct Rows {
    std::vector<std::uint32_t> offsets;
    std::vector<Dictionary::Code> codes;
  };
  CategoryColumn() = default;
  CategoryColumn(Dictionary dictionary, Rows rows);

  [[nodiscard]] std::size_t size() const noexcept { return missing_ ? missing_->size() : 0; }
  [[nodiscard]] Dictionary const& dictionary() const noexcept { return dictionary_; }
  [[nodiscard]] std::span<Dictionary::Code const> codes(std::size_t row) const noexcept {
    return std::span(rows_.codes).subspan(rows_.offsets[row], rows_.offsets[row + 1] - rows_.offsets[row]);
  }
  /// Adds the rows that have `code` to `out`. pre: out.size() == size()
  void add_rows(Dictionary::Code code, Bitset& out) const;
  /// The rows that have `code`, when they are kept as bits (sealed); else null.
  [[nodiscard]] std::shared_ptr<Bitset const> bits(Dictionary::Code code) const { return values_[code].bits; }
  /// The rows that have no value: not known. Sealed.
  [[nodiscard]] std::shared_ptr<Bitset const> const& missing() const noexcept { return missing_; }
  [[nodiscard]] bool any_missing() const noexcept { return any_missing_; }
  /// Whether a row of `rows` has `code`. pre: rows is sealed, of size()
  [[nodiscard]] bool any_of(Dictionary::Code code, Bitset const& rows) const;

 private:
  struct Value {
    std::shared_ptr<Bitset const> bits;  ///< a frequent value's rows
    std::vector<std::uint32_t> list;     ///< a rare value's rows, ascending
  };
  Dictionary dictionary_;
  Rows rows_;
  std::vector<Value> values_;
  std::shared_ptr<Bitset const> missing_;
  bool any_missing_ = false;
};

}  // namespace cartable::store
