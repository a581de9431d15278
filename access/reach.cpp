#include "access/reach.hpp"

#include "access/outline.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>

namespace cartable::access {
namespace {

/// Metres east and north of an origin, straight in degrees: right to a few in a thousand over the tens of kilometres
/// that an area of reach spans.
class LocalPlane {
 public:
  explicit LocalPlane(geo::LonLat origin) : origin_(origin) {
    // Lengths of a degree on WGS 84 by their usual series, to a centimetre (NGA, TR 8350.2).
    double const lat = origin.lat * std::numbers::pi / 180;
    x_per_degree_ = std::max(20.0, 111412.84 * std::cos(lat) - 93.5 * std::cos(3 * lat) + 0.118 * std::cos(5 * lat));
    y_per_degree_ = 111132.954 - 559.822 * std::cos(2 * lat) + 1.175 * std::cos(4 * lat);
  }

  [[nodiscard]] double x(double lon) const {
    double degrees = lon - origin_.lon;
    degrees += degrees < -180 ? 360 : degrees > 180 ? -360 : 0;
    return degrees * x_per_degree_;
  }
  [[nodiscard]] double y(double lat) const { return (lat - origin_.lat) * y_per_degree_; }
  /// Not wrapped: may lie beyond ±180.
  [[nodiscard]] double lon(double x) const { return origin_.lon + x / x_per_degree_; }
  [[nodiscard]] double lat(double y) const { return origin_.lat + y / y_per_degree_; }
  /// Where +180° (sign 1) or -180° (sign -1) lies.
  [[nodiscard]] double seam(double sign) const { return (sign * 180 - origin_.lon) * x_per_degree_; }

 private:
  geo::LonLat origin_;
  double x_per_degree_ = 0, y_per_degree_ = 0;
};

struct Spot {
  double x, y;
  double cost;
};

struct Stretch {
  Spot from, to;
};

Spot between(Spot const& a, Spot const& b, double share) {
  return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.cost + (b.cost - a.cost) * share};
}

struct Extent {
  double west = std::numeric_limits<double>::infinity(), east = -west, south = west, north = -west;
  void add(Spot const& p) {
    west = std::min(west, p.x);
    east = std::max(east, p.x);
    south = std::min(south, p.y);
    north = std::max(north, p.y);
  }
};

/// The parts of the lines within a limit, in the plane.
class Covered {
 public:
  Covered(std::span<ReachLine const> lines, Cost limit, LocalPlane const& plane) : limit_(limit), plane_(plane) {
    stretches_.reserve(2 * lines.size());
    for (ReachLine const& line : lines) {
      if (!line.shape.empty() && std::min(line.at_first, line.at_last) <= limit) {
        add(line);
      }
    }
  }

  [[nodiscard]] std::vector<Stretch> const& stretches() const { return stretches_; }
  [[nodiscard]] Extent const& extent() const { return extent_; }

 private:
  void add(ReachLine const& line) {
    spots_.clear();
    double length = 0;
    for (geo::LonLat const p : line.shape) {
      Spot const spot{plane_.x(p.lon), plane_.y(p.lat), 0};
      if (!spots_.empty()) {
        double const dx = spot.x - spots_.back().x;
        double const dy = spot.y - spots_.back().y;
        length += std::sqrt(dx * dx + dy * dy);
      }
      spots_.push_back({spot.x, spot.y, length});
    }
    double const per_metre =
        length > 0 ? (static_cast<double>(line.at_last) - static_cast<double>(line.at_first)) / length : 0;
    double const begin = length > 0 ? line.at_first : std::min(line.at_first, line.at_last);
    for (Spot& spot : spots_) {
      spot.cost = begin + spot.cost * per_metre;
    }
    if (spots_.size() == 1) {
      spots_.push_back(spots_.front());
    }
    for (std::size_t i = 1; i < spots_.size(); ++i) {
      add(spots_[i - 1], spots_[i]);
    }
  }

  void add(Spot from, Spot to) {
    if (from.cost > to.cost) {
      std::swap(from, to);
    }
    if (from.cost > limit_) {
      return;
    }
    if (to.cost > limit_) {
      to = between(from, to, (limit_ - from.cost) / (to.cost - from.cost));
    }
    extent_.add(from);
    extent_.add(to);
    stretches_.push_back({from, to});
  }

