#include "tiles/place_layer.hpp"

#include "tiles/clusters.hpp"
#include "tiles/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace cartable::tiles {
namespace {

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}
template <class T>
T take(char const*& at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}
void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}
std::string_view take_text(char const*& at) noexcept {
  auto const size = take<std::uint32_t>(at);
  std::string_view const text(at, size);
  at += size;
  return text;
}

constexpr std::size_t kLanguages = std::size(kNameLanguages);

/// The name to write for a language, or nothing when it says no more than the main one.
std::string_view differing(store::LangMap const& names, std::string_view language, std::string_view name) {
  auto const found = names.find(language);
  return found == names.end() || found->second == name ? std::string_view() : std::string_view(found->second);
}

}  // namespace

void tag_names(MvtLayerWriter& layer, std::string_view name, store::LangMap const& names) {
  if (!name.empty()) {
    layer.attribute("name", name);
  }
  for (std::size_t i = 0; i < kLanguages; ++i) {
    if (auto const text = differing(names, kNameLanguages[i], name); !text.empty()) {
      layer.attribute(kNameKeys[i], text);
    }
  }
}

PlaceLayer::PlaceLayer(std::shared_ptr<store::Catalog const> catalog) : catalog_(std::move(catalog)) {
  std::unordered_map<std::string_view, std::uint16_t> codes;
  std::uint32_t const rows = catalog_->size();
  starts_.reserve(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    store::Place const& place = catalog_->place(store::PlaceRow(row));
    std::string_view const kind = place.kinds.empty() ? std::string_view() : std::string_view(place.kinds.front());
    auto const [code, is_new] = codes.try_emplace(kind, static_cast<std::uint16_t>(kinds_.size()));
    if (is_new) {
      kinds_.emplace_back(kind);
    }
    starts_.push_back(bytes_.size());
    put(bytes_, code->second);
    put(bytes_, static_cast<std::uint8_t>(place.fee));
    put(bytes_, static_cast<std::uint8_t>(place.wheelchair));
    put_text(bytes_, place.head.id);
    put_text(bytes_, place.name);
    std::uint8_t count = 0;
    std::size_t const counted_at = bytes_.size();
    put(bytes_, count);
    for (std::size_t i = 0; i < kLanguages; ++i) {
      if (auto const text = differing(place.names, kNameLanguages[i], place.name); !text.empty()) {
        put(bytes_, static_cast<std::uint8_t>(i));
        put_text(bytes_, text);
        ++count;
      }
    }
    bytes_[counted_at] = static_cast<char>(count);
    // Not shown, but they decide who sees the place under which filter.
    content_hash_ = mix(content_hash_ ^ static_cast<std::uint64_t>(place.head.visibility), 0x9E3779B97F4A7C15U);
    for (std::string const& slug : place.kinds) {
      content_hash_ = hash64(slug, content_hash_);
    }
    for (store::SourceRef const& source : place.sources) {
      content_hash_ = hash64(source.source, content_hash_);
    }
  }
  content_hash_ = hash64(bytes_, content_hash_);
  for (std::string const& kind : kinds_) {
    content_hash_ = hash64(kind, content_hash_);
  }
  for (geo::WorldPoint const p : catalog_->world_points()) {
    content_hash_ = mix(content_hash_ ^ p.x, 0x9E3779B97F4A7C15U ^ p.y);
  }
}

/// A tile being written: keys and the few values that repeat are looked up once.
struct PlaceLayer::Writing {
  MvtLayerWriter& layer;
  store::Selection const& selection;
  bool maybe;
  std::array<std::optional<MvtLayerWriter::Index>, kLanguages> name_keys{};
  std::array<std::optional<MvtLayerWriter::Index>, 8> fees{}, wheelchairs{};
  std::vector<std::optional<MvtLayerWriter::Index>> kinds{};
  std::optional<MvtLayerWriter::Index> id_key{}, kind_key{}, name_key{}, fee_key{}, wheelchair_key{}, fits_key{},
      buffer_key{}, fits_yes{}, fits_maybe{}, yes{};

  MvtLayerWriter::Index key(std::optional<MvtLayerWriter::Index>& slot, std::string_view name) const {
    return slot ? *slot : *(slot = layer.key(name));
  }
  template <class T>
  MvtLayerWriter::Index value(std::optional<MvtLayerWriter::Index>& slot, T const& v) const {
    return slot ? *slot : *(slot = layer.value(v));
  }
};

