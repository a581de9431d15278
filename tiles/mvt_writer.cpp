#include "tiles/mvt_writer.hpp"

#include "base/assert.hpp"
#include "tiles/fingerprint.hpp"

#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace cartable::tiles {
namespace {

// Field numbers of vector_tile.proto, MVT 2.1.
constexpr protozero::pbf_tag_type kTileLayer = 3;
constexpr protozero::pbf_tag_type kLayerName = 1, kLayerFeatures = 2, kLayerKeys = 3, kLayerValues = 4,
                                  kLayerExtent = 5, kLayerVersion = 15;
constexpr std::uint8_t kFeatureIdTag = 1U << 3U, kFeatureTagsTag = (2U << 3U) | 2U, kFeatureTypeTag = 3U << 3U,
                       kFeatureGeometryTag = (4U << 3U) | 2U;
constexpr protozero::pbf_tag_type kString = 1, kFloat = 2, kDouble = 3, kInt = 4, kUint = 5, kBool = 7;
// Commands of §4.3.1.
constexpr std::uint32_t kMoveTo = 1, kLineTo = 2, kClosePath = 7;

constexpr std::uint32_t command(std::uint32_t id, std::size_t count) noexcept {
  return (id & 7U) | (static_cast<std::uint32_t>(count) << 3U);
}

void append_varint(std::string& out, std::uint64_t value) {
  if (value < 0x80U) {
    out.push_back(static_cast<char>(value));
    return;
  }
  protozero::write_varint(std::back_inserter(out), value);
}

std::size_t packed_size(std::vector<std::uint32_t> const& numbers) noexcept {
  std::size_t size = 0;
  for (std::uint32_t const n : numbers) {
    size += static_cast<std::size_t>(protozero::length_of_varint(n));
  }
  return size;
}

}  // namespace

void MvtLayerWriter::Dictionary::clear() {
  bytes.clear();
  starts.clear();
  lengths.clear();
  hashes.clear();
  std::fill(slots.begin(), slots.end(), 0U);
}

MvtLayerWriter::Index MvtLayerWriter::Dictionary::append(std::uint32_t field, std::string_view payload) {
  if (payload.size() < 0x80U) {
    char const head[] = {static_cast<char>((field << 3U) | 2U), static_cast<char>(payload.size())};
    bytes.append(head, sizeof head);
  } else {
    bytes.push_back(static_cast<char>((field << 3U) | 2U));
    append_varint(bytes, payload.size());
  }
  starts.push_back(static_cast<std::uint32_t>(bytes.size()));
  lengths.push_back(static_cast<std::uint32_t>(payload.size()));
  hashes.push_back(0);
  bytes.append(payload);
  return static_cast<Index>(starts.size() - 1);
}

void MvtLayerWriter::Dictionary::grow() {
  std::size_t const size = std::max<std::size_t>(64, slots.size() * 2);
  slots.assign(size, 0U);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (hashes[i] == 0) {
      continue;  // appended as unique: never looked up
    }
    std::size_t at = (hashes[i] >> 1U) & (size - 1);
    while (slots[at] != 0) {
      at = (at + 1) & (size - 1);
    }
    slots[at] = static_cast<std::uint32_t>(i + 1);
  }
}

MvtLayerWriter::Index MvtLayerWriter::Dictionary::find_or_append(std::uint32_t field, std::string_view payload) {
  if ((starts.size() + 1) * 2 > slots.size()) {
    grow();
  }
  std::uint64_t const hash = hash64(payload) | 1U;  // never 0, which marks the entries that are not in the table
  std::size_t const mask = slots.size() - 1;
  std::size_t at = (hash >> 1U) & mask;
  for (; slots[at] != 0; at = (at + 1) & mask) {
    std::size_t const i = slots[at] - 1;
    if (hashes[i] == hash && std::string_view(bytes).substr(starts[i], lengths[i]) == payload) {
      return static_cast<Index>(i);
    }
  }
  Index const index = append(field, payload);
  hashes[index] = hash;
  slots[at] = index + 1;
  return index;
}

MvtLayerWriter::MvtLayerWriter(std::string_view name, GridPoint origin) : name_(name), origin_(origin) {}

void MvtLayerWriter::clear(GridPoint origin) {
  origin_ = origin;
  keys_.clear();
  values_.clear();
  features_.clear();
  count_ = 0;
}

MvtLayerWriter::Index MvtLayerWriter::key(std::string_view name) { return keys_.find_or_append(kLayerKeys, name); }

