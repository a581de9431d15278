#include "tiles/service.hpp"

#include "base/assert.hpp"
#include "tiles/area_layer.hpp"
#include "tiles/event_layer.hpp"
#include "tiles/fingerprint.hpp"
#include "tiles/place_layer.hpp"
#include "tiles/tile_cache.hpp"

#include <algorithm>
#include <stdexcept>

namespace cartable::tiles {
namespace {

constexpr std::array kLayers{TileLayer::basemap, TileLayer::places, TileLayer::districts, TileLayer::catchments,
                             TileLayer::events};
/// A base tile unpacks to no more than this: ours are a hundredth of it.
constexpr std::size_t kLargestTile = std::size_t{64} << 20U;

constexpr std::uint8_t bit(TileLayer layer) noexcept {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(layer));
}
constexpr std::uint8_t kFiltered = bit(TileLayer::places) | bit(TileLayer::events);

/// Compares whole filters, so that a condition added to them is never left out of a key.
bool asks_nothing(store::Filter const& filter) { return filter == store::Filter{}; }

std::string_view suffix(base::Encoding encoding) noexcept {
  switch (encoding) {
    case base::Encoding::identity: return "";
    case base::Encoding::gzip: return "-gzip";
    case base::Encoding::brotli: return "-br";
    case base::Encoding::zstd: return "-zstd";
  }
  return "";
}

std::string entity_tag(std::string_view bytes, base::Encoding encoding) {
  std::string tag = "\"" + fingerprint(bytes);
  tag += suffix(encoding);
  tag += '"';
  return tag;
}

/// A positive number that JavaScript holds exactly.
std::int64_t to_number(std::uint64_t hash) noexcept { return static_cast<std::int64_t>(hash >> 11U); }

}  // namespace

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
  auto const found = std::ranges::find(kLayers, text, [](TileLayer layer) { return to_string(layer); });
  return found == kLayers.end() ? std::nullopt : std::optional(*found);
}

std::uint32_t max_zoom(TileLayer layer) noexcept { return layer == TileLayer::basemap ? kMaxBaseZoom : kLastPlaceZoom; }

struct TileService::Impl {
  Impl(std::shared_ptr<store::Catalog const> c, std::shared_ptr<BaseTiles const> b, Options const& options)
      : catalog(std::move(c)),
        base_tiles(std::move(b)),
        places(catalog),
        districts(catalog, AreaLayer::Kind::districts),
        catchments(catalog, AreaLayer::Kind::catchments),
        events(catalog),
        cache(options.cache_bytes) {
    store::Revisions const& r = catalog->revisions();
    auto const number = [&](TileLayer layer, store::Part part, std::uint64_t hash) {
      revisions[static_cast<std::size_t>(layer)] =
          to_number(mix(hash ^ static_cast<std::uint64_t>(r[static_cast<std::size_t>(part)]), 0x9E3779B97F4A7C15U));
    };
    number(TileLayer::basemap, store::Part::basemap, base_tiles ? base_tiles->content_hash() : 0);
    // Filters by time look at sessions, so that what a filtered tile shows hangs on both.
    number(TileLayer::places, store::Part::places,
           places.content_hash() ^ mix(static_cast<std::uint64_t>(r[static_cast<std::size_t>(store::Part::sessions)]),
                                       0xD1B54A32D192ED03U));
    number(TileLayer::districts, store::Part::areas, districts.content_hash());
    number(TileLayer::catchments, store::Part::areas, catchments.content_hash());
    // What a session shows of its place, and whether it shows, hangs on both.
    number(TileLayer::events, store::Part::sessions,
           events.content_hash() ^ static_cast<std::uint64_t>(revisions[static_cast<std::size_t>(TileLayer::places)]));
  }

  /// Leaves out of the key what makes no difference. \param filter  room for the canonical text
  static TileKey key_of(TileRequest const& request, base::Encoding encoding, std::string& filter) {
    TileKey key{.tile = request.tile, .encoding = encoding};
    for (TileLayer const layer : request.layers) {
      key.layers |= bit(layer);
    }
    if (key.layers != bit(TileLayer::basemap)) {
      key.viewer = request.viewer;
    }
    if ((key.layers & kFiltered) != 0 && !asks_nothing(request.filter)) {
      filter = request.filter.canonical();
      key.filter = filter;
    }
    return key;
  }

