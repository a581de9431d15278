#include "importers/osm_basemap_features.hpp"
#include "importers/osm_basemap_rules.hpp"

#include <algorithm>
#include <string>

namespace cartable::importers {
namespace {

using store::BasemapLayer;

/// ref=* as lines of a shield: "A 1;B 2" → "A 1\nB 2", 2 rows, 3 columns.
struct Ref {
  std::string text;
  std::int64_t rows = 0, columns = 0;
};

std::string_view trim(std::string_view text) noexcept {
  auto const first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::int64_t count_characters(std::string_view utf8) noexcept {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Ref parse_ref(std::string_view text) {
  Ref ref;
  while (!text.empty()) {
    auto const end = text.find(';');
    std::string_view const word = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (word.empty()) {
      continue;
    }
    if (ref.rows > 0) {
      ref.text += '\n';
    }
    ref.text += word;
    ++ref.rows;
    ref.columns = std::max(ref.columns, count_characters(word));
  }
  return ref;
}

void add_water_lines(OsmTags const& tags, bool closed, geo::Geometry const& line, Features& out) {
  std::string_view const waterway = tags["waterway"];
  auto const* const rule = std::find_if(kWaterLineRules.begin(), kWaterLineRules.end(),
                                        [&](WaterLineRule const& r) { return r.value == waterway; });
  if (rule == kWaterLineRules.end() || (closed && tags.is("area", "yes"))) {
    return;
  }
  std::uint8_t const seen = rule->by_length ? zoom_for_size(mercator_length_m(line), 0.25) : std::uint8_t{0};
  out.push_back(FeatureMaker(BasemapLayer::water_lines, std::max(rule->min_zoom, seen), line)
                    .order(layer_of(tags))
                    .text("kind", waterway)
                    .flag("tunnel", is_tunnel(tags))
                    .flag("bridge", is_bridge(tags))
                    .take());
  if (has_name(tags)) {
    out.push_back(FeatureMaker(BasemapLayer::water_lines_labels, std::max(rule->label_zoom, seen), line)
                      .order(layer_of(tags))
                      .text("kind", waterway)
                      .flag("tunnel", is_tunnel(tags))
                      .flag("bridge", is_bridge(tags))
                      .names(tags)
                      .take());
  }
}

bool fits(StreetRule const& rule, OsmTags const& tags) noexcept {
  return tags.is(rule.key, rule.value) &&
         (rule.service == Service::any || (rule.service == Service::present) == tags.has("service"));
}

void add_street(StreetRule const& rule, OsmTags const& tags, geo::Geometry const& line, Features& out) {
  std::string_view const oneway = tags["oneway"];
  bool const is_oneway =
      !rule.rail && std::find(kOnewayValues.begin(), kOnewayValues.end(), oneway) != kOnewayValues.end();
  int const order = street_order(tags, rule.rank);
  FeatureMaker street(BasemapLayer::streets, rule.min_zoom, line);
  street.order(order)
      .text("kind", rule.kind)
      .flag("link", rule.link, 11)
      .flag("rail", rule.rail)
      .flag("tunnel", is_tunnel(tags), 11)
      .flag("bridge", is_bridge(tags), 11)
      .flag("oneway", is_oneway, 14)
      .flag("oneway_reverse", is_oneway && oneway == "-1", 14)
      .text("surface", tags["surface"], 11)
      .text("bicycle", tags["bicycle"], 14)
      .text("horse", tags["horse"], 14);
  // The schema gives these two no default: the field is not there.
  for (std::string_view const key : {std::string_view{"tracktype"}, std::string_view{"service"}}) {
    if (tags.has(key)) {
      street.text(key, tags[key], 11);
    }
  }
  out.push_back(std::move(street).take());

  Ref const ref = parse_ref(tags["ref"]);
  if (ref.rows == 0 && !has_name(tags)) {
    return;
  }
  // Important names first: what comes first in a tile has first choice of space.
  FeatureMaker label(BasemapLayer::street_labels, rule.label_zoom, line);
  label.order(-order).text("kind", rule.value).flag("tunnel", is_tunnel(tags)).names(tags);
  if (ref.rows > 0) {
    label.text("ref", ref.text).number("ref_rows", ref.rows).number("ref_cols", ref.columns);
  }
  out.push_back(std::move(label).take());
}

/// Streets, railways, runways. A way that is both street and tramway is one of each.
void add_streets(OsmTags const& tags, bool closed, geo::Geometry const& line, Features& out) {
  if (closed && is_explicit_area(tags)) {
    return;
  }
  std::string_view key;
  bool taken = false;
  for (StreetRule const& rule : kStreetRules) {
    if (rule.key != key) {
      key = rule.key;
      taken = false;
    }
    if (!taken && fits(rule, tags)) {
      taken = true;
      add_street(rule, tags, line, out);
    }
  }
}

void add_by_rule(std::span<TagRule const> rules, BasemapLayer layer, OsmTags const& tags, geo::Geometry const& line,
                 Features& out, bool with_names = false) {
  if (TagRule const* const rule = find_rule(rules, tags)) {
    FeatureMaker feature(layer, rule->min_zoom, line);
    feature.text("kind", rule->kind);
    if (with_names) {
      feature.names(tags);
    }
    out.push_back(std::move(feature).take());
  }
}

}  // namespace

void add_line_features(OsmTags const& tags, bool closed, geo::Geometry const& line, Features& out) {
  add_water_lines(tags, closed, line, out);
  // Closed dams and piers are areas unless they say otherwise.
  if (!closed || tags.is("area", "no")) {
    add_by_rule(kDamRules, BasemapLayer::dam_lines, tags, line, out);
    add_by_rule(kPierRules, BasemapLayer::pier_lines, tags, line, out);
  }
  add_streets(tags, closed, line, out);
  add_by_rule(kAerialwayRules, BasemapLayer::aerialways, tags, line, out);
  add_by_rule(kFerryRules, BasemapLayer::ferries, tags, line, out, true);
}

}  // namespace cartable::importers
