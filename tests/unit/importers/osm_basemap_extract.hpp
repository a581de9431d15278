#pragma once

#include "importers/osm_areas.hpp"
#include "importers/osm_basemap.hpp"

#include <osmium/builder/attr.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <optional>
#include <string>
#include <vector>

/// Small extracts made in memory, for the tests of the base map.
namespace cartable::importers::test {
using store::BasemapFeature;

using TagTexts = std::vector<std::pair<std::string, std::string>>;
using Corners = std::vector<std::pair<double, double>>;

constexpr double kMissing = 999;  // a vertex that the extract lacks

/// A small extract, object by object.
class Extract {
 public:
  void node(TagTexts const& tags, double lon = 7.42, double lat = 43.73) {
    auto const at =
        osmium::builder::add_node(buffer_, osmium::builder::attr::_id(++id_),
                                  osmium::builder::attr::_location(lon, lat), osmium::builder::attr::_tags(tags));
    basemap_.node(buffer_.get<osmium::Node>(at));
  }
  void relation(TagTexts const& tags, std::vector<osmium::object_id_type> const& ways) {
    std::vector<osmium::builder::attr::member_type_string> members;
    for (auto const way : ways) {
      members.emplace_back(osmium::item_type::way, way, "outer");
    }
    auto const at =
        osmium::builder::add_relation(buffer_, osmium::builder::attr::_id(++id_), osmium::builder::attr::_tags(tags),
                                      osmium::builder::attr::_members(members));
    basemap_.relation(buffer_.get<osmium::Relation>(at));
  }
  /// A way, and its area when it is closed and the base map wants one.
  void way(TagTexts const& tags, Corners const& corners, osmium::object_id_type id = 0) {
    std::vector<osmium::NodeRef> refs;
    for (auto const& [lon, lat] : corners) {
      bool const closes = refs.size() > 1 && corners.front() == std::pair{lon, lat};
      refs.emplace_back(closes ? refs.front().ref() : ++node_id_,
                        lon == kMissing ? osmium::Location() : osmium::Location(lon, lat));
    }
    auto const at = osmium::builder::add_way(buffer_, osmium::builder::attr::_id(id != 0 ? id : ++id_),
                                             osmium::builder::attr::_tags(tags), osmium::builder::attr::_nodes(refs));
    auto const& way = buffer_.get<osmium::Way>(at);
    basemap_.way(way);
    if (way.is_closed() && !way.tags().has_tag("area", "no") && OsmBasemap::wants_area(way.tags())) {
      areas_.assemble_way(way, [&](osmium::Area const& area) { basemap_.area(area); });
    }
  }
  store::Basemap finish() { return basemap_.finish({}); }
  std::vector<BasemapFeature> features() { return finish().features; }

 private:
  osmium::memory::Buffer buffer_{4096, osmium::memory::Buffer::auto_grow::yes};
  osmium::object_id_type id_ = 1000, node_id_ = 0;
  OsmAreas areas_;
  OsmBasemap basemap_;
};

/// 220 × 160 m.
inline Corners closed() {
  return {{7.420, 43.730}, {7.422, 43.730}, {7.422, 43.732}, {7.420, 43.732}, {7.420, 43.730}};
}
inline Corners open() { return {{7.420, 43.730}, {7.425, 43.731}, {7.430, 43.730}}; }

inline std::optional<store::BasemapValue> attribute(BasemapFeature const& feature, std::string_view name) {
  for (auto const& [key, value] : feature.attributes) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}
inline std::string text(BasemapFeature const& feature, std::string_view name) {
  auto const value = attribute(feature, name);
  auto const* found = value ? std::get_if<std::string>(&*value) : nullptr;
  return found != nullptr ? *found : "(none)";
}
inline std::optional<bool> flag(BasemapFeature const& feature, std::string_view name) {
  auto const value = attribute(feature, name);
  auto const* found = value ? std::get_if<bool>(&*value) : nullptr;
  return found != nullptr ? std::optional(*found) : std::nullopt;
}
inline std::int64_t number(BasemapFeature const& feature, std::string_view name) {
  auto const value = attribute(feature, name);
  auto const* found = value ? std::get_if<std::int64_t>(&*value) : nullptr;
  return found != nullptr ? *found : -1;
}
/// "streets:residential:12" of each feature.
inline std::vector<std::string> summary(std::vector<BasemapFeature> const& features) {
  std::vector<std::string> out;
  for (BasemapFeature const& f : features) {
    out.push_back(std::string(to_string(f.layer)) + ":" + text(f, "kind") + ":" + std::to_string(f.min_zoom));
  }
  return out;
}
inline std::vector<std::string> of_node(TagTexts const& tags) {
  Extract extract;
  extract.node(tags);
  return summary(extract.features());
}
inline std::vector<std::string> of_way(TagTexts const& tags, Corners const& corners) {
  Extract extract;
  extract.way(tags, corners);
  return summary(extract.features());
}
inline BasemapFeature first_of_way(TagTexts const& tags, Corners const& corners = open()) {
  Extract extract;
  extract.way(tags, corners);
  auto features = extract.features();
  return features.empty() ? BasemapFeature{} : features.front();
}

}  // namespace cartable::importers::test
