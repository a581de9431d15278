#include "store/name_index.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace cartable::store {
namespace {

constexpr NameIndex::Token kFree = 0xFFFFFFFF;
constexpr std::size_t kFirstSlots = 1024;
/// Longer words are cut: nobody types them, and tails of a long unspaced text grow with its square.
constexpr std::size_t kMaxTokenBytes = 96;

/// The code point at `at` of well-formed UTF-8, and its length in bytes.
struct CodePoint {
  std::uint32_t value;
  std::size_t length;
};
CodePoint code_point(std::string_view text, std::size_t at) noexcept {
  auto const byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) & 0x3FU : 0U;
  };
  auto const lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    return {lead, 1};
  }
  if (lead < 0xE0) {
    return {(lead & 0x1FU) << 6U | byte(1), 2};
  }
  if (lead < 0xF0) {
    return {(lead & 0x0FU) << 12U | byte(1) << 6U | byte(2), 3};
  }
  return {(lead & 0x07U) << 18U | byte(1) << 12U | byte(2) << 6U | byte(3), 4};
}

/// Whether a word may begin at this character although no blank stands before it (Unicode 15 blocks).
constexpr bool starts_unspaced_word(std::uint32_t c) noexcept {
  return (c >= 0x0E00 && c <= 0x0EFF) ||  // Thai, Lao
         (c >= 0x1000 && c <= 0x109F) ||  // Myanmar
         (c >= 0x1100 && c <= 0x115F) ||  // Hangul leading consonants: folding takes syllables apart
         (c >= 0x1780 && c <= 0x17FF) ||  // Khmer
         (c >= 0x2E80 && c <= 0x9FFF) ||  // CJK radicals, Kana, Han
         (c >= 0xAC00 && c <= 0xD7A3) ||  // Hangul syllables
         (c >= 0xF900 && c <= 0xFAFF) ||  // CJK compatibility
         (c >= 0x20000 && c <= 0x3FFFF);  // Han extensions
}

/// `word` cut to kMaxTokenBytes at a character's border.
std::string_view shortened(std::string_view word) noexcept {
  if (word.size() <= kMaxTokenBytes) {
    return word;
  }
  std::size_t end = kMaxTokenBytes;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return word.substr(0, end);
}

}  // namespace

NameIndex::Range NameIndex::prefix(std::string_view word) const {
  word = shortened(word);
  auto const first = std::lower_bound(words_.begin(), words_.end(), word, [this](Word const& w, std::string_view text) {
    return std::string_view(text_).substr(w.at, w.length) < text;
  });
  auto const last = std::upper_bound(first, words_.end(), word, [this](std::string_view text, Word const& w) {
    return text < std::string_view(text_).substr(w.at, std::min<std::size_t>(w.length, text.size()));
  });
  Range out{static_cast<Token>(first - words_.begin()), static_cast<Token>(last - words_.begin()), false};
  out.exact = first != last && first->length == word.size();
  return out;
}

NameIndex::Builder::Builder() : slots_(kFirstSlots, kFree) {}

void NameIndex::Builder::grow() {
  slots_.assign(slots_.size() * 2, kFree);
  for (Token token = 0; token < hashes_.size(); ++token) {
    std::size_t at = hashes_[token] & (slots_.size() - 1);
    while (slots_[at] != kFree) {
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = token;
  }
}

NameIndex::Token NameIndex::Builder::token_of(std::string_view word) {
  std::uint64_t const hash = std::hash<std::string_view>{}(word);
  std::size_t at = hash & (slots_.size() - 1);
  for (; slots_[at] != kFree; at = (at + 1) & (slots_.size() - 1)) {
    if (hashes_[slots_[at]] == hash && index_.word(slots_[at]) == word) {
      return slots_[at];
    }
  }
  auto const token = static_cast<Token>(hashes_.size());
  slots_[at] = token;
  hashes_.push_back(hash);
  index_.words_.push_back({static_cast<std::uint32_t>(index_.text_.size()), static_cast<std::uint32_t>(word.size())});
  index_.text_.append(word);
  if (hashes_.size() * 2 > slots_.size()) {
    grow();
  }
  return token;
}

void NameIndex::Builder::tokenize(std::string_view folded, Words& out) {
  out.words.clear();
  out.tails.clear();
  while (!folded.empty()) {
    std::size_t const end = folded.find(' ');
    std::string_view const word = shortened(folded.substr(0, end));
    out.words.push_back(token_of(word));
    bool const ascii = std::none_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; });
    for (std::size_t at = ascii ? word.size() : code_point(word, 0).length; at < word.size();) {
      CodePoint const c = code_point(word, at);
      if (starts_unspaced_word(c.value)) {
        out.tails.push_back(token_of(word.substr(at)));
      }
      at += c.length;
    }
    folded.remove_prefix(end == std::string_view::npos ? folded.size() : end + 1);
  }
}

void NameIndex::Builder::add(std::span<Token const> words, std::span<Token const> others) {
  index_.tokens_.insert(index_.tokens_.end(), words.begin(), words.end());
  index_.tokens_.insert(index_.tokens_.end(), others.begin(), others.end());
  index_.first_token_.push_back(static_cast<std::uint32_t>(index_.tokens_.size()));
}

void NameIndex::Builder::reserve(std::size_t documents) {
  index_.first_token_.reserve(documents + 1);
  index_.tokens_.reserve(3 * documents);
}

NameIndex NameIndex::Builder::build() && {
  std::vector<Token> order(hashes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](Token a, Token b) { return index_.word(a) < index_.word(b); });
  std::vector<Token> sorted_token(order.size());
  std::vector<Word> words(order.size());
  for (Token token = 0; token < order.size(); ++token) {
    sorted_token[order[token]] = token;
    words[token] = index_.words_[order[token]];
  }
  index_.words_ = std::move(words);
  index_.first_posting_.assign(order.size() + 1, 0);
  for (Token& token : index_.tokens_) {
    token = sorted_token[token];
    ++index_.first_posting_[token + 1];
  }
  std::partial_sum(index_.first_posting_.begin(), index_.first_posting_.end(), index_.first_posting_.begin());
  index_.postings_.resize(index_.tokens_.size());
  std::vector<std::uint32_t> next(index_.first_posting_.begin(), index_.first_posting_.end() - 1);
  for (Document document = 0; document < index_.size(); ++document) {
    for (Token const token : index_.tokens(document)) {
      index_.postings_[next[token]++] = document;
    }
  }
  index_.text_.shrink_to_fit();
  index_.tokens_.shrink_to_fit();
  return std::move(index_);
}

}  // namespace cartable::store
