#include "tiles/mvt_reader.hpp"

#include <protozero/pbf_reader.hpp>

#include <algorithm>

namespace cartable::tiles {
namespace {

using protozero::data_view;
using protozero::pbf_reader;
using protozero::pbf_wire_type;

constexpr std::uint32_t kMoveTo = 1, kLineTo = 2, kClosePath = 7;

/// A fault that ends the reading; caught in read_mvt, never leaves this file.
struct Fatal {
  std::string what;
};

std::string_view view(data_view v) noexcept { return {v.data(), v.size()}; }

/// protozero asserts on a wire type that does not fit, so each is asked first.
void need(pbf_reader const& message, pbf_wire_type type, char const* what) {
  if (message.wire_type() != type) {
    throw Fatal{std::string(what) + " is encoded as another type"};
  }
}

MvtValue read_value(data_view bytes) {
  pbf_reader message(bytes);
  std::optional<MvtValue> value;
  while (message.next()) {
    switch (message.tag()) {
      case 1:
        need(message, pbf_wire_type::length_delimited, "a string value");
        value = std::string(view(message.get_view()));
        break;
      case 2:
        need(message, pbf_wire_type::fixed32, "a float value");
        value = message.get_float();
        break;
      case 3:
        need(message, pbf_wire_type::fixed64, "a double value");
        value = message.get_double();
        break;
      case 4:
        need(message, pbf_wire_type::varint, "an int value");
        value = message.get_int64();
        break;
      case 5:
        need(message, pbf_wire_type::varint, "a uint value");
        value = message.get_uint64();
        break;
      case 6:
        need(message, pbf_wire_type::varint, "a sint value");
        value = message.get_sint64();
        break;
      case 7:
        need(message, pbf_wire_type::varint, "a bool value");
        value = message.get_bool();
        break;
      default: throw Fatal{"a value of a type that MVT 2 does not have"};
    }
  }
  if (!value) {
    throw Fatal{"a value without content"};
  }
  return *std::move(value);
}

/// Unpacks varints; their number cannot exceed the bytes that hold them.
std::vector<std::uint32_t> read_packed(pbf_reader& message, char const* what) {
  need(message, pbf_wire_type::length_delimited, what);
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t const n : message.get_packed_uint32()) {
    numbers.push_back(n);
  }
  return numbers;
}

class CommandReader {
 public:
  CommandReader(std::vector<std::uint32_t> const& numbers, GeometryType type, std::uint32_t version)
      : numbers_(numbers), type_(type), version_(version) {}

  /// \param problems  what is wrong but readable, without its place
  std::vector<std::vector<MvtPoint>> read(std::vector<std::string>& problems) {
    while (at_ < numbers_.size()) {
      std::uint32_t const command = numbers_[at_] & 7U;
      std::uint32_t const count = numbers_[at_] >> 3U;
      ++at_;
      switch (command) {
        case kMoveTo: move(count); break;
        case kLineTo: line(count, problems); break;
        case kClosePath: close(count, problems); break;
        default: throw Fatal{"geometry: an unknown command"};
      }
    }
    finish_part();
    return std::move(parts_);
  }

