#pragma once

#include "store/import_batch.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cartable::importers {

/// One OSM object with the tags of a learning place, before merging.
struct PlaceObject {
  store::Place place;
  char type = 'n';  ///< n, w, r
  std::int64_t id = 0;
  bool is_building = false;          ///< tagged building=*
  double size_m2 = 0;                ///< of the footprint; 0: none
  int entrance_rank = 0;             ///< of the entrance that gave the point; 0: the point is not an entrance
  std::vector<std::string> members;  ///< site relations: record ids of the members
};

/// Makes one place of the objects that draw one place: of a kind in common, one inside the other (or a site and
/// its member, or both on one education campus), under the same name or with a name missing; and buildings at most
/// 50 m apart, outline to outline, that have the same name or all lack one. Grounds stay, then relation before way
/// before node; what stays takes over what it lacks, the other ids become aliases. Places with different names are
/// never merged: the inner one gets the outer one as parent.
///
/// \param campuses  areas with landuse=education
/// \param batch     gets the places (in order of the objects), counts.places_merged, merged and notes
void merge_places(std::vector<PlaceObject> objects, std::vector<geo::MultiPolygon> const& campuses,
                  store::ImportBatch& batch);

}  // namespace cartable::importers
