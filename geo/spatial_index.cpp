#include "geo/spatial_index.hpp"

#include "base/assert.hpp"
#include "geo/geos_support.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace cartable::geo {
namespace {

using geos::geom::Envelope;

/// Children of a node; GEOS' own default.
constexpr std::uint32_t kRun = 10;
/// No degree of latitude is shorter: a(1 - e²)π/180 of WGS 84, at the equator, rounded down.
constexpr double kLeastMetresPerDegree = 110'574;
constexpr std::uint32_t kNoLimit = std::numeric_limits<std::uint32_t>::max();

/// GEOS' tree, packed by us. Its own build() sorts every level by x and then by y, so that the leaves below
/// a node are not neighbours in any list. Here leaves stand in the order of the rows and each parent takes the
/// next ten nodes: node i of level l covers exactly the rows [i·10^l, (i+1)·10^l), which a RowSet counts at once.
class PackedTree : public geos::index::strtree::TemplateSTRtreeImpl<std::uint32_t, geos::index::strtree::EnvelopeTraits> {
 public:
  explicit PackedTree(std::span<LonLat const> points) : TemplateSTRtreeImpl(kRun) {
    levels_.push_back({.first = 0, .count = static_cast<std::uint32_t>(points.size()), .rows_each = 1});
    std::size_t total = points.size();
    while (levels_.back().count > 1) {
      Level const& below = levels_.back();
      std::uint32_t const count = (below.count + kRun - 1) / kRun;
      levels_.push_back({.first = total, .count = count, .rows_each = below.rows_each * kRun});
      total += count;
    }
    nodes.reserve(total);  // parents point at their children: the list must never move
    for (std::size_t row = 0; row < points.size(); ++row) {
      createLeafNode(static_cast<std::uint32_t>(row), Envelope(points[row].lon, points[row].lon, points[row].lat, points[row].lat));
    }
    for (std::size_t l = 1; l < levels_.size(); ++l) {
      Node const* const below = nodes.data() + levels_[l - 1].first;
      for (std::uint32_t i = 0; i < levels_[l].count; ++i) {
        createBranchNode(below + std::size_t{i} * kRun,
                         below + std::min(std::size_t{i} * kRun + kRun, std::size_t{levels_[l - 1].count}));
      }
    }
    numItems = points.size();
    root = nodes.empty() ? nullptr : &nodes.back();
  }

  /// Levels from the leaves (0) to the root. pre: not empty
  [[nodiscard]] std::uint32_t root_level() const noexcept { return static_cast<std::uint32_t>(levels_.size() - 1); }
  [[nodiscard]] std::uint32_t count(std::uint32_t level) const noexcept { return levels_[level].count; }
  [[nodiscard]] Envelope const& box(std::uint32_t level, std::uint32_t i) const noexcept {
    return nodes[levels_[level].first + i].getBounds();
  }
  /// The rows below a node: [first, last).
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> rows(std::uint32_t level, std::uint32_t i) const noexcept {
    std::uint64_t const each = levels_[level].rows_each;
    std::uint64_t const all = levels_[0].count;
    return {static_cast<std::uint32_t>(i * each), static_cast<std::uint32_t>(std::min((i + 1) * each, all))};
  }

 private:
  struct Level {
    std::size_t first;  ///< in nodes
    std::uint32_t count;
    std::uint64_t rows_each;
  };
  std::vector<Level> levels_;
};

bool any(RowSet const* only, std::pair<std::uint32_t, std::uint32_t> rows) noexcept {
  return only == nullptr || only->any(rows.first, rows.second);
}

/// Rows of a run of at most 64 that are wanted, as bits.
std::uint64_t wanted(RowSet const* only, std::uint32_t first, std::uint32_t count) noexcept {
  return only == nullptr ? ~std::uint64_t{0} >> (64 - count) : only->bits(first, count);
}

/// A node to look into, by the least distance that its rows may have.
struct Pending {
  double key;  ///< Origin::key_of its bound
  std::uint32_t index;
  std::uint16_t level;
  bool refined;  ///< the bound is the best there is, not only the cheap one
};
bool later(Pending const& a, Pending const& b) noexcept { return a.key > b.key; }

struct Found {
  double distance;
  std::uint32_t rank, row;
};
bool nearer(Found const& a, Found const& b) noexcept {
  return a.distance != b.distance ? a.distance < b.distance : a.rank < b.rank;
}

std::vector<Hit> to_hits(std::vector<Found> const& found) {
  std::vector<Hit> out;
  out.reserve(found.size());
  for (Found const& f : found) {
    out.push_back({.row = f.row, .distance = base::Metres(f.distance)});
  }
  return out;
}

/// Up to two closed ranges of longitude; ±180° is one meridian under two names.
struct LonRanges {
  std::array<std::pair<double, double>, 2> ranges{};
  std::size_t count = 0;

