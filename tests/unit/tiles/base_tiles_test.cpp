#include "tiles/base_tiles.hpp"

#include "tests/unit/tiles/drawn_town.hpp"
#include "tests/unit/tiles/tile_reading.hpp"
#include "tiles/base_store.hpp"
#include "tiles/mvt_merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <set>

namespace cartable::tiles {
namespace {

using store::BasemapLayer;
using testing::box;
using testing::feature;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kLat;
using testing::kLon;
using testing::polygons_of;
using testing::read_gzipped;
using ::testing::SizeIs;
using testing::town;

/// All tiles of a zoom around the town.
template <class Use>
void each_tile(BaseTiles const& tiles, std::uint32_t zoom, Use const& use) {
  geo::BBox const b = tiles.bounds();
  geo::TileId const nw = geo::tile_at(geo::to_world({b.west, b.north}), zoom);
  geo::TileId const se = geo::tile_at(geo::to_world({b.east, b.south}), zoom);
  for (std::uint32_t y = nw.y; y <= se.y; ++y) {
    for (std::uint32_t x = nw.x; x <= se.x; ++x) {
      if (auto const bytes = tiles.find({zoom, x, y}); !bytes.empty()) {
        use(geo::TileId{zoom, x, y}, read_gzipped(bytes));
      }
    }
  }
}

BaseTiles built(store::Basemap const& map, BaseTilesReport* report = nullptr) {
  auto const parts = build_base(map, "osm", report);
  EXPECT_TRUE(parts) << parts.error().message;
  auto tiles = BaseTiles::load(*parts);
  EXPECT_TRUE(tiles) << tiles.error().message;
  return *std::move(tiles);
}

TEST(BaseTiles, every_building_of_a_drawn_map_appears_at_zoom_14) {
  int const blocks = 40;
  auto const map = town(blocks);
  BaseTilesReport report;
  BaseTiles const tiles = built(map, &report);
  EXPECT_EQ(report.unrepaired, 0);
  EXPECT_EQ(report.tiles, static_cast<std::int64_t>(tiles.size()));
  // A building belongs to each tile that it touches; count those whose first corner a tile owns.
  int seen = 0;
  each_tile(tiles, 14, [&](geo::TileId, MvtTile const& tile) {
    if (auto const* const layer = tile.find("buildings")) {
      for (auto const& f : layer->features) {
        MvtPoint north_west = f.parts.at(0).at(0);
        for (MvtPoint const p : f.parts.at(0)) {
          north_west = {std::min(north_west.x, p.x), std::min(north_west.y, p.y)};
        }
        seen += north_west.x >= 0 && north_west.x < 4096 && north_west.y >= 0 && north_west.y < 4096 ? 1 : 0;
      }
    }
  });
  EXPECT_EQ(seen, blocks * blocks);
}

TEST(BaseTiles, every_polygon_is_valid_at_every_zoom) {
  // Ragged shores: 40 random lakes side by side.
  unsigned const seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  auto map = town(3);
  for (int n = 0; n < 40; ++n) {
    geo::Ring ring;
    double const x = kLon + 0.02 * (n % 8);
    double const y = kLat + 0.02 * static_cast<double>(n / 8);
    for (int i = 0; i < 300; ++i) {
      double const r = 0.004 + 0.006 * static_cast<double>(random() % 1000) / 1000;
      double const a = 2 * std::numbers::pi * i / 300;
      ring.push_back({x + r * std::cos(a), y + r * std::sin(a)});
    }
    ring.push_back(ring.front());
    map.features.push_back(feature(BasemapLayer::water_polygons, geo::MultiPolygon{{{{ring}}}}, 4, "water"));
  }
  BaseTilesReport report;
  BaseTiles const tiles = built(map, &report);
  EXPECT_EQ(report.unrepaired, 0);
  int polygons = 0;
  for (std::uint32_t zoom = 0; zoom <= kMaxBaseZoom; ++zoom) {
    each_tile(tiles, zoom, [&](geo::TileId id, MvtTile const& tile) {
      for (auto const& layer : tile.layers) {
        for (auto const& f : layer.features) {
          if (f.type != GeometryType::polygon) {
            continue;
          }
          ASSERT_GT(doubled_area(f.parts.at(0)), 0) << "the first ring is an outer one";
          for (auto const& polygon : polygons_of(f)) {
            ++polygons;
            ASSERT_TRUE(is_valid(polygon)) << layer.name << " in " << id.z << "/" << id.x << "/" << id.y;
          }
        }
      }
    });
  }
  EXPECT_GT(polygons, 500);
}

TEST(BaseTiles, streets_are_joined_below_zoom_14_and_keep_their_direction_at_it) {
  BaseTiles const tiles = built(town(10));
  std::map<std::uint32_t, std::size_t> count;
  for (std::uint32_t const zoom : {9U, 10U, 13U, 14U}) {
    each_tile(tiles, zoom, [&](geo::TileId, MvtTile const& tile) {
      if (auto const* const layer = tile.find("streets")) {
        count[zoom] += layer->features.size();
        for (auto const& f : layer->features) {
          EXPECT_EQ(layer->find(f, "oneway") != nullptr, zoom == 14) << "an attribute from zoom 14 on";
          EXPECT_EQ(layer->text(f, "kind"), "residential");
        }
      }
    });
  }
  EXPECT_EQ(count.count(9), 0U) << "drawn from zoom 10 on";
  EXPECT_GE(count[14], 220U) << "every piece by itself";
  EXPECT_GT(count[13], 0U);
}

TEST(BaseTiles, holes_stay_open) {
  BaseTiles const tiles = built(town(1));
  geo::WorldPoint const island = geo::to_world({kLon - 0.035, kLat - 0.025});
  for (std::uint32_t zoom = 10; zoom <= 14; ++zoom) {
    auto const tile = read_gzipped(tiles.find(geo::tile_at(island, zoom)));
    auto const* const water = tile.find("water_polygons");
    GridPoint const p = to_grid(island, zoom);
    GridPoint const o = origin(geo::tile_at(island, zoom));
    MvtPoint const at{p.x - o.x, p.y - o.y};
    if (water == nullptr) {
      continue;  // the island is larger than the tile
    }
    int crossings = 0;
    for (auto const& part : water->features.at(0).parts) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        MvtPoint const a = part[i];
        MvtPoint const b = part[(i + 1) % part.size()];
        if ((a.y > at.y) != (b.y > at.y) &&
            static_cast<double>(at.x) > static_cast<double>(a.x) + static_cast<double>((at.y - a.y) * (b.x - a.x)) /
                                                                       static_cast<double>(b.y - a.y)) {
          ++crossings;
        }
      }
    }
    EXPECT_EQ(crossings % 2, 0) << "zoom " << zoom;
  }
}

