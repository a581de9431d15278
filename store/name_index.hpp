#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Documents of folded words, found by prefixes of their words: a sorted dictionary of tokens with the documents of
/// each, and the tokens of each document. The postings of all tokens that share a prefix lie side by side, so
/// that a prefix is one slice. Immutable once built; knows nothing of what the documents stand for.
///
/// Scripts that write without blanks (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese) are findable from any
/// character on: a word's tails are tokens as well. So are parts behind an elision or an article (base::kInnerWord).
class NameIndex {
 public:
  using Token = std::uint32_t;
  using Document = std::uint32_t;

  class Builder;

  /// Tokens [first, last). A word with typing errors forgiven has a list of them.
  struct Range {
    Token first = 0, last = 0;
    bool exact = false;  ///< `first` is the whole word that was asked for
    [[nodiscard]] bool empty() const noexcept { return first == last; }
    [[nodiscard]] bool contains(Token token) const noexcept { return token >= first && token < last; }
  };
  /// The tokens that start with `word`.
  [[nodiscard]] Range prefix(std::string_view word) const;

  /// The tokens that start with `word` but for one typing error: a character too many, one missing, another one, or two
  /// neighbours swapped. At a word's end, where a prefix would forgive it anyway, the whole token must be right. Ranges
  /// are ascending and apart; what prefix() finds may be among them. Words of scripts with more than kMaxBranches
  /// characters to begin a word with are searched in part: readers take them apart instead.
  [[nodiscard]] std::vector<Range> nearly(std::string_view word) const;
  static constexpr std::size_t kMaxBranches = 64;

  /// Documents of a range of tokens; one that has several of them comes several times.
  [[nodiscard]] std::span<Document const> documents(Range range) const noexcept {
    return std::span(postings_).subspan(first_posting_[range.first],
                                        first_posting_[range.last] - first_posting_[range.first]);
  }
  /// The tokens of a document: its words in order, then what else it is findable by.
  [[nodiscard]] std::span<Token const> tokens(Document document) const noexcept {
    return std::span(tokens_).subspan(first_token_[document], first_token_[document + 1] - first_token_[document]);
  }
  [[nodiscard]] std::size_t size() const noexcept { return first_token_.size() - 1; }
  [[nodiscard]] std::size_t token_count() const noexcept { return words_.size(); }
  [[nodiscard]] std::string_view word(Token token) const noexcept {
    return std::string_view(text_).substr(words_[token].at, words_[token].length);
  }

 private:
  struct Word {
    std::uint32_t at = 0;
    std::uint32_t length = 0;
  };
  /// prefix(), looked for among the tokens [first, last) alone.
  [[nodiscard]] Range prefix_among(std::string_view word, Token first, Token last) const;

  std::string text_;                             ///< all tokens, one after the other
  std::vector<Word> words_;                      ///< by token, in order of text
  std::vector<std::uint32_t> first_posting_{0};  ///< by token, and one past the last
  std::vector<Document> postings_;               ///< ascending within a token
  std::vector<std::uint32_t> first_token_{0};    ///< by document, and one past the last
  std::vector<Token> tokens_;
};

/// Whether a word may begin at this character although no blank stands before it (Unicode 15 blocks).
[[nodiscard]] bool starts_unspaced_word(char32_t c) noexcept;

/// Collects documents; tokens have provisional numbers until build() sorts them.
class NameIndex::Builder {
 public:
  Builder();

  /// The provisional tokens of a base::search_text() (words between single blanks) and of the tails of its words.
  struct Words {
    std::vector<Token> words, tails;
  };
  void tokenize(std::string_view folded, Words& out);
  /// The next document, numbered from 0. \param words  its words in order; \param others  what else it is found by
  void add(std::span<Token const> words, std::span<Token const> others);
  /// Makes room for `documents` of three words.
  void reserve(std::size_t documents);
  [[nodiscard]] NameIndex build() &&;

 private:
  Token token_of(std::string_view word);
  void grow();

  NameIndex index_;
  std::vector<std::uint64_t> hashes_;  ///< by provisional token
  std::vector<Token> slots_;           ///< open addressing, a power of two
};

}  // namespace cartable::store