  explicit LonRanges(BBox const& box) {
    if (box.west > box.east) {
      add(box.west, 180);
      add(-180, box.east);
      return;
    }
    add(box.west, box.east);
    if (box.east == 180 && box.west > -180) {
      add(-180, -180);
    } else if (box.west == -180 && box.east < 180) {
      add(180, 180);
    }
  }
  void add(double west, double east) { ranges[count++] = {west, east}; }

  [[nodiscard]] bool touches(double west, double east) const noexcept {
    return (ranges[0].first <= east && ranges[0].second >= west) ||
           (count > 1 && ranges[1].first <= east && ranges[1].second >= west);
  }
  [[nodiscard]] bool holds(double west, double east) const noexcept {
    return (ranges[0].first <= west && ranges[0].second >= east) ||
           (count > 1 && ranges[1].first <= west && ranges[1].second >= east);
  }
};

/// What a walk makes of a node: leave it, take all its rows, or look into it.
enum class Verdict : std::uint8_t { out, in, look };

}  // namespace

struct SpatialIndex::Impl {
  std::vector<LonLat> points;
  PackedTree tree;

  explicit Impl(std::vector<LonLat> rows) : points(std::move(rows)), tree(points) {}

  /// Collects rows in ascending order: `judge(box)` for nodes, `inside(row)` for rows of nodes looked into.
  template <class Judge, class Inside>
  void walk(RowSet const* only, Judge const& judge, Inside const& inside, std::vector<std::uint32_t>& out) const {
    if (!points.empty()) {
      walk(tree.root_level(), 0, only, judge, inside, out);
    }
  }

 private:
  template <class Judge, class Inside>
  void walk(std::uint32_t level, std::uint32_t index, RowSet const* only, Judge const& judge, Inside const& inside,
            std::vector<std::uint32_t>& out) const {
    auto const rows = tree.rows(level, index);
    if (!any(only, rows)) {
      return;
    }
    Verdict const verdict = judge(tree.box(level, index));
    if (verdict == Verdict::out) {
      return;
    }
    if (verdict == Verdict::look && level > 1) {
      std::uint32_t const end = std::min((index + 1) * kRun, tree.count(level - 1));
      for (std::uint32_t child = index * kRun; child < end; ++child) {
        walk(level - 1, child, only, judge, inside, out);
      }
      return;
    }
    for (std::uint32_t first = rows.first; first < rows.second; first += 64) {
      for (std::uint64_t bits = wanted(only, first, std::min(64U, rows.second - first)); bits != 0; bits &= bits - 1) {
        std::uint32_t const row = first + static_cast<std::uint32_t>(std::countr_zero(bits));
        if (verdict == Verdict::in || inside(row)) {
          out.push_back(row);
        }
      }
    }
  }
};

SpatialIndex::SpatialIndex(std::vector<LonLat> points) {
  CARTABLE_ASSERT(points.size() < kNoLimit);
  impl_ = std::make_unique<Impl>(std::move(points));
}
SpatialIndex::~SpatialIndex() = default;
SpatialIndex::SpatialIndex(SpatialIndex&&) noexcept = default;
SpatialIndex& SpatialIndex::operator=(SpatialIndex&&) noexcept = default;

std::size_t SpatialIndex::size() const noexcept { return impl_->points.size(); }
std::span<LonLat const> SpatialIndex::points() const noexcept { return impl_->points; }

