#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"

#include <string>
#include <string_view>

namespace cartable::geo {

/// A geometry from a cell: WKT, EWKT (its SRID is left out) or a GeoJSON geometry. The numbers are taken as they are,
/// so they may be metres. \return invalid_value worded to follow the value
[[nodiscard]] base::Result<Geometry> parse_geometry_text(std::string_view text);

/// WKT with longitude first, at 1e-7°; empty for none.
[[nodiscard]] std::string to_wkt(Geometry const& geometry);

}  // namespace cartable::geo
