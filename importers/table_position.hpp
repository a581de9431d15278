#pragma once

#include "geo/bbox.hpp"
#include "geo/geometry.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace cartable::importers {

/// How a cell holds a position.
enum class PositionForm : std::uint8_t {
  none,
  wkt,   ///< "POINT (2.35 48.85)", also polygons
  json,  ///< a GeoJSON geometry
  pair,  ///< "48.85, 2.35", "[2.35, 48.85]", "{'lat': 48.85, 'lon': 2.35}", "48°51'N 2°21'E"
};
[[nodiscard]] PositionForm position_form(std::string_view cell);

/// Two numbers of one cell.
struct PositionPair {
  double first = 0, second = 0;
  enum class Order : std::uint8_t {
    unknown,
    lat_first,
    lon_first
  } order = Order::unknown;  ///< as the cell itself says
  bool precise = false;      ///< both have the decimals of a position on a map, or signs of degrees, or names
};
[[nodiscard]] std::optional<PositionPair> position_pair(std::string_view cell);

}  // namespace cartable::importers
