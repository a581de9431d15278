#pragma once

#include "store/catalog.hpp"
#include "tiles/base_tiles.hpp"
#include "tiles/service.hpp"

#include <memory>

namespace cartable::server::api {

/// What every request reads: immutable, held by shared_ptr, swapped whole after an import.
struct CityState {
  std::shared_ptr<store::Catalog const> catalog;
  std::shared_ptr<tiles::TileService const> tiles;
  std::shared_ptr<tiles::BaseTiles const> base_tiles;  ///< kept for the next state when the base map did not change
};

}  // namespace cartable::server::api
