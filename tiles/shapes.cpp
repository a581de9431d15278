#include "tiles/shapes.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace cartable::tiles {
namespace {

std::vector<geo::WorldPoint> to_world(std::vector<geo::LonLat> const& points) {
  std::vector<geo::WorldPoint> out;
  out.reserve(points.size());
  for (geo::LonLat const p : points) {
    geo::WorldPoint const w = geo::to_world(p);
    if (out.empty() || out.back() != w) {
      out.push_back(w);
    }
  }
  return out;
}

/// Square of the distance from p to the segment a–b.
double distance2(GridPoint p, GridPoint a, GridPoint b) noexcept {
  double const dx = static_cast<double>(b.x) - a.x;
  double const dy = static_cast<double>(b.y) - a.y;
  double px = static_cast<double>(p.x) - a.x;
  double py = static_cast<double>(p.y) - a.y;
  double const length2 = dx * dx + dy * dy;
  if (length2 > 0) {
    double const t = px * dx + py * dy;
    if (t >= length2) {
      px = static_cast<double>(p.x) - b.x;
      py = static_cast<double>(p.y) - b.y;
    } else if (t > 0) {
      double const across = px * dy - py * dx;  // exact below 2^53
      return across * across / length2;
    }
  }
  return px * px + py * py;
}

GridLine snap(std::span<geo::WorldPoint const> points, std::uint32_t zoom) {
  GridLine out;
  out.reserve(points.size());
  for (geo::WorldPoint const w : points) {
    GridPoint const p = to_grid(w, zoom);
    if (out.empty() || out.back() != p) {
      out.push_back(p);
    }
  }
  return out;
}

/// Simplifies one border between two nodes the same way in whichever direction it is given.
void append_border(std::vector<geo::WorldPoint> const& border, Drawing const& how, GridRing& out) {
  bool const backwards =
      std::ranges::lexicographical_compare(border.rbegin(), border.rend(), border.begin(), border.end());
  GridLine line = snap(border, how.zoom);
  if (backwards) {
    std::ranges::reverse(line);
  }
  line = simplify(line, how.tolerance);
  if (backwards) {
    std::ranges::reverse(line);
  }
  // The last point is the next border's first.
  out.insert(out.end(), line.begin(), line.size() > 1 ? std::prev(line.end()) : line.end());
}

GridRing draw_ring(Shape::Part const& part, Drawing const& how) {
  GridRing out;
  std::size_t const n = part.points.size();
  std::vector<std::size_t> anchors(part.nodes.begin(), part.nodes.end());
  if (anchors.empty()) {
    // No neighbour: two far corners hold the ring open, the same ones whatever point it starts from.
    auto const first =
        static_cast<std::size_t>(std::distance(part.points.begin(), std::ranges::min_element(part.points)));
    auto const last =
        static_cast<std::size_t>(std::distance(part.points.begin(), std::ranges::max_element(part.points)));
    anchors = {std::min(first, last), std::max(first, last)};
  }
  std::vector<geo::WorldPoint> border;
  for (std::size_t a = 0; a < anchors.size(); ++a) {
    std::size_t const from = anchors[a];
    std::size_t to = anchors[(a + 1) % anchors.size()];
    to = to <= from ? to + n : to;
    border.clear();
    for (std::size_t i = from; i <= to; ++i) {
      border.push_back(part.points[i % n]);
    }
    append_border(border, how, out);
  }
  return out;
}

}  // namespace

Shape to_shape(geo::MultiPolygon const& area) {
  Shape shape;
  shape.type = GeometryType::polygon;
  for (geo::Polygon const& polygon : area.polygons) {
    for (std::size_t r = 0; r < polygon.rings.size(); ++r) {
      Shape::Part part;
      part.points = to_world(polygon.rings[r]);
      part.hole = r > 0;
      while (part.points.size() > 1 && part.points.back() == part.points.front()) {
        part.points.pop_back();
      }
      if (!part.points.empty()) {
        shape.parts.push_back(std::move(part));
      }
    }
  }
  return shape;
}

