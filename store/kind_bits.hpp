#pragma once

#include "store/model.hpp"

#include <cstdint>
#include <string_view>

/// Private to store/place_match.cpp and its parts: which kinds of place may be one place.
namespace cartable::store {

/// Kinds as bits: what a place is, and what a place may be that is the same one.
struct KindBits {
  std::uint64_t is = 0, may_be = 0;
};

[[nodiscard]] KindBits bits_of(std::string_view slug);
/// All kinds of a place together; without one it may be anything.
[[nodiscard]] KindBits bits_of(StringList const& kinds);

/// 1 a kind in common, 0.5 one may be the other, 0 never one place.
[[nodiscard]] double likeness(KindBits const& a, KindBits const& b);

}  // namespace cartable::store
