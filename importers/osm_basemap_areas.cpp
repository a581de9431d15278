#include "geo/repair.hpp"
#include "importers/osm_basemap_features.hpp"
#include "importers/osm_basemap_rules.hpp"

#include <algorithm>
#include <cmath>

namespace cartable::importers {
namespace {

using store::BasemapLayer;

/// The area of a feature with what several layers ask of it, computed once.
class SizedArea {
 public:
  explicit SizedArea(geo::MultiPolygon const& area) : area_(&area), mercator_m2_(mercator_area_m2(area)) {}

  [[nodiscard]] geo::MultiPolygon const& shape() const noexcept { return *area_; }
  /// Square metres on the Mercator plane.
  [[nodiscard]] double mercator_m2() const noexcept { return mercator_m2_; }
  [[nodiscard]] geo::LonLat label_point() {
    if (!label_point_) {
      label_point_ = geo::point_inside(*area_);
    }
    return *label_point_;
  }

 private:
  geo::MultiPolygon const* area_;
  double mercator_m2_;
  std::optional<geo::LonLat> label_point_;
};

/// The row of kWaterPolygonRules for these tags. A closed canal is a loop of water, not a pond, unless it says so.
TagRule const* water_rule(OsmTags const& tags) noexcept {
  TagRule const* const rule = find_rule(kWaterPolygonRules, tags);
  return rule != nullptr && rule->kind == "canal" && !is_explicit_area(tags) ? nullptr : rule;
}

TagRule const* street_polygon_rule(OsmTags const& tags) noexcept {
  return is_explicit_area(tags) ? find_rule(kStreetPolygonRules, tags) : nullptr;
}

bool is_building(OsmTags const& tags) noexcept { return tags.has("building") && !tags.is("building", "no"); }

int country_or_state_level(OsmTags const& tags) noexcept {
  if (!tags.is("boundary", "administrative")) {
    return 0;
  }
  return tags.is("admin_level", "2") ? 2 : tags.is("admin_level", "4") ? 4 : 0;
}

void add_water(OsmTags const& tags, SizedArea& area, Features& out) {
  TagRule const* const rule = water_rule(tags);
  if (rule == nullptr) {
    return;
  }
  // A tenth of a square pixel is a square of 0.316 pixels.
  std::uint8_t const zoom = std::max(rule->min_zoom, zoom_for_size(std::sqrt(area.mercator_m2()), std::sqrt(0.1)));
  auto const way_area = std::llround(area.mercator_m2());
  out.push_back(FeatureMaker(BasemapLayer::water_polygons, zoom, area.shape())
                    .order(-area.mercator_m2())
                    .text("kind", rule->kind)
                    .number("way_area", std::int64_t{way_area})
                    .take());
  if (has_name(tags)) {
    out.push_back(FeatureMaker(BasemapLayer::water_polygons_labels, zoom, area.label_point())
                      .order(-area.mercator_m2())
                      .text("kind", rule->kind)
                      .number("way_area", std::int64_t{way_area})
                      .names(tags)
                      .take());
  }
}

/// A plain polygon of a table; larger ones are drawn first, so that what lies in them is seen.
void add_by_rule(std::span<TagRule const> rules, BasemapLayer layer, OsmTags const& tags, SizedArea const& area,
                 Features& out, bool with_names = false) {
  if (TagRule const* const rule = find_rule(rules, tags)) {
    FeatureMaker feature(layer, rule->min_zoom, area.shape());
    feature.order(-area.mercator_m2()).text("kind", rule->kind);
    if (with_names) {
      feature.names(tags);
    }
    out.push_back(std::move(feature).take());
  }
}

void add_street_polygon(OsmTags const& tags, SizedArea& area, Features& out) {
  TagRule const* const rule = street_polygon_rule(tags);
  if (rule == nullptr) {
    return;
  }
  auto const* const street = std::find_if(kStreetRules.begin(), kStreetRules.end(), [&](StreetRule const& r) {
    return r.key == "highway" && r.value == rule->kind;
  });
  out.push_back(FeatureMaker(BasemapLayer::street_polygons, rule->min_zoom, area.shape())
                    .order(street_order(tags, street == kStreetRules.end() ? 0 : street->rank))
                    .text("kind", rule->kind)
                    .flag("rail", false)
                    .flag("tunnel", is_tunnel(tags))
                    .flag("bridge", is_bridge(tags))
                    .text("surface", tags["surface"])
                    .take());
  if (has_name(tags)) {
    out.push_back(FeatureMaker(BasemapLayer::streets_polygons_labels, kStreetPolygonLabelZoom, area.label_point())
                      .order(-area.mercator_m2())
                      .text("kind", rule->kind)
                      .names(tags)
                      .take());
  }
}

void add_boundary_label(OsmTags const& tags, SizedArea& area, Features& out) {
  int const level = country_or_state_level(tags);
  if (level == 0 || !has_name(tags)) {
    return;
  }
  double const true_m2 = geo::area_m2(area.shape());
  auto const* const rule = std::find_if(
      kBoundaryLabelRules.begin(), kBoundaryLabelRules.end(),
      [&](BoundaryLabelRule const& r) { return r.admin_level == level && true_m2 / 1e6 >= r.min_area_km2; });
  out.push_back(FeatureMaker(BasemapLayer::boundary_labels, rule->min_zoom, area.label_point())
                    .order(-true_m2 / 1e4)
                    .number("admin_level", std::int64_t{level})
                    .number("way_area", true_m2 / 1e4)  // hectares
                    .names(tags)
                    .take());
}

}  // namespace

bool may_have_area_features(OsmTags const& tags) noexcept {
  return is_building(tags) || water_rule(tags) != nullptr || find_rule(kLandRules, tags) != nullptr ||
         find_rule(kSiteRules, tags) != nullptr || find_rule(kDamRules, tags) != nullptr ||
         find_rule(kPierRules, tags) != nullptr || find_rule(kBridgeAreaRules, tags) != nullptr ||
         street_polygon_rule(tags) != nullptr || (tags.has("place") && has_name(tags)) ||
         country_or_state_level(tags) != 0 || may_have_point_features(tags);
}

void add_area_features(OsmTags const& tags, geo::MultiPolygon const& shape, bool is_whole, Features& out) {
  SizedArea area(shape);
  add_water(tags, area, out);
  add_by_rule(kDamRules, BasemapLayer::dam_polygons, tags, area, out);
  add_by_rule(kPierRules, BasemapLayer::pier_polygons, tags, area, out);
  add_by_rule(kLandRules, BasemapLayer::land, tags, area, out);
  add_by_rule(kSiteRules, BasemapLayer::sites, tags, area, out, true);
  if (is_building(tags)) {
    out.push_back(FeatureMaker(BasemapLayer::buildings, 14, shape).take());
  }
  add_street_polygon(tags, area, out);
  add_by_rule(kBridgeAreaRules, BasemapLayer::bridges, tags, area, out);
  if (is_whole) {
    add_boundary_label(tags, area, out);
  }
  if (may_have_point_features(tags)) {
    add_point_features(tags, area.label_point(), out);
  }
}

}  // namespace cartable::importers
