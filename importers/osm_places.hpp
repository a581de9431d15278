#pragma once

#include "geo/geometry.hpp"
#include "importers/osm_place_merge.hpp"
#include "importers/osm_tag_rules.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace osmium {
class Area;
class Node;
class NodeRefList;
class Relation;
class TagList;
class Way;
}  // namespace osmium

namespace cartable::importers {

/// Collects learning places from nodes, closed ways and multipolygon relations; merges the several objects that
/// draw one place; puts each place's point on its entrance where the map has one.
class OsmPlaces {
 public:
  explicit OsmPlaces(std::string source) : source_(std::move(source)) {}

  /// Whether a closed way or relation with these tags must be assembled: a learning place, or grounds that group.
  [[nodiscard]] static bool wants_area(osmium::TagList const& tags);
  /// The same; an object that is left out for a reason is counted. Call once for each way and relation.
  [[nodiscard]] bool consider(osmium::TagList const& tags);

  /// A node with tags and a position: a place, or an entrance. Call for every node before any way.
  void node(osmium::Node const& node);
  /// The assembled rings of a way (id, tags and nodes) or of a relation with its member ways.
  void area(osmium::Area const& area, std::span<osmium::Way const* const> ways);
  /// A way with the tags of a place that is no area: drawn open, or its ring cannot be made. Its point is the
  /// middle of what is known of it.
  void way_without_area(osmium::Way const& way);
  /// A relation with the tags of a place that has no rings: a site, or a multipolygon that the file holds in part.
  /// \param points  the positions of members that are known; empty: the place is unplaced
  void relation_without_area(osmium::Relation const& relation, geo::LineString const& points);

  /// Merges and moves the places into the batch, with counts and notes.
  void finish(store::ImportBatch& batch);

 private:
  struct Entrance {
    geo::LonLat point;
    int rank = 0;
  };

  PlaceObject* add(osmium::TagList const& tags, char type, std::int64_t id);
  void count_left_out(Classified const& classified);
  void look_for_entrance(osmium::NodeRefList const& nodes, PlaceObject& object) const;

  std::string source_;
  std::vector<PlaceObject> objects_;
  std::vector<geo::MultiPolygon> grounds_;
  std::unordered_map<std::int64_t, Entrance> entrances_;
  std::map<std::string, std::int64_t, std::less<>> with_courses_, no_place_;
  std::int64_t lifecycle_ = 0, ambiguous_levels_ = 0, lines_ = 0, repaired_ = 0;
  std::vector<std::string> repair_notes_;
};

}  // namespace cartable::importers