  double limit_;
  LocalPlane const& plane_;
  std::vector<Stretch> stretches_;
  Extent extent_;
  std::vector<Spot> spots_;  ///< of one line
};

/// A grid around what is covered, and its columns on either side of the seam at ±180°.
struct Frame {
  double cell, west, south;  ///< metres; the south-west corner of the grid
  std::size_t width, height;
  std::size_t seam_column;  ///< the first column beyond the seam; 0: there is none in the grid
  double seam_sign;
};

Frame make_frame(Extent const& extent, LocalPlane const& plane, ReachOptions const& options) {
  constexpr double kMargin = 2;  // cells: one that is covered around the street, one that is always empty
  double const width_m = extent.east - extent.west;
  double const height_m = extent.north - extent.south;
  Frame out{};
  out.cell = std::max({options.cell_m, std::sqrt(width_m * height_m / static_cast<double>(options.max_cells)),
                       std::max(width_m, height_m) / static_cast<double>(options.max_cells) * 8});
  out.west = extent.west - (kMargin + 1) * out.cell;
  out.south = extent.south - kMargin * out.cell;
  for (double const sign : {1.0, -1.0}) {
    double const seam = plane.seam(sign);
    if (seam > extent.west - out.cell * 1.5 && seam < extent.east + out.cell * 1.5) {
      auto const columns = std::ceil((seam - out.west) / out.cell);
      out.west = seam - columns * out.cell;  // up to a cell further west
      out.seam_column = static_cast<std::size_t>(columns);
      out.seam_sign = sign;
    }
  }
  out.width = static_cast<std::size_t>((extent.east - out.west) / out.cell + kMargin) + 2;
  // No cell lies beyond a pole.
  double const north_pole = plane.y(90) - out.cell;
  double const south_pole = plane.y(-90) + out.cell;
  out.south = std::max(out.south, south_pole);
  out.height = static_cast<std::size_t>((extent.north - out.south) / out.cell + kMargin) + 1;
  out.height = std::min(out.height, static_cast<std::size_t>(std::max(3.0, (north_pole - out.south) / out.cell)));
  return out;
}

std::uint8_t level_of(double cost, std::span<Cost const> limits) {
  std::uint8_t level = 0;
  while (level < limits.size() && cost > limits[level]) {
    ++level;
  }
  return level < limits.size() ? level : CellGrid::kEmpty;
}

/// Marks cells along a straight piece of street, twice a cell: what is reached is then at most half a cell from a mark,
/// and so within the area when that is widened by one cell and its corners are cut.
void mark(Spot const& from, Spot const& to, std::uint8_t level, Frame const& frame, CellGrid& grid) {
  constexpr double kOne = 4294967296;  // fixed point: 32 bits for the cell, 32 for the place in it
  auto const fixed = [&](double metres, double origin, std::size_t cells) {
    double const at = (metres - origin) / frame.cell;
    return static_cast<std::int64_t>(std::clamp(at, 1.0, static_cast<double>(cells - 1) - 1e-6) * kOne);
  };
  std::int64_t x = fixed(from.x, frame.west, frame.width);
  std::int64_t y = fixed(from.y, frame.south, frame.height);
  std::int64_t const to_x = fixed(to.x, frame.west, frame.width);
  std::int64_t const to_y = fixed(to.y, frame.south, frame.height);
  std::int64_t const half = std::int64_t{1} << 31;
  std::int64_t const steps = std::max(std::abs(to_x - x), std::abs(to_y - y)) / half + 1;
  std::int64_t const dx = (to_x - x) / steps;
  std::int64_t const dy = (to_y - y) / steps;
  auto const put = [&](std::int64_t at_x, std::int64_t at_y) {
    std::uint8_t& cell = grid.at(static_cast<std::size_t>(at_x >> 32), static_cast<std::size_t>(at_y >> 32));
    cell = std::min(cell, level);
  };
  for (std::int64_t i = 0; i < steps; ++i, x += dx, y += dy) {
    put(x, y);
  }
  put(to_x, to_y);
}

/// Marks the cells that a stretch runs through, cut where it comes to a threshold.
void mark(Stretch const& stretch, Frame const& frame, std::span<Cost const> limits, CellGrid& grid) {
  Spot from = stretch.from;
  for (std::size_t level = level_of(from.cost, limits); level < limits.size(); ++level) {
    if (stretch.to.cost <= limits[level]) {
      mark(from, stretch.to, static_cast<std::uint8_t>(level), frame, grid);
      return;
    }
    double const share = (limits[level] - stretch.from.cost) / (stretch.to.cost - stretch.from.cost);
    Spot const cut = between(stretch.from, stretch.to, share);
    mark(from, cut, static_cast<std::uint8_t>(level), frame, grid);
    from = cut;
  }
}

/// out[i] = the lowest of a[i], b[i], c[i]; in blocks of a fixed length, which the compiler makes wide instructions of.
void lowest_of_three(std::uint8_t const* a, std::uint8_t const* b, std::uint8_t const* c, std::size_t count,
                     std::uint8_t* out) {
  constexpr std::size_t kBlock = 32;
  std::array<std::uint8_t, kBlock> block{};
  std::size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    for (std::size_t j = 0; j < kBlock; ++j) {
      std::uint8_t const ab = a[i + j] < b[i + j] ? a[i + j] : b[i + j];
      block[j] = ab < c[i + j] ? ab : c[i + j];
    }
    std::copy(block.begin(), block.end(), out + i);
  }
  for (; i < count; ++i) {
    out[i] = std::min({a[i], b[i], c[i]});
  }
}

