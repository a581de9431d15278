#pragma once

#include "store/import_batch.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace osmium {
class Area;
class Node;
class Relation;
class TagList;
class Way;
}  // namespace osmium

namespace cartable::importers {

/// Collects house numbers: from nodes, ways and multipolygons with addr:housenumber. The street is addr:street,
/// else addr:place, else the name of the associatedStreet relation that the object belongs to.
class OsmAddresses {
 public:
  explicit OsmAddresses(std::string source) : source_(std::move(source)) {}

  [[nodiscard]] static bool wants(osmium::TagList const& tags);

  /// First pass, every relation: remembers which houses an associatedStreet names.
  void relation(osmium::Relation const& relation);
  void node(osmium::Node const& node);
  /// A way with known positions; the address lies in the middle of them.
  void way(osmium::Way const& way);
  /// A multipolygon relation; areas made from ways are ignored, way() has had them.
  void area(osmium::Area const& area);

  /// Moves the addresses into the batch. Ranges of numbers along a line (addr:interpolation) are counted only.
  void finish(store::ImportBatch& batch);

 private:
  void add(osmium::TagList const& tags, char type, std::int64_t id, geo::LonLat point);

  std::string source_;
  std::unordered_map<std::string, std::string> street_of_;  ///< "n123" → street
  std::vector<store::Address> addresses_;
  std::int64_t interpolations_ = 0;
};

}  // namespace cartable::importers
