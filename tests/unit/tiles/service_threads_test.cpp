#include "store/filter.hpp"
#include "tests/unit/store/random_city.hpp"
#include "tiles/service.hpp"
#include "tiles/tile_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace cartable::tiles {
namespace {

using base::Encoding;

TEST(TileCacheThreads, those_who_miss_at_once_wait_for_one_making) {
  TileCache cache(1 << 20);
  std::atomic<int> made{0};
  TileKey const key{.tile = {3, 1, 2}, .layers = 1};
  std::vector<TileCache::Blob> got(4);
  {
    std::vector<std::jthread> threads;
    for (auto& blob : got) {
      threads.emplace_back([&] {
        blob = cache.get(key, [&](auto const&) {
          ++made;
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
          return std::make_shared<TileBlob const>(TileBlob{"tile", "\"t\"", Encoding::identity});
        });
      });
    }
  }
  EXPECT_EQ(made, 1);
  for (auto const& blob : got) {
    EXPECT_EQ(blob, got.front());
  }
}

TEST(TileServiceThreads, many_threads_get_what_one_does_while_the_service_is_replaced) {
  test::PropertyRandom random(4711);
  auto const catalog = store::Catalog::build(test::random_city(random, 800));
  TileService const alone(catalog, nullptr, {});
  auto current = std::make_shared<TileService const>(catalog, nullptr, TileService::Options{.cache_bytes = 1 << 20});
  std::vector<TileRequest> requests;
  for (std::uint32_t zoom = 0; zoom <= 16; ++zoom) {
    for (auto const viewer : {store::Visibility::everyone, store::Visibility::planner}) {
      TileRequest request;
      request.layers = {TileLayer::places, TileLayer::districts, TileLayer::events};
      request.tile = geo::tile_at(geo::to_world({-56.17, -34.9}), zoom);
      request.viewer = viewer;
      requests.push_back(request);
      request.filter.kinds = {"library"};
      requests.push_back(request);
    }
  }
  std::vector<std::string> expected;
  for (auto const& request : requests) {
    expected.push_back(alone.get(request, Encoding::identity)->bytes);
  }
  std::atomic<int> wrong{0};
  auto const work = [&](std::shared_ptr<TileService const> service) {
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < requests.size(); ++i) {
        auto const encoding = i % 2 == 0 ? Encoding::identity : Encoding::gzip;
        auto blob = service->cached(requests[i], encoding);
        blob = blob ? blob : service->get(requests[i], encoding);
        auto const plain = base::decompress(blob->bytes, blob->bytes.empty() ? Encoding::identity : encoding, 1 << 24);
        wrong += plain && *plain == expected[i] ? 0 : 1;
      }
    }
  };
  for (int reload = 0; reload < 3; ++reload) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back(work, current);
    }
    // Adopted while the others still fill the old one.
    current =
        std::make_shared<TileService const>(catalog, nullptr, TileService::Options{.cache_bytes = 1 << 20}, current);
  }
  work(current);
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace cartable::tiles