MvtLayerWriter::Index MvtLayerWriter::encoded_value() { return values_.find_or_append(kLayerValues, scratch_); }

void MvtLayerWriter::encode_text(std::string& out, std::string_view text) {
  out.push_back(static_cast<char>((kString << 3U) | 2U));
  append_varint(out, text.size());
  out.append(text);
}

MvtLayerWriter::Index MvtLayerWriter::value(std::string_view text) {
  scratch_.clear();
  encode_text(scratch_, text);
  return encoded_value();
}
MvtLayerWriter::Index MvtLayerWriter::unique_value(std::string_view text) {
  scratch_.clear();
  encode_text(scratch_, text);
  return new_value(scratch_);
}
MvtLayerWriter::Index MvtLayerWriter::new_value(std::string_view encoded) {
  return values_.append(kLayerValues, encoded);
}
MvtLayerWriter::Index MvtLayerWriter::value(std::int64_t number) {
  scratch_.clear();
  protozero::pbf_writer(scratch_).add_int64(kInt, number);
  return encoded_value();
}
MvtLayerWriter::Index MvtLayerWriter::value(std::uint64_t number) {
  scratch_.clear();
  protozero::pbf_writer(scratch_).add_uint64(kUint, number);
  return encoded_value();
}
MvtLayerWriter::Index MvtLayerWriter::value(double number) {
  scratch_.clear();
  protozero::pbf_writer(scratch_).add_double(kDouble, number);
  return encoded_value();
}
MvtLayerWriter::Index MvtLayerWriter::value(float number) {
  scratch_.clear();
  protozero::pbf_writer(scratch_).add_float(kFloat, number);
  return encoded_value();
}
MvtLayerWriter::Index MvtLayerWriter::value(bool flag) {
  scratch_.clear();
  protozero::pbf_writer(scratch_).add_bool(kBool, flag);
  return encoded_value();
}

void MvtLayerWriter::begin(GeometryType type, std::optional<std::uint64_t> id) {
  type_ = type;
  id_ = id;
  tags_.clear();
  commands_.clear();
  points_ = 0;
  cursor_ = origin_;
}

void MvtLayerWriter::tag(Index key, Index value) {
  tags_.push_back(key);
  tags_.push_back(value);
}

void MvtLayerWriter::move_to(GridPoint p) {
  commands_.push_back(protozero::encode_zigzag32(p.x - cursor_.x));
  commands_.push_back(protozero::encode_zigzag32(p.y - cursor_.y));
  cursor_ = p;
}

void MvtLayerWriter::point(GridPoint p) {
  CARTABLE_ASSERT(type_ == GeometryType::point);
  if (points_ == 0) {
    commands_.push_back(0);  // the count is known at the end
  }
  ++points_;
  commands_.front() = command(kMoveTo, points_);
  move_to(p);
}

/// MoveTo the first point, LineTo the others; a point equal to the one before is dropped. When fewer than `least` are
/// left to draw to, all is taken back. \pre points is not empty
bool MvtLayerWriter::path(std::span<GridPoint const> points, std::size_t least) {
  std::size_t const start = commands_.size();
  GridPoint const before = cursor_;
  commands_.push_back(command(kMoveTo, 1));
  move_to(points.front());
  std::size_t const at = commands_.size();
  commands_.push_back(0);
  std::size_t count = 0;
  for (GridPoint const p : points.subspan(1)) {
    if (p != cursor_) {
      move_to(p);
      ++count;
    }
  }
  if (count < least) {
    commands_.resize(start);
    cursor_ = before;
    return false;
  }
  commands_[at] = command(kLineTo, count);
  return true;
}

void MvtLayerWriter::line(std::span<GridPoint const> points) {
  CARTABLE_ASSERT(type_ == GeometryType::line);
  if (!points.empty()) {
    path(points, 1);
  }
}

void MvtLayerWriter::ring(std::span<GridPoint const> points) {
  CARTABLE_ASSERT(type_ == GeometryType::polygon);
  while (points.size() > 1 && points.back() == points.front()) {
    points = points.first(points.size() - 1);
  }
  if (points.size() >= 3 && path(points, 2)) {
    commands_.push_back(command(kClosePath, 1));
  }
}

void MvtLayerWriter::polygon(GridPolygon const& polygon) {
  std::size_t const before = commands_.size();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    ring(polygon[i]);
    if (i == 0 && commands_.size() == before) {
      return;  // holes of nothing
    }
  }
}

