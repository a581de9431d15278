#include "access/outline.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <utility>

namespace cartable::access {
namespace {

constexpr std::uint32_t kNoRing = std::numeric_limits<std::uint32_t>::max();

/// Walks along the borders of one set of cells, which is always on the left.
class Tracer {
 public:
  Tracer(CellGrid const& grid, std::uint8_t level, std::size_t first, std::size_t last, std::size_t min_hole)
      : grid_(grid),
        min_hole_(min_hole),
        width_(static_cast<std::ptrdiff_t>(grid.width)),
        inside_(grid.level.size(), 0),
        ring_at_(grid.level.size(), kNoRing),
        steps_{1, width_, -1, -width_} {
    for (std::size_t y = 0; y < grid.height; ++y) {
      std::uint8_t const* const from = &grid.level[y * grid.width];
      std::uint8_t* const to = &inside_[y * grid.width];
      for (std::size_t x = first; x < last; ++x) {
        to[x] = from[x] <= level ? 1 : 0;
      }
    }
  }

  geo::MultiPolygon run() {
    auto const cells = static_cast<std::ptrdiff_t>(inside_.size());
    std::ptrdiff_t cell = 0;
    while (cell + 1 < cells) {
      // Eight cells that are as their neighbours to the east have no border: most have none.
      if (cell + 9 <= cells && std::memcmp(&inside_[cell], &inside_[cell + 1], 8) == 0) {
        cell += 8;
        continue;
      }
      if (inside_[cell] != inside_[cell + 1] && ring_at_[cell] == kNoRing) {
        add_ring(cell);
      }
      ++cell;
    }
    return std::move(out_);
  }

 private:
  enum Heading : std::uint8_t { kEast, kNorth, kWest, kSouth };

  /// \param cell  west of a border that was not walked yet, the southernmost and westernmost of its ring: where cells
  ///              begin it is the outer border of a polygon, where they end that of a hole
  void add_ring(std::ptrdiff_t cell) {
    if (inside_[cell] == 0) {
      auto const ring = static_cast<std::uint32_t>(polygon_of_.size());
      polygon_of_.push_back(out_.polygons.size());
      out_.polygons.emplace_back().rings.push_back(trace(cell + 1, kSouth, ring));
      return;
    }
    if (close_small(cell + 1)) {
      return;
    }
    // The next border to the west is that of the polygon around, or of another hole in it; either was walked before.
    std::ptrdiff_t west = cell - 1;
    while (inside_[west] != 0) {
      --west;
    }
    auto const ring = static_cast<std::uint32_t>(polygon_of_.size());
    std::size_t const polygon = polygon_of_[ring_at_[west]];
    polygon_of_.push_back(polygon);
    out_.polygons[polygon].rings.push_back(trace(cell, kNorth, ring));
  }

  /// Makes the hole that begins at this cell part of the area if it is small. What is empty in a larger area is part of
  /// what is empty in a smaller one: a hole that is closed here is closed there, too.
  bool close_small(std::ptrdiff_t cell) {
    if (min_hole_ == 0) {
      return false;
    }
    hole_.assign(1, cell);
    inside_[cell] = 1;
    for (std::size_t i = 0; i < hole_.size() && hole_.size() < min_hole_; ++i) {
      for (std::ptrdiff_t const row : {-width_, std::ptrdiff_t{0}, width_}) {
        for (std::ptrdiff_t next = hole_[i] + row - 1; next <= hole_[i] + row + 1; ++next) {
          if (inside_[next] == 0) {
            inside_[next] = 1;
            hole_.push_back(next);
          }
        }
      }
    }
    if (hole_.size() < min_hole_) {
      return true;
    }
    for (std::ptrdiff_t const one : hole_) {
      inside_[one] = 0;
    }
    return false;
  }

  geo::Ring trace(std::ptrdiff_t const start, Heading const first, std::uint32_t ring) {
    geo::Ring points;
    std::ptrdiff_t left = start;
    unsigned heading = first;
    bool straight = false;  // whether the step to this border was
    bool first_straight = false;
    do {
      std::ptrdiff_t const right = left + steps_[(heading + 3) % 4];
      if (heading == kNorth || heading == kSouth) {
        ring_at_[left < right ? left : right] = ring;
      }
      std::ptrdiff_t const ahead = steps_[heading];
      std::ptrdiff_t next = left + ahead;
      unsigned turned = heading;
      if (inside_[left + ahead] == 0) {
        next = left;
        turned = (heading + 1) % 4;
      } else if (inside_[right + ahead] != 0) {
        next = right + ahead;
        turned = (heading + 3) % 4;
      }
      // In the middle of a meridian or a parallel no point is needed. Diagonals keep theirs: without them, rounding
      // would move the borders of two areas over each other.
      if (!straight || turned != heading || points.empty()) {
        points.push_back(middle(left, right));
      }
      if (points.size() == 1 && left == start && heading == first) {
        first_straight = turned == heading;
      }
      straight = turned == heading;
      left = next;
      heading = turned;
    } while (left != start || heading != first);
    if (straight && first_straight) {
      points.erase(points.begin());
    }
    points.push_back(points.front());
    return points;
  }

  [[nodiscard]] geo::LonLat middle(std::ptrdiff_t a, std::ptrdiff_t b) const {
    return {.lon = grid_.lon[static_cast<std::size_t>(a % width_ + b % width_)],
            .lat = grid_.lat[static_cast<std::size_t>(a / width_ + b / width_)]};
  }

  CellGrid const& grid_;
  std::size_t min_hole_;
  std::ptrdiff_t width_;
  std::vector<std::uint8_t> inside_;
  std::vector<std::uint32_t> ring_at_;  ///< the ring between a cell and its neighbour to the east
  std::array<std::ptrdiff_t, 4> steps_;
  std::vector<std::size_t> polygon_of_;  ///< of each ring
  std::vector<std::ptrdiff_t> hole_;     ///< the cells of one
  geo::MultiPolygon out_;
};

}  // namespace

geo::MultiPolygon outline(CellGrid const& grid, std::uint8_t level, std::size_t first, std::size_t last,
                          std::size_t min_hole) {
  return Tracer(grid, level, first, last, min_hole).run();
}

}  // namespace cartable::access
