#include "importers/osm_basemap.hpp"

#include "geo/repair.hpp"
#include "importers/osm_basemap_features.hpp"
#include "importers/osm_basemap_rules.hpp"

#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace cartable::importers {
namespace {

using store::BasemapLayer;

constexpr int kNoLevel = 99;

/// What the relations say of a way that carries a border.
struct Border {
  int admin_level = kNoLevel;
  bool disputed = false;
};

int border_level(std::string_view admin_level) noexcept {
  return admin_level == "2" ? 2 : admin_level == "4" ? 4 : kNoLevel;
}

bool is_disputed_boundary(OsmTags const& tags) noexcept {
  std::string_view const level = tags["admin_level"];
  return tags.is("boundary", "disputed") && (level.empty() || level == "2" || level == "3" || level == "4");
}

geo::LonLat lonlat(osmium::Location location) { return {.lon = location.lon(), .lat = location.lat()}; }

/// The stretches of a way between vertices that the extract lacks: bridging a gap would draw a line that is not
/// there. Doubled vertices are dropped.
std::vector<geo::LineString> known_stretches(osmium::WayNodeList const& nodes) {
  std::vector<geo::LineString> stretches;
  geo::LineString current;
  auto const close = [&] {
    if (current.size() > 1) {
      stretches.push_back(std::move(current));
    }
    current = {};
  };
  for (osmium::NodeRef const& ref : nodes) {
    if (!ref.location().valid()) {
      close();
    } else if (geo::LonLat const p = lonlat(ref.location()); current.empty() || current.back() != p) {
      current.push_back(p);
    }
  }
  close();
  return stretches;
}

geo::Geometry to_geometry(std::vector<geo::LineString> stretches) {
  if (stretches.size() == 1) {
    return std::move(stretches.front());
  }
  return geo::MultiLineString{std::move(stretches)};
}

/// A ring wound as RFC 7946 asks: outer ones counter-clockwise, holes clockwise.
geo::Ring to_ring(osmium::NodeRefList const& nodes, bool counter_clockwise) {
  geo::Ring ring;
  ring.reserve(nodes.size());
  for (osmium::NodeRef const& ref : nodes) {
    if (ref.location().valid()) {
      ring.push_back(lonlat(ref.location()));
    }
  }
  double twice = 0;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    geo::LonLat const a = ring[i - 1];
    geo::LonLat const b = ring[i];
    twice += (a.lon - ring[0].lon) * (b.lat - ring[0].lat) - (b.lon - ring[0].lon) * (a.lat - ring[0].lat);
  }
  if ((twice > 0) != counter_clockwise) {
    std::reverse(ring.begin(), ring.end());
  }
  return ring;
}

geo::MultiPolygon to_area(osmium::Area const& area) {
  geo::MultiPolygon result;
  for (osmium::OuterRing const& outer : area.outer_rings()) {
    geo::Polygon polygon;
    polygon.rings.push_back(to_ring(outer, true));
    for (osmium::InnerRing const& inner : area.inner_rings(outer)) {
      polygon.rings.push_back(to_ring(inner, false));
    }
    result.polygons.push_back(std::move(polygon));
  }
  return result;
}

/// Kind of place and name: a place drawn as an area and as a node is labelled once, at the node.
std::string place_key(OsmTags const& tags) {
  std::string key(tags["place"]);
  key += '\n';
  key += tags["name"];
  return key;
}

}  // namespace

struct OsmBasemap::Impl {
  store::Basemap basemap;
  std::unordered_map<osmium::object_id_type, Border> borders;
  /// Member ways of countries and states, and those of them that the extract has whole.
  std::unordered_map<osmium::object_id_type, std::vector<osmium::object_id_type>> ways_of_boundary;
  std::unordered_set<osmium::object_id_type> whole_border_ways;
  std::unordered_set<std::string> places_with_node;
  struct AreaPlace {
    std::string key;
    store::BasemapFeature label;
  };
  std::vector<AreaPlace> area_places;

  void add_border(osmium::object_id_type way, OsmTags const& tags, geo::Geometry const& line);
  /// Whether nothing of an area is missing, as far as relation() remembered what belongs to it.
  [[nodiscard]] bool is_whole(osmium::Area const& area) const;
};

OsmBasemap::OsmBasemap() : impl_(std::make_unique<Impl>()) {}
OsmBasemap::~OsmBasemap() = default;
OsmBasemap::OsmBasemap(OsmBasemap&&) noexcept = default;
OsmBasemap& OsmBasemap::operator=(OsmBasemap&&) noexcept = default;

bool OsmBasemap::wants_area(osmium::TagList const& tags) {
  return !tags.empty() && may_have_area_features(OsmTags(tags));
}