/// Gives each cell the lowest level of itself and its eight neighbours. pre: the outermost cells are empty, and stay so
void widen(CellGrid& grid) {
  std::size_t const inner = grid.level.size() - 2 * grid.width;  // between the first and the last row
  std::vector<std::uint8_t> wide(grid.level.size(), CellGrid::kEmpty);
  std::uint8_t const* const level = grid.level.data();
  lowest_of_three(level, level + 1, level + 2, grid.level.size() - 2, wide.data() + 1);
  lowest_of_three(wide.data(), wide.data() + grid.width, wide.data() + 2 * grid.width, inner,
                  grid.level.data() + grid.width);
  for (std::size_t y = 0; y < grid.height; ++y) {
    grid.at(0, y) = CellGrid::kEmpty;
    grid.at(grid.width - 1, y) = CellGrid::kEmpty;
  }
}

double rounded(double degrees) { return std::round(degrees * 1e7) / 1e7; }

CellGrid make_grid(Frame const& frame, LocalPlane const& plane) {
  CellGrid grid;
  grid.width = frame.width;
  grid.height = frame.height;
  grid.level.assign(grid.width * grid.height, CellGrid::kEmpty);
  for (std::size_t i = 0; i < 2 * grid.width; ++i) {
    grid.lon.push_back(plane.lon(frame.west + frame.cell * (static_cast<double>(i) + 1) / 2));
  }
  for (std::size_t i = 0; i < 2 * grid.height; ++i) {
    grid.lat.push_back(
        rounded(std::clamp(plane.lat(frame.south + frame.cell * (static_cast<double>(i) + 1) / 2), -90.0, 90.0)));
  }
  return grid;
}

/// Brings the longitudes of one side into ±180.
void settle_longitudes(CellGrid& grid, double turn) {
  for (double& lon : grid.lon) {
    lon = std::clamp(rounded(lon + turn), -180.0, 180.0);
  }
}

}  // namespace

std::vector<Found> reached_things(Workspace const& searched, AttachmentIndex const& things, Cost limit) {
  std::vector<Found> out;
  limit = std::min(limit, kMaxCost);
  for (NodeIndex const node : searched.settled_within(limit)) {
    Cost const cost = searched.cost(node);
    for (auto const& item : things.at(node)) {
      if (item.extra <= limit - cost) {
        out.push_back({.target = item.thing, .cost = cost + item.extra});
      }
    }
  }
  auto const by_thing = [](Found const& a, Found const& b) {
    return a.target != b.target ? a.target < b.target : a.cost < b.cost;
  };
  std::sort(out.begin(), out.end(), by_thing);
  auto const same = [](Found const& a, Found const& b) { return a.target == b.target; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  std::stable_sort(out.begin(), out.end(), [](Found const& a, Found const& b) { return a.cost < b.cost; });
  return out;
}

std::vector<ReachArea> reach_areas(std::span<ReachLine const> lines, std::span<Cost const> limits,
                                   ReachOptions const& options) {
  std::vector<Cost> ascending(limits.begin(), limits.end());
  std::sort(ascending.begin(), ascending.end());
  ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
  CARTABLE_ASSERT(ascending.size() <= 200);
  std::vector<ReachArea> out;
  for (auto limit = ascending.rbegin(); limit != ascending.rend(); ++limit) {
    out.push_back({.limit = *limit, .area = {}});
  }
  auto const start =
      std::find_if(lines.begin(), lines.end(), [](ReachLine const& line) { return !line.shape.empty(); });
  if (ascending.empty() || start == lines.end()) {
    return out;
  }
  LocalPlane const plane(start->shape.front());
  Covered const covered(lines, ascending.back(), plane);
  if (covered.stretches().empty()) {
    return out;
  }
  Frame const frame = make_frame(covered.extent(), plane, options);
  CellGrid grid = make_grid(frame, plane);
  for (Stretch const& stretch : covered.stretches()) {
    mark(stretch, frame, ascending, grid);
  }
  widen(grid);
  // One side of ±180° after the other; most areas have one side only.
  std::vector<std::pair<std::size_t, std::size_t>> sides;
  std::vector<double> turns;
  if (frame.seam_column == 0) {
    sides = {{0, frame.width}};
    turns = {0};
  } else {
    sides = {{0, frame.seam_column}, {frame.seam_column, frame.width}};
    turns = {frame.seam_sign > 0 ? 0.0 : 360.0, frame.seam_sign > 0 ? -360.0 : 0.0};
  }
  std::vector<double> const lon = grid.lon;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    grid.lon = lon;
    settle_longitudes(grid, turns[side]);
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto const level = static_cast<std::uint8_t>(out.size() - 1 - i);
      geo::MultiPolygon part = outline(grid, level, sides[side].first, sides[side].second, options.min_hole);
      std::move(part.polygons.begin(), part.polygons.end(), std::back_inserter(out[i].area.polygons));
    }
  }
  return out;
}

}  // namespace cartable::access
