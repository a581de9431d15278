#pragma once

#include "store/place_features.hpp"
#include "store/place_match.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

/// Private to store/place_match.cpp and its parts: what speaks for two places being one, in log odds; the numbers are
/// explained in docs/data/matching.md.
namespace cartable::store {

/// A number for something that several places may have: an identifier, a telephone, an address.
std::uint64_t shared_key(std::string_view what, std::string_view value, std::string_view more = {});

/// Who has what, sorted: (number, place).
struct Shared {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
  /// How many places have it.
  [[nodiscard]] std::size_t count(std::uint64_t key) const;
};

/// By the best pair of their names; whether one tells nothing and why they are never certain go to `out`.
[[nodiscard]] double score_names(PlaceFeatures const& a, PlaceFeatures const& b, MatchEvidence& out);
/// \param metres  between them, less what is doubtful of their positions
/// \param scale   metres at which two positions of one place of this kind may lie apart
/// \param inside  the position of one is in the other's footprint
[[nodiscard]] double score_distance(double metres, double scale, bool inside);
/// \param like  of their kinds, see likeness()
[[nodiscard]] double score_kinds(PlaceFeatures const& a, PlaceFeatures const& b, double like, MatchEvidence& out);
[[nodiscard]] double score_addresses(PlaceFeatures const& a, PlaceFeatures const& b);
/// What many places share (a switchboard, a city's website) counts little.
[[nodiscard]] double score_contact(PlaceFeatures const& a, PlaceFeatures const& b, Shared const& shared);
/// An identifier that only these two have decides.
[[nodiscard]] double score_identifiers(PlaceFeatures const& a, PlaceFeatures const& b, Shared const& shared,
                                       MatchEvidence& out);

}  // namespace cartable::store
