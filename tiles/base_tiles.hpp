#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/tile_id.hpp"
#include "store/basemap.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

inline constexpr std::uint32_t kMaxBaseZoom = 14;
inline constexpr std::int64_t kBaseTilesFormat = 1;

struct BaseTilesReport {
  std::int64_t tiles = 0;             ///< not empty ones
  std::int64_t bytes = 0;             ///< of all tiles, gzipped; equal tiles once
  std::int64_t largest = 0;           ///< bytes of the largest, gzipped
  std::int64_t repaired = 0;          ///< polygons that simplifying or rounding had bent, mended (by zoom and tile)
  std::int64_t unrepaired = 0;        ///< polygons written although they touch or cross themselves
  std::vector<std::string> warnings;  ///< "coastline contradicts itself near …: no sea is drawn"
};

/// Makes all base-map tiles (z0–14, Shortbread schema, MVT 2.1) of a source: simplified, clipped and encoded,
/// with two worker threads. The result is what the city file keeps under the key "base_tiles".
[[nodiscard]] base::Result<std::vector<store::Derived>> build_base(store::Basemap const& basemap,
                                                                   std::string const& source, BaseTilesReport* report,
                                                                   base::Progress const& progress = {});

/// The base tiles of a city, in memory. Immutable; safe from any thread.
class BaseTiles {
 public:
  BaseTiles();
  /// From the parts that build_base made (of one or several sources: tiles that both have are merged by layer).
  [[nodiscard]] static base::Result<BaseTiles> load(std::vector<store::Derived> const& parts);
  ~BaseTiles();
  BaseTiles(BaseTiles&&) noexcept;
  BaseTiles& operator=(BaseTiles&&) noexcept;

  /// The gzipped MVT bytes of a tile, empty when the tile is.
  [[nodiscard]] std::string_view find(geo::TileId tile) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] geo::BBox bounds() const noexcept;
  /// Changes with any tile's bytes.
  [[nodiscard]] std::uint64_t content_hash() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::tiles
