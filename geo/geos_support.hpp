#pragma once

#include "geo/geometry.hpp"

#include <geos/algorithm/locate/IndexedPointInAreaLocator.h>
#include <geos/geom/Geometry.h>
#include <geos/geom/GeometryFactory.h>
#include <geos/index/strtree/TemplateSTRtree.h>

#include <memory>

/// Private to geo/*.cpp: what every file that talks to GEOS needs. No other header includes this one.
namespace cartable::geo {

/// A factory of one's own: GEOS counts the geometries of a factory without locking, so that the shared default
/// one must not be used from several threads.
[[nodiscard]] geos::geom::GeometryFactory::Ptr make_factory();

/// Our area as a GEOS multipolygon of `factory`, which must outlive it. Rings are closed; those with fewer than
/// three corners enclose nothing and are left out. pre: finite coordinates
[[nodiscard]] std::unique_ptr<geos::geom::Geometry> to_geos(MultiPolygon const& area,
                                                            geos::geom::GeometryFactory const& factory);

/// The polygonal part of a GEOS geometry, rings wound as geometry.hpp says.
[[nodiscard]] MultiPolygon from_geos(geos::geom::Geometry const& geometry);

/// Tells exactly where a point is to an area, borders included in it. Warmed: after construction only read, so
/// that one object serves all threads.
class AreaLocator {
 public:
  /// \param area  valid by the OGC rules (pre)
  explicit AreaLocator(MultiPolygon const& area);

  [[nodiscard]] bool covers(LonLat p) const;
  /// Whether no border comes near the box, so that the whole of it is inside or the whole of it outside.
  [[nodiscard]] bool is_uniform(geos::geom::Envelope const& box) const;
  [[nodiscard]] BBox const& bounds() const noexcept { return bounds_; }

 private:
  using BorderTree = geos::index::strtree::TemplateSTRtree<std::uint32_t>;
  BBox bounds_;
  geos::geom::GeometryFactory::Ptr factory_;
  std::unique_ptr<geos::geom::Geometry> geometry_;
  std::unique_ptr<geos::algorithm::locate::IndexedPointInAreaLocator> locator_;
  std::unique_ptr<BorderTree> borders_;  ///< boxes of short runs of border segments
};

}  // namespace cartable::geo
