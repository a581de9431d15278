#pragma once

#include "server/api/collection.hpp"
#include "server/api/route.hpp"

#include <string_view>

namespace cartable::server::api {

/// The one tile matrix set of OGC API Tiles that is served: the tiles of every web map.
inline constexpr std::string_view kWebMercatorQuad = "WebMercatorQuad";
/// The relation of a link to a list of tile sets of vector tiles (OGC 20-057 §10).
inline constexpr std::string_view kTilesetsVector = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
/// The relation of a link to the tile matrix sets.
inline constexpr std::string_view kTilingSchemes = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";

/// Whether a collection is a layer of tiles.
[[nodiscard]] bool has_tiles(CollectionInfo const& info) noexcept;

[[nodiscard]] Response handle_tile_matrix_sets(Context& context);
[[nodiscard]] Response handle_tile_matrix_set(Context& context);
[[nodiscard]] Response handle_dataset_tilesets(Context& context);
[[nodiscard]] Response handle_dataset_tileset(Context& context);
[[nodiscard]] Response handle_dataset_tile(Context& context);
[[nodiscard]] Response handle_collection_tilesets(Context& context);
[[nodiscard]] Response handle_collection_tileset(Context& context);
[[nodiscard]] Response handle_collection_tile(Context& context);

}  // namespace cartable::server::api
