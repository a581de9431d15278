#pragma once

#include "store/category_column.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the catalog's columns are made with.
namespace cartable::store {

/// Values by record or row: entry i has codes[offsets[i]] … codes[offsets[i + 1] - 1].
struct CodeLists {
  CategoryColumn::Rows rows{{0}, {}};
  void add(Dictionary::Code code) {
    auto const begin = rows.codes.begin() + rows.offsets.back();
    if (std::find(begin, rows.codes.end(), code) == rows.codes.end()) {
      rows.codes.push_back(code);
    }
  }
  void close() { rows.offsets.push_back(static_cast<std::uint32_t>(rows.codes.size())); }
};

/// A dictionary that remembers the last word: neighbours in a source mostly say the same.
class WordEncoder {
 public:
  Dictionary::Code operator()(std::string_view word) {
    if (word != last_word_ || !any_) {
      last_code_ = dictionary.add(word);
      last_word_ = word;
      any_ = true;
    }
    return last_code_;
  }
  Dictionary dictionary;

 private:
  std::string last_word_;
  Dictionary::Code last_code_ = 0;
  bool any_ = false;
};

/// A column of an enumeration whose first value is "unknown". \param values  one a row
template <class E>
[[nodiscard]] CategoryColumn enum_column(std::vector<E> const& values) {
  CategoryColumn::Rows rows;
  Dictionary dictionary;
  rows.offsets.reserve(values.size() + 1);
  rows.codes.reserve(values.size());
  rows.offsets.push_back(0);
  std::array<std::optional<Dictionary::Code>, 8> codes{};
  for (E const value : values) {
    if (value != E::unknown) {
      auto& code = codes[static_cast<std::size_t>(value)];
      if (!code) {
        code = dictionary.add(to_string(value));
      }
      rows.codes.push_back(*code);
    }
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.codes.size()));
  }
  return {std::move(dictionary), std::move(rows)};
}

}  // namespace cartable::store
