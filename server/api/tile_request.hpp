#pragma once

#include "server/api/params.hpp"
#include "server/api/route.hpp"
#include "tiles/service.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cartable::server::api {

/// What the tile service is asked; nothing when the path or a parameter is wrong.
/// \param args  layers, z, x, y of the path
[[nodiscard]] std::optional<tiles::TileRequest> parse_tile_request(Request const& request,
                                                                   std::vector<std::string> const& args);
/// The layers of "places+districts" (or by comma), distinct; nothing when one is unknown.
[[nodiscard]] std::optional<std::vector<tiles::TileLayer>> parse_layers(std::string_view text);
/// The query parameters of a tile.
[[nodiscard]] std::vector<Parameter> tile_parameters();

}  // namespace cartable::server::api
