#include "tiles/clusters.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

namespace cartable::tiles {
namespace {

constexpr std::array<std::array<std::int8_t, 2>, 8> kAround{
    {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};

/// A decimal number without sign and leading zeros, taken off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) noexcept {
  std::uint32_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  auto const digits = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || (digits > 1 && text.front() == '0')) {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return value;
}

}  // namespace

std::string format_cluster_id(ClusterId const& id) {
  return std::to_string(id.zoom) + '-' + std::to_string(id.x) + '-' + std::to_string(id.y);
}

std::optional<ClusterId> parse_cluster_id(std::string_view text) noexcept {
  ClusterId id;
  for (std::uint32_t* const part : {&id.zoom, &id.x, &id.y}) {
    if (part != &id.zoom) {
      if (text.empty() || text.front() != '-') {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
    auto const number = take_number(text);
    if (!number) {
      return std::nullopt;
    }
    *part = *number;
  }
  if (!text.empty() || id.zoom >= kLastPlaceZoom) {
    return std::nullopt;
  }
  std::uint32_t const side = 1U << (id.zoom + kCellBits);
  return id.x < side && id.y < side ? std::optional(id) : std::nullopt;
}

bool Clusterer::counts_beside(Found const& other, Found const& own) noexcept {
  return other.cell != nullptr && other.cell->count > 0 && other.cell != own.cell;
}

bool Clusterer::are_close(std::uint32_t zoom, Found const& a, Found const& b) noexcept {
  double const reach = static_cast<double>(std::int64_t{1} << (32 - zoom - kCellBits));
  double const x = static_cast<double>(a.x - b.x);
  double const y = static_cast<double>(a.y - b.y);
  return x * x + y * y < reach * reach;
}

PositionSums::PositionSums(std::span<geo::WorldPoint const> points, store::Bitset const& bits)
    : points_(points), bits_(bits) {
  before_.reserve(points.size() / kBlock + 2);
  Sum sum;
  for (std::size_t first = 0; first < points.size(); first += kBlock) {
    before_.push_back(sum);
    add(first, std::min(first + kBlock, points.size()), sum);
  }
  before_.push_back(sum);
}

void PositionSums::add(std::size_t first, std::size_t last, Sum& sum) const {
  bits_.for_each(first, last, [&](std::size_t row) {
    sum.x += points_[row].x;
    sum.y += points_[row].y;
  });
}

PositionSums::Sum PositionSums::over(std::size_t first, std::size_t last) const {
  std::size_t const first_whole = (first + kBlock - 1) / kBlock;
  std::size_t const last_whole = last / kBlock;
  Sum sum;
  if (first_whole >= last_whole) {
    add(first, last, sum);
    return sum;
  }
  sum.x = before_[last_whole].x - before_[first_whole].x;
  sum.y = before_[last_whole].y - before_[first_whole].y;
  add(first, first_whole * kBlock, sum);
  add(last_whole * kBlock, last, sum);
  return sum;
}

ClusterInput::ClusterInput(store::Catalog const& catalog, std::shared_ptr<store::Selection const> chosen)
    : selection(std::move(chosen)), codes(catalog.morton_codes()), sums(catalog.world_points(), selection->all) {}

Clusterer::Clusterer(ClusterInput const& input)
    : codes_(input.codes), points_(input.sums.points()), sums_(input.sums), selection_(*input.selection) {}

void Clusterer::CellTable::grow() {
  constexpr std::size_t kFirstSlots = 1024;
  slots_.assign(std::max(kFirstSlots, 2 * slots_.size()), nullptr);
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots_.size()));
  for (std::size_t i = 0; i < size_; ++i) {
    Cell& cell = (*chunks_[i / kChunk])[i % kChunk];
    std::size_t at = start(cell.x_cell, cell.y_cell);
    while (slots_[at] != nullptr) {
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = &cell;
  }
}

Clusterer::CellTable::Slot Clusterer::CellTable::at(std::uint32_t x, std::uint32_t y) {
  if (2 * (size_ + 1) > slots_.size()) {
    grow();
  }
  std::size_t at = start(x, y);
  for (; slots_[at] != nullptr; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at]->x_cell == x && slots_[at]->y_cell == y) {
      return {*slots_[at], false};
    }
  }
  if (size_ % kChunk == 0) {
    chunks_.push_back(std::make_unique<std::array<Cell, kChunk>>());
  }
  Cell& cell = (*chunks_.back())[size_++ % kChunk];
  cell.x_cell = x;
  cell.y_cell = y;
  slots_[at] = &cell;
  return {cell, true};
}

