#include "importers/osm_basemap_features.hpp"
#include "importers/osm_basemap_rules.hpp"

#include <algorithm>

namespace cartable::importers {
namespace {

using store::BasemapLayer;

bool has_value(std::span<std::string_view const> values, std::string_view value) noexcept {
  return !value.empty() && std::find(values.begin(), values.end(), value) != values.end();
}

bool is_poi(OsmTags const& tags) noexcept {
  auto const rules = poi_rules();
  return std::any_of(rules.begin(), rules.end(),
                     [&](PoiRule const& rule) { return has_value(rule.values, tags[rule.key]); });
}

bool has_address(OsmTags const& tags) noexcept { return tags.has("addr:housenumber") || tags.has("addr:housename"); }

void add_address_attributes(OsmTags const& tags, FeatureMaker& feature) {
  if (tags.has("addr:housename")) {
    feature.text("housename", tags["addr:housename"]);
  }
  if (tags.has("addr:housenumber")) {
    feature.text("housenumber", tags["addr:housenumber"]);
  }
}

void add_poi(OsmTags const& tags, geo::LonLat at, Features& out) {
  FeatureMaker poi(BasemapLayer::pois, 14, at);
  for (PoiRule const& rule : poi_rules()) {
    if (has_value(rule.values, tags[rule.key])) {
      poi.text(rule.key, tags[rule.key]);
    }
  }
  for (PoiAttributeRule const& rule : poi_attribute_rules()) {
    if (!has_value(rule.values, tags[rule.key])) {
      continue;
    }
    if (rule.is_flag) {
      poi.flag(rule.attribute, tags.is(rule.attribute, "yes"));
    } else if (tags.has(rule.attribute)) {
      poi.text(rule.attribute, tags[rule.attribute]);
    }
  }
  poi.names(tags);
  add_address_attributes(tags, poi);
  out.push_back(std::move(poi).take());
}

}  // namespace

bool may_have_point_features(OsmTags const& tags) noexcept {
  return has_address(tags) || is_poi(tags) || find_rule(kPublicTransportRules, tags) != nullptr;
}

void add_point_features(OsmTags const& tags, geo::LonLat at, Features& out) {
  if (TagRule const* const rule = find_rule(kPublicTransportRules, tags)) {
    out.push_back(
        FeatureMaker(BasemapLayer::public_transport, rule->min_zoom, at).text("kind", rule->kind).names(tags).take());
  }
  // The schema: what is in `pois` is not repeated in `addresses`.
  if (is_poi(tags)) {
    add_poi(tags, at, out);
  } else if (has_address(tags)) {
    FeatureMaker address(BasemapLayer::addresses, 14, at);
    add_address_attributes(tags, address);
    out.push_back(std::move(address).take());
  }
}

std::optional<store::BasemapFeature> place_label(OsmTags const& tags, geo::LonLat at) {
  std::string_view const place = tags["place"];
  auto const* const rule =
      std::find_if(kPlaceRules.begin(), kPlaceRules.end(), [&](PlaceRule const& r) { return r.value == place; });
  if (place.empty() || rule == kPlaceRules.end() || !has_name(tags)) {
    return std::nullopt;
  }
  std::string_view kind = place;
  std::uint8_t zoom = rule->min_zoom;
  if (rule->may_be_capital && (tags.is("capital", "yes") || tags.is("capital", "4"))) {
    kind = tags.is("capital", "yes") ? "capital" : "state_capital";
    zoom = kCapitalZoom;
  }
  std::int64_t const population = parse_population(tags["population"]).value_or(rule->default_population);
  return FeatureMaker(BasemapLayer::place_labels, zoom, at)
      .order(-static_cast<double>(population))
      .text("kind", kind)
      .names(tags)
      .number("population", population)
      .take();
}

void add_node_features(OsmTags const& tags, geo::LonLat at, Features& out) {
  if (auto label = place_label(tags, at)) {
    out.push_back(*std::move(label));
  }
  if (TagRule const* const rule = find_rule(kJunctionRules, tags)) {
    FeatureMaker junction(BasemapLayer::street_labels_points, rule->min_zoom, at);
    junction.text("kind", rule->kind).names(tags);
    if (tags.has("ref")) {
      junction.text("ref", tags["ref"]);
    }
    out.push_back(std::move(junction).take());
  }
  add_point_features(tags, at, out);
}

}  // namespace cartable::importers
