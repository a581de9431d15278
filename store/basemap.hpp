#pragma once

#include "geo/geometry.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cartable::store {

/// The layers of the Shortbread vector-tile schema 1.0 (https://shortbread-tiles.org/schema/), as importers
/// fill them and `tiles` writes them.
enum class BasemapLayer : std::uint8_t {
  ocean,
  water_polygons,
  water_polygons_labels,
  water_lines,
  water_lines_labels,
  dam_lines,
  dam_polygons,
  pier_lines,
  pier_polygons,
  boundaries,
  boundary_labels,
  place_labels,
  land,
  sites,
  buildings,
  addresses,
  street_polygons,
  streets_polygons_labels,
  streets,
  street_labels,
  street_labels_points,
  aerialways,
  ferries,
  bridges,
  public_transport,
  pois,
};
inline constexpr int kBasemapLayerCount = 26;
/// The layer's name in tiles: "ocean", "water_polygons", …
[[nodiscard]] std::string_view to_string(BasemapLayer layer) noexcept;

using BasemapValue = std::variant<bool, std::int64_t, double, std::string>;

/// One feature of the base map: which layer, from which zoom on, geometry in degrees, attributes by
/// Shortbread's names ("kind", "name", "name_en", "tunnel", …).
struct BasemapFeature {
  BasemapLayer layer = BasemapLayer::land;
  std::uint8_t min_zoom = 14;
  std::uint8_t max_zoom = 14;  ///< last zoom at which it is drawn; 14 is the last base zoom
  std::int32_t order = 0;      ///< features of a layer and tile are written in ascending order
  geo::Geometry geometry;
  std::vector<std::pair<std::string_view, BasemapValue>> attributes;  ///< names are string literals
  /// Attributes that only appear from a zoom on: parallel to `attributes`, 0 = always.
  std::vector<std::uint8_t> attribute_min_zoom;
};

/// What an importer hands over for the base map.
struct Basemap {
  std::vector<BasemapFeature> features;
  std::vector<geo::LineString> coastlines;  ///< natural=coastline ways as mapped: land on the left
  geo::MultiPolygon complete_area;          ///< where the source is complete (its hull); sea is drawn inside it only
  bool has_coastline_contradictions = false;
};

}  // namespace cartable::store
