#include "store/name_index.hpp"

#include "base/search_text.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace cartable::store {
namespace {

constexpr NameIndex::Token kFree = 0xFFFFFFFF;
constexpr std::size_t kFirstSlots = 1024;
/// Longer words are cut: nobody types them, and tails of a long unspaced text grow with its square.
constexpr std::size_t kMaxTokenBytes = 96;

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

/// Where each character of `text` begins, and its end.
std::vector<std::size_t> character_starts(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < text.size(); at += base::code_point(text, at).length) {
    out.push_back(at);
  }
  out.push_back(text.size());
  return out;
}

}  // namespace

bool starts_unspaced_word(char32_t c) noexcept {
  return (c >= 0x0E00 && c <= 0x0EFF) ||  // Thai, Lao
         (c >= 0x1000 && c <= 0x109F) ||  // Myanmar
         (c >= 0x1100 && c <= 0x115F) ||  // Hangul leading consonants: folding takes syllables apart
         (c >= 0x1780 && c <= 0x17FF) ||  // Khmer
         (c >= 0x2E80 && c <= 0x9FFF) ||  // CJK radicals, Kana, Han
         (c >= 0xAC00 && c <= 0xD7A3) ||  // Hangul syllables
         (c >= 0xF900 && c <= 0xFAFF) ||  // CJK compatibility
         (c >= 0x20000 && c <= 0x3FFFF);  // Han extensions
}

NameIndex::Range NameIndex::prefix(std::string_view word) const {
  return prefix_among(shortened(word), 0, static_cast<Token>(words_.size()));
}

NameIndex::Range NameIndex::prefix_among(std::string_view word, Token from, Token to) const {
  auto const begin = words_.begin() + from;
  auto const end = words_.begin() + to;
  auto const first = std::lower_bound(begin, end, word, [this](Word const& w, std::string_view text) {
    return std::string_view(text_).substr(w.at, w.length) < text;
  });
  auto const last = std::upper_bound(first, end, word, [this](std::string_view text, Word const& w) {
    return text < std::string_view(text_).substr(w.at, std::min<std::size_t>(w.length, text.size()));
  });
  Range out{static_cast<Token>(first - words_.begin()), static_cast<Token>(last - words_.begin()), false};
  out.exact = first != last && first->length == word.size();
  return out;
}

std::vector<NameIndex::Range> NameIndex::nearly(std::string_view word) const {
  word = shortened(word);
  std::vector<Range> found;
  std::vector<std::size_t> const starts = character_starts(word);
  std::size_t const length = starts.size() - 1;
  std::string text;
  // Tokens that begin with `text`, or, where only its end differs from what was typed, that are it.
  auto const look = [&](Range const& among, bool whole) {
    Range range = prefix_among(text, among.first, among.last);
    if (whole) {
      range.last = range.exact ? range.first + 1 : range.first;
    }
    if (!range.empty()) {
      found.push_back(range);
    }
  };
  for (std::size_t i = 0; i < length; ++i) {
    std::string_view const before = word.substr(0, starts[i]);
    Range const among = prefix(before);
    if (among.empty()) {
      break;  // nothing begins as typed so far: an error further on cannot mend it
    }
    std::string_view const behind = word.substr(starts[i + 1]);
    text = std::string(before).append(behind);  // one too many
    if (!text.empty()) {
      look(among, i + 1 == length);
    }
    if (i + 1 < length) {  // two swapped
      text = std::string(before).append(word.substr(starts[i + 1], starts[i + 2] - starts[i + 1]));
      text.append(word.substr(starts[i], starts[i + 1] - starts[i])).append(word.substr(starts[i + 2]));
      look(among, false);
    }
    // Another character, or one missing: of those that do follow.
    Token next = among.first + (among.exact ? 1U : 0U);
    for (std::size_t branches = 0; next < among.last && branches < kMaxBranches; ++branches) {
      std::string_view const sample = this->word(next);
      std::string const longer(sample.substr(0, before.size() + base::code_point(sample, before.size()).length));
      Range const branch = prefix_among(longer, next, among.last);
      text = longer + std::string(behind);
      look(branch, i + 1 == length);
      text = longer + std::string(word.substr(starts[i]));
      look(branch, false);
      next = branch.last;
    }
  }
  std::sort(found.begin(), found.end(), [](Range const& a, Range const& b) {
    return std::tuple(a.first, b.last, b.exact) < std::tuple(b.first, a.last, a.exact);
  });
  std::vector<Range> out;
  for (Range const& range : found) {
    if (out.empty() || range.first >= out.back().last) {
      out.push_back(range);
    } else if (range.last > out.back().last) {
      out.push_back({out.back().last, range.last, false});
    }
  }
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
    std::string_view text = folded.substr(0, end);
    std::string joined;
    std::vector<std::size_t> inner;  // where parts that are typed alone begin in `joined`
    if (text.find(base::kInnerWord) != std::string_view::npos) {
      for (char const c : text) {
        if (c == base::kInnerWord) {
          inner.push_back(joined.size());
        } else {
          joined.push_back(c);
        }
      }
      text = joined;
    }
    std::string_view const word = shortened(text);
    out.words.push_back(token_of(word));
    bool const ascii = std::none_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; });
    for (std::size_t at = ascii ? word.size() : base::code_point(word, 0).length; at < word.size();) {
      base::CodePoint const c = base::code_point(word, at);
      if (starts_unspaced_word(c.value)) {
        out.tails.push_back(token_of(word.substr(at)));
      }
      at += c.length;
    }
    for (std::size_t const at : inner) {
      if (at < word.size()) {
        out.tails.push_back(token_of(word.substr(at)));
      }
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
