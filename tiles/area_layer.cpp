#include "tiles/area_layer.hpp"

#include "tiles/fingerprint.hpp"
#include "tiles/place_layer.hpp"

#include <algorithm>
#include <bit>

namespace cartable::tiles {
namespace {

constexpr std::int32_t kAreaBuffer = 64;  ///< eight pixels: wider than a border is drawn
constexpr double kAreaTolerance = 4;      ///< half a pixel; none at the last zoom, which clients enlarge

bool is_listed(store::RecordHead const& head) noexcept {
  return head.status == store::RecordStatus::active || head.status == store::RecordStatus::temporarily_closed;
}

class Hash {
 public:
  void add(std::string_view text) { value_ = hash64(text, value_); }
  void add(std::uint64_t number) { value_ = mix(value_ ^ number, 0x9E3779B97F4A7C15U); }
  void add(std::optional<double> number) { add(number ? std::bit_cast<std::uint64_t>(*number) : std::uint64_t{1}); }
  void add(store::LangMap const& names) {
    for (auto const& [language, name] : names) {
      add(language);
      add(name);
    }
  }
  void add(store::RecordHead const& head) {
    add(head.id);
    add(static_cast<std::uint64_t>(head.visibility) * 16 + static_cast<std::uint64_t>(head.status));
  }
  void add(Shape const& shape) {
    for (auto const& part : shape.parts) {
      for (geo::WorldPoint const p : part.points) {
        add(std::uint64_t{p.x} << 32U | p.y);
      }
    }
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 1;
};

}  // namespace

AreaLayer::AreaLayer(std::shared_ptr<store::Catalog const> catalog, Kind kind)
    : catalog_(std::move(catalog)), kind_(kind) {
  Hash hash;
  if (kind == Kind::districts) {
    for (store::District const& d : catalog_->districts()) {
      shapes_.push_back(to_shape(d.area));
      seen_by_.push_back(d.head.visibility);
      hash.add(d.head);
      hash.add(d.set);
      hash.add(d.level);
      hash.add(d.name);
      hash.add(d.names);
    }
  } else {
    for (store::Catchment const& c : catalog_->catchments()) {
      shapes_.push_back(to_shape(c.area));
      seen_by_.push_back(seen_by(c));
      hash.add(c.head);
      hash.add(c.group);
      hash.add(c.name);
      hash.add(c.names);
      hash.add(c.estimate);
      hash.add(c.estimate_low);
      hash.add(c.estimate_high);
    }
  }
  for (Shape const& shape : shapes_) {
    hash.add(shape);
  }
  mark_nodes_by_viewer();
  content_hash_ = hash.value();
}

/// How an area is drawn hangs on those alone that its viewers may see too: a corner of a hidden one is not told by its
/// neighbour's border.
void AreaLayer::mark_nodes_by_viewer() {
  for (auto const viewer : {store::Visibility::everyone, store::Visibility::staff, store::Visibility::planner}) {
    std::vector<Shape> others;
    std::vector<Shape*> together;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      if (seen_by_[i] < viewer) {
        others.push_back(shapes_[i]);
      } else if (seen_by_[i] == viewer) {
        together.push_back(&shapes_[i]);
      }
    }
    if (together.empty()) {
      continue;
    }
    for (Shape& shape : others) {
      together.push_back(&shape);
    }
    mark_nodes(together);
  }
}

store::RecordHead const& AreaLayer::head(std::size_t area) const noexcept {
  return kind_ == Kind::districts ? catalog_->districts()[area].head : catalog_->catchments()[area].head;
}

AreaLayer::Drawn const& AreaLayer::at(std::uint32_t zoom) const {
  Drawn& drawn = drawn_[zoom];
  std::call_once(drawn.once, [&] {
    PolygonCounts counts;
    Drawing const how{
        .zoom = zoom, .tolerance = zoom == kLastPlaceZoom ? 0 : kAreaTolerance, .smallest = 0, .keep_tiny = true};
    for (Shape const& shape : shapes_) {
      auto const& areas = drawn.areas.emplace_back(draw_area(shape, how, counts));
      GridBox& box = drawn.boxes.emplace_back();
      for (GridPolygon const& polygon : areas) {
        for (GridPoint const p : polygon.front()) {
          box.add(p);
        }
      }
    }
  });
  return drawn;
}

void AreaLayer::tag(MvtLayerWriter& layer, std::size_t area, store::Visibility viewer) const {
  if (kind_ == Kind::districts) {
    store::District const& d = catalog_->districts()[area];
    layer.tag(layer.key("id"), layer.unique_value(d.head.id));
    tag_names(layer, d.name, d.names);
    layer.attribute("set", d.set);
    if (!d.level.empty()) {
      layer.attribute("level", d.level);
    }
    return;
  }
  store::Catchment const& c = catalog_->catchments()[area];
  layer.tag(layer.key("id"), layer.unique_value(c.head.id));
  layer.attribute("group", c.group);
  tag_names(layer, c.name, c.names);
  if (viewer >= store::Visibility::planner) {
    if (c.estimate) {
      layer.attribute("estimate", *c.estimate);
    }
    if (c.estimate_low && c.estimate_high) {
      layer.attribute("estimate_low", *c.estimate_low);
      layer.attribute("estimate_high", *c.estimate_high);
    }
  }
}

store::Visibility AreaLayer::seen_by(store::Catchment const& catchment) const noexcept {
  std::optional<double> const most = catchment.estimate_high ? catchment.estimate_high : catchment.estimate;
  store::Visibility visibility = catchment.head.visibility;
  int threshold = 11;
  for (store::Group const& group : catalog_->groups()) {
    if (group.head.id == catchment.group) {
      threshold = group.threshold;
      visibility = std::max(visibility, group.head.visibility);
    }
  }
  // So few people: the outline alone would point at them (as server/api/visible has it).
  return most && *most < threshold ? store::Visibility::planner : visibility;
}

void AreaLayer::write(geo::TileId tile, store::Visibility viewer, std::string& out) const {
  if (shapes_.empty()) {
    return;
  }
  Drawn const& drawn = at(tile.z);
  GridBox const box = tile_box(tile, kAreaBuffer);
  MvtLayerWriter layer(kind_ == Kind::districts ? "districts" : "catchments", origin(tile));
  PolygonCounts counts;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    store::RecordHead const& record = head(i);
    if (seen_by_[i] > viewer || !is_listed(record) || !drawn.boxes[i].touches(box)) {
      continue;
    }
    GridMultiPolygon parts;
    for (GridPolygon const& polygon : drawn.areas[i]) {
      for (GridPolygon& part : clip_polygon(polygon, box, counts)) {
        parts.push_back(std::move(part));
      }
    }
    if (parts.empty()) {
      continue;
    }
    layer.begin(GeometryType::polygon, feature_number(record.id));
    tag(layer, i, viewer);
    for (GridPolygon const& part : parts) {
      layer.polygon(part);
    }
    layer.end();
  }
  layer.append_to(out);
}

}  // namespace cartable::tiles