bool MvtLayerWriter::end() {
  if (commands_.empty()) {
    return false;
  }
  std::size_t const tags = packed_size(tags_);
  std::size_t const geometry = packed_size(commands_);
  std::size_t size = 2;  // type: tag and one byte
  if (id_) {
    size += 1 + static_cast<std::size_t>(protozero::length_of_varint(*id_));
  }
  if (tags > 0) {
    size += 1 + static_cast<std::size_t>(protozero::length_of_varint(tags)) + tags;
  }
  size += 1 + static_cast<std::size_t>(protozero::length_of_varint(geometry)) + geometry;

  features_.push_back(static_cast<char>((kLayerFeatures << 3U) | 2U));
  append_varint(features_, size);
  if (id_) {
    features_.push_back(static_cast<char>(kFeatureIdTag));
    append_varint(features_, *id_);
  }
  if (tags > 0) {
    features_.push_back(static_cast<char>(kFeatureTagsTag));
    append_varint(features_, tags);
    for (std::uint32_t const n : tags_) {
      append_varint(features_, n);
    }
  }
  features_.push_back(static_cast<char>(kFeatureTypeTag));
  features_.push_back(static_cast<char>(type_));
  features_.push_back(static_cast<char>(kFeatureGeometryTag));
  append_varint(features_, geometry);
  for (std::uint32_t const n : commands_) {
    append_varint(features_, n);
  }
  ++count_;
  return true;
}

void MvtLayerWriter::point_feature(std::uint64_t id, std::span<Index const> tags, GridPoint p) {
  CARTABLE_ASSERT(tags.size() <= kMaxPointTags);
  std::uint32_t const dx = protozero::encode_zigzag32(p.x - origin_.x);
  std::uint32_t const dy = protozero::encode_zigzag32(p.y - origin_.y);
  // The most bytes that the feature can have: a varint of 32 bits has 5, of 64 bits 10.
  constexpr std::size_t kHead = 3;
  std::array<char, kHead + 64 + 5 * kMaxPointTags> buffer;
  char* at = buffer.data() + kHead;
  auto const put = [&at](std::uint64_t value) {
    while (value >= 0x80U) {
      *at++ = static_cast<char>((value & 0x7fU) | 0x80U);
      value >>= 7U;
    }
    *at++ = static_cast<char>(value);
  };
  *at++ = static_cast<char>(kFeatureIdTag);
  put(id);
  if (!tags.empty()) {
    std::size_t size = 0;
    for (Index const tag : tags) {
      size += static_cast<std::size_t>(protozero::length_of_varint(tag));
    }
    *at++ = static_cast<char>(kFeatureTagsTag);
    put(size);
    for (Index const tag : tags) {
      put(tag);
    }
  }
  *at++ = static_cast<char>(kFeatureTypeTag);
  *at++ = static_cast<char>(GeometryType::point);
  *at++ = static_cast<char>(kFeatureGeometryTag);
  *at++ = static_cast<char>(1 + protozero::length_of_varint(dx) + protozero::length_of_varint(dy));
  put(command(kMoveTo, 1));
  put(dx);
  put(dy);
  // The length stands before the feature; most have less than 128 bytes, and room is left for two of length.
  auto const size = static_cast<std::size_t>(at - buffer.data()) - kHead;
  char* begin = buffer.data() + kHead;
  if (size < 0x80U) {
    *--begin = static_cast<char>(size);
  } else {
    *--begin = static_cast<char>(size >> 7U);
    *--begin = static_cast<char>((size & 0x7fU) | 0x80U);
  }
  *--begin = static_cast<char>((kLayerFeatures << 3U) | 2U);
  features_.append(begin, static_cast<std::size_t>(at - begin));
  ++count_;
}

void MvtLayerWriter::append_to(std::string& tile) const {
  if (empty()) {
    return;
  }
  std::string head, tail;
  protozero::pbf_writer head_writer(head);
  head_writer.add_uint32(kLayerVersion, 2);
  head_writer.add_string(kLayerName, name_);
  protozero::pbf_writer(tail).add_uint32(kLayerExtent, static_cast<std::uint32_t>(kExtent));
  std::size_t const size = head.size() + features_.size() + keys_.bytes.size() + values_.bytes.size() + tail.size();
  tile.reserve(tile.size() + size + 12);
  tile.push_back(static_cast<char>((kTileLayer << 3U) | 2U));
  append_varint(tile, size);
  tile.append(head).append(features_).append(keys_.bytes).append(values_.bytes).append(tail);
}

std::uint64_t feature_number(std::string_view id) noexcept { return hash64(id) >> 11U; }

}  // namespace cartable::tiles