 private:
  MvtPoint next() {
    cursor_.x += protozero::decode_zigzag32(numbers_[at_]);
    cursor_.y += protozero::decode_zigzag32(numbers_[at_ + 1]);
    at_ += 2;
    return cursor_;
  }
  void need_points(std::uint32_t count) const {
    if (count == 0) {
      throw Fatal{"geometry: a command with count 0"};
    }
    if ((numbers_.size() - at_) / 2 < count) {
      throw Fatal{"geometry: a command with a count larger than its parameters"};
    }
  }
  void move(std::uint32_t count) {
    need_points(count);
    if (type_ == GeometryType::point) {
      if (!parts_.empty()) {
        throw Fatal{"geometry: a second MoveTo in a point feature"};
      }
      auto& points = parts_.emplace_back();
      points.reserve(count);
      for (std::uint32_t i = 0; i < count; ++i) {
        points.push_back(next());
      }
      return;
    }
    if (count != 1) {
      throw Fatal{"geometry: MoveTo of a line or polygon with a count other than 1"};
    }
    finish_part();
    part_.push_back(next());
    open_ = true;
  }
  void line(std::uint32_t count, std::vector<std::string>& problems) {
    if (!open_) {
      throw Fatal{"geometry: LineTo without MoveTo"};
    }
    need_points(count);
    part_.reserve(part_.size() + count);
    bool repeated = false;
    for (std::uint32_t i = 0; i < count; ++i) {
      MvtPoint const before = cursor_;
      part_.push_back(next());
      repeated = repeated || cursor_ == before;
    }
    if (repeated) {
      problems.emplace_back("geometry: a segment without length");
    }
  }
  void close(std::uint32_t count, std::vector<std::string>& problems) {
    if (type_ == GeometryType::line && version_ == 1) {
      problems.emplace_back("geometry: ClosePath in a line");
      return;
    }
    if (type_ != GeometryType::polygon || !open_) {
      throw Fatal{"geometry: ClosePath outside a ring"};
    }
    if (count != 1) {
      throw Fatal{"geometry: ClosePath with a count other than 1"};
    }
    if (part_.size() < 3) {
      throw Fatal{"geometry: a ring of fewer than three points"};
    }
    parts_.push_back(std::move(part_));
    part_.clear();
    open_ = false;
  }
  void finish_part() {
    if (!open_) {
      return;
    }
    if (type_ == GeometryType::polygon) {
      throw Fatal{"geometry: a ring that is not closed"};
    }
    if (part_.size() < 2) {
      throw Fatal{"geometry: a line of fewer than two points"};
    }
    parts_.push_back(std::move(part_));
    part_.clear();
    open_ = false;
  }

  std::vector<std::uint32_t> const& numbers_;
  GeometryType type_;
  std::uint32_t version_;
  std::size_t at_ = 0;
  MvtPoint cursor_;
  bool open_ = false;
  std::vector<MvtPoint> part_;
  std::vector<std::vector<MvtPoint>> parts_;
};

class LayerReader {
 public:
  LayerReader(MvtTile& tile, std::size_t number) : tile_(tile), number_(number) {}

  MvtLayer read(data_view bytes) {
    std::vector<data_view> features;
    pbf_reader message(bytes);
    bool has_version = false, has_name = false;
    while (message.next()) {
      switch (message.tag()) {
        case 15:
          need(message, pbf_wire_type::varint, "the layer's version");
          layer_.version = message.get_uint32();
          has_version = true;
          break;
        case 1:
          need(message, pbf_wire_type::length_delimited, "the layer's name");
          layer_.name = std::string(view(message.get_view()));
          has_name = true;
          break;
        case 2:
          need(message, pbf_wire_type::length_delimited, "a feature");
          features.push_back(message.get_view());
          break;
        case 3:
          need(message, pbf_wire_type::length_delimited, "a key");
          layer_.keys.emplace_back(view(message.get_view()));
          break;
        case 4:
          need(message, pbf_wire_type::length_delimited, "a value");
          layer_.values.push_back(read_value(message.get_view()));
          break;
        case 5:
          need(message, pbf_wire_type::varint, "the layer's extent");
          layer_.extent = message.get_uint32();
          break;
        default: message.skip();
      }
    }
    if (!has_version || layer_.version < 1 || layer_.version > 2) {
      throw Fatal{"the layer's version is missing or neither 1 nor 2"};
    }
    if (!has_name || layer_.name.empty()) {
      throw Fatal{"the layer has no name"};
    }
    if (layer_.extent == 0) {
      throw Fatal{"the layer's extent is 0"};
    }
    layer_.features.reserve(features.size());
    for (data_view const& feature : features) {
      read_feature(feature);
    }
    return std::move(layer_);
  }

 private:
  void problem(std::string const& what) {
    tile_.problems.push_back(fmt::format("layer {}, feature {}: {}", number_, layer_.features.size(), what));
  }

