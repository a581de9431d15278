#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <cstddef>
#include <vector>

/// How areas cover the ground together: where they lie on each other, and what they leave open between them.
namespace cartable::geo {

/// A connected piece of ground.
struct GroundPiece {
  double m2 = 0;     ///< square metres on the ellipsoid
  double width = 0;  ///< metres, in the mean: a strip's own width, half the side of a square
  LonLat where;      ///< a point inside
};

/// Ground that two areas share.
struct Overlap {
  std::size_t first = 0, second = 0;  ///< indexes, first < second
  std::vector<GroundPiece> pieces;    ///< the largest first; never empty
  double m2 = 0;                      ///< of all pieces
};

/// Every pair of areas that share ground, in order of their indexes. Areas that only touch are no pair.
/// Looks at pairs whose boxes meet, found by an index. pre: each area is valid and crosses no ±180°
[[nodiscard]] std::vector<Overlap> find_overlaps(std::vector<MultiPolygon> const& areas);

/// Ground that is in no area and from which there is no way out but through one.
struct Gap {
  GroundPiece piece;
  std::vector<std::size_t> beside;  ///< the areas around it, ascending
};

/// The gaps between areas, the largest first. pre: each area is valid and crosses no ±180°
[[nodiscard]] std::vector<Gap> find_gaps(std::vector<MultiPolygon> const& areas);

}  // namespace cartable::geo
