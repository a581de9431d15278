#pragma once

#include "store/catalog.hpp"
#include "tiles/service.hpp"

#include <memory>

namespace cartable::server::api {

/// What every request reads: immutable, held by shared_ptr, swapped whole after an import.
struct CityState {
  std::shared_ptr<store::Catalog const> catalog;
  std::shared_ptr<tiles::TileService const> tiles;
};

}  // namespace cartable::server::api
