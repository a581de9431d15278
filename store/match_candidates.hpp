#pragma once

#include "store/kind_bits.hpp"
#include "store/match_evidence.hpp"
#include "store/place_features.hpp"
#include "store/place_match.hpp"

#include <cstdint>
#include <utility>
#include <vector>

/// Private to store/place_match.cpp and its parts: which pairs of places are worth a closer look.
namespace cartable::store {

/// What is known of the places, by their index; borrowed.
struct PlacesToMatch {
  std::vector<PlaceFeatures> const& features;
  std::vector<KindBits> const& kinds;
  std::vector<bool> const& left;  ///< which side, where there are two; else empty
};

/// What two places may have in common wherever they lie, as numbers: few places share one.
[[nodiscard]] Shared index_shared(std::vector<PlaceFeatures> const& places);

/// Pairs of places that stand beside each other, have a telling word in common within reach of each other, or share
/// something wherever they lie. Sorted, each once, the lower index first. \param options  its may_be_one is asked
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> find_candidates(PlacesToMatch const& places,
                                                                                   Shared const& shared,
                                                                                   MatchOptions const& options);

}  // namespace cartable::store
