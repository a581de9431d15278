#pragma once

#include "store/catalog.hpp"
#include "tiles/clusters.hpp"
#include "tiles/grid.hpp"
#include "tiles/mvt_writer.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

/// The languages of which a tile carries names when they differ from the main one.
inline constexpr std::string_view kNameLanguages[] = {"ar", "en", "es", "fr", "ru", "zh"};
inline constexpr std::string_view kNameKeys[] = {"name_ar", "name_en", "name_es", "name_fr", "name_ru", "name_zh"};

/// Copies of places of neighbouring tiles reach this far over the edge: 24 pixels, a symbol's half.
inline constexpr std::int32_t kPlaceBuffer = 192;

/// Appends `name` and those of `names` that differ from it, by language.
void tag_names(MvtLayerWriter& layer, std::string_view name, store::LangMap const& names);

/// The tile layer "places". Immutable; safe from any thread.
///
/// A place (or cluster) belongs to the tile where 0 ≤ x, y < 4096; copies in the buffer carry `buffer=true`.
/// Below zoom 16 places that would overlap are clusters (tiles/clusters.hpp), from there on all are single.
class PlaceLayer {
 public:
  /// Encodes what tiles show of each place, so that writing a tile is copying: about 60 bytes a place.
  explicit PlaceLayer(std::shared_ptr<store::Catalog const> catalog);

  /// Appends the layer to a tile; nothing when no place matches.
  void write(geo::TileId tile, store::Filter const& filter, store::Visibility viewer, std::string& out) const;

  /// The rows of a cluster as tiles with this filter and viewer name it, ascending; empty when there is none.
  [[nodiscard]] std::vector<std::uint32_t> cluster_rows(ClusterId const& id, store::Filter const& filter,
                                                        store::Visibility viewer) const;

  /// Changes with anything that a tile of any filter and viewer shows of places.
  [[nodiscard]] std::uint64_t content_hash() const noexcept { return content_hash_; }

 private:
  class Writing;
  [[nodiscard]] std::shared_ptr<ClusterInput const> cluster_input(
      std::shared_ptr<store::Selection const> const& selection) const;
  [[nodiscard]] std::string_view text(std::uint32_t code) const noexcept {
    return std::string_view(texts_).substr(text_starts_[code], text_starts_[code + 1] - text_starts_[code]);
  }

  std::shared_ptr<store::Catalog const> catalog_;
  /// By row: number of the feature, its id as MVT value, then (key, code of a text) for what else is known of it.
  std::string bytes_;
  std::vector<std::uint64_t> starts_;  ///< by row, where in bytes_
  /// Kinds, names and the words of enumerations, each once, as MVT values, by code.
  std::string texts_;
  std::vector<std::uint64_t> text_starts_{0};
  std::uint32_t yes_ = 0, maybe_ = 0;  ///< codes
  std::uint64_t content_hash_ = 0;
  mutable std::mutex inputs_mutex_;
  mutable std::vector<std::shared_ptr<ClusterInput const>> inputs_;  ///< of the filters asked last, the newest first
};

}  // namespace cartable::tiles
