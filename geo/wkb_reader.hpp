#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"

#include <string_view>

namespace cartable::geo {

/// Any geometry as well-known binary (ISO 13249-3, little or big endian, Z and M dropped) as a value, its points
/// in the order in which they were written: what was stored comes back equal. A polygon becomes a multipolygon.
/// Empty gives monostate. Collections, several points and damaged bytes are corrupt.
[[nodiscard]] base::Result<Geometry> read_wkb(std::string_view wkb);

}  // namespace cartable::geo
