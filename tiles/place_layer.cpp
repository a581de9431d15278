#include "tiles/place_layer.hpp"

#include "tiles/clusters.hpp"
#include "tiles/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

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

constexpr std::size_t kLanguages = std::size(kNameLanguages);

/// What a place may carry, in the order in which it is written. Names of a language follow `name`.
enum Key : std::uint8_t {
  kId,
  kKind,
  kName,
  kFirstLanguage,
  kFee = kFirstLanguage + kLanguages,
  kWheelchair,
  kFits,
  kKeys
};

std::string_view key_name(std::size_t key) noexcept {
  switch (key) {
    case kId: return "id";
    case kKind: return "kind";
    case kName: return "name";
    case kFee: return "fee";
    case kWheelchair: return "wheelchair";
    case kFits: return "fits";
    default: return kNameKeys[key - kFirstLanguage];
  }
}

/// The name to write for a language, or nothing when it says no more than the main one.
std::string_view differing(store::LangMap const& names, std::string_view language, std::string_view name) {
  auto const found = names.find(language);
  return found == names.end() || found->second == name ? std::string_view() : std::string_view(found->second);
}

/// Different names, kinds and words in a tile, as a rule.
constexpr std::size_t kExpectedTexts = 500;

/// Open addressing from 64-bit hashes to 32-bit numbers; whether an entry is the one meant, the caller says.
class NumberTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// \param expected  entries that fit without growing
  explicit NumberTable(std::size_t expected) : slots_(std::bit_ceil(std::max<std::size_t>(32, expected + 1) * 2)) {}

  /// The number for `hash` that `is_meant`; else `fresh()` is put in and returned.
  template <class IsMeant, class Fresh>
  std::uint32_t find_or_add(std::uint64_t hash, IsMeant const& is_meant, Fresh const& fresh) {
    if (2 * ++used_ > slots_.size()) {
      grow();
    }
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].number != kNone; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].hash == hash && is_meant(slots_[at].number)) {
        --used_;
        return slots_[at].number;
      }
    }
    slots_[at] = {hash, fresh()};
    return slots_[at].number;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t number = kNone;
  };
  void grow() {
    std::vector<Slot> const old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (Slot const& slot : old) {
      if (slot.number != kNone) {
        std::size_t at = slot.hash & (slots_.size() - 1);
        while (slots_[at].number != kNone) {
          at = (at + 1) & (slots_.size() - 1);
        }
        slots_[at] = slot;
      }
    }
  }
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

