#pragma once

#include "store/import_batch.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace osmium {
class Area;
class Node;
class OSMObject;
class TagList;
}  // namespace osmium

namespace cartable::importers {

/// Collects districts (administrative boundaries by level; areas of suburbs, quarters and neighbourhoods) and
/// localities (named spots for search and labels).
class OsmDistricts {
 public:
  explicit OsmDistricts(std::string source) : source_(std::move(source)) {}

  /// Whether an area with these tags is a district: boundary=administrative with an admin_level of 1 to 11, or
  /// place=suburb|quarter|neighbourhood|borough|city_block with a name.
  [[nodiscard]] static bool wants_area(osmium::TagList const& tags);

  /// Rings of a district whose ways and nodes are all in the file.
  void area(osmium::Area const& area);
  /// A district that the file does not hold whole, or whose rings do not close.
  void broken(osmium::OSMObject const& object);
  /// A node with tags and a position: a locality when it has place=* or is a station, and a name.
  void node(osmium::Node const& node);

  /// Moves districts and localities into the batch; broken districts are counted and named.
  void finish(store::ImportBatch& batch);

 private:
  std::string source_;
  std::vector<store::District> districts_;
  std::vector<store::Locality> localities_;
  std::vector<std::string> broken_;
  std::int64_t repaired_ = 0;
};

}  // namespace cartable::importers
