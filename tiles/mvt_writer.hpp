#pragma once

#include "tiles/grid.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::tiles {

/// Geometry types of MVT 2.1 §4.3.4.
enum class GeometryType : std::uint8_t { unknown = 0, point = 1, line = 2, polygon = 3 };

/// Writes one layer of a Mapbox Vector Tile (version 2.1, extent 4096): features are encoded as they come, keys
/// and values gather in dictionaries and follow them, which the format allows. Bytes depend on the calls only.
///
/// A feature is begin(), then tags and geometry in any order, then end(); what has no geometry left is dropped by
/// end(). Coordinates are grid coordinates; the layer subtracts its origin. May be reused after clear().
class MvtLayerWriter {
 public:
  /// \param origin  grid position of the tile's north-west corner
  explicit MvtLayerWriter(std::string_view name, GridPoint origin = {});

  /// Forgets all features, keys and values, keeps the memory.
  void clear(GridPoint origin);

  using Index = std::uint32_t;
  /// The index of a key or value in the dictionary, added if new. Equal values share one index; 1, 1.0 and true
  /// are different values.
  [[nodiscard]] Index key(std::string_view name);
  [[nodiscard]] Index value(std::string_view text);
  [[nodiscard]] Index value(char const* text) { return value(std::string_view(text)); }
  [[nodiscard]] Index value(std::int64_t number);
  [[nodiscard]] Index value(std::uint64_t number);
  [[nodiscard]] Index value(double number);
  [[nodiscard]] Index value(float number);
  [[nodiscard]] Index value(bool flag);
  /// A text that the caller knows to be in the layer once only (an id): not looked up.
  [[nodiscard]] Index unique_value(std::string_view text);
  /// A value that the caller knows to be new to the layer, encoded by encode_text(): not looked up.
  [[nodiscard]] Index new_value(std::string_view encoded);
  /// A text as new_value() takes it, appended to `out`: worked out once, it is written with one copy.
  static void encode_text(std::string& out, std::string_view text);

  void begin(GeometryType type, std::optional<std::uint64_t> id = std::nullopt);
  /// \pre indexes come from key() and value() of this layer, a key once a feature
  void tag(Index key, Index value);
  template <class T>
  void attribute(std::string_view name, T const& v) {
    Index const k = key(name);
    tag(k, value(v));
  }

  /// One of a point feature's positions; all that are added become one multipoint.
  void point(GridPoint p);
  /// A part of a line; repeated points are dropped, and the part when fewer than two are left.
  void line(std::span<GridPoint const> points);
  /// A ring without its closing point; repeated points are dropped, and the ring when fewer than three are left.
  /// The caller sees to winding: outer rings have positive area, their holes follow with negative area.
  void ring(std::span<GridPoint const> points);
  void polygon(GridPolygon const& polygon);

  /// Finishes the feature. \return false when it had no geometry and was dropped
  bool end();

  /// A whole feature of one point, without begin() and end(): the same bytes, several times cheaper.
  /// \param tags  keys and values in turn, at most kMaxPointTags (pre)
  void point_feature(std::uint64_t id, std::span<Index const> tags, GridPoint p);
  static constexpr std::size_t kMaxPointTags = 64;

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }  ///< features

  /// Appends the layer to a tile (a tile is its layers, one after another). Nothing when it has no feature.
  void append_to(std::string& tile) const;

 private:
  /// An open-addressing table of encoded entries; slot 0 means free, else index + 1.
  struct Dictionary {
    std::string bytes;                  ///< encoded fields of the layer, in order of index
    std::vector<std::uint32_t> starts;  ///< where each entry's payload begins in `bytes`
    std::vector<std::uint32_t> lengths;
    std::vector<std::uint32_t> slots;
    std::vector<std::uint64_t> hashes;
    void clear();
    Index append(std::uint32_t field, std::string_view payload);
    Index find_or_append(std::uint32_t field, std::string_view payload);
    void grow();
  };

  void move_to(GridPoint p);
  bool path(std::span<GridPoint const> points, std::size_t least);
  Index encoded_value();

  std::string name_;
  GridPoint origin_;
  Dictionary keys_, values_;
  std::string features_;
  std::string scratch_;  ///< one encoded value
  std::size_t count_ = 0;
  // The feature being written.
  GeometryType type_ = GeometryType::unknown;
  std::optional<std::uint64_t> id_;
  std::vector<std::uint32_t> tags_, commands_;
  std::size_t points_ = 0;
  GridPoint cursor_;
};

/// A number for a text id that fits JavaScript's exact integers (53 bits): equal ids, equal numbers.
[[nodiscard]] std::uint64_t feature_number(std::string_view id) noexcept;

}  // namespace cartable::tiles
