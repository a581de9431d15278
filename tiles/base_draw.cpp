#include "tiles/base_draw.hpp"

#include "tiles/base_tiles.hpp"
#include "tiles/line_merge.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <tuple>
#include <unordered_map>

namespace cartable::tiles {
namespace {

using store::BasemapLayer;

/// Half a pixel of a tile 512 pixels wide.
constexpr double kTolerance = 4;
/// A quarter of a pixel's area (4 × 4 units), doubled: what is smaller is not drawn below zoom 14.
constexpr std::int64_t kSmallest = 2 * 4 * 4;
/// Areas with more corners than this over more tiles than that are cut into blocks before they are cut into tiles.
constexpr std::size_t kManyCorners = 1000;
constexpr std::uint64_t kManyTiles = 16;

bool is_label(BasemapLayer layer) noexcept {
  return layer == BasemapLayer::street_labels || layer == BasemapLayer::water_lines_labels;
}

/// Areas whose borders mappers draw along each other.
bool shares_borders(BasemapLayer layer) noexcept {
  return layer == BasemapLayer::land || layer == BasemapLayer::water_polygons || layer == BasemapLayer::sites;
}

/// Whether a line's direction says something at a zoom: where water flows, where traffic may go.
bool is_directed(store::BasemapFeature const& feature, std::uint32_t zoom) noexcept {
  if (feature.layer == BasemapLayer::water_lines) {
    return true;
  }
  for (std::size_t a = 0; a < feature.attributes.size(); ++a) {
    auto const& [name, value] = feature.attributes[a];
    auto const* const flag = std::get_if<bool>(&value);
    if ((name == "oneway" || name == "oneway_reverse") && flag != nullptr && *flag && appears(feature, a, zoom)) {
      return true;
    }
  }
  return false;
}

void set_tiles(BaseItem& item, GridBox const& box, std::int32_t buffer, std::uint32_t zoom) noexcept {
  std::int32_t const last = (std::int32_t{1} << zoom) - 1;
  auto const tile = [last](std::int32_t v) {
    return static_cast<std::uint32_t>(std::clamp(v >> static_cast<std::int32_t>(kExtentBits), 0, last));
  };
  item.first_x = tile(box.left - buffer);
  item.last_x = tile(box.right + buffer);
  item.first_y = tile(box.top - buffer);
  item.last_y = tile(box.bottom + buffer);
}

GridBox box_of(GridMultiPolygon const& polygons) noexcept {
  GridBox box;
  for (GridPolygon const& polygon : polygons) {
    for (GridPoint const p : polygon.front()) {
      box.add(p);
    }
  }
  return box;
}

std::size_t corners(GridMultiPolygon const& polygons) noexcept {
  std::size_t n = 0;
  for (GridPolygon const& polygon : polygons) {
    for (GridRing const& ring : polygon) {
      n += ring.size();
    }
  }
  return n;
}

/// Halves a large area along tile edges until each piece is cheap to cut into tiles.
void split(BaseItem&& item, std::uint32_t zoom, PolygonCounts& counts, std::vector<BaseItem>& out) {
  std::uint64_t const wide = item.last_x - item.first_x + 1;
  std::uint64_t const high = item.last_y - item.first_y + 1;
  if (item.polygons.empty()) {
    return;
  }
  if (wide * high <= kManyTiles || corners(item.polygons) <= kManyCorners) {
    out.push_back(std::move(item));
    return;
  }
  for (int half = 0; half < 2; ++half) {
    BaseItem part;
    part.feature = item.feature;
    part.type = item.type;
    std::tie(part.first_x, part.last_x, part.first_y, part.last_y) =
        std::tie(item.first_x, item.last_x, item.first_y, item.last_y);
    std::uint32_t& first = wide >= high ? part.first_x : part.first_y;
    std::uint32_t& last = wide >= high ? part.last_x : part.last_y;
    std::uint32_t const middle = first + (last - first) / 2;
    (half == 0 ? last : first) = half == 0 ? middle : middle + 1;
    GridPoint const from = origin({zoom, part.first_x, part.first_y});
    GridPoint const to = origin({zoom, part.last_x, part.last_y});
    // A unit more than tiles need, so that no tile's own cut falls on this one.
    constexpr std::int32_t kMargin = kBaseBuffer + 1;
    GridBox const box{from.x - kMargin, from.y - kMargin, to.x + kExtent + kMargin, to.y + kExtent + kMargin};
    for (GridPolygon const& polygon : item.polygons) {
      for (GridPolygon& piece : clip_polygon(polygon, box, counts)) {
        part.polygons.push_back(std::move(piece));
      }
    }
    split(std::move(part), zoom, counts, out);
  }
}

}  // namespace

void in_two_threads(std::size_t count, std::stop_token const& stop,
                    std::function<void(std::size_t, std::size_t)> const& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr fault;
  std::mutex fault_mutex;
  auto const run = [&](std::size_t worker) {
    try {
      for (std::size_t i = next++; i < count && !stop.stop_requested(); i = next++) {
        work(i, worker);
      }
    } catch (...) {
      std::lock_guard const lock(fault_mutex);
      fault = fault ? fault : std::current_exception();
      next = count;
    }
  };
  {
    std::jthread const other(run, 1);
    run(0);
  }
  if (fault) {
    std::rethrow_exception(fault);
  }
}

BaseDrawing::BaseDrawing(std::vector<store::BasemapFeature> const& features, std::stop_token const& stop)
    : features_(features), stop_(stop), shapes_(features.size()), by_order_(features.size()) {
  constexpr std::size_t kBlock = 512;
  in_two_threads((features.size() + kBlock - 1) / kBlock, stop_, [&](std::size_t block, std::size_t) {
    for (std::size_t i = block * kBlock; i < std::min(features.size(), (block + 1) * kBlock); ++i) {
      shapes_[i] = to_shape(features[i].geometry);
    }
  });
  std::iota(by_order_.begin(), by_order_.end(), 0U);
  std::ranges::stable_sort(by_order_, {},
                           [&](std::uint32_t i) { return std::tuple(features[i].layer, features[i].order); });
  std::vector<Shape*> areas;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (shapes_[i].type == GeometryType::polygon && shares_borders(features[i].layer)) {
      areas.push_back(&shapes_[i]);
    }
  }
  mark_nodes(areas);
}

