#include "tiles/base_store.hpp"

#include "tiles/base_tiles.hpp"
#include "tiles/fingerprint.hpp"

#include <cstring>
#include <optional>
#include <unordered_map>

namespace cartable::tiles {
namespace {

constexpr std::string_view kMagic = "CBTILES1";
constexpr std::size_t kEntryBytes = 24;  // key 8, offset 8, length 4, unused 4
constexpr std::size_t kHeaderBytes = 8 + 4 + 4 + 4 + 4 + 8 + 4 * 8;

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);  // little-endian, as all machines that we run on
  out.append(bytes, sizeof value);
}
template <class T>
T take(std::string_view bytes, std::size_t& at) noexcept {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

geo::TileId from_key(std::uint64_t key) noexcept {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << 29U) - 1;
  return {static_cast<std::uint32_t>(key >> 58U), static_cast<std::uint32_t>(key & kMask),
          static_cast<std::uint32_t>((key >> 29U) & kMask)};
}

/// The tiles of one part while it fills up.
struct Filling {
  std::string directory, data;
  std::uint32_t count = 0;
  std::unordered_map<std::string_view, std::uint64_t> seen;  ///< bytes of a tile → where in data

  [[nodiscard]] std::size_t size() const noexcept { return kHeaderBytes + directory.size() + data.size(); }
};

}  // namespace

std::vector<store::Derived> pack_tiles(std::vector<StoredTile> const& tiles, std::string const& source,
                                       geo::BBox const& bounds, std::size_t part_bytes) {
  std::uint64_t build = 0;
  for (StoredTile const& tile : tiles) {
    build = hash64(tile.gzipped, mix(build, tile_key(tile.tile) | 1U << 31U));
  }
  std::vector<Filling> parts(1);
  for (StoredTile const& tile : tiles) {
    Filling* part = &parts.back();
    auto found = part->seen.find(tile.gzipped);
    std::size_t const more = kEntryBytes + (found == part->seen.end() ? tile.gzipped.size() : 0);
    if (part->count > 0 && part->size() + more > part_bytes) {
      part = &parts.emplace_back();
      found = part->seen.end();
    }
    std::uint64_t offset = part->data.size();
    if (found != part->seen.end()) {
      offset = found->second;
    } else {
      part->data += tile.gzipped;
      part->seen.emplace(tile.gzipped, offset);
    }
    put(part->directory, tile_key(tile.tile));
    put(part->directory, offset);
    put(part->directory, static_cast<std::uint32_t>(tile.gzipped.size()));
    put(part->directory, std::uint32_t{0});
    ++part->count;
  }
  std::vector<store::Derived> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    store::Derived derived;
    derived.key = std::string(kBaseTilesKey);
    derived.part = fmt::format("{}/{:04}", source, i);
    derived.format_version = kBaseTilesFormat;
    std::string& bytes = derived.bytes;
    bytes.reserve(parts[i].size());
    bytes += kMagic;
    put(bytes, static_cast<std::uint32_t>(kBaseTilesFormat));
    put(bytes, static_cast<std::uint32_t>(i));
    put(bytes, static_cast<std::uint32_t>(parts.size()));
    put(bytes, parts[i].count);
    put(bytes, build);
    for (double const side : {bounds.west, bounds.south, bounds.east, bounds.north}) {
      put(bytes, side);
    }
    bytes += parts[i].directory;
    bytes += parts[i].data;
    out.push_back(std::move(derived));
  }
  return out;
}

base::Result<TilePart> read_part(store::Derived const& part) {
  std::string_view const bytes = part.bytes;
  if (part.format_version != kBaseTilesFormat) {
    return base::fail(base::ErrorCode::wrong_version, "base tiles {}: format {}, this program reads {}; import again",
                      part.part, part.format_version, kBaseTilesFormat);
  }
  auto const damaged = [&] {
    return base::fail(base::ErrorCode::corrupt, "base tiles {}: damaged; import the source again", part.part);
  };
  if (bytes.size() < kHeaderBytes || !bytes.starts_with(kMagic)) {
    return damaged();
  }
  std::size_t at = kMagic.size();
  TilePart out;
  auto const format = take<std::uint32_t>(bytes, at);
  out.number = take<std::uint32_t>(bytes, at);
  out.parts = take<std::uint32_t>(bytes, at);
  auto const count = take<std::uint32_t>(bytes, at);
  out.build = take<std::uint64_t>(bytes, at);
  out.bounds.west = take<double>(bytes, at);
  out.bounds.south = take<double>(bytes, at);
  out.bounds.east = take<double>(bytes, at);
  out.bounds.north = take<double>(bytes, at);
  if (format != kBaseTilesFormat || out.number >= out.parts || count > (bytes.size() - at) / kEntryBytes) {
    return damaged();
  }
  std::size_t const data = at + std::size_t{count} * kEntryBytes;
  out.entries.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    geo::TileId const tile = from_key(take<std::uint64_t>(bytes, at));
    auto const offset = take<std::uint64_t>(bytes, at);
    auto const length = take<std::uint32_t>(bytes, at);
    at += sizeof(std::uint32_t);
    if (!geo::is_valid(tile) || offset > bytes.size() - data || length > bytes.size() - data - offset) {
      return damaged();
    }
    out.entries.push_back({tile, data + offset, length});
  }
  return out;
}

}  // namespace cartable::tiles
