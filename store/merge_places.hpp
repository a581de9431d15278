#pragma once

#include "store/geocode.hpp"
#include "store/import_batch.hpp"
#include "store/merge.hpp"
#include "store/place_statements.hpp"
#include "store/source_order.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cartable::store {

/// All that decides what becomes of the city's places.
struct PlaceMergeInput {
  std::vector<Stored<Place>> stored;  ///< of all sources
  std::vector<Place> batch;           ///< of the source that is imported
  bool speaks_of_all = false;         ///< what the batch lacks is withdrawn
  Provenance* provenance = nullptr;   ///< city values of places that become one are put together in it
  SourceOrder const* order = nullptr;
  std::string city_name;
  std::vector<std::string> touched;                             ///< ids whose city values changed
  std::function<AddressResult(StringMap const&)> find_address;  ///< of the city's own addresses
};

struct PlaceMerge {
  TableChanges<Place> changes;
  TableChanges<FieldProvenance> rows;
  std::map<std::string, std::string> relinked;  ///< ids of rows that go → the id that stays
  std::map<std::string, std::string> stays_as;  ///< ids of the batch → the id that its place has in the city
  CrossSourceOutcome across;
  std::vector<std::string> notes;
};

/// What an import makes of the places: records of the batch are known by their ids and aliases; those that are left are
/// matched with the places of other sources, and certain pairs become one. Each place is then made again of what its
/// sources say, the city's own values over it. Of places that become one the oldest id stays and the others become its
/// aliases; a place is withdrawn when no source is left. Records of a batch that were one and are two get their ids
/// back.
[[nodiscard]] PlaceMerge merge_places(PlaceMergeInput&& input, MergeContext const& context, KindOutcome& outcome);

}  // namespace cartable::store
