#pragma once

#include "store/basemap.hpp"
#include "tiles/grid.hpp"
#include "tiles/mvt_writer.hpp"
#include "tiles/polygons.hpp"
#include "tiles/shapes.hpp"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace cartable::tiles {

/// Something to draw at one zoom, in the zoom's grid, and the tiles that show it.
struct BaseItem {
  std::uint32_t feature = 0;  ///< whose attributes it has
  GeometryType type = GeometryType::unknown;
  GridPoint point;
  GridLine line;
  GridMultiPolygon polygons;
  std::uint32_t first_x = 0, last_x = 0, first_y = 0, last_y = 0;  ///< tiles, both ends included
};

/// Lines and areas reach this far over a tile's edge: eight pixels. Points do not: each is in one tile.
inline constexpr std::int32_t kBaseBuffer = 64;

/// Runs `work(index, worker)` for every index below `count`, worker 0 or 1, on two threads; stops early on request.
/// Rethrows the first exception of either.
void in_two_threads(std::size_t count, std::stop_token const& stop,
                    std::function<void(std::size_t index, std::size_t worker)> const& work);

/// The features of a base map in world coordinates, drawn zoom by zoom.
class BaseDrawing {
 public:
  /// \param features  must outlive this
  BaseDrawing(std::vector<store::BasemapFeature> const& features, std::stop_token const& stop);

  /// Everything that a zoom shows, in drawing order: by layer, then the feature's order, then its place in the list.
  /// Below zoom 14 lines with equal attributes are joined, lines and areas simplified to half a pixel, and areas
  /// of less than a quarter of a pixel left out; at zoom 14 nothing is left out and no corner moves.
  [[nodiscard]] std::vector<BaseItem> items(std::uint32_t zoom, PolygonCounts& counts) const;

 private:
  void add_lines(std::uint32_t zoom, std::vector<BaseItem>& out) const;
  [[nodiscard]] std::string group_text(std::uint32_t feature, std::uint32_t zoom) const;

  std::vector<store::BasemapFeature> const& features_;
  std::stop_token stop_;
  std::vector<Shape> shapes_;
  std::vector<std::uint32_t> by_order_;  ///< feature indexes in drawing order
};

/// Whether a feature is drawn at a zoom.
[[nodiscard]] inline bool is_drawn(store::BasemapFeature const& f, std::uint32_t zoom) noexcept {
  return f.min_zoom <= zoom && zoom <= f.max_zoom;
}
/// Whether its attribute of that index appears at a zoom.
[[nodiscard]] inline bool appears(store::BasemapFeature const& f, std::size_t attribute, std::uint32_t zoom) noexcept {
  return attribute >= f.attribute_min_zoom.size() || f.attribute_min_zoom[attribute] <= zoom;
}

}  // namespace cartable::tiles
