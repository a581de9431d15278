#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace cartable::store {

/// The kind that filters know for places where a person can ask a person what to learn and where, whatever else they
/// are. Places are never of this kind alone, and their `kinds` do not list it.
inline constexpr std::string_view kGuidancePoint = "guidance_point";

/// Whether places of a kind are guidance points (docs/data/osm.md, rows 30, 33, 48, 49).
[[nodiscard]] constexpr bool is_guidance(std::string_view kind) noexcept {
  constexpr std::array<std::string_view, 5> kKinds{"outreach", "employment_agency", "townhall", "visitor_centre",
                                                   "information_office"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

}  // namespace cartable::store