  std::string make_bytes(TileRequest const& request, std::uint8_t layers) const {
    std::string bytes;
    for (TileLayer const layer : kLayers) {
      if ((layers & bit(layer)) == 0) {
        continue;
      }
      switch (layer) {
        case TileLayer::basemap: append_base(request.tile, bytes); break;
        case TileLayer::places: places.write(request.tile, request.filter, request.viewer, bytes); break;
        case TileLayer::districts: districts.write(request.tile, request.viewer, bytes); break;
        case TileLayer::catchments: catchments.write(request.tile, request.viewer, bytes); break;
        case TileLayer::events: events.write(request.tile, request.filter, request.viewer, bytes); break;
      }
    }
    return bytes;
  }

  void append_base(geo::TileId tile, std::string& bytes) const {
    std::string_view const stored = base_tiles ? base_tiles->find(tile) : std::string_view();
    if (stored.empty()) {
      return;
    }
    auto const plain = base::decompress(stored, base::Encoding::gzip, kLargestTile);
    if (!plain) {
      throw std::runtime_error("the city's base tiles are damaged: " + plain.error().message);
    }
    bytes += *plain;
  }

  TileCache::Blob make(TileRequest const& request, TileKey const& key, TileCache::Blob const& stale) {
    auto blob = std::make_shared<TileBlob>();
    blob->encoding = key.encoding;
    if (key.layers == bit(TileLayer::basemap) && key.encoding == base::Encoding::gzip) {
      // Kept gzipped: nothing to do but to copy.
      blob->bytes = base_tiles ? std::string(base_tiles->find(key.tile)) : std::string();
      blob->etag = entity_tag(blob->bytes, key.encoding);
      return stale && stale->etag == blob->etag ? stale : blob;
    }
    if (key.encoding == base::Encoding::identity) {
      blob->bytes = make_bytes(request, key.layers);
      blob->etag = entity_tag(blob->bytes, key.encoding);
      return stale && stale->etag == blob->etag ? stale : blob;
    }
    TileKey plain_key = key;
    plain_key.encoding = base::Encoding::identity;
    auto const plain = cache.get(plain_key, [&](TileCache::Blob const& old) { return make(request, plain_key, old); });
    blob->etag = entity_tag(plain->bytes, key.encoding);
    if (stale && stale->etag == blob->etag) {
      return stale;  // not even compressed again
    }
    if (!plain->bytes.empty()) {
      blob->bytes = base::compress(plain->bytes, key.encoding);
    }
    return blob;
  }

  std::shared_ptr<store::Catalog const> catalog;
  std::shared_ptr<BaseTiles const> base_tiles;
  PlaceLayer places;
  AreaLayer districts, catchments;
  EventLayer events;
  std::array<std::int64_t, kLayers.size()> revisions{};
  TileCache cache;
};

TileService::TileService(std::shared_ptr<store::Catalog const> catalog, std::shared_ptr<BaseTiles const> base_tiles,
                         Options const& options, std::shared_ptr<TileService const> previous) {
  CARTABLE_ASSERT(catalog != nullptr);
  impl_ = std::make_unique<Impl>(std::move(catalog), std::move(base_tiles), options);
  if (previous) {
    impl_->cache.adopt(previous->impl_->cache, [&](std::uint8_t layers) {
      return std::ranges::all_of(kLayers, [&](TileLayer layer) {
        return (layers & bit(layer)) == 0 || revision(layer) == previous->revision(layer);
      });
    });
  }
}
TileService::~TileService() = default;

std::shared_ptr<TileBlob const> TileService::cached(TileRequest const& request, base::Encoding encoding) const {
  std::string filter;
  return impl_->cache.find(Impl::key_of(request, encoding, filter));
}

std::shared_ptr<TileBlob const> TileService::get(TileRequest const& request, base::Encoding encoding) const {
  CARTABLE_ASSERT(geo::is_valid(request.tile));
  for (TileLayer const layer : request.layers) {
    CARTABLE_ASSERT(request.tile.z <= max_zoom(layer));
  }
  std::string filter;
  TileKey const key = Impl::key_of(request, encoding, filter);
  return impl_->cache.get(key, [&](TileCache::Blob const& stale) { return impl_->make(request, key, stale); });
}

std::vector<std::uint32_t> TileService::cluster_rows(ClusterId const& id, store::Filter const& filter,
                                                     store::Visibility viewer) const {
  return impl_->places.cluster_rows(id, filter, viewer);
}

std::int64_t TileService::revision(TileLayer layer) const noexcept {
  return impl_->revisions[static_cast<std::size_t>(layer)];
}

geo::BBox TileService::bounds() const noexcept {
  geo::BBox box = impl_->catalog->bounds();
  if (impl_->base_tiles && !box.crosses_antimeridian()) {
    box.add(impl_->base_tiles->bounds());
  }
  return box;
}

}  // namespace cartable::tiles
