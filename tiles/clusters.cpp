#include "tiles/clusters.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <bit>

namespace cartable::tiles {
namespace {

/// Sums positions over a run of rows, exactly while there are few and by the middle of small cells beyond that:
/// a sixteenth of a cluster's cell, two screen pixels, is closer than its symbol shows.
class MeanSum {
 public:
  MeanSum(std::span<std::uint64_t const> codes, std::span<geo::WorldPoint const> points, store::Bitset const& bits)
      : codes_(codes), points_(points), bits_(bits) {}

  void add(std::size_t first, std::size_t last, std::uint32_t level, std::uint64_t code, int depth) {
    std::size_t const count = bits_.count(first, last);
    if (count == 0) {
      return;
    }
    if (count <= kExact) {
      add_each(first, last, count);
      return;
    }
    if (depth == 0 || level >= 31) {
      geo::WorldPoint const any = points_[first];
      std::uint32_t const shift = 32 - level;
      std::uint64_t const half = std::uint64_t{1} << shift >> 1U;
      x += static_cast<double>(count) * static_cast<double>((std::uint64_t{any.x} >> shift << shift) + half);
      y += static_cast<double>(count) * static_cast<double>((std::uint64_t{any.y} >> shift << shift) + half);
      return;
    }
    std::uint64_t const quarter = std::uint64_t{1} << (62 - 2 * level);
    std::size_t from = first;
    for (std::uint64_t k = 0; k < 4; ++k) {
      std::size_t const to =
          k == 3 ? last
                 : static_cast<std::size_t>(std::lower_bound(codes_.begin() + static_cast<std::ptrdiff_t>(from),
                                                             codes_.begin() + static_cast<std::ptrdiff_t>(last),
                                                             code + (k + 1) * quarter) -
                                            codes_.begin());
      if (to > from) {
        add(from, to, level + 1, code + k * quarter, depth - 1);
      }
      from = to;
    }
  }

  double x = 0, y = 0;

 private:
  static constexpr std::size_t kExact = 32;

  void add_each(std::size_t first, std::size_t last, std::size_t count) {
    if (last - first <= 4 * count) {
      for (std::size_t row = first; row < last; ++row) {
        if (bits_.test(row)) {
          take(row);
        }
      }
      return;
    }
    std::size_t const rank = bits_.count(0, first);
    for (std::size_t n = 0; n < count; ++n) {
      take(bits_.select(rank + n));
    }
  }
  void take(std::size_t row) {
    x += points_[row].x;
    y += points_[row].y;
  }

