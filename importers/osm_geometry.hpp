#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <optional>
#include <string>
#include <vector>

namespace osmium {
class Area;
class Location;
class WayNodeList;
}  // namespace osmium

namespace cartable::importers {

/// Degrees of a location that is inside the world; none when it is unset or out of range.
[[nodiscard]] std::optional<geo::LonLat> lon_lat(osmium::Location location) noexcept;

/// To OpenStreetMap's grid of 1e-7 degrees, on which every position of the project lies.
[[nodiscard]] geo::LonLat on_grid(geo::LonLat p) noexcept;

/// The rings that libosmium assembled, mended by geo::repair.
struct AreaShape {
  geo::MultiPolygon area;  ///< empty when nothing with a surface is left
  bool repaired = false;
  std::string what;  ///< what was wrong, if repaired
};
[[nodiscard]] AreaShape shape_of(osmium::Area const& area);

/// The known positions of a way, in order, unknown ones left out.
[[nodiscard]] geo::LineString known_points(osmium::WayNodeList const& nodes);

/// Middle of the box around points; pre: not empty. Right across ±180° too.
[[nodiscard]] geo::LonLat middle_of(geo::LineString const& points) noexcept;

/// Metres between the outlines of two areas on a plane tangent to them (right to 1 % below 10 km), 0 where they
/// touch or overlap at a corner. Areas further apart than `limit_m` may give any value above it.
[[nodiscard]] double outline_distance_m(geo::MultiPolygon const& a, geo::MultiPolygon const& b, double limit_m);

/// The convex hull of any number of points, gathered in bounded memory.
class HullCollector {
 public:
  void add(geo::LonLat p);

  /// The hull. Points on one line or fewer than three: their box, widened by 1e-6 degrees, so that it covers
  /// them. Points on both sides of ±180°: one hull a side, both drawn up to it (RFC 7946 §3.1.9).
  /// Empty without points.
  [[nodiscard]] geo::MultiPolygon finish();

 private:
  static void reduce(std::vector<geo::LonLat>& points);

  std::vector<geo::LonLat> west_, east_;  ///< longitudes below 0, and the others
  std::size_t west_limit_ = 0, east_limit_ = 0;
};

}  // namespace cartable::importers
