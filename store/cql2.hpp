#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// CQL2 text (OGC 21-065r2), a bounded part of it: what can be said about a queryable, and what was said.
namespace cartable::store {

/// How a queryable's values are kept, which decides what may be asked of them.
enum class CqlType : std::uint8_t {
  text,     ///< any text: compared by a pass over the records
  word,     ///< one word of few
  words,    ///< several words: a comparison holds if it does for any of them
  claims,   ///< words that are so, are not so, or of which nothing is said
  integer,  ///< one whole number
  numbers,  ///< several whole numbers: as words
  date,     ///< a day; a month or year is all its days
  point,    ///< the position
};

/// A property that filters may name.
struct Queryable {
  std::string_view name;
  CqlType type = CqlType::text;
  std::string_view description;
};

/// All queryables of places, offers and events, in the order of a place's JSON.
[[nodiscard]] std::span<Queryable const> queryables() noexcept;

/// One node of a parsed filter. Negated forms (<>, NOT IN, IS NOT NULL, …) are negations of the plain one.
struct CqlNode {
  enum class Kind : std::uint8_t {
    constant,  ///< truth
    all,
    any,       ///< of children
    negation,  ///< of the one child
    is_null,   ///< property
    equal,
    less,
    greater,
    at_most,
    at_least,
    one_of,  ///< property with texts or numbers; one_of any of them
    like,    ///< property with texts[0], a pattern
    contains,
    contained_by,
    same,
    overlaps,  ///< property with texts or numbers, as sets
    days,      ///< property in [from, to], days since 1970
    inside,    ///< property in area
  };
  Kind kind = Kind::constant;
  bool truth = true;
  bool case_blind = false, accent_blind = false;  ///< CASEI and ACCENTI around the property
  Queryable const* property = nullptr;
  std::vector<CqlNode> children;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  std::int64_t from = 0, to = 0;
  geo::MultiPolygon area;
  std::string area_text;  ///< the area as canonical text
};

/// A filter in CQL2 text that was parsed, checked and found cheap enough. Empty asks nothing.
struct Cql2 {
  /// One text for filters that mean the same: order and repeats of and-ed or or-ed parts do not matter.
  std::string canonical{};
  std::shared_ptr<CqlNode const> root{};
  /// id, name, sources and checked mean an offer's own, not its place's: for a collection of offers.
  bool of_offers = false;

  [[nodiscard]] bool empty() const noexcept { return root == nullptr; }
  friend bool operator==(Cql2 const& a, Cql2 const& b) {
    return a.canonical == b.canonical && a.of_offers == b.of_offers;
  }
};

inline constexpr std::size_t kCqlMaxBytes = 4000;
inline constexpr std::size_t kCqlMaxDepth = 30;
/// A comparison costs 1, each further value of a list 1, a comparison of free text 20, an area 5 and 1 for each five
/// vertices.
inline constexpr std::size_t kCqlMaxCost = 400;

/// Reads a filter. A mistake is named with the word and its position in characters from 1; one that costs more than
/// kCqlMaxCost with its cost.
[[nodiscard]] base::Result<Cql2> parse_cql2(std::string_view text);

/// Whether `text` matches a LIKE pattern: % any characters, _ one, \ makes the next one plain.
[[nodiscard]] bool cql_like(std::string_view text, std::string_view pattern) noexcept;

/// A pattern of LIKE taken apart once, to be asked of many texts: the same answers as cql_like().
class LikePattern {
 public:
  explicit LikePattern(std::string pattern);
  [[nodiscard]] bool matches(std::string_view text) const noexcept;

 private:
  std::string pattern_;
  bool plain_ = true;  ///< no '_': texts between '%', found one behind the other
  std::vector<std::string>
      parts_;  ///< of a plain pattern, without what escapes; the first begins the text, the last ends it
};

}  // namespace cartable::store
