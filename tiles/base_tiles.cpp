#include "tiles/base_tiles.hpp"

#include "base/compress.hpp"
#include "tiles/base_store.hpp"
#include "tiles/fingerprint.hpp"
#include "tiles/mvt_merge.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace cartable::tiles {
namespace {

constexpr std::size_t kLargestTile = std::size_t{64} << 20U;

std::string source_of(std::string const& part) { return part.substr(0, part.rfind('/')); }

}  // namespace

struct BaseTiles::Impl {
  std::vector<std::string> bytes;   ///< of the parts
  std::vector<std::string> merged;  ///< tiles that several sources have, joined
  std::unordered_map<std::uint64_t, std::string_view> tiles;
  geo::BBox bounds;
  std::uint64_t content_hash = 0;
};

BaseTiles::BaseTiles() : impl_(std::make_unique<Impl>()) {}
BaseTiles::~BaseTiles() = default;
BaseTiles::BaseTiles(BaseTiles&&) noexcept = default;
BaseTiles& BaseTiles::operator=(BaseTiles&&) noexcept = default;

base::Result<BaseTiles> BaseTiles::load(std::vector<store::Derived> const& parts) {
  // By source, so that the order in which a database gives parts does not matter.
  std::map<std::string, std::vector<std::pair<TilePart, store::Derived const*>>> sources;
  for (store::Derived const& part : parts) {
    CARTABLE_ASSIGN(TilePart read, read_part(part));
    sources[source_of(part.part)].emplace_back(std::move(read), &part);
  }
  BaseTiles out;
  Impl& impl = *out.impl_;
  impl.bytes.reserve(parts.size());  // views into it must not move
  std::unordered_map<std::uint64_t, std::vector<std::string_view>> shared;
  for (auto& [source, own] : sources) {
    std::ranges::sort(own, {}, [](auto const& p) { return p.first.number; });
    std::uint32_t const expected = own.front().first.parts;
    std::uint64_t const build = own.front().first.build;
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      if (own[i].first.number != i || own[i].first.parts != expected || own[i].first.build != build ||
          own.size() != expected) {
        return base::fail(base::ErrorCode::corrupt, "base tiles of {}: {} parts of {} fit together; import it again",
                          source, i, expected);
      }
      auto const& [part, derived] = own[i];
      std::string const& bytes = impl.bytes.emplace_back(derived->bytes);
      impl.tiles.reserve(impl.tiles.size() + part.entries.size());
      for (TilePart::Entry const& entry : part.entries) {
        std::string_view const tile(bytes.data() + entry.offset, entry.length);
        auto const [there, is_new] = impl.tiles.try_emplace(tile_key(entry.tile), tile);
        if (!is_new) {
          auto& all = shared[tile_key(entry.tile)];
          if (all.empty()) {
            all.push_back(there->second);
          }
          all.push_back(tile);
        }
      }
      impl.bounds.add(part.bounds);
    }
    impl.content_hash = hash64(source, mix(impl.content_hash ^ build, 0x9E3779B97F4A7C15U));
  }
  std::vector<std::string> merged;
  merged.reserve(shared.size());
  for (auto const& [key, tiles] : shared) {
    std::vector<std::string> plain;
    for (std::string_view const tile : tiles) {
      CARTABLE_ASSIGN(std::string unpacked, base::decompress(tile, base::Encoding::gzip, kLargestTile));
      plain.push_back(std::move(unpacked));
    }
    CARTABLE_ASSIGN(std::string const joined, merge_tiles(plain));
    merged.push_back(base::compress(joined, base::Encoding::gzip));
    impl.tiles[key] = merged.back();
  }
  // Moving a vector leaves its strings where they are.
  impl.merged = std::move(merged);
  return out;
}

std::string_view BaseTiles::find(geo::TileId tile) const noexcept {
  auto const found = impl_->tiles.find(tile_key(tile));
  return found == impl_->tiles.end() ? std::string_view() : found->second;
}

std::size_t BaseTiles::size() const noexcept { return impl_->tiles.size(); }
geo::BBox BaseTiles::bounds() const noexcept { return impl_->bounds; }
std::uint64_t BaseTiles::content_hash() const noexcept { return impl_->content_hash; }

}  // namespace cartable::tiles