std::string BaseDrawing::group_text(std::uint32_t feature, std::uint32_t zoom) const {
  store::BasemapFeature const& f = features_[feature];
  std::string text;
  text += static_cast<char>(f.layer);
  text += std::to_string(f.order);
  for (std::size_t a = 0; a < f.attributes.size(); ++a) {
    if (!appears(f, a, zoom)) {
      continue;
    }
    auto const& [name, value] = f.attributes[a];
    text += '\0';
    text += name;
    text += static_cast<char>('0' + value.index());
    std::visit(
        [&text](auto const& v) {
          if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>) {
            text += v;
          } else {
            text += std::to_string(v);
          }
        },
        value);
  }
  return text;
}

void BaseDrawing::add_lines(std::uint32_t zoom, std::vector<BaseItem>& out) const {
  Drawing const how{
      .zoom = zoom, .tolerance = zoom == kMaxBaseZoom ? 0 : kTolerance, .smallest = 0, .keep_tiny = false};
  std::vector<LinePiece> pieces;
  std::vector<std::uint32_t> feature_of;
  std::unordered_map<std::string, std::uint32_t> groups;
  auto const next_group = [&groups] { return static_cast<std::uint32_t>(groups.size()); };
  std::uint32_t alone = UINT32_MAX;  // groups of one count down, so that they never meet the others
  for (std::uint32_t const i : by_order_) {
    store::BasemapFeature const& f = features_[i];
    if (shapes_[i].type != GeometryType::line || !is_drawn(f, zoom)) {
      continue;
    }
    bool const joined = zoom < kMaxBaseZoom || is_label(f.layer);
    std::uint32_t group = alone;
    if (joined) {
      group = groups.try_emplace(group_text(i, zoom), next_group()).first->second;
    } else {
      --alone;
    }
    bool const directed = is_directed(f, zoom);
    for (Shape::Part const& part : shapes_[i].parts) {
      if (part.points.size() >= 2) {
        pieces.push_back({group, directed, part.points});
        feature_of.push_back(i);
      }
    }
  }
  std::vector<MergedLine> const merged = merge_lines(pieces);
  std::size_t const first = out.size();
  out.resize(first + merged.size());
  constexpr std::size_t kBlock = 256;
  in_two_threads((merged.size() + kBlock - 1) / kBlock, stop_, [&](std::size_t block, std::size_t) {
    for (std::size_t i = block * kBlock; i < std::min(merged.size(), (block + 1) * kBlock); ++i) {
      BaseItem& item = out[first + i];
      item.feature = feature_of[merged[i].piece];
      item.type = GeometryType::line;
      item.line = draw_line(merged[i].points, how);
      if (!item.line.empty()) {
        set_tiles(item, bounds(item.line), kBaseBuffer, zoom);
      }
    }
  });
}

std::vector<BaseItem> BaseDrawing::items(std::uint32_t zoom, PolygonCounts& counts) const {
  std::vector<std::uint32_t> drawn;
  for (std::uint32_t const i : by_order_) {
    if (shapes_[i].type != GeometryType::line && !shapes_[i].parts.empty() && is_drawn(features_[i], zoom)) {
      drawn.push_back(i);
    }
  }
  constexpr std::size_t kBlock = 64;
  std::size_t const blocks = (drawn.size() + kBlock - 1) / kBlock;
  std::vector<std::vector<BaseItem>> made(blocks);
  std::array<PolygonCounts, 2> own_counts;
  in_two_threads(blocks, stop_, [&](std::size_t block, std::size_t worker) {
    for (std::size_t n = block * kBlock; n < std::min(drawn.size(), (block + 1) * kBlock); ++n) {
      std::uint32_t const i = drawn[n];
      BaseItem item;
      item.feature = i;
      item.type = shapes_[i].type;
      if (item.type == GeometryType::point) {
        item.point = to_grid(shapes_[i].parts.front().points.front(), zoom);
        set_tiles(item, bounds(std::span(&item.point, 1)), 0, zoom);
        made[block].push_back(std::move(item));
        continue;
      }
      bool const last = zoom == kMaxBaseZoom;
      bool const sea = features_[i].layer == BasemapLayer::ocean;
      Drawing const how{.zoom = zoom,
                        .tolerance = last ? 0 : kTolerance,
                        .smallest = last || sea ? 0 : kSmallest,
                        .keep_tiny = last && !sea};
      item.polygons = draw_area(shapes_[i], how, own_counts[worker]);
      if (!item.polygons.empty()) {
        set_tiles(item, box_of(item.polygons), kBaseBuffer, zoom);
        split(std::move(item), zoom, own_counts[worker], made[block]);
      }
    }
  });
  counts += own_counts[0];
  counts += own_counts[1];
  std::vector<BaseItem> out;
  for (auto& block : made) {
    std::ranges::move(block, std::back_inserter(out));
  }
  add_lines(zoom, out);
  std::erase_if(out, [](BaseItem const& item) { return item.type == GeometryType::line && item.line.empty(); });
  std::ranges::stable_sort(out, {}, [&](BaseItem const& item) {
    return std::tuple(features_[item.feature].layer, features_[item.feature].order, item.feature);
  });
  return out;
}

}  // namespace cartable::tiles
