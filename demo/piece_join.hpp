#pragma once

#include "geo/tile_id.hpp"

#include <cstdint>
#include <vector>

namespace cartable::demo {

using WorldLine = std::vector<geo::WorldPoint>;
/// Closed: the first point is repeated at the end.
using WorldRing = std::vector<geo::WorldPoint>;

/// The size of a zoom-12 tile in world units: pieces were cut at multiples of it, with no buffer.
inline constexpr std::uint32_t kCut = 1U << 20U;

/// Joins the pieces of one line that a tiling has cut: where one piece ends on a cut and another begins at the same
/// point. Direction is kept. What the tiling's outer border has cut stays apart.
[[nodiscard]] std::vector<WorldLine> join_lines(std::vector<WorldLine> pieces);

/// Joins the pieces of one area that a tiling has cut. Edges that two pieces share along a cut cancel out; the rest
/// forms the rings. \param pieces  outer rings, all wound the same way
/// \return the rings of the whole area (several when the outer border of the tiling leaves it in parts)
[[nodiscard]] std::vector<WorldRing> join_rings(std::vector<WorldRing> const& pieces);

}  // namespace cartable::demo
