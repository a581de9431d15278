#include "demo/voronoi.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace cartable::demo {

std::vector<geo::Ring> voronoi_cells(std::vector<geo::LonLat> const& points, geo::BBox area) {
  double const shrink = std::cos((area.south + area.north) / 2 * std::numbers::pi / 180);
  std::vector<geo::Ring> cells;
  for (std::size_t i = 0; i < points.size(); ++i) {
    geo::LonLat const p = points[i];
    if (std::find(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(i), p) !=
        points.begin() + static_cast<std::ptrdiff_t>(i)) {
      cells.emplace_back();
      continue;
    }
    std::vector<geo::LonLat> cell{{.lon = area.west, .lat = area.south},
                                  {.lon = area.east, .lat = area.south},
                                  {.lon = area.east, .lat = area.north},
                                  {.lon = area.west, .lat = area.north}};
    for (geo::LonLat const q : points) {
      if (q == p) {
        continue;
      }
      // Positive where nearer to p: the sign of (middle - x)·(q - p).
      double const dx = (q.lon - p.lon) * shrink;
      double const dy = q.lat - p.lat;
      auto const side = [&](geo::LonLat x) {
        return ((p.lon + q.lon) / 2 - x.lon) * shrink * dx + ((p.lat + q.lat) / 2 - x.lat) * dy;
      };
      std::vector<geo::LonLat> kept;
      for (std::size_t k = 0; k < cell.size(); ++k) {
        geo::LonLat const a = cell[k];
        geo::LonLat const b = cell[(k + 1) % cell.size()];
        double const sa = side(a);
        double const sb = side(b);
        if (sa >= 0) {
          kept.push_back(a);
        }
        if ((sa >= 0) != (sb >= 0)) {
          double const t = sa / (sa - sb);
          kept.push_back({.lon = a.lon + (b.lon - a.lon) * t, .lat = a.lat + (b.lat - a.lat) * t});
        }
      }
      cell = std::move(kept);
      if (cell.size() < 3) {
        break;
      }
    }
    geo::Ring ring;
    if (cell.size() >= 3) {
      ring.assign(cell.begin(), cell.end());
      ring.push_back(ring.front());
    }
    cells.push_back(std::move(ring));
  }
  return cells;
}

}  // namespace cartable::demo
