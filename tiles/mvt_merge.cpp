#include "tiles/mvt_merge.hpp"

#include "tiles/mvt_reader.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>

namespace cartable::tiles {
namespace {

void copy_feature(MvtLayer const& from, MvtFeature const& feature, MvtLayerWriter& to) {
  to.begin(feature.type, feature.id);
  for (auto const& [key, value] : feature.tags) {
    to.tag(to.key(from.keys[key]), std::visit([&](auto const& v) { return to.value(v); }, from.values[value]));
  }
  GridLine part;
  for (auto const& points : feature.parts) {
    part.clear();
    for (MvtPoint const p : points) {
      part.push_back({static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)});
    }
    switch (feature.type) {
      case GeometryType::point:
        for (GridPoint const p : part) {
          to.point(p);
        }
        break;
      case GeometryType::line: to.line(part); break;
      case GeometryType::polygon: to.ring(part); break;
      case GeometryType::unknown: break;
    }
  }
  to.end();
}

}  // namespace

base::Result<std::string> merge_tiles(std::vector<std::string> const& tiles) {
  std::vector<MvtTile> read;
  std::vector<std::string_view> names;
  read.reserve(tiles.size());
  for (std::string const& bytes : tiles) {
    CARTABLE_ASSIGN(MvtTile tile, read_mvt(bytes));
    read.push_back(std::move(tile));
    for (MvtLayer const& layer : read.back().layers) {
      if (std::ranges::find(names, layer.name) == names.end()) {
        names.push_back(layer.name);
      }
    }
  }
  std::string out;
  for (std::string_view const name : names) {
    MvtLayerWriter writer(name);
    for (MvtTile const& tile : read) {
      if (MvtLayer const* const layer = tile.find(name); layer != nullptr) {
        for (MvtFeature const& feature : layer->features) {
          copy_feature(*layer, feature, writer);
        }
      }
    }
    writer.append_to(out);
  }
  return out;
}

}  // namespace cartable::tiles
