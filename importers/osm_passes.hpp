#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/osm_addresses.hpp"
#include "importers/osm_areas.hpp"
#include "importers/osm_basemap.hpp"
#include "importers/osm_districts.hpp"
#include "importers/osm_format.hpp"
#include "importers/osm_geometry.hpp"
#include "importers/osm_places.hpp"
#include "importers/osm_streets.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cartable::importers {

/// Reads an extract three times (relations, nodes, ways), so that the order of objects in the file does not
/// matter, and hands every object to the collectors.
class OsmPasses {
 public:
  OsmPasses(std::filesystem::path file, OsmFormat format, std::string const& source, base::Progress const& progress);

  /// The three passes. A damaged file is `corrupt`, a stop `cancelled`; nothing else may be called after an error.
  [[nodiscard]] base::Status read();

  /// ISO date of the file: its header's replication timestamp, else the newest timestamp of its objects.
  [[nodiscard]] std::string const& date() const noexcept { return date_; }

  /// Moves everything into the batch, whose source must be filled in.
  void finish(store::ImportBatch& batch);

 private:
  struct Reading;

  void read_relations(Reading& reading);
  void read_nodes(Reading& reading);
  void read_ways(Reading& reading);
  void finish_relations(Reading const& reading);
  void place_without_area(OsmAreas::Assembled const& assembled, Reading const& reading);

  std::filesystem::path file_;
  OsmFormat format_;
  base::Progress const& progress_;
  std::string date_;
  OsmPlaces places_;
  OsmStreets streets_;
  OsmDistricts districts_;
  OsmAddresses addresses_;
  OsmBasemap basemap_;
  OsmAreas areas_;
  HullCollector hull_;
  geo::MultiPolygon covers_;
  std::int64_t nodes_ = 0, ways_ = 0, relations_ = 0;
  std::int64_t bad_positions_ = 0, repeated_ = 0;
  std::int64_t missing_refs_ = 0, ways_with_missing_ = 0, ways_lost_ = 0;
  /// Buildings that are not on the base map, by why.
  std::int64_t buildings_cut_ = 0, buildings_crossing_ = 0, buildings_open_ = 0, buildings_unassembled_ = 0;
};

}  // namespace cartable::importers
