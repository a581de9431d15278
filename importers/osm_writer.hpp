#pragma once

#include "base/result.hpp"
#include "geo/lonlat.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cartable::importers {

/// Objects of an OpenStreetMap extract to be written; ids are the caller's.
struct OsmNodeOut {
  std::int64_t id = 0;
  geo::LonLat point;
  store::StringMap tags;
};
struct OsmWayOut {
  std::int64_t id = 0;
  std::vector<std::int64_t> nodes;
  store::StringMap tags;
};
struct OsmRelationOut {
  struct Member {
    char type = 'w';  ///< n, w or r
    std::int64_t id = 0;
    std::string role;
  };
  std::int64_t id = 0;
  std::vector<Member> members;
  store::StringMap tags;
};
struct OsmExtract {
  std::vector<OsmNodeOut> nodes;
  std::vector<OsmWayOut> ways;
  std::vector<OsmRelationOut> relations;
  std::string date;  ///< ISO date of the data, for the header; may be empty
};

/// Writes the extract as .osm.pbf, each kind in ascending order of id, without users, changesets or versions.
/// An existing file is replaced.
[[nodiscard]] base::Status write_osm(OsmExtract extract, std::filesystem::path const& file);

}  // namespace cartable::importers
