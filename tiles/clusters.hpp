#pragma once

#include "geo/tile_id.hpp"
#include "store/catalog.hpp"
#include "store/filter.hpp"
#include "tiles/grid.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

/// Places are drawn one by one from this zoom on, and clustered below it.
inline constexpr std::uint32_t kLastPlaceZoom = 16;
/// A clustering cell is 2^-4 of a tile wide: 256 units, 32 screen pixels.
inline constexpr std::uint32_t kCellBits = 4;

/// What a selection looks like at one zoom: groups of places that would lie on top of each other.
struct Cluster {
  std::int64_t x = 0, y = 0;             ///< world units (geo::WorldPoint); x may leave the world by a copy at ±180°
  std::uint32_t count = 0;               ///< matching places
  std::uint32_t fits = 0;                ///< of which surely fit
  std::uint32_t row = 0;                 ///< the place, when count is 1
  std::uint32_t cell_x = 0, cell_y = 0;  ///< with the zoom, its ClusterId
  std::uint32_t expansion_zoom = 0;      ///< the first zoom at which it comes apart; set when count > 1
};

/// What a cluster is called in a tile (`cluster_id`): with the filter it was drawn for, and while the city stays as it
/// is, it stands for the same places.
struct ClusterId {
  std::uint32_t zoom = 0;
  std::uint32_t x = 0, y = 0;  ///< the cell of the zoom's grid
  friend bool operator==(ClusterId const&, ClusterId const&) = default;
};
/// "zoom-x-y", in decimal.
[[nodiscard]] std::string format_cluster_id(ClusterId const& id);
/// Nothing for any other text, for a zoom without clusters and for a cell outside the grid.
[[nodiscard]] std::optional<ClusterId> parse_cluster_id(std::string_view text) noexcept;

/// Sums of the positions of a selection's rows, kept by blocks, so that the middle of any run of rows is exact and
/// costs two look-ups and at most two blocks of bits. Immutable; made once for a selection, in a pass over its bits.
class PositionSums {
 public:
  struct Sum {
    std::uint64_t x = 0, y = 0;  ///< world units: 2^32 rows would fit
  };
  /// \param points, bits  by row; they outlive this
  PositionSums(std::span<geo::WorldPoint const> points, store::Bitset const& bits);
  /// Over the set rows of [first, last).
  [[nodiscard]] Sum over(std::size_t first, std::size_t last) const;
  [[nodiscard]] std::span<geo::WorldPoint const> points() const noexcept { return points_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return before_.size() * sizeof(Sum); }

 private:
  static constexpr std::size_t kBlock = 64;  ///< a word of the bits
  void add(std::size_t first, std::size_t last, Sum& sum) const;

  std::span<geo::WorldPoint const> points_;
  store::Bitset const& bits_;
  std::vector<Sum> before_;  ///< by block: of all rows before it
};

/// A selection of a catalog's places with all that clusters are made from. Immutable; safe from any thread.
struct ClusterInput {
  /// A pass over the selection's bits: two milliseconds for a million places.
  /// \param catalog  outlives this
  ClusterInput(store::Catalog const& catalog, std::shared_ptr<store::Selection const> chosen);

  std::shared_ptr<store::Selection const> selection;
  std::span<std::uint64_t const> codes;  ///< of all rows, by row, ascending
  PositionSums sums;                     ///< of selection->all
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
  explicit Clusterer(ClusterInput const& input);  ///< which outlives this

  /// The clusters whose position lies in the tile or at most `buffer` units beside it, in row order of cells.
  /// \pre tile.z < kLastPlaceZoom, buffer ≤ 256
  [[nodiscard]] std::vector<Cluster> clusters(geo::TileId tile, std::int32_t buffer);

  /// The rows of a cluster, ascending; empty when this selection has none of that name.
  [[nodiscard]] std::vector<std::uint32_t> rows(ClusterId const& id);

 private:
  /// A cell of a zoom; x may be outside the world (the wrapped cell is meant, a world further on).
  struct Address {
    std::int64_t x = 0, y = 0;
    friend bool operator==(Address const&, Address const&) = default;
  };
  struct Cell {
    std::uint32_t x_cell = 0, y_cell = 0;  ///< which one, inside the world
    std::uint32_t first = 0, last = 0;     ///< rows
    std::uint32_t count = 0;
    bool has_mean = false;
    bool has_target = false;
    std::int8_t peak = -1;                     ///< not known yet
    std::int8_t target_dx = 0, target_dy = 0;  ///< the cell that it joins, seen from it
    std::int64_t x = 0, y = 0;                 ///< mean position, world units
  };
  /// The cells of a zoom that were asked for, by open addressing; cells do not move.
  class CellTable {
   public:
    struct Slot {
      Cell& cell;
      bool is_new;
    };
    Slot at(std::uint32_t x, std::uint32_t y);

   private:
    static constexpr std::size_t kChunk = 256;
    [[nodiscard]] std::size_t start(std::uint32_t x, std::uint32_t y) const noexcept {
      // Two odd constants from 2^64 / golden ratio and the R2 sequence; the product's high bits are the mixed ones.
      return (x * 0x9E3779B97F4A7C15U + y * 0xD1B54A32D192ED03U) >> shift_;
    }
    void grow();
    std::vector<Cell*> slots_;
    unsigned shift_ = 0;
    std::size_t size_ = 0;
    std::vector<std::unique_ptr<std::array<Cell, kChunk>>> chunks_;
  };
  struct Found {
    Cell* cell = nullptr;
    std::int64_t x = 0, y = 0;  ///< mean position where it was asked for
  };

  Cell& rows_of(std::uint32_t zoom, std::uint32_t x, std::uint32_t y);
  Found find(std::uint32_t zoom, Address at);
  /// Whether there are places in a cell beside `own` (a world of one cell is beside itself, and does not count).
  [[nodiscard]] static bool counts_beside(Found const& other, Found const& own) noexcept;
  /// Whether the middles of two cells are closer than a cell is wide.
  [[nodiscard]] static bool are_close(std::uint32_t zoom, Found const& a, Found const& b) noexcept;
  using Around = std::array<Found, 8>;
  Around around(std::uint32_t zoom, Address at);
  [[nodiscard]] static bool is_peak(std::uint32_t zoom, Found const& own, Around const& others);
  bool is_peak(std::uint32_t zoom, Address at, Found const& own);
  Address target(std::uint32_t zoom, Address at, Found const& own);
  std::vector<Address> members(std::uint32_t zoom, Address peak);
  std::uint32_t expansion_zoom(std::uint32_t zoom, std::vector<Address> cells);

  std::span<std::uint64_t const> codes_;
  std::span<geo::WorldPoint const> points_;
  PositionSums const& sums_;
  store::Selection const& selection_;
  std::uint32_t first_zoom_ = 0;  ///< cells of coarser zooms are not kept
  std::array<CellTable, kLastPlaceZoom + 1> cells_;
};

}  // namespace cartable::tiles
