#pragma once

#include "geo/geometry.hpp"
#include "store/basemap.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osmium {
class TagList;
}  // namespace osmium

namespace cartable::importers {

struct TagRule;

/// The tags of one OSM object. Views into it: valid while the object is.
class OsmTags {
 public:
  explicit OsmTags(osmium::TagList const& tags);

  /// The value of a key, empty when the object lacks it.
  [[nodiscard]] std::string_view operator[](std::string_view key) const noexcept;
  [[nodiscard]] bool has(std::string_view key) const noexcept { return !(*this)[key].empty(); }
  [[nodiscard]] bool is(std::string_view key, std::string_view value) const noexcept { return (*this)[key] == value; }
  [[nodiscard]] bool empty() const noexcept { return tags_.empty(); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> tags_;
};

/// The first row of a table that the tags fit, or null.
[[nodiscard]] TagRule const* find_rule(std::span<TagRule const> rules, OsmTags const& tags) noexcept;

/// One feature in the making.
class FeatureMaker {
 public:
  FeatureMaker(store::BasemapLayer layer, std::uint8_t min_zoom, geo::Geometry geometry);

  FeatureMaker& text(std::string_view attribute, std::string_view value, std::uint8_t from_zoom = 0);
  FeatureMaker& flag(std::string_view attribute, bool value, std::uint8_t from_zoom = 0);
  FeatureMaker& number(std::string_view attribute, std::int64_t value);
  FeatureMaker& number(std::string_view attribute, double value);
  /// name, name_en, … as far as the object has them.
  FeatureMaker& names(OsmTags const& tags);
  FeatureMaker& order(double order);
  [[nodiscard]] store::BasemapFeature take() { return std::move(feature_); }

 private:
  FeatureMaker& add(std::string_view attribute, store::BasemapValue value, std::uint8_t from_zoom);
  store::BasemapFeature feature_;
};

using Features = std::vector<store::BasemapFeature>;

/// Whether the object has a name in any of the languages that the tiles carry.
[[nodiscard]] bool has_name(OsmTags const& tags) noexcept;
[[nodiscard]] bool is_tunnel(OsmTags const& tags) noexcept;
[[nodiscard]] bool is_bridge(OsmTags const& tags) noexcept;
/// layer=* between -7 and 7; 0 when it is missing or no number.
[[nodiscard]] int layer_of(OsmTags const& tags) noexcept;
/// Drawing order of streets: by layer, tunnels below and bridges above, then by `rank` (0…13).
[[nodiscard]] int street_order(OsmTags const& tags, int rank) noexcept;
/// An inhabitants' count as people write it ("12 345", "12,345"), nothing when it is no number.
[[nodiscard]] std::optional<std::int64_t> parse_population(std::string_view text) noexcept;
/// Whether a closed way, or a relation, with these tags is an area where such ways are lines by default.
[[nodiscard]] bool is_explicit_area(OsmTags const& tags) noexcept;

/// Sizes on the Web Mercator plane (EPSG:3857), which is what Shortbread's way_area and zooms are about.
[[nodiscard]] double mercator_area_m2(geo::MultiPolygon const& area) noexcept;
[[nodiscard]] double mercator_length_m(geo::Geometry const& line) noexcept;
/// The first zoom, at most 14, at which a size in metres covers `pixels` pixels of a 256-pixel tile.
[[nodiscard]] std::uint8_t zoom_for_size(double metres, double pixels) noexcept;

/// Features of a node: place labels, motorway junctions, stops, points of interest, addresses.
void add_node_features(OsmTags const& tags, geo::LonLat at, Features& out);
/// Features of a way as a line: water, dams, piers, streets, aerialways, ferries.
void add_line_features(OsmTags const& tags, bool closed, geo::Geometry const& line, Features& out);
/// Features of an area, and the label points in it.
/// \param is_whole  nothing of the object is missing: countries and states of which the extract has a corner get
///                  no label in that corner
void add_area_features(OsmTags const& tags, geo::MultiPolygon const& area, bool is_whole, Features& out);
/// Whether add_area_features could make anything of such an area.
[[nodiscard]] bool may_have_area_features(OsmTags const& tags) noexcept;

/// Stops, points of interest and addresses: the same for a node and for a point in an area.
void add_point_features(OsmTags const& tags, geo::LonLat at, Features& out);
[[nodiscard]] bool may_have_point_features(OsmTags const& tags) noexcept;
/// The label of a named place=*, if it is of a kind that the schema has.
[[nodiscard]] std::optional<store::BasemapFeature> place_label(OsmTags const& tags, geo::LonLat at);

}  // namespace cartable::importers
