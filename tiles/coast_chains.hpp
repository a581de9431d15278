#pragma once

#include "geo/bbox.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <string>
#include <vector>

namespace cartable::tiles {

/// Coastlines joined end to start. A closed chain's first point equals its last.
struct CoastChains {
  std::vector<geo::LineString> chains;
  std::vector<std::string> contradictions;  ///< "two coastlines start at 7.42000 43.73000"
};
[[nodiscard]] CoastChains join_coastlines(std::vector<geo::LineString> const& coastlines);

/// A straight way from an open end of a chain over the edge of the area.
struct WayOut {
  geo::LonLat beyond;  ///< a point just outside the area
  double length_m = 0;
  double cost = 0;  ///< for comparing ways
};

/// Finds ways over the edge of an area.
class AreaEdge {
 public:
  explicit AreaEdge(geo::MultiPolygon const& area);

  /// Straight ways from an end of a chain to the edge, of at most `longest_m` metres: to the nearest edge, and
  /// every ten degrees around. Those that cross one of the `chains` are left out. Best first: short ones, and
  /// those that go on as the chain came (a way aside counts double its length, a way back three times).
  [[nodiscard]] std::vector<WayOut> ways_out(geo::LineString const& chain, bool from_start, double longest_m,
                                             std::vector<geo::LineString> const& chains) const;
  /// Metres to the nearest edge.
  [[nodiscard]] double distance_m(geo::LonLat from) const;

 private:
  struct Point {
    double x = 0, y = 0;
  };
  [[nodiscard]] Point to_plane(geo::LonLat p) const noexcept;
  [[nodiscard]] geo::LonLat from_plane(Point p) const noexcept;
  [[nodiscard]] Point nearest(Point from) const noexcept;
  [[nodiscard]] bool is_inside(Point p) const noexcept;
  /// The way that a chain goes towards one of its ends, over its last `stretch_m` metres; of length 1.
  [[nodiscard]] Point heading(geo::LineString const& chain, bool at_start, double stretch_m) const noexcept;

  struct Edge {
    Point a, b;
  };
  double metres_per_lon_ = 0;  ///< of a degree, at the area's middle latitude
  std::vector<Edge> edges_;
};

/// A position for messages, five decimals (about a metre).
[[nodiscard]] std::string place_text(geo::LonLat p);

}  // namespace cartable::tiles
