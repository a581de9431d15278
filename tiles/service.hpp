#pragma once

#include "base/compress.hpp"
#include "base/result.hpp"
#include "geo/tile_id.hpp"
#include "store/catalog.hpp"
#include "store/filter.hpp"
#include "tiles/base_tiles.hpp"
#include "tiles/clusters.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

/// The layers of API.md that may be asked for.
enum class TileLayer : std::uint8_t { basemap, places, districts, catchments, events };
[[nodiscard]] std::string_view to_string(TileLayer layer) noexcept;
[[nodiscard]] std::optional<TileLayer> parse_tile_layer(std::string_view text) noexcept;
/// Highest zoom of a layer: 14 for the base map, 16 for learning layers.
[[nodiscard]] std::uint32_t max_zoom(TileLayer layer) noexcept;

struct TileRequest {
  std::vector<TileLayer> layers;  ///< distinct, in the order asked
  geo::TileId tile;
  store::Filter filter;
  store::Visibility viewer = store::Visibility::everyone;
};

/// One tile in one encoding, ready to be written to a socket. Immutable, shared between requests.
struct TileBlob {
  std::string bytes;  ///< in `encoding`; empty: 204
  std::string etag;   ///< strong, quoted, differs by encoding
  base::Encoding encoding = base::Encoding::identity;
};

/// Answers tiles from one catalog and one set of base tiles, with a bounded cache keyed by layers, tile, filter,
/// viewer and encoding; concurrent misses of one key are computed once. Safe from any thread.
class TileService {
 public:
  struct Options {
    std::size_t cache_bytes = std::size_t{256} << 20U;
  };
  /// \param previous  the service before a reload: tiles whose bytes did not change keep their blob and ETag
  TileService(std::shared_ptr<store::Catalog const> catalog, std::shared_ptr<BaseTiles const> base_tiles,
              Options const& options, std::shared_ptr<TileService const> previous = nullptr);
  ~TileService();

  /// A blob that is in the cache already, without any work; null when it is not.
  [[nodiscard]] std::shared_ptr<TileBlob const> cached(TileRequest const& request, base::Encoding encoding) const;
  /// The tile, made if need be. \pre every layer's zoom range holds the tile (the caller answers 404)
  [[nodiscard]] std::shared_ptr<TileBlob const> get(TileRequest const& request, base::Encoding encoding) const;

  /// Places of a cluster (`cluster_id` of a tile with this filter and viewer) as catalog rows; empty when there is
  /// none.
  [[nodiscard]] std::vector<std::uint32_t> cluster_rows(ClusterId const& id, store::Filter const& filter,
                                                        store::Visibility viewer) const;

  /// A number that changes when the layer's content may have: `v` in TileJSON.
  [[nodiscard]] std::int64_t revision(TileLayer layer) const noexcept;
  /// TileJSON's vector_layers for a layer: MVT layer names with their fields, for the documents.
  struct VectorLayer {
    std::string id, description;
    std::uint32_t min_zoom = 0, max_zoom = 0;
    std::vector<std::pair<std::string, std::string>> fields;
  };
  [[nodiscard]] static std::vector<VectorLayer> vector_layers(TileLayer layer);
  [[nodiscard]] geo::BBox bounds() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::tiles
