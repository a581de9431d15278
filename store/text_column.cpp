#include "store/text_column.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstring>

namespace cartable::store {
namespace {

constexpr std::size_t kUsualBytes = 32;  // of a name

/// Whether a word starts in a script that writes without blanks between words: Thai, Lao, Burmese, Khmer, Kana, Han,
/// Hangul. By the first bytes of UTF-8.
bool is_unspaced(std::string_view word) noexcept {
  auto const lead = static_cast<unsigned char>(word.front());
  auto const next = word.size() > 1 ? static_cast<unsigned char>(word[1]) : 0U;
  return (lead == 0xE0 && next >= 0xB8 && next <= 0xBB) ||                                      // U+0E00…U+0EFF
         (lead == 0xE1 && ((next >= 0x80 && next <= 0x82) || next == 0x9E || next == 0x9F)) ||  // Burmese, Khmer
         lead >= 0xE3;
}

}  // namespace

void PlainTexts::reserve(std::size_t rows) {
  ends_.reserve(rows);
  text_.reserve(rows * kUsualBytes);
}

void PlainTexts::add(std::string_view text) {
  text_ += text;
  ends_.push_back(text_.size());
}

void TextColumn::reserve(std::size_t rows) {
  ends_.reserve(rows);
  text_.reserve(rows * kUsualBytes);
}

void TextColumn::add(std::string_view text) {
  if (text.empty()) {
    return;
  }
  std::string const folded = base::fold(text);
  std::string_view const before = std::string_view(text_).substr(ends_.empty() ? 0 : ends_.back());
  // Names in several languages are often one and the same.
  if (folded.empty() || (before.starts_with(folded) && before[folded.size()] == '\n') ||
      (!before.empty() && before.find('\n' + folded + '\n') != std::string_view::npos)) {
    return;
  }
  text_ += folded;
  text_.push_back('\n');
}

void TextColumn::close() { ends_.push_back(text_.size()); }

std::string_view TextColumn::row(std::size_t row) const noexcept {
  std::size_t const begin = row == 0 ? 0 : ends_[row - 1];
  return std::string_view(text_).substr(begin, ends_[row] - begin);
}

Bitset TextColumn::with_word(std::string_view word) const {
  Bitset out(ends_.size());
  bool const anywhere = is_unspaced(word);
  char const* at = text_.data();
  char const* const end = at + text_.size();
  auto row_end = ends_.begin();
  while (at < end) {
    auto const* const found =
        static_cast<char const*>(memmem(at, static_cast<std::size_t>(end - at), word.data(), word.size()));
    if (found == nullptr) {
      break;
    }
    if (!anywhere && found != text_.data() && found[-1] != ' ' && found[-1] != '\n') {
      at = found + 1;
      continue;
    }
    // Rows that follow each other mostly do so closely: look at the next few before searching.
    auto const offset = static_cast<std::uint64_t>(found - text_.data());
    constexpr std::ptrdiff_t kNear = 8;
    auto const near = row_end + std::min<std::ptrdiff_t>(kNear, ends_.end() - row_end);
    row_end = near != ends_.end() && *(near - 1) <= offset ? std::upper_bound(near, ends_.end(), offset)
                                                           : std::upper_bound(row_end, near, offset);
    out.set(static_cast<std::size_t>(row_end - ends_.begin()));
    at = text_.data() + *row_end;
  }
  return out;
}

}  // namespace cartable::store