/// A cell with its rows. They are looked for among those of the cell around it, so that a search is short.
Clusterer::Cell& Clusterer::rows_of(std::uint32_t zoom, std::uint32_t x, std::uint32_t y) {
  auto const [cell, is_new] = cells_[zoom].at(x, y);
  if (!is_new) {
    return cell;
  }
  std::size_t from = 0;
  std::size_t to = codes_.size();
  if (zoom > first_zoom_) {
    Cell const& around = rows_of(zoom - 1, x / 2, y / 2);
    from = around.first;
    to = around.last;
    if (around.count == 0) {
      cell.first = cell.last = static_cast<std::uint32_t>(from);
      return cell;
    }
  }
  geo::MortonRange const range = geo::morton_range({.z = zoom + kCellBits, .x = x, .y = y});
  auto const begin = std::lower_bound(codes_.begin() + static_cast<std::ptrdiff_t>(from),
                                      codes_.begin() + static_cast<std::ptrdiff_t>(to), range.first);
  auto const end = std::upper_bound(begin, codes_.begin() + static_cast<std::ptrdiff_t>(to), range.last);
  cell.first = static_cast<std::uint32_t>(begin - codes_.begin());
  cell.last = static_cast<std::uint32_t>(end - codes_.begin());
  if (cell.first < cell.last) {
    cell.count = static_cast<std::uint32_t>(selection_.all.count(cell.first, cell.last));
  }
  return cell;
}

Clusterer::Found Clusterer::find(std::uint32_t zoom, Address at) {
  std::uint32_t const level = zoom + kCellBits;
  std::int64_t const side = std::int64_t{1} << level;
  if (at.y < 0 || at.y >= side) {
    return {};
  }
  std::int64_t const x = at.x & (side - 1);
  Cell& cell = rows_of(zoom, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(at.y));
  if (!cell.has_mean && cell.count > 0) {
    PositionSums::Sum const sum = sums_.over(cell.first, cell.last);
    cell.x = static_cast<std::int64_t>(sum.x / cell.count);
    cell.y = static_cast<std::int64_t>(sum.y / cell.count);
    cell.has_mean = true;
  }
  return {&cell, cell.x + ((at.x - x) << (32 - level)), cell.y};
}

Clusterer::Around Clusterer::around(std::uint32_t zoom, Address at) {
  Around out;
  for (std::size_t i = 0; i < kAround.size(); ++i) {
    out[i] = find(zoom, {at.x + kAround[i][0], at.y + kAround[i][1]});
  }
  return out;
}

bool Clusterer::is_peak(std::uint32_t zoom, Found const& own, Around const& others) {
  if (own.cell->peak < 0) {
    own.cell->peak = std::none_of(others.begin(), others.end(), [&](Found const& other) {
      if (!counts_beside(other, own)) {
        return false;
      }
      bool const larger = other.cell->count > own.cell->count ||
                          (other.cell->count == own.cell->count && other.cell->first < own.cell->first);
      return larger && are_close(zoom, other, own);
    });
  }
  return own.cell->peak == 1;
}

bool Clusterer::is_peak(std::uint32_t zoom, Address at, Found const& own) {
  return own.cell->peak >= 0 ? own.cell->peak == 1 : is_peak(zoom, own, around(zoom, at));
}

Clusterer::Address Clusterer::target(std::uint32_t zoom, Address at, Found const& own) {
  if (!own.cell->has_target) {
    own.cell->has_target = true;
    Around const others = around(zoom, at);
    if (!is_peak(zoom, own, others)) {
      Cell const* best = nullptr;
      for (std::size_t i = 0; i < others.size(); ++i) {
        Found const& other = others[i];
        if (!counts_beside(other, own) || !are_close(zoom, other, own) ||
            !is_peak(zoom, {at.x + kAround[i][0], at.y + kAround[i][1]}, other)) {
          continue;
        }
        if (best == nullptr || other.cell->count > best->count ||
            (other.cell->count == best->count && other.cell->first < best->first)) {
          own.cell->target_dx = kAround[i][0];
          own.cell->target_dy = kAround[i][1];
          best = other.cell;
        }
      }
    }
  }
  return {at.x + own.cell->target_dx, at.y + own.cell->target_dy};
}