void PlaceLayer::add_place(Writing& w, std::uint32_t row, GridPoint at, bool buffer) const {
  char const* from = bytes_.data() + starts_[row];
  auto const kind = take<std::uint16_t>(from);
  auto const fee = take<std::uint8_t>(from);
  auto const wheelchair = take<std::uint8_t>(from);
  std::string_view const id = take_text(from);
  w.layer.begin(GeometryType::point, feature_number(id));
  w.layer.tag(w.key(w.id_key, "id"), w.layer.unique_value(id));
  w.layer.tag(w.key(w.kind_key, "kind"), w.value(w.kinds[kind], std::string_view(kinds_[kind])));
  if (std::string_view const name = take_text(from); !name.empty()) {
    w.layer.tag(w.key(w.name_key, "name"), w.layer.value(name));
  }
  for (auto n = take<std::uint8_t>(from); n > 0; --n) {
    auto const language = take<std::uint8_t>(from);
    std::string_view const text = take_text(from);
    w.layer.tag(w.key(w.name_keys[language], kNameKeys[language]), w.layer.value(text));
  }
  if (fee != static_cast<std::uint8_t>(store::Fee::unknown)) {
    w.layer.tag(w.key(w.fee_key, "fee"), w.value(w.fees[fee], to_string(static_cast<store::Fee>(fee))));
  }
  if (wheelchair != static_cast<std::uint8_t>(store::Wheelchair::unknown)) {
    w.layer.tag(w.key(w.wheelchair_key, "wheelchair"),
                w.value(w.wheelchairs[wheelchair], to_string(static_cast<store::Wheelchair>(wheelchair))));
  }
  if (w.maybe) {
    bool const fits = w.selection.fits.test(row);
    w.layer.tag(w.key(w.fits_key, "fits"),
                fits ? w.value(w.fits_yes, std::string_view("yes")) : w.value(w.fits_maybe, std::string_view("maybe")));
  }
  if (buffer) {
    w.layer.tag(w.key(w.buffer_key, "buffer"), w.value(w.yes, true));
  }
  w.layer.point(at);
  w.layer.end();
}

void PlaceLayer::write(geo::TileId tile, store::Filter const& filter, store::Visibility viewer,
                       std::string& out) const {
  auto const selection = catalog_->select(filter, viewer);
  if (selection->matched() == 0) {
    return;
  }
  MvtLayerWriter layer("places");  // in the tile's own coordinates
  Writing writing{.layer = layer, .selection = *selection, .maybe = filter.maybe};
  writing.kinds.resize(kinds_.size());
  auto const codes = catalog_->morton_codes();
  auto const points = catalog_->world_points();
  std::uint32_t const shift = 32 - kExtentBits - tile.z;
  std::int64_t const left = static_cast<std::int64_t>(tile.x) << kExtentBits;
  std::int64_t const top = static_cast<std::int64_t>(tile.y) << kExtentBits;
  auto const local = [&](std::int64_t x, std::int64_t y) {
    return GridPoint{static_cast<std::int32_t>((x >> shift) - left), static_cast<std::int32_t>((y >> shift) - top)};
  };
  auto const outside = [](GridPoint p) { return p.x < 0 || p.y < 0 || p.x >= kExtent || p.y >= kExtent; };

  if (tile.z < kLastPlaceZoom) {
    Clusterer clusterer(codes, points, *selection);
    for (Cluster const& c : clusterer.clusters(tile, kPlaceBuffer)) {
      GridPoint const at = local(c.x, c.y);
      if (c.count == 1) {
        add_place(writing, c.row, at, outside(at));
        continue;
      }
      std::uint64_t const number =
          mix(static_cast<std::uint64_t>(c.x) << 5U | tile.z, static_cast<std::uint64_t>(c.y) | 1U << 31U);
      layer.begin(GeometryType::point, number >> 11U);
      layer.attribute("cluster", true);
      layer.attribute("point_count", static_cast<std::int64_t>(c.count));
      layer.attribute("expansion_zoom", static_cast<std::int64_t>(c.expansion_zoom));
      if (filter.maybe) {
        layer.attribute("fits_count", static_cast<std::int64_t>(c.fits));
        layer.attribute("maybe_count", static_cast<std::int64_t>(c.count - c.fits));
      }
      if (outside(at)) {
        layer.attribute("buffer", true);
      }
      layer.point(at);
      layer.end();
    }
    layer.append_to(out);
    return;
  }

  // The tile's own rows, then the strips around it, cell by cell of the buffer's grid.
  auto const rows_of = [&](geo::TileId range_tile, auto const& use) {
    geo::MortonRange const range = geo::morton_range(range_tile);
    auto const begin = std::lower_bound(codes.begin(), codes.end(), range.first);
    for (auto row = static_cast<std::uint32_t>(begin - codes.begin()); row < codes.size() && codes[row] <= range.last;
         ++row) {
      if (selection->all.test(row)) {
        use(row);
      }
    }
  };
  rows_of(tile, [&](std::uint32_t row) { add_place(writing, row, local(points[row].x, points[row].y), false); });
  std::int64_t const per_tile = std::int64_t{1} << kCellBits;
  std::int64_t const side = per_tile << tile.z;
  for (std::int64_t cy = -1; cy <= per_tile; ++cy) {
    for (std::int64_t cx = -1; cx <= per_tile; cx += cy < 0 || cy == per_tile ? 1 : per_tile + 1) {
      std::int64_t const x = tile.x * per_tile + cx;
      std::int64_t const y = tile.y * per_tile + cy;
      if (y < 0 || y >= side) {
        continue;
      }
      std::int64_t const wrapped = (x + side) % side;
      rows_of({.z = tile.z + kCellBits, .x = static_cast<std::uint32_t>(wrapped), .y = static_cast<std::uint32_t>(y)},
              [&](std::uint32_t row) {
                std::int64_t const world_x = points[row].x + ((x - wrapped) << (32 - tile.z - kCellBits));
                GridPoint const at = local(world_x, points[row].y);
                if (at.x >= -kPlaceBuffer && at.y >= -kPlaceBuffer && at.x < kExtent + kPlaceBuffer &&
                    at.y < kExtent + kPlaceBuffer) {
                  add_place(writing, row, at, true);
                }
              });
    }
  }
  layer.append_to(out);
}

}  // namespace cartable::tiles