/// What a place or an offer says that filters ask for, beside what is shown.
template <class Record>
std::uint64_t hash_of_said(Record const& record, std::uint64_t hash) {
  auto const add = [&](std::string_view text) { hash = hash64(text, hash); };
  auto const add_number = [&](std::int64_t number) {
    hash = mix(hash ^ static_cast<std::uint64_t>(number), 0x9E3779B97F4A7C15U);
  };
  add_number(record.pillars);
  add_number(record.isced);
  add_number(record.age_min.value_or(-1));
  add_number(record.age_max.value_or(-1));
  for (store::StringList const* const list : {&record.topics, &record.languages}) {
    add_number(static_cast<std::int64_t>(list->size()));
    for (std::string const& text : *list) {
      add(text);
    }
  }
  for (auto const& [group, claim] : record.audiences) {
    add(group);
    add_number(claim.serves ? 1 : 0);
  }
  add(to_string(record.recognition));
  add(record.checked);
  add(record.name);
  for (auto const* const texts : {&record.names, &record.description}) {
    for (auto const& [language, text] : *texts) {
      add(language);
      add(text);
    }
  }
  return hash;
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
  NumberTable codes(catalog_->size());
  std::string encoded;
  auto const code_of = [&](std::string_view words) {
    encoded.clear();
    MvtLayerWriter::encode_text(encoded, words);
    return codes.find_or_add(
        hash64(words), [&](std::uint32_t code) { return text(code) == encoded; },
        [&] {
          texts_ += encoded;
          text_starts_.push_back(texts_.size());
          return static_cast<std::uint32_t>(text_starts_.size() - 2);
        });
  };
  yes_ = code_of("yes");
  maybe_ = code_of("maybe");
  std::uint32_t const rows = catalog_->size();
  starts_.reserve(rows + std::size_t{1});
  for (std::uint32_t row = 0; row < rows; ++row) {
    store::Place const& place = catalog_->place(store::PlaceRow(row));
    starts_.push_back(bytes_.size());
    put(bytes_, feature_number(place.head.id));
    encoded.clear();
    MvtLayerWriter::encode_text(encoded, place.head.id);
    put(bytes_, static_cast<std::uint32_t>(encoded.size()));
    bytes_ += encoded;
    auto const tag = [&](std::size_t key, std::string_view words) {
      put(bytes_, static_cast<std::uint8_t>(key));
      put(bytes_, code_of(words));
    };
    tag(kKind, place.kinds.empty() ? std::string_view() : std::string_view(place.kinds.front()));
    if (!place.name.empty()) {
      tag(kName, place.name);
    }
    for (std::size_t i = 0; i < kLanguages; ++i) {
      if (auto const words = differing(place.names, kNameLanguages[i], place.name); !words.empty()) {
        tag(kFirstLanguage + i, words);
      }
    }
    if (place.fee != store::Fee::unknown) {
      tag(kFee, to_string(place.fee));
    }
    if (place.wheelchair != store::Wheelchair::unknown) {
      tag(kWheelchair, to_string(place.wheelchair));
    }
    // Not shown, but they decide who sees the place under which filter.
    content_hash_ = mix(content_hash_ ^ static_cast<std::uint64_t>(place.head.visibility), 0x9E3779B97F4A7C15U);
    for (std::string const& slug : place.kinds) {
      content_hash_ = hash64(slug, content_hash_);
    }
    for (store::SourceRef const& source : place.sources) {
      content_hash_ = hash64(source.source, content_hash_);
    }
    content_hash_ = hash_of_said(place, content_hash_);
    for (auto const& [need, value] : place.needs) {
      content_hash_ = hash64(value, hash64(need, content_hash_));
    }
    content_hash_ = hash64(place.operator_name, content_hash_);
    for (auto const& [part, value] : place.address) {
      content_hash_ = hash64(value, hash64(part, content_hash_));
    }
  }
  for (store::Offer const& offer : catalog_->offers()) {
    content_hash_ = hash_of_said(offer, hash64(offer.place, hash64(offer.head.id, content_hash_)));
    content_hash_ = hash64(to_string(offer.fee), content_hash_);
    content_hash_ = hash64(to_string(offer.head.status), hash64(to_string(offer.head.visibility), content_hash_));
    for (std::string const& modality : offer.modalities) {
      content_hash_ = hash64(modality, content_hash_);
    }
  }
  starts_.push_back(bytes_.size());
  content_hash_ = hash64(bytes_, content_hash_);
  content_hash_ = hash64(texts_, content_hash_);
  for (geo::WorldPoint const p : catalog_->world_points()) {
    content_hash_ = mix(content_hash_ ^ p.x, 0x9E3779B97F4A7C15U ^ p.y);
  }
}

/// A tile being written: the keys and texts that it has already.
class PlaceLayer::Writing {
 public:
  Writing(PlaceLayer const& places, store::Selection const& selection, bool maybe, MvtLayerWriter& layer)
      : places_(places), selection_(selection), maybe_(maybe), layer_(layer) {}

  void place(std::uint32_t row, GridPoint at, bool buffer) {
    std::string const& bytes = places_.bytes_;
    char const* from = bytes.data() + places_.starts_[row];
    char const* const end = bytes.data() + places_.starts_[row + 1];
    std::array<MvtLayerWriter::Index, MvtLayerWriter::kMaxPointTags> tags;
    std::size_t count = 0;
    auto const tag = [&](std::size_t key_number, MvtLayerWriter::Index value) {
      tags[count++] = key(key_number);
      tags[count++] = value;
    };
    auto const number = take<std::uint64_t>(from);
    auto const id_size = take<std::uint32_t>(from);
    tag(kId, layer_.new_value({from, id_size}));
    from += id_size;
    while (from != end) {
      auto const key_number = take<std::uint8_t>(from);
      tag(key_number, value(take<std::uint32_t>(from)));
    }
    if (maybe_) {
      tag(kFits, value(selection_.fits.test(row) ? places_.yes_ : places_.maybe_));
    }
    if (buffer) {
      tags[count++] = buffer_key_ ? *buffer_key_ : *(buffer_key_ = layer_.key("buffer"));
      tags[count++] = true_ ? *true_ : *(true_ = layer_.value(true));
    }
    layer_.point_feature(number, std::span(tags).first(count), at);
  }

