#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/tile_id.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

inline constexpr std::string_view kBaseTilesKey = "base_tiles";

/// A tile as it is kept: gzipped MVT.
struct StoredTile {
  geo::TileId tile;
  std::string gzipped;
};

/// Packs the tiles of a source into derived parts named `SOURCE/0000`, `SOURCE/0001`, … of at most `part_bytes`.
/// A part is a header, a directory (tile, offset, length) and the bytes; equal tiles of a part are kept once.
/// \param tiles  each at most once, ascending; none larger than a part
[[nodiscard]] std::vector<store::Derived> pack_tiles(std::vector<StoredTile> const& tiles, std::string const& source,
                                                     geo::BBox const& bounds,
                                                     std::size_t part_bytes = std::size_t{64} << 20U);

/// A part, checked: every entry lies inside its bytes.
struct TilePart {
  struct Entry {
    geo::TileId tile;
    std::uint64_t offset = 0;  ///< in the part's bytes
    std::uint32_t length = 0;
  };
  std::uint32_t number = 0;  ///< of the source's parts
  std::uint32_t parts = 0;   ///< how many the source has
  std::uint64_t build = 0;   ///< hash of all tiles, the same in all parts of one build
  geo::BBox bounds;
  std::vector<Entry> entries;
};
/// \return corrupt or wrong_version, naming the part
[[nodiscard]] base::Result<TilePart> read_part(store::Derived const& part);

/// A tile as one number that sorts by zoom, then by row and column.
[[nodiscard]] constexpr std::uint64_t tile_key(geo::TileId t) noexcept {
  return (std::uint64_t{t.z} << 58U) | (std::uint64_t{t.y} << 29U) | t.x;
}

}  // namespace cartable::tiles