TEST(BaseTiles, the_same_map_gives_the_same_bytes) {
  auto const map = town(20);
  auto const once = build_base(map, "osm", nullptr);
  auto const again = build_base(map, "osm", nullptr);
  ASSERT_TRUE(once && again);
  ASSERT_EQ(once->size(), again->size());
  for (std::size_t i = 0; i < once->size(); ++i) {
    EXPECT_EQ((*once)[i].part, (*again)[i].part);
    EXPECT_EQ((*once)[i].bytes, (*again)[i].bytes);
  }
}

TEST(BaseTiles, an_empty_map_has_no_tiles) {
  BaseTilesReport report;
  BaseTiles const tiles = built({}, &report);
  EXPECT_EQ(tiles.size(), 0U);
  EXPECT_EQ(report.tiles, 0);
  EXPECT_EQ(tiles.find({0, 0, 0}), "");
  EXPECT_TRUE(tiles.bounds().empty());
}

TEST(BaseTiles, building_stops_when_told) {
  std::stop_source stop;
  stop.request_stop();
  auto const parts = build_base(town(3), "osm", nullptr, {.report = {}, .stop = stop.get_token()});
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().code, base::ErrorCode::cancelled);
}

TEST(BaseTiles, two_sources_are_merged_by_layer) {
  auto map = town(2);
  auto parts = *build_base(map, "osm", nullptr);
  store::Basemap other;
  other.features.push_back(feature(BasemapLayer::place_labels, geo::LonLat{kLon, kLat}, 6, "suburb"));
  other.features.push_back(feature(BasemapLayer::pois, geo::LonLat{kLon + 0.5, kLat}, 14, "far away"));
  auto const more = *build_base(other, "city", nullptr);
  parts.insert(parts.begin(), more.begin(), more.end());
  auto const tiles = BaseTiles::load(parts);
  ASSERT_TRUE(tiles);
  auto const tile = read_gzipped(tiles->find(geo::tile_at(geo::to_world({kLon, kLat}), 14)));
  auto const* const labels = tile.find("place_labels");
  ASSERT_NE(labels, nullptr);
  ASSERT_THAT(labels->features, SizeIs(2));
  EXPECT_EQ(labels->text(labels->features[0], "kind"), "suburb") << "sources in order of their names";
  EXPECT_EQ(std::get<std::int64_t>(*labels->find(labels->features[1], "population")), 39'000);
  EXPECT_NE(tile.find("buildings"), nullptr);
  EXPECT_FALSE(tiles->find(geo::tile_at(geo::to_world({kLon + 0.5, kLat}), 14)).empty());
  EXPECT_NEAR(tiles->bounds().east, kLon + 0.5, 1e-9);
}

TEST(BaseStore, parts_are_cut_and_equal_tiles_are_kept_once) {
  std::vector<StoredTile> tiles;
  for (std::uint32_t x = 0; x < 300; ++x) {
    tiles.push_back(
        {{10, x, 5},
         x % 3 == 0 ? std::string(100, 's') : std::string(100, static_cast<char>('a' + x % 20)) + std::to_string(x)});
  }
  auto const parts = pack_tiles(tiles, "sea", {1, 2, 3, 4}, 4000);
  EXPECT_GT(parts.size(), 3U);
  std::size_t total = 0;
  for (auto const& part : parts) {
    EXPECT_LE(part.bytes.size(), 4000U);
    EXPECT_EQ(part.key, "base_tiles");
    total += part.bytes.size();
  }
  EXPECT_LT(total, 300 * (100 + 24)) << "the hundred equal ones are not kept a hundred times";
  auto const loaded = BaseTiles::load({parts.rbegin(), parts.rend()});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->size(), 300U);
  for (auto const& tile : tiles) {
    EXPECT_EQ(loaded->find(tile.tile), tile.gzipped);
  }
  EXPECT_EQ(loaded->bounds(), (geo::BBox{1, 2, 3, 4}));
}

