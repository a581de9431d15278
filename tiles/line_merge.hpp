#pragma once

#include "geo/tile_id.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cartable::tiles {

/// One piece to be joined with others of its group.
struct LinePiece {
  std::uint32_t group = 0;                  ///< only pieces of one group are joined
  bool directed = false;                    ///< keeps its direction: joins end to start only
  std::span<geo::WorldPoint const> points;  ///< at least two
};

/// A joined line, and the first (lowest) of its pieces, whose attributes are those of all.
struct MergedLine {
  std::uint32_t piece = 0;
  std::vector<geo::WorldPoint> points;
};

/// Joins pieces that meet end to end, where exactly two of a group do: at a fork nothing is joined, so no piece
/// is drawn as going on where another might. Every piece is part of exactly one line. Ordered by first piece.
[[nodiscard]] std::vector<MergedLine> merge_lines(std::span<LinePiece const> pieces);

}  // namespace cartable::tiles
