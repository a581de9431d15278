#pragma once

#include "geo/spatial_index.hpp"
#include "geo/tile_id.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cartable::geo {

/// A plain set for queries, told bit by bit.
class SampleSet final : public RowSet {
 public:
  explicit SampleSet(std::vector<bool> rows) : rows_(std::move(rows)) {}
  [[nodiscard]] bool contains(std::uint32_t row) const noexcept override { return rows_[row]; }
  [[nodiscard]] bool any(std::uint32_t first, std::uint32_t last) const noexcept override {
    return std::find(rows_.begin() + first, rows_.begin() + last, true) != rows_.begin() + last;
  }

 private:
  std::vector<bool> rows_;
};

inline std::vector<LonLat> in_morton_order(std::vector<LonLat> points) {
  std::stable_sort(points.begin(), points.end(),
                   [](LonLat a, LonLat b) { return morton(to_world(a)) < morton(to_world(b)); });
  return points;
}

/// To 1e-7°, as positions are kept.
inline LonLat rounded(LonLat p) { return {.lon = std::round(p.lon * 1e7) / 1e7, .lat = std::round(p.lat * 1e7) / 1e7}; }

inline LonLat on_globe(double lon, double lat) {
  lat = std::clamp(lat, -90.0, 90.0);
  lon = std::remainder(lon, 360.0);  // [-180, 180]
  return rounded({.lon = lon, .lat = lat});
}

/// Places around a centre as a town has them: dense in the middle, some at the same address.
inline std::vector<LonLat> town(test::PropertyRandom& random, LonLat centre, std::size_t count, double spread_deg) {
  std::vector<LonLat> points;
  while (points.size() < count) {
    if (!points.empty() && random.chance(0.1)) {
      points.push_back(
          points[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(points.size()) - 1))]);
      continue;
    }
    points.push_back(on_globe(centre.lon + random.normal(0, spread_deg), centre.lat + random.normal(0, spread_deg)));
  }
  return points;
}

}  // namespace cartable::geo