  std::span<std::uint64_t const> codes_;
  std::span<geo::WorldPoint const> points_;
  store::Bitset const& bits_;
};

constexpr std::array<std::array<int, 2>, 8> kAround{
    {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

}  // namespace

Clusterer::Clusterer(std::span<std::uint64_t const> codes, std::span<geo::WorldPoint const> points,
                     store::Selection const& selection)
    : codes_(codes), points_(points), selection_(selection) {}

void Clusterer::set_mean(Cell& cell, std::uint32_t level, std::uint64_t first_code) const {
  MeanSum sum(codes_, points_, selection_.all);
  sum.add(cell.first, cell.last, level, first_code, 4);
  cell.x = static_cast<std::int64_t>(sum.x / cell.count);
  cell.y = static_cast<std::int64_t>(sum.y / cell.count);
}

Clusterer::Found Clusterer::find(std::uint32_t zoom, Address at) {
  std::uint32_t const level = zoom + kCellBits;
  std::int64_t const side = std::int64_t{1} << level;
  if (at.y < 0 || at.y >= side) {
    return {};
  }
  std::int64_t const x = ((at.x % side) + side) % side;
  auto const [found, is_new] =
      cells_[zoom].try_emplace((static_cast<std::uint64_t>(at.y) << 32U) | static_cast<std::uint64_t>(x));
  Cell& cell = found->second;
  if (is_new) {
    geo::MortonRange const range =
        geo::morton_range({.z = level, .x = static_cast<std::uint32_t>(x), .y = static_cast<std::uint32_t>(at.y)});
    auto const begin = std::lower_bound(codes_.begin(), codes_.end(), range.first);
    auto const end =
        begin == codes_.end() || *begin > range.last ? begin : std::upper_bound(begin, codes_.end(), range.last);
    cell.first = static_cast<std::uint32_t>(begin - codes_.begin());
    cell.last = static_cast<std::uint32_t>(end - codes_.begin());
    if (cell.first < cell.last) {
      cell.count = static_cast<std::uint32_t>(selection_.all.count(cell.first, cell.last));
    }
    if (cell.count > 0) {
      set_mean(cell, level, range.first);
    }
  }
  return {&cell, cell.x + ((at.x - x) << (32 - level)), cell.y};
}

bool Clusterer::is_peak(std::uint32_t zoom, Address at) {
  Found const own = find(zoom, at);
  if (own.cell->peak >= 0) {
    return own.cell->peak == 1;
  }
  double const reach = static_cast<double>(std::int64_t{1} << (32 - zoom - kCellBits));
  bool peak = true;
  for (auto const& [dx, dy] : kAround) {
    Found const other = find(zoom, {at.x + dx, at.y + dy});
    if (other.cell == nullptr || other.cell->count == 0 || other.cell == own.cell) {
      continue;
    }
    bool const larger = other.cell->count > own.cell->count ||
                        (other.cell->count == own.cell->count && other.cell->first < own.cell->first);
    double const x = static_cast<double>(other.x - own.x);
    double const y = static_cast<double>(other.y - own.y);
    if (larger && x * x + y * y < reach * reach) {
      peak = false;
      break;
    }
  }
  own.cell->peak = peak ? 1 : 0;  // map nodes do not move, so the pointer stands
  return peak;
}

Clusterer::Address Clusterer::target(std::uint32_t zoom, Address at) {
  if (is_peak(zoom, at)) {
    return at;
  }
  Found const own = find(zoom, at);
  double const reach = static_cast<double>(std::int64_t{1} << (32 - zoom - kCellBits));
  Address best = at;
  Cell const* best_cell = nullptr;
  for (auto const& [dx, dy] : kAround) {
    Address const there{at.x + dx, at.y + dy};
    Found const other = find(zoom, there);
    if (other.cell == nullptr || other.cell->count == 0 || other.cell == own.cell) {
      continue;
    }
    double const x = static_cast<double>(other.x - own.x);
    double const y = static_cast<double>(other.y - own.y);
    if (x * x + y * y >= reach * reach || !is_peak(zoom, there)) {
      continue;
    }
    if (best_cell == nullptr || other.cell->count > best_cell->count ||
        (other.cell->count == best_cell->count && other.cell->first < best_cell->first)) {
      best = there;
      best_cell = other.cell;
    }
  }
  return best;
}

std::vector<Clusterer::Address> Clusterer::members(std::uint32_t zoom, Address at) {
  std::vector<Address> out{at};
  if (is_peak(zoom, at)) {
    for (auto const& [dx, dy] : kAround) {
      Address const there{at.x + dx, at.y + dy};
      Found const other = find(zoom, there);
      if (other.cell != nullptr && other.cell->count > 0 && target(zoom, there) == at) {
        out.push_back(there);
      }
    }
  }
  return out;
}

std::uint32_t Clusterer::expansion_zoom(std::uint32_t zoom, std::vector<Address> cells) {
  while (true) {
    if (cells.size() == 1) {
      // All in one cell as long as their codes agree: those zooms need no look.
      Cell const& cell = *find(zoom, cells.front()).cell;
      std::size_t const rank = selection_.all.count(0, cell.first);
      std::uint64_t const first = codes_[selection_.all.select(rank)];
      std::uint64_t const last = codes_[selection_.all.select(rank + cell.count - 1)];
      auto const same_level = static_cast<std::uint32_t>(std::countl_zero(first ^ last)) / 2;
      std::uint32_t const skip_to = std::min(same_level - kCellBits, kLastPlaceZoom);
      if (skip_to > zoom) {
        geo::TileId const there = geo::tile_at(points_[selection_.all.select(rank)], skip_to + kCellBits);
        cells.front() = {there.x, there.y};
        zoom = skip_to;
      }
    }
    ++zoom;
    if (zoom >= kLastPlaceZoom) {
      return kLastPlaceZoom;
    }
    std::vector<Address> children;
    for (Address const& cell : cells) {
      for (std::int64_t k = 0; k < 4; ++k) {
        Address const child{2 * cell.x + (k & 1), 2 * cell.y + (k >> 1)};
        if (find(zoom, child).cell->count > 0) {
          children.push_back(child);
        }
      }
    }
    Address const together = target(zoom, children.front());
    for (Address const& child : children) {
      if (!(target(zoom, child) == together)) {
        return zoom;
      }
    }
    cells = std::move(children);
  }
}

std::vector<Cluster> Clusterer::clusters(geo::TileId tile, std::int32_t buffer) {
  CARTABLE_ASSERT(tile.z < kLastPlaceZoom && buffer <= 256);
  std::uint32_t const z = tile.z;
  std::int64_t const per_tile = std::int64_t{1} << kCellBits;
  std::int64_t const width = std::int64_t{1} << (32 - z);
  std::int64_t const left = tile.x * width;
  std::int64_t const top = tile.y * width;
  std::int64_t const margin = (width >> kExtentBits) * buffer;
  std::vector<Cluster> out;
  // A joint middle lies less than a cell from its peak's, and the buffer is at most a cell: two more all around.
  for (std::int64_t cy = tile.y * per_tile - 2; cy < (tile.y + 1) * per_tile + 2; ++cy) {
    for (std::int64_t cx = tile.x * per_tile - 2; cx < (tile.x + 1) * per_tile + 2; ++cx) {
      Address const at{cx, cy};
      Found const own = find(z, at);
      if (own.cell == nullptr || own.cell->count == 0 || !(target(z, at) == at)) {
        continue;
      }
      std::vector<Address> const cells = members(z, at);
      Cluster cluster;
      double x = 0, y = 0;
      for (Address const& cell : cells) {
        Found const part = find(z, cell);
        cluster.count += part.cell->count;
        cluster.fits += static_cast<std::uint32_t>(selection_.fits.count(part.cell->first, part.cell->last));
        x += static_cast<double>(part.cell->count) * static_cast<double>(part.x);
        y += static_cast<double>(part.cell->count) * static_cast<double>(part.y);
      }
      cluster.x = static_cast<std::int64_t>(x / cluster.count);
      cluster.y = static_cast<std::int64_t>(y / cluster.count);
      if (cluster.x < left - margin || cluster.x >= left + width + margin || cluster.y < top - margin ||
          cluster.y >= top + width + margin) {
        continue;
      }
      if (cluster.count == 1) {
        cluster.row = static_cast<std::uint32_t>(selection_.all.select(selection_.all.count(0, own.cell->first)));
      } else {
        cluster.expansion_zoom = expansion_zoom(z, cells);
      }
      out.push_back(cluster);
    }
  }
  return out;
}

}  // namespace cartable::tiles
