#pragma once

#include "store/catalog.hpp"
#include "tiles/clusters.hpp"
#include "tiles/shapes.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cartable::tiles {

/// The tile layers "districts" and "catchments": areas with a few attributes. Safe from any thread.
///
/// Borders that areas have in common stay in common at every zoom (tiles/shapes.hpp). No area is ever left out:
/// one that is smaller than a unit is a square of one unit. Each zoom is drawn once, when it is first asked for.
class AreaLayer {
 public:
  enum class Kind : std::uint8_t { districts, catchments };
  AreaLayer(std::shared_ptr<store::Catalog const> catalog, Kind kind);

  /// Appends the layer to a tile: the areas that the viewer may see. Estimates are written for planners only.
  void write(geo::TileId tile, store::Visibility viewer, std::string& out) const;

  [[nodiscard]] std::uint64_t content_hash() const noexcept { return content_hash_; }

 private:
  /// What one zoom draws, by area.
  struct Drawn {
    std::once_flag once;
    std::vector<GridMultiPolygon> areas;
    std::vector<GridBox> boxes;
  };
  Drawn const& at(std::uint32_t zoom) const;
  void mark_nodes_by_viewer();
  void tag(MvtLayerWriter& layer, std::size_t area, store::Visibility viewer) const;
  [[nodiscard]] store::RecordHead const& head(std::size_t area) const noexcept;
  /// Who may see a catchment: its group counts, and how few people it tells of.
  [[nodiscard]] store::Visibility seen_by(store::Catchment const& catchment) const noexcept;

  std::shared_ptr<store::Catalog const> catalog_;
  Kind kind_;
  std::vector<Shape> shapes_;
  std::vector<store::Visibility> seen_by_;  ///< by area: the first viewer who may see it
  mutable std::array<Drawn, kLastPlaceZoom + 1> drawn_;
  std::uint64_t content_hash_ = 0;
};

}  // namespace cartable::tiles
