#pragma once

#include "access/route.hpp"

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace cartable::access {

/// One edge, or a part of one, as a route travels it.
struct RoutePiece {
  EdgeIndex edge = kNoEdge;
  bool forward = true;
  std::uint32_t label = 0;  ///< of the edge's street
  bool is_private = false;
  double metres = 0;
  double seconds = 0;              ///< whole deciseconds
  std::uint32_t from = 0, to = 0;  ///< positions in the line
};

/// Adds a piece to the stretches of a line, or to the last of them, when that ends where the piece begins.
void add_stretch(std::vector<std::pair<std::uint32_t, std::uint32_t>>& stretches, RoutePiece const& piece);

/// Joins pieces along one street to steps, with the turns between them, and an arrival at the end.
/// \param label_of  what the labels of pieces stand for
[[nodiscard]] std::vector<Step> make_steps(std::function<StreetLabel const&(std::uint32_t)> const& label_of,
                                           geo::LineString const& line, std::vector<RoutePiece> const& pieces);

}  // namespace cartable::access
