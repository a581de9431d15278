#include "tiles/service.hpp"

#include "tests/unit/store/random_city.hpp"
#include "tests/unit/tiles/tile_reading.hpp"
#include "tiles/base_store.hpp"
#include "tiles/tile_cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

namespace cartable::tiles {
namespace {

using base::Encoding;
using store::Visibility;
using testing::read;
using ::testing::SizeIs;

std::shared_ptr<BaseTiles const> base_tiles(std::string const& name) {
  store::Basemap map;
  store::BasemapFeature label;
  label.layer = store::BasemapLayer::place_labels;
  label.min_zoom = 0;
  label.geometry = geo::LonLat{-56.17, -34.9};
  label.attributes.emplace_back("name", name);
  map.features.push_back(label);
  return std::make_shared<BaseTiles const>(*BaseTiles::load(*build_base(map, "osm", nullptr)));
}

std::shared_ptr<store::Catalog const> city(std::size_t places, std::int64_t places_revision = 1) {
  test::PropertyRandom random(4711);
  auto data = test::random_city(random, places);
  data.revisions[static_cast<std::size_t>(store::Part::places)] = places_revision;
  return store::Catalog::build(std::move(data));
}

TileRequest request(std::vector<TileLayer> layers, std::uint32_t zoom, Visibility viewer = Visibility::everyone) {
  TileRequest out;
  out.layers = std::move(layers);
  out.tile = geo::tile_at(geo::to_world({-56.17, -34.9}), zoom);
  out.viewer = viewer;
  return out;
}

TEST(TileService, every_encoding_holds_the_same_tile_under_its_own_tag) {
  TileService const service(city(500), base_tiles("Montevideo"), {});
  for (auto const& layers : {std::vector{TileLayer::basemap}, std::vector{TileLayer::places},
                             std::vector{TileLayer::basemap, TileLayer::places, TileLayer::districts}}) {
    auto const asked = request(layers, 12);
    EXPECT_EQ(service.cached(asked, Encoding::gzip), nullptr);
    auto const plain = service.get(asked, Encoding::identity);
    ASSERT_FALSE(plain->bytes.empty());
    std::set<std::string> tags{plain->etag};
    for (Encoding const encoding : {Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
      auto const packed = service.get(asked, encoding);
      EXPECT_EQ(packed->encoding, encoding);
      EXPECT_EQ(base::decompress(packed->bytes, encoding, 1 << 20), plain->bytes);
      EXPECT_TRUE(packed->etag.starts_with('"') && packed->etag.ends_with('"'));
      tags.insert(packed->etag);
      EXPECT_EQ(service.cached(asked, encoding), packed) << "the very same blob";
      EXPECT_EQ(service.get(asked, encoding), packed);
    }
    EXPECT_THAT(tags, SizeIs(4));
  }
}

TEST(TileService, joins_layers_and_the_order_of_asking_does_not_matter) {
  TileService const service(city(500), base_tiles("Montevideo"), {});
  auto const there = service.get(request({TileLayer::places, TileLayer::basemap}, 11), Encoding::identity);
  auto const back = service.get(request({TileLayer::basemap, TileLayer::places}, 11), Encoding::identity);
  EXPECT_EQ(there, back);
  auto const tile = read(there->bytes);
  EXPECT_NE(tile.find("places"), nullptr);
  EXPECT_NE(tile.find("place_labels"), nullptr);
}

TEST(TileService, an_empty_tile_is_an_empty_blob_in_every_encoding) {
  TileService const service(city(10), nullptr, {});
  auto asked = request({TileLayer::basemap, TileLayer::districts}, 9);
  asked.tile = {9, 3, 3};
  for (Encoding const encoding : {Encoding::identity, Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
    EXPECT_EQ(service.get(asked, encoding)->bytes, "");
    EXPECT_NE(service.cached(asked, encoding), nullptr) << "kept too";
  }
}

TEST(TileService, viewers_and_filters_do_not_share_tiles) {
  auto const catalog = city(800);
  TileService const service(catalog, nullptr, {});
  auto everyone = request({TileLayer::places}, 0);
  auto planner = request({TileLayer::places}, 0, Visibility::planner);
  auto const count = [](TileBlob const& blob) {
    std::int64_t sum = 0;
    auto const tile = read(blob.bytes);
    for (auto const& f : tile.find("places")->features) {
      auto const* const n = tile.find("places")->find(f, "point_count");
      sum += tile.find("places")->find(f, "buffer") != nullptr ? 0 : n != nullptr ? std::get<std::int64_t>(*n) : 1;
    }
    return static_cast<std::size_t>(sum);
  };
  EXPECT_EQ(count(*service.get(everyone, Encoding::identity)), catalog->select({}, Visibility::everyone)->matched());
  EXPECT_EQ(count(*service.get(planner, Encoding::identity)), catalog->select({}, Visibility::planner)->matched());
  everyone.filter.kinds = {"museum"};
  EXPECT_EQ(service.cached(everyone, Encoding::identity), nullptr);
  EXPECT_EQ(count(*service.get(everyone, Encoding::identity)),
            catalog->select(everyone.filter, Visibility::everyone)->matched());
}

TEST(TileService, after_a_reload_tiles_whose_bytes_did_not_change_keep_their_blob) {
  auto const base = base_tiles("Montevideo");
  auto const before = std::make_shared<TileService const>(city(500), base, TileService::Options{});
  auto const base_asked = request({TileLayer::basemap}, 10);
  auto const places_asked = request({TileLayer::places}, 10);
  auto const base_blob = before->get(base_asked, Encoding::gzip);
  auto const places_blob = before->get(places_asked, Encoding::gzip);

  // Only the revision of places moved on: the base map stays fresh, places are compared and found unchanged.
  auto const after = std::make_shared<TileService const>(city(500, 2), base, TileService::Options{}, before);
  EXPECT_EQ(after->revision(TileLayer::basemap), before->revision(TileLayer::basemap));
  EXPECT_NE(after->revision(TileLayer::places), before->revision(TileLayer::places));
  EXPECT_EQ(after->cached(base_asked, Encoding::gzip), base_blob);
  EXPECT_EQ(after->cached(places_asked, Encoding::gzip), nullptr) << "not sure yet";
  EXPECT_EQ(after->get(places_asked, Encoding::gzip), places_blob);
  EXPECT_EQ(after->cached(places_asked, Encoding::gzip), places_blob);

  TileService const changed(city(400, 3), base_tiles("San Felipe"), {}, after);
  EXPECT_EQ(changed.cached(base_asked, Encoding::gzip), nullptr);
  EXPECT_NE(changed.get(base_asked, Encoding::gzip)->etag, base_blob->etag);
  EXPECT_NE(changed.get(places_asked, Encoding::gzip)->etag, places_blob->etag);
}

TEST(TileService, layer_names_zooms_and_documents) {
  for (TileLayer const layer :
       {TileLayer::basemap, TileLayer::places, TileLayer::districts, TileLayer::catchments, TileLayer::events}) {
    EXPECT_EQ(parse_tile_layer(to_string(layer)), layer);
    auto const documents = TileService::vector_layers(layer);
    ASSERT_FALSE(documents.empty());
    for (auto const& document : documents) {
      EXPECT_LE(document.min_zoom, document.max_zoom);
      EXPECT_EQ(document.max_zoom, max_zoom(layer));
    }
  }
  EXPECT_THAT(TileService::vector_layers(TileLayer::basemap), SizeIs(store::kBasemapLayerCount));
  EXPECT_EQ(parse_tile_layer("isochrones"), std::nullopt);
}

TEST(TileCache, stays_within_its_bytes_and_keeps_what_is_used) {
  TileCache cache(16 * 4000);
  auto const make = [](TileCache::Blob const&) {
    return std::make_shared<TileBlob const>(TileBlob{std::string(300, 'x'), "\"e\"", Encoding::identity});
  };
  TileKey hot{.tile = {14, 1, 1}, .layers = 1};
  auto const blob = cache.get(hot, make);
  for (std::uint32_t x = 0; x < 5000; ++x) {
    (void)cache.get({.tile = {14, x, 7}, .layers = 1}, make);
    ASSERT_EQ(cache.find(hot), blob);
    ASSERT_LE(cache.bytes(), 16U * 4000U);
  }
  EXPECT_GT(cache.bytes(), 16U * 2000U);
  EXPECT_EQ(cache.find({.tile = {14, 0, 7}, .layers = 1}), nullptr) << "gone long ago";
}

TEST(TileCache, a_failed_make_fails_its_caller_only) {
  TileCache cache(1 << 20);
  TileKey const key{.tile = {1, 0, 0}, .layers = 2, .filter = "kind=library"};
  EXPECT_THROW((void)cache.get(key, [](auto const&) -> TileCache::Blob { throw std::runtime_error("no"); }),
               std::runtime_error);
  auto const blob = cache.get(key, [](auto const&) { return std::make_shared<TileBlob const>(); });
  EXPECT_EQ(cache.find(key), blob);
  EXPECT_EQ(cache.find({.tile = {1, 0, 0}, .layers = 2, .filter = "kind=museum"}), nullptr);
}

}  // namespace
}  // namespace cartable::tiles