TEST(BaseStore, damage_is_an_error_and_no_crash) {
  auto const parts = pack_tiles({{{1, 0, 0}, "one"}, {{1, 1, 0}, "two"}}, "x", {}, 4000);
  ASSERT_THAT(parts, SizeIs(1));
  for (std::size_t cut = 0; cut < parts[0].bytes.size(); ++cut) {
    auto broken = parts;
    broken[0].bytes.resize(cut);
    EXPECT_FALSE(BaseTiles::load(broken)) << cut;
  }
  unsigned const seed = 1;
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) {
    auto broken = parts;
    broken[0].bytes[random() % broken[0].bytes.size()] = static_cast<char>(random());
    if (auto const loaded = BaseTiles::load(broken)) {
      EXPECT_LE(loaded->find({1, 0, 0}).size(), broken[0].bytes.size());
    }
  }
  auto newer = parts;
  newer[0].format_version = 2;
  auto const refused = BaseTiles::load(newer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::wrong_version);
  auto half = pack_tiles({{{1, 0, 0}, std::string(80, 'a')}, {{1, 1, 0}, std::string(80, 'b')}}, "x", {}, 200);
  ASSERT_THAT(half, SizeIs(2));
  half.pop_back();
  EXPECT_FALSE(BaseTiles::load(half)) << "a part is missing";
}

}  // namespace
}  // namespace cartable::tiles
