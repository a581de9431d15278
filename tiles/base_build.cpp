#include "base/compress.hpp"
#include "tiles/base_draw.hpp"
#include "tiles/base_store.hpp"
#include "tiles/base_tiles.hpp"
#include "tiles/sea.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cartable::tiles {
namespace {

/// Writes tiles, one after another, into layers that keep their memory.
class TileEncoder {
 public:
  TileEncoder() {
    for (int i = 0; i < store::kBasemapLayerCount; ++i) {
      layers_.emplace_back(to_string(static_cast<store::BasemapLayer>(i)));
    }
  }

  /// \param items  in drawing order
  std::string encode(geo::TileId tile, std::span<std::pair<std::uint64_t, std::uint32_t> const> entries,
                     std::vector<BaseItem> const& items, std::vector<store::BasemapFeature> const& features) {
    GridBox const box = tile_box(tile, kBaseBuffer);
    for (MvtLayerWriter& layer : layers_) {
      layer.clear(origin(tile));
    }
    for (auto const& [key, index] : entries) {
      BaseItem const& item = items[index];
      store::BasemapFeature const& feature = features[item.feature];
      write(item, feature, tile.z, box, layers_[static_cast<std::size_t>(feature.layer)]);
    }
    std::string bytes;
    for (MvtLayerWriter const& layer : layers_) {
      layer.append_to(bytes);
    }
    return bytes;
  }

  [[nodiscard]] PolygonCounts const& counts() const noexcept { return counts_; }

 private:
  void write(BaseItem const& item, store::BasemapFeature const& feature, std::uint32_t zoom, GridBox const& box,
             MvtLayerWriter& layer) {
    switch (item.type) {
      case GeometryType::point:
        start(item, feature, zoom, layer);
        layer.point(item.point);
        break;
      case GeometryType::line: {
        std::vector<GridLine> const parts = clip_line(item.line, box);
        if (parts.empty()) {
          return;
        }
        start(item, feature, zoom, layer);
        for (GridLine const& part : parts) {
          layer.line(part);
        }
        break;
      }
      case GeometryType::polygon: {
        GridMultiPolygon parts;
        for (GridPolygon const& polygon : item.polygons) {
          for (GridPolygon& part : clip_polygon(polygon, box, counts_)) {
            parts.push_back(std::move(part));
          }
        }
        if (parts.empty()) {
          return;
        }
        start(item, feature, zoom, layer);
        for (GridPolygon const& part : parts) {
          layer.polygon(part);
        }
        break;
      }
      case GeometryType::unknown: return;
    }
    layer.end();
  }

  static void start(BaseItem const& item, store::BasemapFeature const& feature, std::uint32_t zoom,
                    MvtLayerWriter& layer) {
    layer.begin(item.type);
    for (std::size_t a = 0; a < feature.attributes.size(); ++a) {
      if (appears(feature, a, zoom)) {
        auto const& [name, value] = feature.attributes[a];
        auto const* const text = std::get_if<std::string>(&value);
        if (text != nullptr && text->empty()) {
          continue;  // not known
        }
        std::visit([&, key = name](auto const& v) { layer.attribute(key, v); }, value);
      }
    }
  }

  std::vector<MvtLayerWriter> layers_;
  PolygonCounts counts_;
};

/// Which item is in which tile, by tile; within a tile in drawing order.
std::vector<std::pair<std::uint64_t, std::uint32_t>> by_tile(std::vector<BaseItem> const& items, std::uint32_t zoom) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> out;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    for (std::uint32_t y = items[i].first_y; y <= items[i].last_y; ++y) {
      for (std::uint32_t x = items[i].first_x; x <= items[i].last_x; ++x) {
        out.emplace_back(tile_key({zoom, x, y}), i);
      }
    }
  }
  std::ranges::sort(out);
  return out;
}

/// The features with the sea as features of layer `ocean`.
std::vector<store::BasemapFeature> with_sea(store::Basemap const& basemap, std::vector<std::string>& warnings) {
  std::vector<store::BasemapFeature> features = basemap.features;
  if (basemap.coastlines.empty()) {
    return features;
  }
  Sea sea = make_sea(basemap);
  std::ranges::move(sea.warnings, std::back_inserter(warnings));
  for (geo::Polygon& polygon : sea.ocean.polygons) {
    store::BasemapFeature& ocean = features.emplace_back();
    ocean.layer = store::BasemapLayer::ocean;
    ocean.min_zoom = 0;
    ocean.max_zoom = kMaxBaseZoom;
    ocean.geometry = geo::MultiPolygon{{std::move(polygon)}};
  }
  return features;
}

}  // namespace

base::Result<std::vector<store::Derived>> build_base(store::Basemap const& basemap, std::string const& source,
                                                     BaseTilesReport* report, base::Progress const& progress) {
  BaseTilesReport own_report;
  BaseTilesReport& out_report = report != nullptr ? *report : own_report;
  progress("drawing the base map");
  std::vector<store::BasemapFeature> const features = with_sea(basemap, out_report.warnings);
  geo::BBox bounds;
  for (store::BasemapFeature const& feature : basemap.features) {
    bounds.add(geo::bounds(feature.geometry));
  }
  BaseDrawing const drawing(features, progress.stop);
  PolygonCounts counts;
  std::vector<StoredTile> tiles;
  std::array<TileEncoder, 2> encoders;
  for (std::uint32_t zoom = 0; zoom <= kMaxBaseZoom; ++zoom) {
    progress("drawing the base map", zoom, kMaxBaseZoom + 1);
    std::vector<BaseItem> const items = drawing.items(zoom, counts);
    auto const entries = by_tile(items, zoom);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i == 0 || entries[i].first != entries[i - 1].first) {
        starts.push_back(i);
      }
    }
    std::vector<StoredTile> made(starts.size());
    in_two_threads(starts.size(), progress.stop, [&](std::size_t n, std::size_t worker) {
      std::size_t const end = n + 1 == starts.size() ? entries.size() : starts[n + 1];
      std::uint64_t const key = entries[starts[n]].first;
      constexpr std::uint64_t kMask = (std::uint64_t{1} << 29U) - 1;
      made[n].tile = {zoom, static_cast<std::uint32_t>(key & kMask), static_cast<std::uint32_t>((key >> 29U) & kMask)};
      std::string const plain = encoders[worker].encode(
          made[n].tile, std::span(entries).subspan(starts[n], end - starts[n]), items, features);
      if (!plain.empty()) {
        made[n].gzipped = base::compress(plain, base::Encoding::gzip, base::Effort::best);
      }
    });
    if (progress.stop.stop_requested()) {
      return base::fail(base::ErrorCode::cancelled, "stopped while drawing the base map");
    }
    for (StoredTile& tile : made) {
      if (!tile.gzipped.empty()) {
        ++out_report.tiles;
        out_report.largest = std::max(out_report.largest, static_cast<std::int64_t>(tile.gzipped.size()));
        tiles.push_back(std::move(tile));
      }
    }
  }
  progress("drawing the base map", kMaxBaseZoom + 1, kMaxBaseZoom + 1);
  counts += encoders[0].counts();
  counts += encoders[1].counts();
  out_report.repaired = counts.repaired;
  out_report.unrepaired = counts.unrepaired;
  std::vector<store::Derived> parts = pack_tiles(tiles, source, bounds);
  for (store::Derived const& part : parts) {
    out_report.bytes += static_cast<std::int64_t>(part.bytes.size());
  }
  return parts;
}

}  // namespace cartable::tiles
