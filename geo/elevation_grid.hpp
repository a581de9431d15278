#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::geo {

/// Heights of the ground in metres on a grid of degrees (WGS 84), rows from north to south. Immutable.
class ElevationGrid {
 public:
  struct Frame {
    double west = 0, north = 0;         ///< middle of the first cell, degrees
    double step_lon = 0, step_lat = 0;  ///< between the middles of neighbours, degrees, above 0
    std::uint32_t columns = 0, rows = 0;
    friend bool operator==(Frame const&, Frame const&) = default;
  };
  static constexpr std::size_t kMaxCells = 16'000'000;

  /// \param metres  by row; not a number: not known. pre: columns · rows of them, at most kMaxCells
  ElevationGrid(Frame const& frame, std::vector<float> metres);

  [[nodiscard]] Frame const& frame() const noexcept { return frame_; }
  [[nodiscard]] std::vector<float> const& metres() const noexcept { return metres_; }
  /// From the middles of its border cells.
  [[nodiscard]] BBox box() const noexcept;
  /// The height at a point, bilinear between the middles of the four cells around it; nothing outside, or where one of
  /// the four is not known.
  [[nodiscard]] std::optional<double> at(LonLat point) const noexcept;

  /// Compressed, heights to the centimetre.
  [[nodiscard]] std::string to_bytes() const;
  /// \return corrupt when they are not what to_bytes() made
  [[nodiscard]] static base::Result<ElevationGrid> from_bytes(std::string_view bytes);
  /// Of the bytes; others are not read.
  static constexpr std::int64_t kFormatVersion = 1;

 private:
  Frame frame_;
  std::vector<float> metres_;
};

}  // namespace cartable::geo