 private:
  MvtLayerWriter::Index key(std::size_t number) {
    auto& slot = keys_[number];
    return slot ? *slot : *(slot = layer_.key(key_name(number)));
  }
  MvtLayerWriter::Index value(std::uint32_t code) {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio
    return values_.find_or_add(
        std::rotl(code * kSpread, 32), [](std::uint32_t) { return true; },  // one hash a code
        [&] { return layer_.new_value(places_.text(code)); });
  }

  PlaceLayer const& places_;
  store::Selection const& selection_;
  bool maybe_;
  MvtLayerWriter& layer_;
  std::array<std::optional<MvtLayerWriter::Index>, kKeys> keys_{};
  NumberTable values_{kExpectedTexts};
  std::optional<MvtLayerWriter::Index> buffer_key_, true_;
};

std::shared_ptr<ClusterInput const> PlaceLayer::cluster_input(
    std::shared_ptr<store::Selection const> const& selection) const {
  constexpr std::size_t kKept = 16;
  auto const is_of = [&](std::shared_ptr<ClusterInput const> const& input) { return input->selection == selection; };
  {
    std::lock_guard const lock(inputs_mutex_);
    auto const found = std::find_if(inputs_.begin(), inputs_.end(), is_of);
    if (found != inputs_.end()) {
      std::rotate(inputs_.begin(), found, found + 1);  // the last used one first
      return inputs_.front();
    }
  }
  // Without the lock: two threads that make the same one at once lose less than all that wait for it.
  auto made = std::make_shared<ClusterInput const>(*catalog_, selection);
  std::lock_guard const lock(inputs_mutex_);
  if (inputs_.size() == kKept) {
    inputs_.pop_back();
  }
  inputs_.insert(inputs_.begin(), made);
  return made;
}

std::vector<std::uint32_t> PlaceLayer::cluster_rows(ClusterId const& id, store::Filter const& filter,
                                                    store::Visibility viewer) const {
  std::shared_ptr<store::Selection const> const selection = catalog_->select(filter, viewer);
  return selection->matched() == 0 ? std::vector<std::uint32_t>() : Clusterer(*cluster_input(selection)).rows(id);
}

void PlaceLayer::write(geo::TileId tile, store::Filter const& filter, store::Visibility viewer,
                       std::string& out) const {
  std::shared_ptr<store::Selection const> const selection = catalog_->select(filter, viewer);
  if (selection->matched() == 0) {
    return;
  }
  MvtLayerWriter layer("places");  // in the tile's own coordinates
  Writing writing(*this, *selection, filter.maybe, layer);
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
    std::shared_ptr<ClusterInput const> const input = cluster_input(selection);
    Clusterer clusterer(*input);
    for (Cluster const& c : clusterer.clusters(tile, kPlaceBuffer)) {
      GridPoint const at = local(c.x, c.y);
      if (c.count == 1) {
        writing.place(c.row, at, outside(at));
        continue;
      }
      std::uint64_t const number =
          mix(static_cast<std::uint64_t>(c.x) << 5U | tile.z, static_cast<std::uint64_t>(c.y) | 1U << 31U);
      layer.begin(GeometryType::point, number >> 11U);
      layer.attribute("cluster", true);
      std::string const name = format_cluster_id({.zoom = tile.z, .x = c.cell_x, .y = c.cell_y});
      layer.tag(layer.key("cluster_id"), layer.unique_value(name));
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
  rows_of(tile, [&](std::uint32_t row) { writing.place(row, local(points[row].x, points[row].y), false); });
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
                  writing.place(row, at, true);
                }
              });
    }
  }
  layer.append_to(out);
}

}  // namespace cartable::tiles
