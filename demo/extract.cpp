#include "base/compress.hpp"
#include "base/file.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "demo/coast.hpp"
#include "demo/demo_city.hpp"
#include "demo/piece_join.hpp"
#include "importers/osm_writer.hpp"
#include "tiles/mvt_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::demo {
namespace {

constexpr std::uint32_t kZoom = 12;
constexpr std::uint32_t kExtent = 1U << 20U;        // of an OSM QA tile: at zoom 12 its units are our world units
constexpr std::int64_t kNewNodes = 20'000'000'000;  // ids that OpenStreetMap has not given yet
constexpr std::int64_t kNewWays = 5'000'000'000;
constexpr char const* kDate = "2017-12-04";  // of the tiles, by their package's documentation

/// An object of the map, put together from its pieces.
struct QaObject {
  store::StringMap tags;
  std::vector<geo::WorldPoint> points;
  std::vector<WorldLine> lines;
  std::vector<WorldRing> outers, inners;
};
using Key = std::pair<char, std::int64_t>;  // n, w or r, and the id
using Objects = std::map<Key, QaObject>;

std::vector<std::filesystem::path> tile_files(std::filesystem::path const& from) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (auto const& entry :
       std::filesystem::directory_iterator(from / "@mapbox/mvt-fixtures/real-world/osm-qa-montevideo", error)) {
    if (entry.path().extension() == ".mvt") {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::filesystem::path land_file(std::filesystem::path const& from) { return from / "world-atlas/land-10m.json"; }

/// "12-1407-2471.mvt" as a tile.
base::Result<geo::TileId> tile_of(std::filesystem::path const& file) {
  auto const parts = base::split(file.stem().string(), '-');
  std::array<std::uint32_t, 3> numbers{};
  bool good = parts.size() == 3;
  for (std::size_t i = 0; good && i < 3; ++i) {
    auto const [end, error] = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
    good = error == std::errc() && end == parts[i].data() + parts[i].size();
  }
  geo::TileId const tile{.z = numbers[0], .x = numbers[1], .y = numbers[2]};
  if (!good || tile.z != kZoom || !geo::is_valid(tile)) {
    return base::fail(base::ErrorCode::corrupt, "{}: is not named like a zoom-12 tile (12-X-Y.mvt)", file.string());
  }
  return tile;
}

std::string value_text(tiles::MvtValue const& value) {
  struct Visitor {
    std::string operator()(bool v) const { return v ? "yes" : "no"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(std::uint64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(float v) const { return fmt::format("{}", v); }
    std::string operator()(std::string const& v) const { return v; }
  };
  return std::visit(Visitor{}, value);
}

base::Status read_tile(std::filesystem::path const& file, Objects& objects) {
  CARTABLE_ASSIGN(geo::TileId const id, tile_of(file));
  CARTABLE_ASSIGN(std::string bytes, base::read_file(file));
  if (bytes.starts_with("\x1f\x8b")) {
    CARTABLE_ASSIGN(bytes, base::decompress(bytes, base::Encoding::gzip, std::size_t{1} << 30U));
  }
  auto const tile = tiles::read_mvt(bytes);
  if (!tile) {
    return base::fail(base::ErrorCode::corrupt, "{}: {}", file.string(), tile.error().message);
  }
  tiles::MvtLayer const* const layer = tile->find("osm");
  if (layer == nullptr || layer->extent != kExtent) {
    return base::fail(base::ErrorCode::corrupt, "{}: is no OSM QA tile (layer \"osm\", extent {})", file.string(),
                      kExtent);
  }
  for (tiles::MvtFeature const& feature : layer->features) {
    store::StringMap tags;
    char type = 0;
    std::int64_t number = 0;
    for (auto const& [key_index, value_index] : feature.tags) {
      std::string const& key = layer->keys[key_index];
      std::string value = value_text(layer->values[value_index]);
      if (key == "@type") {
        type = value.empty() ? '\0' : value[0];
      } else if (key == "@id") {
        std::from_chars(value.data(), value.data() + value.size(), number);
      } else if (!key.starts_with('@')) {  // @user, @uid, @changeset, …: who mapped it stays behind
        tags.emplace(key, std::move(value));
      }
    }
    if (number <= 0 || (type != 'n' && type != 'w' && type != 'r')) {
      continue;
    }
    QaObject& object = objects[{type, number}];
    object.tags.merge(tags);
    auto const world = [&](tiles::MvtPoint p) {
      return geo::WorldPoint{.x = static_cast<std::uint32_t>((static_cast<std::int64_t>(id.x) << 20U) + p.x),
                             .y = static_cast<std::uint32_t>((static_cast<std::int64_t>(id.y) << 20U) + p.y)};
    };
    for (auto const& part : feature.parts) {
      std::vector<geo::WorldPoint> points;
      points.reserve(part.size() + 1);
      for (tiles::MvtPoint const p : part) {
        points.push_back(world(p));
      }
      switch (feature.type) {
        case tiles::GeometryType::point: object.points.insert(object.points.end(), points.begin(), points.end()); break;
        case tiles::GeometryType::line: object.lines.push_back(std::move(points)); break;
        case tiles::GeometryType::polygon: {
          bool const outer = tiles::doubled_area(part) > 0;
          points.push_back(points.front());
          (outer ? object.outers : object.inners).push_back(std::move(points));
          break;
        }
        case tiles::GeometryType::unknown: break;
      }
    }
  }
  return {};
}

/// Turns objects into nodes, ways and relations; streets that meet share a node because they share a position.
class ExtractBuilder {
 public:
  void add_nodes(Objects const& objects) {
    for (auto const& [key, object] : objects) {
      if (key.first == 'n' && !object.points.empty()) {
        geo::WorldPoint const at = object.points.front();
        extract_.nodes.push_back({.id = key.second, .point = geo::to_lonlat(at), .tags = object.tags});
        node_at_.emplace(geo::morton(at), key.second);
      }
    }
  }

  void add_ways(Objects const& objects) {
    for (auto const& [key, object] : objects) {
      if (key.first == 'n') {
        continue;
      }
      bool const relation = key.first == 'r';
      std::int64_t id = relation ? 0 : key.second;  // the first piece keeps the way's own id
      if (object.inners.empty() && !relation) {
        for (auto const& line : join_lines(object.lines)) {
          add_way(std::exchange(id, 0), line, object.tags);
        }
        for (auto const& ring : join_rings(object.outers)) {
          add_way(std::exchange(id, 0), ring, object.tags);
        }
        continue;
      }
      importers::OsmRelationOut out{.id = key.second, .members = {}, .tags = object.tags};
      out.tags["type"] = object.outers.empty() ? "boundary" : "multipolygon";
      for (auto const& ring : join_rings(object.outers)) {
        out.members.push_back({.type = 'w', .id = add_way(0, ring, {}), .role = "outer"});
      }
      for (auto const& ring : join_rings(object.inners)) {
        out.members.push_back({.type = 'w', .id = add_way(0, ring, {}), .role = "inner"});
      }
      for (auto const& line : join_lines(object.lines)) {
        out.members.push_back({.type = 'w', .id = add_way(0, line, {}), .role = "outer"});
      }
      extract_.relations.push_back(std::move(out));
    }
  }

  void add_coast(std::vector<geo::LineString> const& lines) {
    for (geo::LineString const& line : lines) {
      importers::OsmWayOut way{
          .id = next_way_++, .nodes = {}, .tags = {{"natural", "coastline"}, {"source", "illustrative"}}};
      for (std::size_t i = 0; i < line.size(); ++i) {
        bool const closes = i > 0 && i + 1 == line.size() && line[i] == line.front();
        way.nodes.push_back(closes ? way.nodes.front() : add_node(line[i]));
      }
      extract_.ways.push_back(std::move(way));
    }
  }

  /// A bare node, so that the area covered reaches out to sea.
  std::int64_t add_node(geo::LonLat p) {
    extract_.nodes.push_back({.id = next_node_, .point = p, .tags = {}});
    return next_node_++;
  }

  importers::OsmExtract take() && { return std::move(extract_); }

 private:
  std::int64_t node_for(geo::WorldPoint p) {
    auto const [found, fresh] = node_at_.try_emplace(geo::morton(p), next_node_);
    if (fresh) {
      add_node(geo::to_lonlat(p));
    }
    return found->second;
  }

  std::int64_t add_way(std::int64_t id, std::vector<geo::WorldPoint> const& points, store::StringMap const& tags) {
    importers::OsmWayOut way{.id = id != 0 ? id : next_way_++, .nodes = {}, .tags = tags};
    way.nodes.reserve(points.size());
    for (geo::WorldPoint const p : points) {
      way.nodes.push_back(node_for(p));
    }
    extract_.ways.push_back(std::move(way));
    return extract_.ways.back().id;
  }

  importers::OsmExtract extract_;
  std::unordered_map<std::uint64_t, std::int64_t> node_at_;
  std::int64_t next_node_ = kNewNodes;
  std::int64_t next_way_ = kNewWays;
};

geo::LineString to_line(std::vector<geo::WorldPoint> const& points) {
  geo::LineString out;
  out.reserve(points.size());
  for (geo::WorldPoint const p : points) {
    out.push_back(geo::to_lonlat(p));
  }
  return out;
}

bool has(QaObject const& object, char const* key) { return object.tags.find(key) != object.tags.end(); }

/// What stands on dry land: not piers, ferries, water or boundaries.
void add_land(CoastGrid& grid, Objects const& objects) {
  for (auto const& [key, object] : objects) {
    if (key.first == 'n') {
      if (has(object, "addr:housenumber") || has(object, "amenity") || has(object, "shop")) {
        for (auto const p : object.points) {
          grid.add_land(geo::to_lonlat(p));
        }
      }
      continue;
    }
    auto const natural = object.tags.find("natural");
    bool const dry_nature = natural != object.tags.end() && natural->second != "water" &&
                            natural->second != "wetland" && natural->second != "coastline" &&
                            natural->second != "bay" && natural->second != "cape";
    bool const land = has(object, "highway") || has(object, "building") || has(object, "landuse") ||
                      has(object, "leisure") || has(object, "amenity") || has(object, "railway") || dry_nature;
    if (!land || has(object, "seamark:type")) {
      continue;
    }
    for (auto const& line : object.lines) {
      grid.add_land(to_line(line));
    }
    for (auto const& ring : object.outers) {
      grid.add_land_area(to_line(ring));
    }
  }
}

}  // namespace

base::Result<std::string> extract_key(std::filesystem::path const& from) {
  auto const files = tile_files(from);
  if (files.empty()) {
    return base::fail(
        base::ErrorCode::not_found,
        "{}: does not hold @mapbox/mvt-fixtures with the OSM QA tiles of Montevideo; ./run fetches it, or: "
        "npm install @mapbox/mvt-fixtures@4.0.0 world-atlas@2.0.2",
        from.string());
  }
  std::uint64_t hash = base::stable_hash("montevideo recipe 2");
  for (auto const& file : files) {
    std::error_code error;
    hash = base::stable_hash(fmt::format("{} {}", file.filename().string(), std::filesystem::file_size(file, error)),
                             hash);
  }
  return "montevideo-" + base::to_hex(hash);
}

base::Status make_extract(std::filesystem::path const& from, std::filesystem::path const& extract,
                          base::Progress const& progress) {
  auto const files = tile_files(from);
  if (files.empty()) {
    return base::fail(extract_key(from));
  }
  Objects objects;
  geo::BBox area;
  for (std::size_t i = 0; i < files.size(); ++i) {
    progress("reading OSM QA tiles", i, files.size());
    CARTABLE_TRY(read_tile(files[i], objects));
    CARTABLE_ASSIGN(geo::TileId const tile, tile_of(files[i]));
    area.add(geo::bounds(tile));
  }
  progress("drawing the coast");
  CARTABLE_ASSIGN(auto const rough_land, read_land(land_file(from)));
  CoastGrid grid(area, 25);
  grid.set_rough_land(rough_land);
  add_land(grid, objects);

  progress("writing the extract");
  ExtractBuilder builder;
  builder.add_nodes(objects);
  builder.add_ways(objects);
  builder.add_coast(grid.coastlines({}));
  // The area covered reaches out to sea, so that the map does not end at the shore.
  constexpr double kOutToSea = 0.15;  // degrees
  builder.add_node({.lon = area.west, .lat = area.north});
  builder.add_node({.lon = area.east, .lat = area.north});
  builder.add_node({.lon = area.west - kOutToSea, .lat = area.south - kOutToSea});
  builder.add_node({.lon = area.east + kOutToSea, .lat = area.south - kOutToSea});
  auto made = std::move(builder).take();
  made.date = kDate;
  return importers::write_osm(std::move(made), extract);
}

}  // namespace cartable::demo