std::vector<Clusterer::Address> Clusterer::members(std::uint32_t zoom, Address at) {
  std::vector<Address> out{at};
  if (is_peak(zoom, at, find(zoom, at))) {
    for (auto const& [dx, dy] : kAround) {
      Address const there{at.x + dx, at.y + dy};
      Found const other = find(zoom, there);
      if (other.cell != nullptr && other.cell->count > 0 && target(zoom, there, other) == at) {
        out.push_back(there);
      }
    }
  }
  return out;
}

std::uint32_t Clusterer::expansion_zoom(std::uint32_t zoom, std::vector<Address> cells) {
  std::vector<Address> children;
  while (true) {
    if (cells.size() == 1) {
      // All in one cell as long as their codes agree: those zooms need no look.
      std::int64_t const mask = (std::int64_t{1} << (zoom + kCellBits)) - 1;
      Cell const& cell = rows_of(zoom, static_cast<std::uint32_t>(cells.front().x & mask),
                                 static_cast<std::uint32_t>(cells.front().y));
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
    children.clear();
    std::int64_t west = 0, north = 0, east = 0, south = 0;
    std::int64_t const side = std::int64_t{1} << (zoom + kCellBits);
    for (Address const& cell : cells) {
      for (std::int64_t k = 0; k < 4; ++k) {
        Address const child{2 * cell.x + (k & 1), 2 * cell.y + (k >> 1)};
        if (rows_of(zoom, static_cast<std::uint32_t>(child.x & (side - 1)), static_cast<std::uint32_t>(child.y))
                .count == 0) {
          continue;
        }
        if (children.empty()) {
          west = east = child.x;
          north = south = child.y;
        }
        children.push_back(child);
        west = std::min(west, child.x);
        east = std::max(east, child.x);
        north = std::min(north, child.y);
        south = std::max(south, child.y);
        if (east - west > 2 || south - north > 2) {
          return zoom;  // a cluster is a cell and those that touch it
        }
      }
    }
    Address const together = target(zoom, children.front(), find(zoom, children.front()));
    for (Address const& child : children) {
      if (!(target(zoom, child, find(zoom, child)) == together)) {
        return zoom;
      }
    }
    std::swap(cells, children);
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
  first_zoom_ = z > kCellBits ? z - kCellBits : 0;
  std::vector<Cluster> out;
  // A joint middle lies less than a cell from its peak's, and the buffer is at most a cell: two more all around.
  for (std::int64_t cy = tile.y * per_tile - 2; cy < (tile.y + 1) * per_tile + 2; ++cy) {
    for (std::int64_t cx = tile.x * per_tile - 2; cx < (tile.x + 1) * per_tile + 2; ++cx) {
      Address const at{cx, cy};
      Found const own = find(z, at);
      if (own.cell == nullptr || own.cell->count == 0 || !(target(z, at, own) == at)) {
        continue;
      }
      std::vector<Address> const cells = members(z, at);
      Cluster cluster;
      cluster.cell_x = own.cell->x_cell;
      cluster.cell_y = own.cell->y_cell;
      double x = 0, y = 0;
      for (Address const& cell : cells) {
        Found const part = find(z, cell);
        cluster.count += part.cell->count;
        cluster.fits += static_cast<std::uint32_t>(selection_.fits.count(part.cell->first, part.cell->last));
        // Seen from its own cell, so that on both sides of ±180° it lies at the very same place.
        x += static_cast<double>(part.cell->count) * static_cast<double>(part.x - own.x);
        y += static_cast<double>(part.cell->count) * static_cast<double>(part.y - own.y);
      }
      cluster.x = own.x + static_cast<std::int64_t>(std::floor(x / cluster.count));
      cluster.y = own.y + static_cast<std::int64_t>(std::floor(y / cluster.count));
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

std::vector<std::uint32_t> Clusterer::rows(ClusterId const& id) {
  CARTABLE_ASSERT(id.zoom < kLastPlaceZoom);
  Address const at{id.x, id.y};
  Found const own = find(id.zoom, at);
  if (own.cell == nullptr || own.cell->count == 0 || !(target(id.zoom, at, own) == at)) {
    return {};
  }
  std::vector<std::uint32_t> out;
  for (Address const& address : members(id.zoom, at)) {
    if (Cell const* const cell = find(id.zoom, address).cell; cell != nullptr) {
      selection_.all.for_each(cell->first, cell->last,
                              [&](std::size_t row) { out.push_back(static_cast<std::uint32_t>(row)); });
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace cartable::tiles
