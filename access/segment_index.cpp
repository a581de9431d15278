#include "access/segment_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace cartable::access {
namespace {

constexpr double kCellMetres = 100;
constexpr double kMaxCells = 2'000'000;
// WGS 84: half axis and first eccentricity squared.
constexpr double kAxis = 6'378'137.0, kEccentricity2 = 0.00669437999014;

double wrapped(double degrees) noexcept {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

struct MetresPerDegree {
  double lon, lat;
};
MetresPerDegree metres_per_degree(double lat) noexcept {
  double const phi = lat * std::numbers::pi / 180;
  double const w2 = 1 - kEccentricity2 * std::sin(phi) * std::sin(phi);
  double const normal = kAxis / std::sqrt(w2);
  double const meridian = normal * (1 - kEccentricity2) / w2;
  return {normal * std::cos(phi) * std::numbers::pi / 180, meridian * std::numbers::pi / 180};
}

}  // namespace

struct SegmentIndex::Plane {
  geo::LonLat origin;
  MetresPerDegree scale;

  explicit Plane(geo::LonLat from) : origin(from), scale(metres_per_degree(from.lat)) {}
  [[nodiscard]] double x(geo::LonLat p) const noexcept { return wrapped(p.lon - origin.lon) * scale.lon; }
  [[nodiscard]] double y(geo::LonLat p) const noexcept { return (p.lat - origin.lat) * scale.lat; }
};

double SegmentIndex::easting(double lon) const noexcept { return wrapped(lon - middle_lon_) - west_; }

SegmentIndex::SegmentIndex(StreetNetwork const& network) : network_(network) {
  if (network.edges().empty()) {
    return;
  }
  middle_lon_ = network.point(0).lon;
  double east = -180, north = -90;
  west_ = 180;
  south_ = 90;
  for (Edge const& edge : network.edges()) {
    for (geo::LonLat const p : network.shape(edge)) {
      double const x = wrapped(p.lon - middle_lon_);
      west_ = std::min(west_, x);
      east = std::max(east, x);
      south_ = std::min(south_, p.lat);
      north = std::max(north, p.lat);
    }
  }
  MetresPerDegree const scale = metres_per_degree((south_ + north) / 2);
  double const area = (east - west_) * scale.lon * (north - south_) * scale.lat;
  double const cell = std::max({kCellMetres, std::sqrt(area / kMaxCells), (east - west_) * scale.lon / kMaxCells,
                                (north - south_) * scale.lat / kMaxCells});
  cell_lon_ = cell / std::max(scale.lon, 1.0);
  cell_lat_ = cell / scale.lat;
  columns_ = static_cast<std::int64_t>((east - west_) / cell_lon_) + 1;
  rows_ = static_cast<std::int64_t>((north - south_) / cell_lat_) + 1;

  std::vector<std::pair<std::uint32_t, Segment>> entries;
  auto const cell_of = [&](double x, double y) {
    auto const column = std::clamp<std::int64_t>(static_cast<std::int64_t>(x / cell_lon_), 0, columns_ - 1);
    auto const row = std::clamp<std::int64_t>(static_cast<std::int64_t>(y / cell_lat_), 0, rows_ - 1);
    return static_cast<std::uint32_t>(row * columns_ + column);
  };
  for (EdgeIndex e = 0; e < network.edges().size(); ++e) {
    auto const shape = network.shape(network.edges()[e]);
    for (std::uint32_t s = 0; s + 1 < shape.size(); ++s) {
      double const x0 = easting(shape[s].lon), y0 = shape[s].lat - south_;
      double const dx = wrapped(shape[s + 1].lon - shape[s].lon), dy = shape[s + 1].lat - shape[s].lat;
      // In pieces of at most a cell, each of which lies in the cells of its box.
      auto const pieces =
          static_cast<int>(std::ceil(std::max({std::abs(dx) / cell_lon_, std::abs(dy) / cell_lat_, 1.0})));
      std::size_t const begin = entries.size();
      for (int piece = 0; piece < pieces; ++piece) {
        double const ax = x0 + dx * piece / pieces, ay = y0 + dy * piece / pieces;
        double const bx = x0 + dx * (piece + 1) / pieces, by = y0 + dy * (piece + 1) / pieces;
        for (std::uint32_t const c : {cell_of(ax, ay), cell_of(bx, by), cell_of(ax, by), cell_of(bx, ay)}) {
          // Only the piece before can have named the same cell.
          std::size_t const since = std::max(begin, entries.size() - std::min<std::size_t>(entries.size(), 8));
          if (std::none_of(entries.begin() + static_cast<std::ptrdiff_t>(since), entries.end(),
                           [&](auto const& entry) { return entry.first == c; })) {
            entries.push_back({c, {e, s}});
          }
        }
      }
    }
  }
  first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  for (auto const& entry : entries) {
    ++first_[entry.first + 1];
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
  segments_.resize(entries.size());
  for (auto const& entry : entries) {
    segments_[at[entry.first]++] = entry.second;
  }
}

void SegmentIndex::consider(Plane const& plane, Segment const& segment, NearestPoint& best) const noexcept {
  auto const shape = network_.shape(network_.edges()[segment.edge]);
  double const ax = plane.x(shape[segment.number]), ay = plane.y(shape[segment.number]);
  double const dx = plane.x(shape[segment.number + 1]) - ax, dy = plane.y(shape[segment.number + 1]) - ay;
  double const length2 = dx * dx + dy * dy;
  double const t = length2 > 0 ? std::clamp(-(ax * dx + ay * dy) / length2, 0.0, 1.0) : 0;
  double const distance = std::hypot(ax + t * dx, ay + t * dy);
  if (distance < best.metres || (distance == best.metres && segment.edge < best.edge)) {
    best = {.edge = segment.edge, .segment = segment.number, .fraction = t, .metres = distance};
  }
}

std::optional<NearestPoint> SegmentIndex::nearest(geo::LonLat from, double reach, Wanted const& wanted) const {
  if (columns_ == 0) {
    return std::nullopt;
  }
  Plane const plane(from);
  double const x = easting(from.lon) / cell_lon_, y = (from.lat - south_) / cell_lat_;
  // Cells of ring r are farther than r - 1 whole cells; the scale changes little within a reach.
  double const ring_metres = 0.98 * std::min(cell_lon_ * plane.scale.lon, cell_lat_ * plane.scale.lat);
  NearestPoint best;
  best.metres = std::nextafter(reach, std::numeric_limits<double>::infinity());
  auto const column = static_cast<std::int64_t>(std::floor(x)), row = static_cast<std::int64_t>(std::floor(y));
  auto const look = [&](std::int64_t c, std::int64_t r) {
    if (c < 0 || r < 0 || c >= columns_ || r >= rows_) {
      return;
    }
    auto const cell = static_cast<std::size_t>(r * columns_ + c);
    for (std::uint32_t i = first_[cell]; i < first_[cell + 1]; ++i) {
      if (wanted(segments_[i].edge)) {
        consider(plane, segments_[i], best);
      }
    }
  };
  std::int64_t const most = ring_metres > 0 ? static_cast<std::int64_t>(std::min(reach / ring_metres, 1e6)) + 1 : 1;
  for (std::int64_t ring = 0; ring <= most; ++ring) {
    if (best.edge != kNoEdge && static_cast<double>(ring - 1) * ring_metres > best.metres) {
      break;
    }
    for (std::int64_t c = column - ring; c <= column + ring; ++c) {
      bool const side = c == column - ring || c == column + ring;
      for (std::int64_t r = row - ring; r <= row + ring; r += side || ring == 0 ? 1 : 2 * ring) {
        look(c, r);
      }
    }
  }
  return best.edge == kNoEdge ? std::nullopt : std::optional(best);
}

std::optional<NearestPoint> SegmentIndex::nearest_anywhere(geo::LonLat from, Wanted const& wanted) const {
  Plane const plane(from);
  NearestPoint best;
  best.metres = std::numeric_limits<double>::infinity();
  for (EdgeIndex e = 0; e < network_.edges().size(); ++e) {
    if (wanted(e)) {
      for (std::uint32_t s = 0; s + 1 < network_.edges()[e].points; ++s) {
        consider(plane, {e, s}, best);
      }
    }
  }
  return best.edge == kNoEdge ? std::nullopt : std::optional(best);
}

}  // namespace cartable::access
