#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cartable::importers {

/// A cell of a European statistical grid (INSPIRE D2.8.I.2 §4.2.2), by its lower left corner in metres of `crs`.
struct GridCell {
  std::string crs;  ///< "EPSG:3035"
  double size = 0;  ///< metres
  double north = 0, east = 0;
  friend bool operator==(GridCell const&, GridCell const&) = default;
};

/// "CRS3035RES1000mN2689000E4341000", and the short "1kmN2689E4341" in which the zeros of the size are left out of the
/// corner ("100mN26890E43410").
[[nodiscard]] std::optional<GridCell> read_grid_id(std::string_view text);

}  // namespace cartable::importers
