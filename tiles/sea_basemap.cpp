#include "geo/area_index.hpp"
#include "geo/polygon_ops.hpp"
#include "geo/repair.hpp"
#include "tiles/sea.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cartable::tiles {
namespace {

using store::BasemapFeature;
using store::BasemapLayer;

// Footways run out onto piers and beaches; streets for cars do not.
constexpr std::array<std::string_view, 8> kCarStreets{"motorway", "trunk",        "primary",     "secondary",
                                                      "tertiary", "unclassified", "residential", "living_street"};
// Land that the tide covers, or that lies before the coastline, is no witness.
constexpr std::array<std::string_view, 6> kWetLand{"beach", "sand", "shingle", "marsh", "bare_rock", "swamp"};

/// The value of an attribute, or null when the feature lacks it or it is of another type.
template <class T>
T const* attribute(BasemapFeature const& feature, std::string_view name) {
  for (auto const& [key, value] : feature.attributes) {
    if (key == name) {
      return std::get_if<T>(&value);
    }
  }
  return nullptr;
}

template <class Words>
bool has_kind(BasemapFeature const& feature, Words const& kinds) {
  auto const* kind = attribute<std::string>(feature, "kind");
  return kind != nullptr && std::find(kinds.begin(), kinds.end(), *kind) != kinds.end();
}

bool is_true(BasemapFeature const& feature, std::string_view name) {
  auto const* flag = attribute<bool>(feature, name);
  return flag != nullptr && *flag;
}

void add_land(BasemapFeature const& feature, std::vector<geo::LonLat>& points) {
  auto const* area = std::get_if<geo::MultiPolygon>(&feature.geometry);
  auto const* line = std::get_if<geo::LineString>(&feature.geometry);
  auto const* point = std::get_if<geo::LonLat>(&feature.geometry);
  switch (feature.layer) {
    case BasemapLayer::buildings:
      if (area != nullptr && !area->empty()) {
        points.push_back(area->polygons.front().rings.front().front());
      }
      return;
    case BasemapLayer::land:
      if (area != nullptr && !area->empty() && !has_kind(feature, kWetLand)) {
        points.push_back(geo::point_inside(*area));
      }
      return;
    case BasemapLayer::addresses:
    case BasemapLayer::pois:
    case BasemapLayer::public_transport:
      if (point != nullptr) {
        points.push_back(*point);
      }
      return;
    case BasemapLayer::streets:
      if (line != nullptr && !line->empty() && has_kind(feature, kCarStreets) && !is_true(feature, "bridge") &&
          !is_true(feature, "tunnel")) {
        points.insert(points.end(), {line->front(), (*line)[line->size() / 2], line->back()});
      }
      return;
    default: return;
  }
}

/// The buildings that stand in the sea, whole footprints.
std::vector<geo::Polygon> buildings_in(geo::MultiPolygon const& ocean, store::Basemap const& basemap) {
  geo::AreaIndex const index({ocean});
  std::vector<geo::Polygon> found;
  for (BasemapFeature const& feature : basemap.features) {
    if (feature.layer != BasemapLayer::buildings) {
      continue;
    }
    auto const* area = std::get_if<geo::MultiPolygon>(&feature.geometry);
    if (area != nullptr && !area->empty() && !index.at(geo::point_inside(*area)).empty()) {
      found.insert(found.end(), area->polygons.begin(), area->polygons.end());
    }
  }
  return found;
}

}  // namespace

std::vector<geo::LonLat> land_points(store::Basemap const& basemap) {
  std::vector<geo::LonLat> points;
  for (BasemapFeature const& feature : basemap.features) {
    add_land(feature, points);
  }
  return points;
}

Sea make_sea(store::Basemap const& basemap) {
  if (basemap.coastlines.empty()) {
    return {};
  }
  Sea sea = make_sea(basemap.coastlines, basemap.complete_area, land_points(basemap));
  if (!sea.ocean.empty()) {
    if (auto const wet = buildings_in(sea.ocean, basemap); !wet.empty()) {
      sea.ocean = geo::difference(sea.ocean, geo::unite(wet));
    }
  }
  return sea;
}

}  // namespace cartable::tiles
