#include "tiles/clusters.hpp"

#include "store/catalog.hpp"
#include "tests/unit/store/random_city.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace cartable::tiles {
namespace {

using store::Visibility;
using ::testing::IsEmpty;

store::Place place_at(geo::LonLat at, std::size_t number) {
  store::Place place;
  place.head.id = "city:" + std::to_string(number);
  place.head.source = "city";
  place.kinds = {number % 3 == 0 ? "library" : "school"};
  place.fee = static_cast<store::Fee>(number % 3);
  place.point = at;
  place.sources = {{.source = "city", .key = place.head.id, .date = {}}};
  return place;
}

/// Where grids go wrong: one point five hundred times, borders of tiles of all zooms, ±180°, beyond the map's edge.
std::shared_ptr<store::Catalog const> hard_city(cartable::test::PropertyRandom& random) {
  store::CityData data;
  std::vector<geo::LonLat> points(500, geo::LonLat{2.3522, 48.8566});
  for (std::uint32_t zoom = 1; zoom <= 16; ++zoom) {
    std::uint32_t const side = 1U << zoom;
    geo::TileId const tile = geo::tile_at(geo::to_world({2.35, 48.85}), zoom);
    geo::BBox const box = geo::bounds(tile);
    points.insert(points.end(), {{box.west, box.north},
                                 {box.east, box.south},
                                 {box.west, box.south},
                                 {box.east - 1e-7, box.north - 1e-7},
                                 {box.west, (box.south + box.north) / 2}});
    geo::BBox const last = geo::bounds({zoom, side - 1, side / 2});
    points.push_back({last.east, last.north});
  }
  for (double const lon : {-180.0, 180.0, 179.9999999, -179.9999999, 179.999, -179.999}) {
    for (double const lat : {0.0, 1e-7, 66.0, 85.0511287, 85.0512, 89.9999, 90.0, -85.0512, -90.0}) {
      points.push_back({lon, lat});
    }
  }
  for (int i = 0; i < 300; ++i) {
    points.push_back({random.real(-180, 180), random.real(-90, 90)});
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    data.places.push_back(place_at(points[i], i));
  }
  return store::Catalog::build(std::move(data));
}

std::vector<store::Filter> filters() {
  std::vector<store::Filter> out(4);
  out[1].kinds = {"library"};
  out[2].fees = {store::Fee::free};
  out[2].maybe = true;
  out[3].kinds = {"school"};
  out[3].fees = {store::Fee::paid};
  return out;
}

/// Tiles of a zoom that may show something: those of the places, and all around them.
std::set<geo::TileId> tiles_with_places(store::Catalog const& catalog, std::uint32_t zoom) {
  std::set<geo::TileId> out;
  std::uint32_t const side = 1U << zoom;
  for (geo::WorldPoint const point : catalog.world_points()) {
    geo::TileId const own = geo::tile_at(point, zoom);
    for (std::uint32_t dy = 0; dy < 3; ++dy) {
      for (std::uint32_t dx = 0; dx < 3; ++dx) {
        if (own.y + dy >= 1 && own.y + dy - 1 < side) {
          out.insert({zoom, (own.x + dx + side - 1) % side, own.y + dy - 1});
        }
      }
    }
  }
  return out;
}

bool is_own(Cluster const& cluster, geo::TileId tile) {
  std::int64_t const width = std::int64_t{1} << (32 - tile.z);
  return cluster.x >= tile.x * width && cluster.x < (tile.x + std::int64_t{1}) * width && cluster.y >= tile.y * width &&
         cluster.y < (tile.y + std::int64_t{1}) * width;
}

TEST(Clusters, every_matching_place_is_in_one_cluster_at_every_zoom) {
  cartable::test::PropertyRandom random;
  auto const catalog = hard_city(random);
  for (store::Filter const& filter : filters()) {
    auto const selection = catalog->select(filter, Visibility::everyone);
    ClusterInput const input(*catalog, selection);
    for (std::uint32_t zoom = 0; zoom < kLastPlaceZoom; ++zoom) {
      std::size_t count = 0, fits = 0;
      std::vector<std::uint32_t> rows;
      for (geo::TileId const tile : tiles_with_places(*catalog, zoom)) {
        Clusterer clusterer(input);
        for (Cluster const& cluster : clusterer.clusters(tile, 0)) {
          count += cluster.count;
          fits += cluster.fits;
          auto const members = clusterer.rows({zoom, cluster.cell_x, cluster.cell_y});
          EXPECT_EQ(members.size(), cluster.count)
              << "zoom " << zoom << " cell " << cluster.cell_x << ", " << cluster.cell_y;
          rows.insert(rows.end(), members.begin(), members.end());
        }
      }
      ASSERT_EQ(count, selection->matched()) << "zoom " << zoom << ' ' << filter.canonical();
      ASSERT_EQ(fits, selection->fits_count) << "zoom " << zoom << ' ' << filter.canonical();
      std::sort(rows.begin(), rows.end());
      ASSERT_EQ(std::adjacent_find(rows.begin(), rows.end()), rows.end()) << "a place in two clusters";
      for (std::uint32_t const row : rows) {
        ASSERT_TRUE(selection->all.test(row));
      }
    }
  }
}

TEST(Clusters, neighbouring_tiles_show_the_same_clusters_where_they_overlap) {
  cartable::test::PropertyRandom random;
  auto const catalog = hard_city(random);
  constexpr std::int32_t kBuffer = 192;
  for (store::Filter const& filter : filters()) {
    auto const selection = catalog->select(filter, Visibility::everyone);
    ClusterInput const input(*catalog, selection);
    for (std::uint32_t const zoom : {0U, 1U, 2U, 5U, 9U, 12U, 15U}) {
      // By cell: position in the world, count and where it comes apart, from the tile that owns it.
      using Seen = std::tuple<std::int64_t, std::int64_t, std::uint32_t, std::uint32_t>;
      std::map<std::pair<std::uint32_t, std::uint32_t>, Seen> owned;
      std::vector<std::pair<geo::TileId, std::vector<Cluster>>> shown;
      for (geo::TileId const tile : tiles_with_places(*catalog, zoom)) {
        shown.emplace_back(tile, Clusterer(input).clusters(tile, kBuffer));
        for (Cluster const& cluster : shown.back().second) {
          if (is_own(cluster, tile)) {
            owned.emplace(std::pair(cluster.cell_x, cluster.cell_y),
                          Seen(cluster.x, cluster.y, cluster.count, cluster.expansion_zoom));
          }
        }
      }
      for (auto const& [tile, clusters] : shown) {
        for (Cluster const& cluster : clusters) {
          auto const own = owned.find({cluster.cell_x, cluster.cell_y});
          ASSERT_NE(own, owned.end()) << "a copy of a cluster that no tile has";
          auto const& [x, y, count, expansion] = own->second;
          EXPECT_EQ((cluster.x - x) % (std::int64_t{1} << 32U), 0) << "whole worlds apart";
          EXPECT_EQ(cluster.y, y);
          EXPECT_EQ(cluster.count, count);
          EXPECT_EQ(cluster.expansion_zoom, expansion);
        }
      }
    }
  }
}

TEST(Clusters, five_hundred_places_at_one_point_stay_together_until_the_last_zoom) {
  store::CityData data;
  for (std::size_t i = 0; i < 500; ++i) {
    data.places.push_back(place_at({2.3522, 48.8566}, i));
  }
  auto const catalog = store::Catalog::build(std::move(data));
  auto const selection = catalog->select({}, Visibility::everyone);
  ClusterInput const input(*catalog, selection);
  for (std::uint32_t zoom = 0; zoom < kLastPlaceZoom; ++zoom) {
    geo::TileId const tile = geo::tile_at(catalog->world_points().front(), zoom);
    auto const clusters = Clusterer(input).clusters(tile, 0);
    ASSERT_EQ(clusters.size(), 1U);
    EXPECT_EQ(clusters.front().count, 500U);
    EXPECT_EQ(clusters.front().expansion_zoom, kLastPlaceZoom);
  }
}

TEST(Clusters, an_id_reads_back_and_nothing_else_is_one) {
  for (ClusterId const id : {ClusterId{0, 0, 0}, ClusterId{11, 345, 678}, ClusterId{15, (1U << 19U) - 1, 0}}) {
    EXPECT_EQ(parse_cluster_id(format_cluster_id(id)), id);
  }
  for (char const* const text : {"", "-", "1", "1-2", "1-2-", "1-2-3-4", "01-2-3", "1-02-3", "16-1-1", "0-16-0",
                                 "1--2-3", "1-2-3 ", "a-b-c", "4294967296-1-1", "1-99999999999-1"}) {
    EXPECT_EQ(parse_cluster_id(text), std::nullopt) << text;
  }
}

TEST(Clusters, a_cell_that_joined_its_neighbour_and_an_empty_one_are_no_clusters) {
  cartable::test::PropertyRandom random;
  auto const catalog = store::Catalog::build(test::random_city(random, 500));
  auto const selection = catalog->select({}, Visibility::planner);
  ClusterInput const input(*catalog, selection);
  constexpr std::uint32_t kZoom = 11;
  std::set<std::pair<std::uint32_t, std::uint32_t>> named;
  for (geo::TileId const tile : tiles_with_places(*catalog, kZoom)) {
    for (Cluster const& cluster : Clusterer(input).clusters(tile, 0)) {
      named.emplace(cluster.cell_x, cluster.cell_y);
    }
  }
  std::size_t joined = 0;
  for (geo::WorldPoint const point : catalog->world_points()) {
    geo::TileId const cell = geo::tile_at(point, kZoom + kCellBits);
    Clusterer clusterer(input);
    bool const is_named = named.contains({cell.x, cell.y});
    EXPECT_EQ(clusterer.rows({kZoom, cell.x, cell.y}).empty(), !is_named);
    joined += is_named ? 0 : 1;
  }
  EXPECT_GT(joined, 0U) << "the city has cells that join others";
  Clusterer clusterer(input);
  EXPECT_THAT(clusterer.rows({kZoom, 0, 0}), IsEmpty());
}

}  // namespace
}  // namespace cartable::tiles