void OsmBasemap::relation(osmium::Relation const& relation) {
  OsmTags const tags(relation.tags());
  int const level = tags.is("boundary", "administrative") ? border_level(tags["admin_level"]) : kNoLevel;
  bool const disputed = is_disputed_boundary(tags);
  if (level == kNoLevel && !disputed) {
    return;
  }
  for (osmium::RelationMember const& member : relation.members()) {
    if (member.type() == osmium::item_type::way) {
      Border& border = impl_->borders[member.ref()];
      border.admin_level = std::min(border.admin_level, level);
      border.disputed = border.disputed || disputed;
      impl_->ways_of_boundary[relation.id()].push_back(member.ref());
    }
  }
}

void OsmBasemap::node(osmium::Node const& node) {
  if (!node.location().valid() || node.tags().empty()) {
    return;
  }
  OsmTags const tags(node.tags());
  if (tags.has("place")) {
    impl_->places_with_node.insert(place_key(tags));
  }
  add_node_features(tags, lonlat(node.location()), impl_->basemap.features);
}

void OsmBasemap::Impl::add_border(osmium::object_id_type way, OsmTags const& tags, geo::Geometry const& line) {
  Border border;
  if (auto const found = borders.find(way); found != borders.end()) {
    border = found->second;
  }
  // Of a border whose relation the extract lacks, the way's own tags are all there is.
  if (tags.is("boundary", "administrative")) {
    border.admin_level = std::min(border.admin_level, border_level(tags["admin_level"]));
  }
  if (border.admin_level == kNoLevel) {
    return;
  }
  basemap.features.push_back(
      FeatureMaker(BasemapLayer::boundaries, border.admin_level == 2 ? kCountryBorderZoom : kStateBorderZoom, line)
          .order(-border.admin_level)
          .number("admin_level", std::int64_t{border.admin_level})
          .flag("maritime", tags.is("maritime", "yes") || tags.is("natural", "coastline"))
          .flag("disputed", border.disputed || tags.is("disputed", "yes"))
          .take());
}

bool OsmBasemap::Impl::is_whole(osmium::Area const& area) const {
  auto const ways = ways_of_boundary.find(area.orig_id());
  return area.from_way() || ways == ways_of_boundary.end() ||
         std::all_of(ways->second.begin(), ways->second.end(),
                     [&](osmium::object_id_type way) { return whole_border_ways.contains(way); });
}

void OsmBasemap::way(osmium::Way const& way) {
  bool const in_border = impl_->borders.contains(way.id());
  if (way.tags().empty() && !in_border) {
    return;
  }
  std::vector<geo::LineString> stretches = known_stretches(way.nodes());
  if (stretches.empty()) {
    return;
  }
  if (in_border && std::all_of(way.nodes().begin(), way.nodes().end(),
                               [](osmium::NodeRef const& ref) { return ref.location().valid(); })) {
    impl_->whole_border_ways.insert(way.id());
  }
  OsmTags const tags(way.tags());
  if (tags.is("natural", "coastline")) {
    impl_->basemap.coastlines.insert(impl_->basemap.coastlines.end(), stretches.begin(), stretches.end());
  }
  geo::Geometry const line = to_geometry(std::move(stretches));
  impl_->add_border(way.id(), tags, line);
  add_line_features(tags, way.is_closed(), line, impl_->basemap.features);
}

void OsmBasemap::area(osmium::Area const& area) {
  OsmTags const tags(area.tags());
  if (!may_have_area_features(tags) || (area.from_way() && tags.is("area", "no"))) {
    return;
  }
  geo::MultiPolygon const shape = to_area(area);
  if (shape.empty()) {
    return;
  }
  add_area_features(tags, shape, impl_->is_whole(area), impl_->basemap.features);
  if (tags.has("place")) {
    if (auto label = place_label(tags, geo::point_inside(shape))) {
      impl_->area_places.push_back({place_key(tags), *std::move(label)});
    }
  }
}

store::Basemap OsmBasemap::finish(geo::MultiPolygon complete_area) {
  for (Impl::AreaPlace& place : impl_->area_places) {
    if (impl_->places_with_node.insert(std::move(place.key)).second) {
      impl_->basemap.features.push_back(std::move(place.label));
    }
  }
  std::stable_sort(impl_->basemap.features.begin(), impl_->basemap.features.end(),
                   [](store::BasemapFeature const& a, store::BasemapFeature const& b) {
                     return a.layer != b.layer ? a.layer < b.layer : a.order < b.order;
                   });
  store::Basemap basemap = std::move(impl_->basemap);
  basemap.complete_area = std::move(complete_area);
  *impl_ = Impl{};
  return basemap;
}

}  // namespace cartable::importers
