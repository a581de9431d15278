#pragma once

#include "geo/lonlat.hpp"

#include <cstdint>
#include <vector>

/// Private to store/geocode.cpp and its index: streets of one name that are several streets.
namespace cartable::store {

inline constexpr double kOneStreet = 800;  ///< metres of a gap that a street may have: a park, a river

/// Numbers the groups of points that are chained by less than kOneStreet; what goes on in line is of the group.
/// \param part  gets the group of each point, from 0  \return how many groups there are
[[nodiscard]] std::uint32_t find_parts(std::vector<geo::LonLat> const& points, std::vector<std::uint32_t>& part);

}  // namespace cartable::store
