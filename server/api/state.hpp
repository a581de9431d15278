#pragma once

#include "store/catalog.hpp"
#include "store/hours_source.hpp"
#include "store/hours_table.hpp"
#include "tiles/base_tiles.hpp"
#include "tiles/service.hpp"

#include <memory>

namespace cartable::access {
class CityStreets;
class PlaceLinkCache;
}  // namespace cartable::access

namespace cartable::server::api {

class PlacePiecesCache;
class StandBook;

/// What joins a catalog's places to streets when they are asked for.
[[nodiscard]] std::shared_ptr<access::PlaceLinkCache const> link_places(
    std::shared_ptr<store::Catalog const> const& catalog);

/// What every request reads: immutable, held by shared_ptr, swapped whole after an import.
struct CityState {
  std::shared_ptr<store::Catalog const> catalog;
  std::shared_ptr<tiles::TileService const> tiles;
  std::shared_ptr<store::HoursTable const> hours;       ///< from yesterday to five weeks on; null: not read yet
  std::shared_ptr<store::HoursSource> hours_source;     ///< for other days; null: hours are not known
  std::shared_ptr<tiles::BaseTiles const> base_tiles;   ///< kept for the next state when the base map did not change
  std::shared_ptr<access::CityStreets const> streets;   ///< being read beside everything else; null: not asked for
  std::shared_ptr<access::PlaceLinkCache const> links;  ///< the catalog's places joined to those streets
  std::shared_ptr<PlacePiecesCache> pieces;             ///< of the catalog's places; null: none are kept
  std::shared_ptr<StandBook const> stands;              ///< fixed spots and the ways from them; null: there are none
};

}  // namespace cartable::server::api
