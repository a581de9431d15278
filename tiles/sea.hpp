#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"
#include "store/basemap.hpp"

#include <string>
#include <vector>

namespace cartable::tiles {

struct Sea {
  geo::MultiPolygon ocean;            ///< valid; empty inland, and where the coastlines contradict themselves
  std::vector<std::string> warnings;  ///< sentences that name where
};

/// The sea inside an area, on the right-hand side of its coastlines (OSM draws them with the land on the left).
///
/// Coastlines are joined where one ends and the next starts. A chain that stops short of the area's edge, as
/// where an extract was cut, is carried on straight to it: the best way (coast_chains.hpp) that puts none of
/// `land_points` in the sea, or else fewest of them. Islands and lagoons are kept.
///
/// The sides of every face between coastlines and edge must agree: pieces that run against each other, cross, stop
/// in the middle of the area, or put more than a fiftieth of `land_points` in the sea, give no sea and a warning.
/// Where at most 100 m of a face's border disagree (a loop that a mapper's hand made) the rest is followed, with a
/// warning.
///
/// No coastline in the area: no sea and no warning. Planar in degrees; the area must not cross ±180°.
/// \param land_points  positions known to be on land, such as buildings; may be empty
[[nodiscard]] Sea make_sea(std::vector<geo::LineString> const& coastlines, geo::MultiPolygon const& complete_area,
                           std::vector<geo::LonLat> const& land_points = {});

/// The sea of a base map: its coastlines and its area, its land_points as land. Buildings that stand in the water,
/// as on piers and floats, are cut out of it.
[[nodiscard]] Sea make_sea(store::Basemap const& basemap);

/// What make_sea takes for land: a corner of each building; addresses, points of interest and stops; points inside
/// parks, quarters and other land; points of streets for cars that are neither bridge nor tunnel.
[[nodiscard]] std::vector<geo::LonLat> land_points(store::Basemap const& basemap);

}  // namespace cartable::tiles
