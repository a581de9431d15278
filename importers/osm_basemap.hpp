#pragma once

#include "geo/geometry.hpp"
#include "store/basemap.hpp"

#include <memory>

namespace osmium {
class Area;
class Node;
class Relation;
class TagList;
class Way;
}  // namespace osmium

namespace cartable::importers {

/// Collects the base map of an OSM extract: features of the Shortbread schema 1.0, and its coastlines.
///
/// Order of calls: every relation (first pass); then nodes, ways and areas in any order; finish() once.
/// Which tags become which feature is a table in osm_basemap_rules.hpp, explained in docs/data/basemap.md.
/// Belongs to one thread.
class OsmBasemap {
 public:
  OsmBasemap();
  ~OsmBasemap();
  OsmBasemap(OsmBasemap&&) noexcept;
  OsmBasemap& operator=(OsmBasemap&&) noexcept;

  /// Whether a closed way or a multipolygon with these tags can be a feature with an area (or a label point in
  /// one), so that its rings must be assembled.
  [[nodiscard]] static bool wants_area(osmium::TagList const& tags);

  /// Remembers the ways that carry borders of countries and states. First pass, every relation.
  void relation(osmium::Relation const& relation);
  /// A node with tags and a location.
  void node(osmium::Node const& node);
  /// A way whose node references carry locations, invalid where the extract lacks the node. Every way, tagged or
  /// not: pieces of a border often have no tags of their own.
  void way(osmium::Way const& way);
  /// The assembled rings of a closed way, or of a multipolygon or boundary relation.
  void area(osmium::Area const& area);

  /// Everything collected, in an order that depends on the extract only. The object is empty afterwards.
  /// \param complete_area  where the extract is complete (the hull of its nodes)
  [[nodiscard]] store::Basemap finish(geo::MultiPolygon complete_area);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::importers
