#pragma once

#include "geo/tile_id.hpp"
#include "store/filter.hpp"
#include "tiles/grid.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace cartable::tiles {

/// Places are drawn one by one from this zoom on, and clustered below it.
inline constexpr std::uint32_t kLastPlaceZoom = 16;
/// A clustering cell is 2^-4 of a tile wide: 256 units, 32 screen pixels.
inline constexpr std::uint32_t kCellBits = 4;

/// What a selection looks like at one zoom: groups of places that would lie on top of each other.
struct Cluster {
  std::int64_t x = 0, y = 0;         ///< world units (geo::WorldPoint); x may leave the world by a copy at ±180°
  std::uint32_t count = 0;           ///< matching places
  std::uint32_t fits = 0;            ///< of which surely fit
  std::uint32_t row = 0;             ///< the place, when count is 1
  std::uint32_t expansion_zoom = 0;  ///< the first zoom at which it comes apart; set when count > 1
};

/// Clusters a selection on the zoom's grid of cells. A cell whose places number more than those of every cell
/// around it is a peak; a cell that is no peak joins the largest peak beside it when their middles are closer than
/// a cell is wide, and stands alone otherwise. Each cell's fate depends on the selection and the zoom only, never
/// on the tile that asks, so tiles agree and every place is in exactly one cluster.
///
/// Counts are look-ups in prefix popcounts over runs of Morton codes. Not to be shared between threads (it
/// remembers cells); made for one tile.
class Clusterer {
 public:
  /// \param codes, points  of all rows, by row, codes ascending; they and the selection outlive this
  Clusterer(std::span<std::uint64_t const> codes, std::span<geo::WorldPoint const> points,
            store::Selection const& selection);

  /// The clusters whose position lies in the tile or at most `buffer` units beside it, in row order of cells.
  /// \pre tile.z < kLastPlaceZoom, buffer ≤ 256
  [[nodiscard]] std::vector<Cluster> clusters(geo::TileId tile, std::int32_t buffer);

 private:
  struct Cell {
    std::uint32_t first = 0, last = 0;  ///< rows
    std::uint32_t count = 0;
    std::int64_t x = 0, y = 0;  ///< mean position, world units
    std::int8_t peak = -1;      ///< not known yet
  };
  /// A cell of a zoom; x may be outside the world (the wrapped cell is meant, a world further on).
  struct Address {
    std::int64_t x = 0, y = 0;
    friend bool operator==(Address const&, Address const&) = default;
  };
  struct Found {
    Cell* cell = nullptr;
    std::int64_t x = 0, y = 0;  ///< mean position where it was asked for
  };

  Found find(std::uint32_t zoom, Address at);
  bool is_peak(std::uint32_t zoom, Address at);
  Address target(std::uint32_t zoom, Address at);
  std::vector<Address> members(std::uint32_t zoom, Address peak);
  std::uint32_t expansion_zoom(std::uint32_t zoom, std::vector<Address> cells);
  void set_mean(Cell& cell, std::uint32_t level, std::uint64_t first_code) const;

  std::span<std::uint64_t const> codes_;
  std::span<geo::WorldPoint const> points_;
  store::Selection const& selection_;
  std::array<std::unordered_map<std::uint64_t, Cell>, kLastPlaceZoom + 1> cells_;
};

}  // namespace cartable::tiles
