#include "importers/osm_basemap_features.hpp"

#include "importers/osm_basemap_rules.hpp"

#include <osmium/osm/tag.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

namespace cartable::importers {
namespace {

constexpr double kMercatorRadius = 6378137.0;  // EPSG:3857, metres
constexpr double kMercatorCircumference = 2 * std::numbers::pi * kMercatorRadius;
constexpr int kLastZoom = 14;

struct MercatorPoint {
  double x = 0, y = 0;
};

MercatorPoint to_mercator(geo::LonLat p) noexcept {
  constexpr double kRadians = std::numbers::pi / 180;
  return {.x = kMercatorRadius * p.lon * kRadians, .y = kMercatorRadius * std::asinh(std::tan(p.lat * kRadians))};
}

double ring_area(geo::Ring const& ring) noexcept {
  if (ring.size() < 4) {
    return 0;
  }
  // Relative to the first point, so that small rings far from the origin keep their digits.
  MercatorPoint const origin = to_mercator(ring.front());
  double twice = 0;
  MercatorPoint a{};
  for (geo::LonLat const p : ring) {
    MercatorPoint b = to_mercator(p);
    b.x -= origin.x;
    b.y -= origin.y;
    twice += a.x * b.y - b.x * a.y;
    a = b;
  }
  return std::abs(twice) / 2;
}

double line_length(geo::LineString const& line) noexcept {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    MercatorPoint const a = to_mercator(line[i - 1]);
    MercatorPoint const b = to_mercator(line[i]);
    length += std::hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

template <class Values>
bool contains(Values const& values, std::string_view value) noexcept {
  return std::find(std::begin(values), std::end(values), value) != std::end(values);
}

}  // namespace

OsmTags::OsmTags(osmium::TagList const& tags) {
  tags_.reserve(tags.size());
  for (osmium::Tag const& tag : tags) {
    tags_.emplace_back(tag.key(), tag.value());
  }
}

std::string_view OsmTags::operator[](std::string_view key) const noexcept {
  for (auto const& [k, v] : tags_) {
    if (k == key) {
      return v;
    }
  }
  return {};
}

TagRule const* find_rule(std::span<TagRule const> rules, OsmTags const& tags) noexcept {
  std::string_view key;
  std::string_view value;
  for (TagRule const& rule : rules) {
    if (rule.key != key) {
      key = rule.key;
      value = tags[key];
    }
    if (value == rule.value && (rule.also_key.empty() || tags.is(rule.also_key, rule.also_value))) {
      return &rule;
    }
  }
  return nullptr;
}

FeatureMaker::FeatureMaker(store::BasemapLayer layer, std::uint8_t min_zoom, geo::Geometry geometry) {
  feature_.layer = layer;
  feature_.min_zoom = min_zoom;
  feature_.geometry = std::move(geometry);
}

FeatureMaker& FeatureMaker::add(std::string_view attribute, store::BasemapValue value, std::uint8_t from_zoom) {
  feature_.attributes.emplace_back(attribute, std::move(value));
  feature_.attribute_min_zoom.push_back(from_zoom);
  return *this;
}

FeatureMaker& FeatureMaker::text(std::string_view attribute, std::string_view value, std::uint8_t from_zoom) {
  return add(attribute, std::string(value), from_zoom);
}

FeatureMaker& FeatureMaker::flag(std::string_view attribute, bool value, std::uint8_t from_zoom) {
  return add(attribute, value, from_zoom);
}

FeatureMaker& FeatureMaker::number(std::string_view attribute, std::int64_t value) { return add(attribute, value, 0); }

FeatureMaker& FeatureMaker::number(std::string_view attribute, double value) { return add(attribute, value, 0); }

FeatureMaker& FeatureMaker::names(OsmTags const& tags) {
  for (NameRule const& rule : kNameRules) {
    std::string_view value = tags[rule.tag];
    if (value.empty() && rule.fallback != nullptr) {
      value = tags[rule.fallback];
    }
    if (!value.empty()) {
      text(rule.attribute, value);
    }
  }
  return *this;
}

FeatureMaker& FeatureMaker::order(double order) {
  constexpr double kLimit = std::numeric_limits<std::int32_t>::max();
  feature_.order = static_cast<std::int32_t>(std::clamp(order, -kLimit, kLimit));
  return *this;
}

bool has_name(OsmTags const& tags) noexcept {
  return std::any_of(kNameRules.begin(), kNameRules.end(), [&](NameRule const& rule) {
    return tags.has(rule.tag) || (rule.fallback != nullptr && tags.has(rule.fallback));
  });
}

bool is_tunnel(OsmTags const& tags) noexcept {
  return contains(kTunnelValues, tags["tunnel"]) || tags.is("covered", "yes");
}

bool is_bridge(OsmTags const& tags) noexcept { return contains(kBridgeValues, tags["bridge"]); }

int layer_of(OsmTags const& tags) noexcept {
  std::string_view const text = tags["layer"];
  int layer = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), layer);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return 0;
  }
  return std::clamp(layer, -7, 7);
}

int street_order(OsmTags const& tags, int rank) noexcept {
  constexpr int kRanks = 14;  // one more than the highest rank, so that a level never mixes with the next
  int level = layer_of(tags);
  if (is_bridge(tags)) {
    ++level;
  } else if (is_tunnel(tags)) {
    --level;
  }
  return level * kRanks + rank;
}

std::optional<std::int64_t> parse_population(std::string_view text) noexcept {
  constexpr std::int64_t kMost = 20'000'000'000;
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::int64_t value = 0;
  std::size_t group = 0;  // digits since the last separator
  bool grouped = false;
  for (char const c : text) {
    if (is_digit(c)) {
      value = value * 10 + (c - '0');
      ++group;
      if (value > kMost) {
        return std::nullopt;
      }
    } else if ((c == ' ' || c == ',' || c == '.' || c == '\'') && group > 0 && (grouped ? group == 3 : group <= 3)) {
      grouped = true;
      group = 0;
    } else {
      return std::nullopt;
    }
  }
  if (group == 0 || (grouped && group != 3)) {
    return std::nullopt;
  }
  return value;
}

bool is_explicit_area(OsmTags const& tags) noexcept {
  std::string_view const type = tags["type"];
  return tags.is("area", "yes") || type == "multipolygon" || type == "boundary" || tags.is("area:aeroway", "runway") ||
         tags.is("area:aeroway", "taxiway");
}

double mercator_area_m2(geo::MultiPolygon const& area) noexcept {
  double sum = 0;
  for (geo::Polygon const& polygon : area.polygons) {
    for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
      sum += i == 0 ? ring_area(polygon.rings[i]) : -ring_area(polygon.rings[i]);
    }
  }
  return std::max(sum, 0.0);
}

double mercator_length_m(geo::Geometry const& line) noexcept {
  if (auto const* one = std::get_if<geo::LineString>(&line)) {
    return line_length(*one);
  }
  double sum = 0;
  if (auto const* many = std::get_if<geo::MultiLineString>(&line)) {
    for (geo::LineString const& part : many->lines) {
      sum += line_length(part);
    }
  }
  return sum;
}

std::uint8_t zoom_for_size(double metres, double pixels) noexcept {
  if (!(metres > 0)) {
    return kLastZoom;
  }
  double const zoom = std::ceil(std::log2(pixels * kMercatorCircumference / (256 * metres)));
  return static_cast<std::uint8_t>(std::clamp(zoom, 0.0, double{kLastZoom}));
}

}  // namespace cartable::importers
