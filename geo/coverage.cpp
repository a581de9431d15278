#include "geo/coverage.hpp"

#include "geo/geos_support.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"

#include <geos/geom/Envelope.h>
#include <geos/geom/MultiPolygon.h>
#include <geos/geom/prep/PreparedGeometry.h>
#include <geos/geom/prep/PreparedGeometryFactory.h>
#include <geos/index/strtree/TemplateSTRtree.h>
#include <geos/operation/overlayng/OverlayNG.h>
#include <geos/operation/overlayng/OverlayNGRobust.h>
#include <geos/operation/union/UnaryUnionOp.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace cartable::geo {
namespace {

using geos::geom::Envelope;
using GeosGeometry = geos::geom::Geometry;
using geos::operation::overlayng::OverlayNG;
using geos::operation::overlayng::OverlayNGRobust;
using Tree = geos::index::strtree::TemplateSTRtree<std::uint32_t>;

GroundPiece measure(Polygon const& polygon) {
  GroundPiece out;
  MultiPolygon area;
  area.polygons.push_back(polygon);
  double border = 0;
  for (Ring const& ring : polygon.rings) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      border += distance(ring[i - 1], ring[i]).value();
    }
  }
  out.m2 = area_m2(area);
  out.width = border > 0 ? 2 * out.m2 / border : 0;
  out.where = point_inside(area);
  return out;
}

/// The areas as GEOS sees them, and a tree over their boxes.
struct Areas {
  geos::geom::GeometryFactory::Ptr factory = make_factory();
  std::vector<std::unique_ptr<GeosGeometry>> shapes;
  Tree boxes;

  explicit Areas(std::vector<MultiPolygon> const& areas) : boxes(10, areas.size()) {
    for (MultiPolygon const& area : areas) {
      shapes.push_back(to_geos(area, *factory));
      if (!shapes.back()->isEmpty()) {
        boxes.insert(*shapes.back()->getEnvelopeInternal(), static_cast<std::uint32_t>(shapes.size() - 1));
      }
    }
    boxes.build();
  }
};

bool is_polygonal(GeosGeometry const& geometry) { return geometry.getDimension() == geos::geom::Dimension::A; }

}  // namespace

std::vector<Overlap> find_overlaps(std::vector<MultiPolygon> const& areas) {
  Areas known(areas);
  std::vector<Overlap> out;
  for (std::uint32_t i = 0; i < known.shapes.size(); ++i) {
    if (known.shapes[i]->isEmpty()) {
      continue;
    }
    std::vector<std::uint32_t> others;
    known.boxes.query(*known.shapes[i]->getEnvelopeInternal(), [&](std::uint32_t j) {
      if (j > i) {
        others.push_back(j);
      }
    });
    std::sort(others.begin(), others.end());
    for (std::uint32_t const j : others) {
      auto const shared =
          OverlayNGRobust::Overlay(known.shapes[i].get(), known.shapes[j].get(), OverlayNG::INTERSECTION);
      if (!shared || !is_polygonal(*shared)) {
        continue;
      }
      Overlap overlap{.first = i, .second = j, .pieces = {}, .m2 = 0};
      for (Polygon const& polygon : from_geos(*shared).polygons) {
        overlap.pieces.push_back(measure(polygon));
        overlap.m2 += overlap.pieces.back().m2;
      }
      std::stable_sort(overlap.pieces.begin(), overlap.pieces.end(),
                       [](GroundPiece const& a, GroundPiece const& b) { return a.m2 > b.m2; });
      if (!overlap.pieces.empty()) {
        out.push_back(std::move(overlap));
      }
    }
  }
  return out;
}

std::vector<Gap> find_gaps(std::vector<MultiPolygon> const& areas) {
  Areas known(areas);
  std::vector<GeosGeometry const*> all;
  Envelope box;
  for (auto const& shape : known.shapes) {
    if (!shape->isEmpty()) {
      all.push_back(shape.get());
      box.expandToInclude(shape->getEnvelopeInternal());
    }
  }
  std::vector<Gap> out;
  if (all.empty()) {
    return out;
  }
  auto const united = geos::operation::geounion::UnaryUnionOp::Union(all);
  // What is open within a frame around everything: the part that reaches the frame is outside, the others are gaps.
  Envelope frame = box;
  frame.expandBy(std::max({box.getWidth(), box.getHeight(), 1e-6}) * 0.01);
  auto const ground = known.factory->toGeometry(&frame);
  auto const open = OverlayNGRobust::Overlay(ground.get(), united.get(), OverlayNG::DIFFERENCE);
  if (!open || !is_polygonal(*open)) {
    return out;
  }
  for (Polygon const& polygon : from_geos(*open).polygons) {
    MultiPolygon area;
    area.polygons.push_back(polygon);
    BBox const bounds_of = bounds(area);
    if (bounds_of.west < box.getMinX() || bounds_of.east > box.getMaxX() || bounds_of.south < box.getMinY() ||
        bounds_of.north > box.getMaxY()) {
      continue;
    }
    Gap gap{.piece = measure(polygon), .beside = {}};
    auto const shape = to_geos(area, *known.factory);
    known.boxes.query(*shape->getEnvelopeInternal(), [&](std::uint32_t i) {
      if (known.shapes[i]->distance(shape.get()) < 1e-9) {
        gap.beside.push_back(i);
      }
    });
    std::sort(gap.beside.begin(), gap.beside.end());
    out.push_back(std::move(gap));
  }
  std::stable_sort(out.begin(), out.end(), [](Gap const& a, Gap const& b) { return a.piece.m2 > b.piece.m2; });
  return out;
}

}  // namespace cartable::geo
