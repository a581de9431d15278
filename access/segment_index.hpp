#pragma once

#include "access/street_network.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cartable::access {

/// The nearest point of a street to a position.
struct NearestPoint {
  EdgeIndex edge = kNoEdge;
  std::uint32_t segment = 0;  ///< between the edge's points `segment` and `segment + 1`
  double fraction = 0;        ///< along the segment, 0…1
  double metres = 0;          ///< from the position
};

/// Finds the edges near a point: a grid over the segments of all edges. Immutable; safe from any thread. Networks that
/// cross ±180° are handled; distances are on a plane through the position, right to a thousandth up to a kilometre.
class SegmentIndex {
 public:
  explicit SegmentIndex(StreetNetwork const& network);

  using Wanted = std::function<bool(EdgeIndex)>;
  /// \param reach  metres; beyond it nothing is found
  [[nodiscard]] std::optional<NearestPoint> nearest(geo::LonLat from, double reach, Wanted const& wanted) const;
  /// The same without a reach: looks at every segment.
  [[nodiscard]] std::optional<NearestPoint> nearest_anywhere(geo::LonLat from, Wanted const& wanted) const;

 private:
  struct Plane;
  struct Segment {
    EdgeIndex edge;
    std::uint32_t number;
  };
  /// Degrees east of the grid's west border, -180…180 around its middle.
  [[nodiscard]] double easting(double lon) const noexcept;
  void consider(Plane const& plane, Segment const& segment, NearestPoint& best) const noexcept;

  StreetNetwork const& network_;
  double middle_lon_ = 0, west_ = 0, south_ = 0;  ///< west_ is an offset from middle_lon_
  double cell_lon_ = 1, cell_lat_ = 1;            ///< degrees
  std::int64_t columns_ = 0, rows_ = 0;
  std::vector<std::uint32_t> first_;  ///< by cell
  std::vector<Segment> segments_;
};

}  // namespace cartable::access