Shape to_shape(geo::Geometry const& geometry) {
  Shape shape;
  if (auto const* const point = std::get_if<geo::LonLat>(&geometry)) {
    shape.type = GeometryType::point;
    shape.parts.push_back({{geo::to_world(*point)}, false, {}});
  } else if (auto const* const line = std::get_if<geo::LineString>(&geometry)) {
    shape.type = GeometryType::line;
    shape.parts.push_back({to_world(*line), false, {}});
  } else if (auto const* const lines = std::get_if<geo::MultiLineString>(&geometry)) {
    shape.type = GeometryType::line;
    for (geo::LineString const& part : lines->lines) {
      shape.parts.push_back({to_world(part), false, {}});
    }
  } else if (auto const* const area = std::get_if<geo::MultiPolygon>(&geometry)) {
    return to_shape(*area);
  }
  return shape;
}

void mark_nodes(std::span<Shape* const> areas) {
  // A point is a node when it has other than two different neighbours along all borders through it.
  std::vector<std::pair<geo::WorldPoint, geo::WorldPoint>> links;
  for (Shape const* const shape : areas) {
    for (Shape::Part const& part : shape->parts) {
      std::size_t const n = part.points.size();
      for (std::size_t i = 0; i < n; ++i) {
        geo::WorldPoint const a = part.points[i];
        geo::WorldPoint const b = part.points[i + 1 == n ? 0 : i + 1];
        links.emplace_back(a, b);
        links.emplace_back(b, a);
      }
    }
  }
  std::ranges::sort(links);
  auto const repeated = std::ranges::unique(links);
  links.erase(repeated.begin(), repeated.end());
  std::vector<geo::WorldPoint> nodes;
  for (std::size_t i = 0; i < links.size();) {
    std::size_t end = i;
    while (end < links.size() && links[end].first == links[i].first) {
      ++end;
    }
    if (end - i != 2) {
      nodes.push_back(links[i].first);
    }
    i = end;
  }
  if (nodes.empty()) {
    return;
  }
  for (Shape* const shape : areas) {
    for (Shape::Part& part : shape->parts) {
      part.nodes.clear();
      for (std::size_t i = 0; i < part.points.size(); ++i) {
        if (std::ranges::binary_search(nodes, part.points[i])) {
          part.nodes.push_back(static_cast<std::uint32_t>(i));
        }
      }
    }
  }
}

GridLine simplify(std::span<GridPoint const> line, double tolerance) {
  if (line.size() < 3) {
    return {line.begin(), line.end()};
  }
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> todo{{0, line.size() - 1}};
  double const limit = tolerance * tolerance;
  while (!todo.empty()) {
    auto const [first, last] = todo.back();
    todo.pop_back();
    double worst = limit;
    std::size_t at = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      double const d = distance2(line[i], line[first], line[last]);
      if (d > worst) {
        worst = d;
        at = i;
      }
    }
    if (at != 0) {
      keep[at] = true;
      todo.emplace_back(first, at);
      todo.emplace_back(at, last);
    }
  }
  GridLine out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i]) {
      out.push_back(line[i]);
    }
  }
  return out;
}

GridMultiPolygon draw_area(Shape const& shape, Drawing const& how, PolygonCounts& counts) {
  std::vector<GridRing> rings;
  bool outer_drawn = false;
  for (Shape::Part const& part : shape.parts) {
    if (part.hole && !outer_drawn) {
      continue;  // a hole in what is too small to be seen
    }
    GridRing ring = draw_ring(part, how);
    std::int64_t const area = doubled_area(ring);
    bool const drawn = ring.size() >= 3 && area != 0 && std::abs(area) >= how.smallest;
    if (!part.hole) {
      outer_drawn = drawn;
    }
    if (!drawn) {
      continue;
    }
    if ((area < 0) != part.hole) {
      std::ranges::reverse(ring);
    }
    rings.push_back(std::move(ring));
  }
  GridMultiPolygon polygons = to_polygons(std::move(rings), counts);
  if (polygons.empty() && how.keep_tiny && !shape.parts.empty()) {
    GridPoint const p = to_grid(shape.parts.front().points.front(), how.zoom);
    polygons.push_back({{p, {p.x + 1, p.y}, {p.x + 1, p.y + 1}, {p.x, p.y + 1}}});
  }
  return polygons;
}

GridLine draw_line(std::span<geo::WorldPoint const> points, Drawing const& how) {
  GridLine const line = snap(points, how.zoom);
  if (line.size() < 2) {
    return {};
  }
  return simplify(line, how.tolerance);
}

}  // namespace cartable::tiles
