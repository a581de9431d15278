#pragma once

#include "base/units.hpp"
#include "geo/bbox.hpp"
#include "geo/lonlat.hpp"

namespace cartable::geo {

/// Geodesic distance on the WGS 84 ellipsoid (Karney 2013, PROJ's geod_inverse), right to nanometres.
[[nodiscard]] base::Metres geodesic_distance(LonLat a, LonLat b) noexcept;

/// The same within 0.05 mm for distances below 10 km (Gauss' mid-latitude formula), else geodesic_distance:
/// about 20 times cheaper for near points. Poles and ±180° are handled.
[[nodiscard]] base::Metres distance(LonLat a, LonLat b) noexcept;

/// A length in metres that no point of `box` is nearer to `from` than; 0 when `from` is inside.
[[nodiscard]] base::Metres distance_lower_bound(LonLat from, BBox const& box) noexcept;

/// A box that holds every point within `radius` of `centre` (may hold more; may cross ±180° or hold a pole).
[[nodiscard]] BBox bounds_around(LonLat centre, base::Metres radius) noexcept;

}  // namespace cartable::geo
