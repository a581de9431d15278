#pragma once

#include "geo/geometry.hpp"
#include "store/basemap.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace cartable::tiles::testing {

using store::BasemapFeature;
using store::BasemapLayer;

inline constexpr double kLon = 7.42, kLat = 43.735;  // Monaco

inline geo::MultiPolygon box(double west, double south, double east, double north) {
  return {{{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}}};
}

inline BasemapFeature feature(BasemapLayer layer, geo::Geometry geometry, std::uint8_t from, std::string kind) {
  BasemapFeature f;
  f.layer = layer;
  f.min_zoom = from;
  f.geometry = std::move(geometry);
  f.attributes.emplace_back("kind", std::move(kind));
  f.attribute_min_zoom.push_back(0);
  return f;
}

/// A drawn town: a grid of streets cut at every crossing, a building in every block, a lake with an island, a wood.
inline store::Basemap town(int blocks) {
  store::Basemap map;
  double const step = 0.001;
  for (int i = 0; i <= blocks; ++i) {
    for (int k = 0; k < blocks; ++k) {
      geo::LineString const across{{kLon + k * step, kLat + i * step}, {kLon + (k + 1) * step, kLat + i * step}};
      geo::LineString const along{{kLon + i * step, kLat + k * step}, {kLon + i * step, kLat + (k + 1) * step}};
      for (auto const& line : {across, along}) {
        map.features.push_back(feature(BasemapLayer::streets, line, 10, "residential"));
        map.features.back().attributes.emplace_back("oneway", i % 2 == 0);
        map.features.back().attribute_min_zoom.push_back(14);
      }
    }
  }
  for (int i = 0; i < blocks; ++i) {
    for (int k = 0; k < blocks; ++k) {
      double const x = kLon + k * step + 0.3 * step;
      double const y = kLat + i * step + 0.3 * step;
      map.features.push_back(feature(BasemapLayer::buildings, box(x, y, x + 0.3 * step, y + 0.2 * step), 14, "yes"));
    }
  }
  auto lake = box(kLon - 0.05, kLat - 0.05, kLon - 0.01, kLat + 0.03);
  auto island = box(kLon - 0.04, kLat - 0.03, kLon - 0.03, kLat - 0.02).polygons[0].rings[0];
  std::ranges::reverse(island);
  lake.polygons[0].rings.push_back(island);
  map.features.push_back(feature(BasemapLayer::water_polygons, lake, 4, "water"));
  map.features.push_back(feature(BasemapLayer::land, box(kLon - 0.01, kLat - 0.05, kLon, kLat + 0.03), 7, "forest"));
  map.features.push_back(feature(BasemapLayer::place_labels, geo::LonLat{kLon, kLat}, 6, "city"));
  map.features.back().attributes.emplace_back("population", std::int64_t{39'000});
  return map;
}

}  // namespace cartable::tiles::testing
