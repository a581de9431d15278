#pragma once

#include "base/result.hpp"
#include "tiles/mvt_writer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cartable::tiles {

/// A value of a tile: MVT's int and sint are both signed here.
using MvtValue = std::variant<bool, std::int64_t, std::uint64_t, double, float, std::string>;

/// In units of the layer's extent from the tile's north-west corner; 64 bits, so that hostile deltas cannot overflow.
struct MvtPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  friend constexpr auto operator<=>(MvtPoint const&, MvtPoint const&) = default;
};

struct MvtFeature {
  std::optional<std::uint64_t> id;
  GeometryType type = GeometryType::unknown;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> tags;  ///< (key, value) indexes of the layer, checked
  /// Points: one part with all of them. Lines: a part each. Polygons: a ring each without its closing point,
  /// outer rings with positive area, each followed by its holes.
  std::vector<std::vector<MvtPoint>> parts;
};

struct MvtLayer {
  std::string name;
  std::uint32_t version = 2;
  std::uint32_t extent = 4096;
  std::vector<std::string> keys;
  std::vector<MvtValue> values;
  std::vector<MvtFeature> features;

  /// The value that a feature has for a key, or null.
  [[nodiscard]] MvtValue const* find(MvtFeature const& feature, std::string_view key) const noexcept;
  /// The text of a feature's key, empty when it has none or it is no text.
  [[nodiscard]] std::string_view text(MvtFeature const& feature, std::string_view key) const noexcept;
};

struct MvtTile {
  std::vector<MvtLayer> layers;
  /// What breaks the specification but can be read all the same ("layer 0, feature 3: …"); such a feature is kept
  /// as far as it makes sense.
  std::vector<std::string> problems;

  [[nodiscard]] MvtLayer const* find(std::string_view layer) const noexcept;
};

/// Decodes an uncompressed tile of MVT version 1 or 2 from any source. Every length, index and count is checked
/// before memory is taken for it, so damaged or hostile bytes cost no more than their own size times a constant.
/// \return corrupt with layer and feature named, when the specification calls the fault fatal
[[nodiscard]] base::Result<MvtTile> read_mvt(std::string_view bytes);

/// Twice the signed area of a ring by the surveyor's formula of MVT 2.1 §4.3.4.4: positive for outer rings.
[[nodiscard]] double doubled_area(std::vector<MvtPoint> const& ring) noexcept;

}  // namespace cartable::tiles