std::vector<Hit> SpatialIndex::nearest(NearestQuery const& query) const {
  CARTABLE_ASSERT(is_valid(query.from));
  CARTABLE_ASSERT(query.tie_rank.empty() || query.tie_rank.size() == size());
  if (query.limit == 0 || impl_->points.empty()) {
    return {};
  }
  PackedTree const& tree = impl_->tree;
  std::vector<LonLat> const& points = impl_->points;
  Origin const origin(query.from);
  double const radius = query.max_distance.value();

  // Kept between queries of a thread, so that a query allocates only its answer.
  thread_local std::vector<Pending> queue;
  thread_local std::vector<Found> best;  // a heap with the farthest on top
  queue.clear();
  best.clear();
  /// Nothing farther can enter the answer any more.
  double reach = radius;
  double reach_key = origin.key_of(reach + kDistanceDoubt);
  double const near_key = origin.key_of(Origin::kNearBound);

  double lat_reach = (reach + kDistanceDoubt) / kLeastMetresPerDegree;

  auto const offer = [&](std::uint32_t row) {
    if (std::abs(points[row].lat - query.from.lat) > lat_reach) {
      return;
    }
    double const distance = origin.distance_to(points[row], reach + kDistanceDoubt);
    if (distance > reach + kDistanceDoubt || !origin.within(points[row], distance, radius)) {
      return;
    }
    Found const found{
        .distance = distance, .rank = query.tie_rank.empty() ? row : query.tie_rank[row], .row = row};
    if (best.size() < query.limit) {
      best.push_back(found);
      std::push_heap(best.begin(), best.end(), nearer);
    } else if (nearer(found, best.front())) {
      std::pop_heap(best.begin(), best.end(), nearer);
      best.back() = found;
      std::push_heap(best.begin(), best.end(), nearer);
    }
    if (best.size() == query.limit) {
      reach = best.front().distance;
      reach_key = origin.key_of(reach + kDistanceDoubt);
      lat_reach = (reach + kDistanceDoubt) / kLeastMetresPerDegree;
    }
  };

  auto const push = [&](Pending const& node) {
    if (node.key <= reach_key) {
      queue.push_back(node);
      std::push_heap(queue.begin(), queue.end(), later);
    }
  };
  queue.push_back({.key = 0, .index = 0, .level = static_cast<std::uint16_t>(tree.root_level()), .refined = true});
  while (!queue.empty()) {
    Pending const next = queue.front();
    if (next.key > reach_key) {
      break;
    }
    std::pop_heap(queue.begin(), queue.end(), later);
    queue.pop_back();
    if (next.key >= near_key && !next.refined) {
      // Few searches come this far, so the dear bound is worked out only now.
      Envelope const& box = tree.box(next.level, next.index);
      push({.key = origin.key_of(origin.lower_bound(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY())),
            .index = next.index,
            .level = next.level,
            .refined = true});
      continue;
    }
    if (next.level <= 1) {
      auto const [first, last] = tree.rows(next.level, next.index);
      for (std::uint64_t bits = wanted(query.only, first, last - first); bits != 0; bits &= bits - 1) {
        offer(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
      }
      continue;
    }
    auto const level = static_cast<std::uint16_t>(next.level - 1);
    std::uint32_t const end = std::min((next.index + 1) * kRun, tree.count(level));
    for (std::uint32_t child = next.index * kRun; child < end; ++child) {
      Envelope const& box = tree.box(level, child);
      double const key =
          std::min(near_key, origin.near_key(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY()));
      if (key <= reach_key && any(query.only, tree.rows(level, child))) {
        push({.key = key, .index = child, .level = level, .refined = false});
      }
    }
  }
  std::sort_heap(best.begin(), best.end(), nearer);
  return to_hits(best);
}

std::vector<std::uint32_t> SpatialIndex::within(BBox const& box, RowSet const* only) const {
  std::vector<std::uint32_t> out;
  if (box.empty()) {
    return out;
  }
  LonRanges const lons(box);
  impl_->walk(
      only,
      [&](Envelope const& node) {
        if (node.getMinY() > box.north || node.getMaxY() < box.south || !lons.touches(node.getMinX(), node.getMaxX())) {
          return Verdict::out;
        }
        return node.getMinY() >= box.south && node.getMaxY() <= box.north && lons.holds(node.getMinX(), node.getMaxX())
                   ? Verdict::in
                   : Verdict::look;
      },
      [&](std::uint32_t row) { return box.contains(impl_->points[row]); }, out);
  return out;
}

std::vector<Hit> SpatialIndex::within(LonLat centre, base::Metres radius, RowSet const* only,
                                      std::span<std::uint32_t const> tie_rank) const {
  CARTABLE_ASSERT(is_valid(centre));
  CARTABLE_ASSERT(tie_rank.empty() || tie_rank.size() == size());
  Origin const origin(centre);
  double const limit = radius.value();
  std::vector<Found> found;
  std::vector<std::uint32_t> rows;
  impl_->walk(
      only,
      [&](Envelope const& node) {
        double const bound = origin.lower_bound(node.getMinX(), node.getMinY(), node.getMaxX(), node.getMaxY());
        return bound > limit + kDistanceDoubt ? Verdict::out : Verdict::look;
      },
      [&](std::uint32_t row) {
        double const distance = origin.distance_to(impl_->points[row], limit + kDistanceDoubt);
        if (origin.within(impl_->points[row], distance, limit)) {
          found.push_back({.distance = distance, .rank = tie_rank.empty() ? row : tie_rank[row], .row = row});
        }
        return false;
      },
      rows);
  std::sort(found.begin(), found.end(), nearer);
  return to_hits(found);
}

std::vector<std::uint32_t> SpatialIndex::within(MultiPolygon const& area, RowSet const* only) const {
  std::vector<std::uint32_t> out;
  AreaLocator const locator(area);
  BBox const& bounds = locator.bounds();
  impl_->walk(
      only,
      [&](Envelope const& node) {
        if (node.getMinY() > bounds.north || node.getMaxY() < bounds.south || node.getMinX() > bounds.east ||
            node.getMaxX() < bounds.west) {
          return Verdict::out;
        }
        if (!locator.is_uniform(node)) {
          return Verdict::look;
        }
        return locator.covers({.lon = node.getMinX(), .lat = node.getMinY()}) ? Verdict::in : Verdict::out;
      },
      [&](std::uint32_t row) { return locator.covers(impl_->points[row]); }, out);
  return out;
}

}  // namespace cartable::geo
