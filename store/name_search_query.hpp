#pragma once

#include "store/name_search.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

/// What the sources of NameSearch share about a question.
namespace cartable::store {

/// A word of a query and the tokens that satisfy it.
struct NameSearch::Word {
  std::string text;                        ///< as typed, folded
  std::vector<NameIndex::Range> ranges{};  ///< as typed first, then those with an error forgiven
  std::size_t as_typed = 0;                ///< how many of ranges are
  bool number = false;                     ///< may be a house number

  enum class Found : std::uint8_t { no, nearly, yes };
  [[nodiscard]] Found finds(NameIndex::Token token) const noexcept {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (ranges[i].contains(token)) {
        return i < as_typed ? Found::yes : Found::nearly;
      }
    }
    return Found::no;
  }
  /// Whether `token` is what was asked for, to its end.
  [[nodiscard]] bool is(NameIndex::Token token) const noexcept {
    return std::any_of(ranges.begin(), ranges.end(),
                       [token](NameIndex::Range const& range) { return range.exact && token == range.first; });
  }
};

struct NameSearch::Candidate {
  double score = 0;  ///< smaller is better
  std::uint32_t entry = 0;
  Document document = 0;
  double base = 0;  ///< the score without distance

  [[nodiscard]] bool before(Candidate const& other, std::vector<Name> const& names) const noexcept {
    return std::tuple(score, names[document].words, entry, document) <
           std::tuple(other.score, names[other.document].words, other.entry, other.document);
  }
};

/// A query and what it may find.
struct NameSearch::Ask {
  SearchQuery const& query;
  Accepts const& accepts;
};

}  // namespace cartable::store
