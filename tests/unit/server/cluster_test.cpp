#include "base/json.hpp"
#include "tests/unit/server/server_city.hpp"
#include "tiles/mvt_reader.hpp"

#include <algorithm>
#include <set>

namespace cartable::server::test {
namespace {

using Clusters = ServerTest;
using base::Json;

/// A cluster as a tile shows it.
struct Shown {
  std::string id;
  std::size_t count = 0;
};

std::vector<Shown> clusters_in(std::string_view bytes) {
  std::vector<Shown> out;
  auto const tile = tiles::read_mvt(bytes);
  EXPECT_TRUE(tile);
  tiles::MvtLayer const* const places = tile ? tile->find("places") : nullptr;
  if (places == nullptr) {
    return out;
  }
  for (auto const& feature : places->features) {
    if (places->find(feature, "cluster") != nullptr && places->find(feature, "buffer") == nullptr) {
      auto const* const count = places->find(feature, "point_count");
      out.push_back(
          {std::string(places->text(feature, "cluster_id")), static_cast<std::size_t>(std::get<std::int64_t>(*count))});
    }
  }
  return out;
}

TEST_F(Clusters, a_clusters_pages_hold_the_places_that_its_tile_counts) {
  for (std::string const filter : {"", "kind=library", "fee=free&maybe=yes", "wheelchair=yes,limited"}) {
    std::set<std::string> matching;
    for (std::string& id : walk("/api/collections/places/items?limit=1000&" + filter)) {
      matching.insert(std::move(id));
    }
    std::size_t seen = 0;
    for (unsigned const zoom : {0U, 6U, 9U, 11U}) {
      std::set<std::string> members;
      std::set<geo::TileId> tiles;
      for (int i = 0; i <= 20; ++i) {
        for (int j = 0; j <= 20; ++j) {
          tiles.insert(geo::tile_at(geo::to_world({9.5 + i * 0.05, 49.5 + j * 0.05}), zoom));
        }
      }
      for (geo::TileId const tile : tiles) {
        api::Response const response = get("/tiles/places/" + std::to_string(tile.z) + "/" + std::to_string(tile.x) +
                                           "/" + std::to_string(tile.y) + ".mvt?" + filter);
        for (Shown const& cluster : clusters_in(response.tile->bytes)) {
          std::string const url = "/api/clusters/" + cluster.id + "?limit=7&" + filter;
          EXPECT_EQ(json(url)["numberMatched"], cluster.count) << url;
          std::vector<std::string> const all = walk(url);
          EXPECT_EQ(all.size(), cluster.count) << url;
          for (std::string const& id : all) {
            EXPECT_TRUE(matching.contains(id)) << id << " does not match " << filter;
            EXPECT_TRUE(members.insert(id).second) << id << " is in two clusters of zoom " << zoom;
          }
          ++seen;
        }
      }
    }
    EXPECT_GT(seen, 4U);
  }
}

TEST_F(Clusters, what_is_no_cluster_is_not_found) {
  for (char const* const id : {"x", "1-2", "16-0-0", "3-999999-1", "9-0-0"}) {
    EXPECT_EQ(get(std::string("/api/clusters/") + id).status, 404) << id;
  }
  EXPECT_EQ(get("/api/clusters/0-8-5?limit=0").status, 400);
}

}  // namespace
}  // namespace cartable::server::test