  void read_feature(data_view bytes) {
    MvtFeature feature;
    pbf_reader message(bytes);
    std::vector<std::uint32_t> tags, commands;
    int geometries = 0;
    std::int32_t type = 0;
    bool has_type = false;
    while (message.next()) {
      switch (message.tag()) {
        case 1:
          need(message, pbf_wire_type::varint, "a feature's id");
          feature.id = message.get_uint64();
          break;
        case 2: tags = read_packed(message, "a feature's tags"); break;
        case 3:
          need(message, pbf_wire_type::varint, "a feature's type");
          type = message.get_enum();
          has_type = true;
          break;
        case 4:
          if (++geometries == 1) {
            commands = read_packed(message, "a feature's geometry");
          } else {
            message.skip();
          }
          break;
        default: message.skip();
      }
    }
    for (std::size_t i = 0; i + 1 < tags.size(); i += 2) {
      if (tags[i] >= layer_.keys.size() || tags[i + 1] >= layer_.values.size()) {
        throw Fatal{fmt::format("feature {}: a tag that points to no key or value", layer_.features.size())};
      }
      feature.tags.emplace_back(tags[i], tags[i + 1]);
    }
    if (tags.size() % 2 != 0) {
      problem("a key without a value");
    }
    if (geometries > 1) {
      problem("more than one geometry, the first is taken");
    }
    if (!has_type) {
      problem("no geometry type");
    } else if (type < 0 || type > 3) {
      problem("a geometry type that MVT does not have");
      type = 0;
    }
    feature.type = static_cast<GeometryType>(type);
    if (commands.empty()) {
      problem("no geometry");
    } else if (feature.type != GeometryType::unknown) {
      std::vector<std::string> problems;
      feature.parts = CommandReader(commands, feature.type, layer_.version).read(problems);
      for (std::string const& p : problems) {
        problem(p);
      }
    }
    layer_.features.push_back(std::move(feature));
  }

  MvtTile& tile_;
  std::size_t number_;
  MvtLayer layer_;
};

}  // namespace

MvtValue const* MvtLayer::find(MvtFeature const& feature, std::string_view key) const noexcept {
  for (auto const& [k, v] : feature.tags) {
    if (keys[k] == key) {
      return &values[v];
    }
  }
  return nullptr;
}

std::string_view MvtLayer::text(MvtFeature const& feature, std::string_view key) const noexcept {
  auto const* const value = find(feature, key);
  auto const* const text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

MvtLayer const* MvtTile::find(std::string_view layer) const noexcept {
  auto const found = std::ranges::find(layers, layer, &MvtLayer::name);
  return found == layers.end() ? nullptr : &*found;
}

base::Result<MvtTile> read_mvt(std::string_view bytes) {
  MvtTile tile;
  std::size_t number = 0;
  try {
    pbf_reader message(bytes.data(), bytes.size());
    while (message.next()) {
      if (message.tag() != 3) {
        message.skip();
        continue;
      }
      need(message, pbf_wire_type::length_delimited, "a layer");
      MvtLayer layer = LayerReader(tile, number).read(message.get_view());
      if (tile.find(layer.name) != nullptr) {
        tile.problems.push_back(fmt::format("layer {}: the name \"{}\" is taken by another layer", number, layer.name));
      }
      tile.layers.push_back(std::move(layer));
      ++number;
    }
  } catch (Fatal const& fault) {
    return base::fail(base::ErrorCode::corrupt, "vector tile, layer {}: {}", number, fault.what);
  } catch (protozero::exception const& fault) {
    return base::fail(base::ErrorCode::corrupt, "vector tile, layer {}: {}", number, fault.what());
  }
  return tile;
}

double doubled_area(std::vector<MvtPoint> const& ring) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    MvtPoint const& a = ring[i];
    MvtPoint const& b = ring[i + 1 == ring.size() ? 0 : i + 1];
    sum += static_cast<double>(a.x) * static_cast<double>(b.y) - static_cast<double>(b.x) * static_cast<double>(a.y);
  }
  return sum;
}

}  // namespace cartable::tiles
