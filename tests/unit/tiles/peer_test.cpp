#include "base/json.hpp"
#include "store/catalog.hpp"
#include "tests/unit/store/random_city.hpp"
#include "tests/unit/tiles/drawn_town.hpp"
#include "tests/unit/tiles/tile_reading.hpp"
#include "tiles/base_tiles.hpp"
#include "tiles/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

/// Our tiles in the hands of readers that we did not write.
namespace cartable::tiles {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("cartable-tiles-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] fs::path const& path() const { return path_; }

 private:
  fs::path path_;
};

/// Standard output and error of a command, and how it ended.
std::pair<int, std::string> run(std::string const& command) {
  std::string out;
  std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    return {-1, ""};
  }
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    out.append(buffer.data(), n);
  }
  return {::pclose(pipe), out};
}

base::OrderedJson to_json(MvtTile const& tile) {
  base::OrderedJson out = base::OrderedJson::array();
  for (auto const& layer : tile.layers) {
    base::OrderedJson features = base::OrderedJson::array();
    for (auto const& feature : layer.features) {
      base::OrderedJson f;
      f["id"] = nullptr;
      if (feature.id) {
        f["id"] = *feature.id;
      }
      f["type"] = static_cast<int>(feature.type);
      f["properties"] = base::OrderedJson::object();
      for (auto const& [key, value] : feature.tags) {
        std::visit([&, k = layer.keys[key]](auto const& v) { f["properties"][k] = v; }, layer.values[value]);
      }
      f["geometry"] = base::OrderedJson::array();
      for (auto const& part : feature.parts) {
        base::OrderedJson points = base::OrderedJson::array();
        for (MvtPoint const p : part) {
          points.push_back({p.x, p.y});
        }
        f["geometry"].push_back(std::move(points));
      }
      features.push_back(std::move(f));
    }
    out.push_back({{"name", layer.name}, {"features", std::move(features)}});
  }
  return out;
}

/// Writes tiles of a drawn town and of a random city's learning layers. \return how many
int write_tiles(fs::path const& folder) {
  test::PropertyRandom random(5);
  auto data = test::random_city(random, 400);
  store::District district;
  district.head.id = "d:1";
  district.set = "s";
  district.name = "Ciudad Vieja \"عربي\"";
  district.area = testing::box(-56.3, -35, -56.1, -34.85);
  data.districts.push_back(district);
  auto const base = std::make_shared<BaseTiles const>(*BaseTiles::load(*build_base(testing::town(12), "osm", nullptr)));
  TileService const service(store::Catalog::build(std::move(data)), base, {});
  int written = 0;
  auto const write = [&](std::vector<TileLayer> layers, geo::LonLat at) {
    for (std::uint32_t zoom = 0; zoom <= 14; ++zoom) {
      TileRequest request;
      request.layers = layers;
      request.tile = geo::tile_at(geo::to_world(at), zoom);
      auto const blob = service.get(request, base::Encoding::identity);
      if (blob->bytes.empty()) {
        continue;
      }
      auto const name = folder / fmt::format("{}-{}-{}{}", zoom, request.tile.x, request.tile.y,
                                             layers.front() == TileLayer::basemap ? "" : "-learning");
      std::ofstream(name.string() + ".mvt", std::ios::binary) << blob->bytes;
      std::ofstream(name.string() + ".json") << base::to_text(to_json(testing::read(blob->bytes)));
      ++written;
    }
  };
  write({TileLayer::basemap}, {testing::kLon + 0.002, testing::kLat + 0.002});
  write({TileLayer::places, TileLayer::districts, TileLayer::events}, {-56.17, -34.9});
  return written;
}

TEST(Peers, mapbox_vector_tile_reads_what_we_wrote) {
  fs::path const script = fs::path(CARTABLE_SOURCE_DIR) / "tests" / "tiles_peer" / "read.mjs";
  if (!fs::exists(script.parent_path() / "node_modules")) {
    GTEST_SKIP() << "@mapbox/vector-tile is not installed: run `npm ci` in tests/tiles_peer";
  }
  Folder const folder;
  int const written = write_tiles(folder.path());
  ASSERT_GT(written, 20);
  auto const [status, out] = run("node '" + script.string() + "' '" + folder.path().string() + "'");
  EXPECT_EQ(status, 0) << out;
  EXPECT_THAT(out, HasSubstr(std::to_string(written) + " tiles, "));
  EXPECT_THAT(out, HasSubstr(": equal"));
}

TEST(Peers, gdal_reads_what_we_wrote) {
  if (run("ogrinfo --version").first != 0) {
    GTEST_SKIP() << "ogrinfo is not installed (Debian package gdal-bin)";
  }
  Folder const folder;
  ASSERT_GT(write_tiles(folder.path()), 20);
  int layers = 0;
  for (auto const& entry : fs::directory_iterator(folder.path())) {
    if (entry.path().extension() != ".mvt") {
      continue;
    }
    auto const [status, out] = run("ogrinfo -ro -al -so 'MVT:" + entry.path().string() + "'");
    ASSERT_EQ(status, 0) << out;
    EXPECT_THAT(out, ::testing::Not(HasSubstr("ERROR"))) << out;
    std::ifstream in(entry.path().string().substr(0, entry.path().string().size() - 3) + "json");
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    auto const ours = base::parse_json(text);
    ASSERT_TRUE(ours);
    for (auto const& layer : *ours) {
      std::string const head = "Layer name: " + layer.at("name").get<std::string>() + "\n";
      auto const at = out.find(head);
      ASSERT_NE(at, std::string::npos) << head << out;
      EXPECT_THAT(out.substr(at, 200), HasSubstr(fmt::format("Feature Count: {}\n", layer.at("features").size())))
          << head;
      ++layers;
    }
  }
  EXPECT_GT(layers, 40);
}

}  // namespace
}  // namespace cartable::tiles
