#pragma once

#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Which places of two sources are one place. Pure; the reasons for every number are in docs/data/matching.md.
namespace cartable::store {

/// What speaks for and against two places being one, in natural logarithms of odds: 0 is even, +3 twenty to one.
struct MatchEvidence {
  double name = 0, distance = 0, kind = 0, address = 0, contact = 0, identifiers = 0;
  double metres = std::numeric_limits<double>::quiet_NaN();  ///< NaN: one has no position
  bool inside = false;                                       ///< the position of one is in the other's footprint
  bool identifier_decides = false;                           ///< one identifier in both, and in no other place
  bool never_certain = false;    ///< kinds, levels, numbers or parts differ: a person must say
  bool no_telling_name = false;  ///< one has no name, or one that every place of its kind has
  bool only_of_name = false;     ///< no other place of their kind has a telling word of their names
  std::string_view obstacle;     ///< why never_certain, in words; empty otherwise
};

enum class Verdict : std::uint8_t { doubtful, certain };

struct PlacePair {
  std::uint32_t a = 0, b = 0;  ///< indexes into what was given, a < b
  double score = 0;            ///< log odds
  Verdict verdict = Verdict::doubtful;
  bool ambiguous = false;  ///< another candidate is about as good
  MatchEvidence evidence;
};

/// The score as a probability in per cent, 0…100.
[[nodiscard]] int percent(double score) noexcept;

struct MatchOptions {
  std::string city_name;  ///< says little in a place's name
  /// Whether two places may be one at all (other source, not said to be distinct). Called with a < b.
  std::function<bool(std::uint32_t, std::uint32_t)> may_be_one;
  /// Pairs are one to one: each place is in one pair at most, and the pairs together have the greatest score.
  /// pre: the places of pairs that may be one have two sides, told by `side`
  bool one_to_one = true;
  std::function<bool(std::uint32_t)> side;  ///< for one_to_one: which of the two sides
};

/// Pairs that are certainly or possibly one place, best first. Time grows with the number of places that lie near each
/// other, not with its square.
[[nodiscard]] std::vector<PlacePair> match_places(std::span<Place const* const> places, MatchOptions const& options);

/// In words: "the same name, 14 m apart, both library"; for reports.
[[nodiscard]] std::string describe(PlacePair const& pair, Place const& a, Place const& b);

/// How alike two lists of kinds are: 1 one in common, 0.5 siblings (theatre and arts_centre) or one is not known,
/// 0 never one place (library and community_centre).
[[nodiscard]] double kind_likeness(StringList const& a, StringList const& b);

}  // namespace cartable::store
