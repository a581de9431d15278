#include "tiles/service.hpp"

namespace cartable::tiles {

std::string_view to_string(TileLayer layer) noexcept {
  switch (layer) {
    case TileLayer::basemap: return "basemap";
    case TileLayer::places: return "places";
    case TileLayer::districts: return "districts";
    case TileLayer::catchments: return "catchments";
    case TileLayer::events: return "events";
  }
  return "basemap";
}

std::optional<TileLayer> parse_tile_layer(std::string_view text) noexcept {
  for (TileLayer const layer : {TileLayer::basemap, TileLayer::places, TileLayer::districts, TileLayer::catchments,
                                TileLayer::events}) {
    if (to_string(layer) == text) {
      return layer;
    }
  }
  return std::nullopt;
}

std::uint32_t max_zoom(TileLayer layer) noexcept { return layer == TileLayer::basemap ? kMaxBaseZoom : 16; }

}  // namespace cartable::tiles
