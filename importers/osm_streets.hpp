#pragma once

#include "store/import_batch.hpp"

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace osmium {
class Node;
class TagList;
class Way;
}  // namespace osmium

namespace cartable::importers {

/// Collects the street network: ways that somebody may walk, wheel or cycle on, with the tags that travel-time
/// profiles read, and the tagged nodes on them. What each profile makes of the tags is decided there, not here.
class OsmStreets {
 public:
  explicit OsmStreets(std::string source) : source_(std::move(source)) {}

  /// Whether a way belongs to the network: any highway=* but those for motor vehicles alone or not yet (or no
  /// longer) there, and ferries, piers and platforms that connect streets on foot.
  [[nodiscard]] static bool is_street(osmium::TagList const& tags);

  /// A node with tags and a valid position; kept when a street runs through it.
  void node(osmium::Node const& node);
  /// A way whose node references carry positions, unset where the extract lacks the node. At a gap the way is
  /// cut: no straight line is drawn across what is not known.
  void way(osmium::Way const& way);
  /// An untagged border of a square that is drawn as a multipolygon: walkable as the relation's tags say.
  void border(osmium::Way const& way, osmium::TagList const& tags);

  /// Moves streets (in the file's order) and their nodes (by id) into the batch, and counts the network's nodes and
  /// edges after cutting at shared nodes and at ends.
  void finish(store::ImportBatch& batch);

 private:
  void add(osmium::Way const& way, osmium::TagList const& tags);

  std::string source_;
  std::vector<store::Street> streets_;
  std::unordered_set<std::int64_t> borders_;  ///< ways taken as borders, so that two squares take each once
  std::vector<store::StreetNode> nodes_;
  std::int64_t cut_ = 0;   ///< ways cut at a gap, or shortened
  std::int64_t lost_ = 0;  ///< ways with fewer than two known nodes
};

}  // namespace cartable::importers
