#include "geo/spatial_index.hpp"

#include "base/assert.hpp"
#include "geo/geos_support.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace cartable::geo {
namespace {

using geos::geom::Envelope;

/// Children of a node; GEOS' own default.
constexpr std::uint32_t kRun = 10;
/// No degree of latitude is shorter: a(1 - e²)π/180 of WGS 84, at the equator, rounded down.
constexpr double kLeastMetresPerDegree = 110'574;
/// The boxes of a node's children side by side in less than three cache lines, where GEOS' nodes take nine: half of a
/// search for the nearest is waiting for them. Widened to floats, so that each still holds its child.
struct ChildBoxes {
  static constexpr float kNowhere = std::numeric_limits<float>::infinity();
  std::array<float, kRun> west, east, south, north;

  ChildBoxes() noexcept {
    for (std::array<float, kRun>* const side : {&west, &east, &south, &north}) {
      side->fill(kNowhere);  // a child that there is not is nowhere near
    }
  }
  void set(std::size_t i, Envelope const& box) noexcept {
    auto const down = [](double v) {
      auto const f = static_cast<float>(v);
      return static_cast<double>(f) > v ? std::nextafter(f, -kNowhere) : f;
    };
    auto const up = [](double v) {
      auto const f = static_cast<float>(v);
      return static_cast<double>(f) < v ? std::nextafter(f, kNowhere) : f;
    };
    west[i] = down(box.getMinX());
    south[i] = down(box.getMinY());
    east[i] = up(box.getMaxX());
    north[i] = up(box.getMaxY());
  }
};

/// GEOS' tree, packed by us. Its own build() sorts every level by x and then by y, so that the leaves below
/// a node are not neighbours in any list. Here leaves stand in the order of the rows and each parent takes the
/// next ten nodes: node i of level l covers exactly the rows [i·10^l, (i+1)·10^l), which a RowSet counts at once.
class PackedTree
    : public geos::index::strtree::TemplateSTRtreeImpl<std::uint32_t, geos::index::strtree::EnvelopeTraits> {
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
      createLeafNode(static_cast<std::uint32_t>(row),
                     Envelope(points[row].lon, points[row].lon, points[row].lat, points[row].lat));
    }
    for (std::size_t l = 1; l < levels_.size(); ++l) {
      Node const* const below = nodes.data() + levels_[l - 1].first;
      for (std::uint32_t i = 0; i < levels_[l].count; ++i) {
        createBranchNode(below + std::size_t{i} * kRun,
                         below + std::min(std::size_t{i} * kRun + kRun, std::size_t{levels_[l - 1].count}));
      }
    }
    for (std::size_t l = 2; l < levels_.size(); ++l) {
      levels_[l].first_boxes = child_boxes_.size();
      child_boxes_.resize(child_boxes_.size() + levels_[l].count);
      for (std::uint32_t child = 0; child < levels_[l - 1].count; ++child) {
        child_boxes_[levels_[l].first_boxes + child / kRun].set(child % kRun,
                                                                box(static_cast<std::uint32_t>(l - 1), child));
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
  /// Of a node of level 2 or above (pre).
  [[nodiscard]] ChildBoxes const& child_boxes(std::uint32_t level, std::uint32_t i) const noexcept {
    return child_boxes_[levels_[level].first_boxes + i];
  }
  /// Rows below a node of a level; the last one may have fewer. pre: below the root
  [[nodiscard]] std::uint32_t rows_each(std::uint32_t level) const noexcept {
    return static_cast<std::uint32_t>(levels_[level].rows_each);
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
    std::size_t first_boxes = 0;  ///< in child_boxes_
  };
  std::vector<Level> levels_;
  std::vector<ChildBoxes> child_boxes_;
};

bool any(RowSet const* only, std::pair<std::uint32_t, std::uint32_t> rows) noexcept {
  return only == nullptr || only->any(rows.first, rows.second);
}

/// Rows of a run of at most 64 that are wanted, as bits.
std::uint64_t wanted(RowSet const* only, std::uint32_t first, std::uint32_t count) noexcept {
  return only == nullptr ? ~std::uint64_t{0} >> (64 - count) : only->bits(first, count);
}

/// A node to look into, by the least distance that its rows may have: key, whether that bound is the best there is and
/// not only the cheap one, level and index in one number, so that a heap of them compares and moves single words.
class Pending {
 public:
  static constexpr std::uint32_t kMaxIndex = (1U << 27U) - 1;  ///< of level 1 and above; level 0 is the root alone

  /// \param key  Origin::key_of the bound, ≥ 0
  Pending(double key, bool refined, std::uint32_t level, std::uint32_t index) noexcept
      : word_(std::uint64_t{std::bit_cast<std::uint32_t>(rounded(key))} << 32U | std::uint64_t{refined} << 31U |
              std::uint64_t{level} << 27U | index) {}
  /// As it is kept: a float not above the key. Positive floats are ordered as their bits are.
  [[nodiscard]] static float rounded(double key) noexcept {
    constexpr double kLess = 1 - 1.2e-7;  // a float is off by 2^-24 at most
    return static_cast<float>(key * kLess);
  }
  [[nodiscard]] float key() const noexcept { return std::bit_cast<float>(static_cast<std::uint32_t>(word_ >> 32U)); }
  [[nodiscard]] bool refined() const noexcept { return (word_ >> 31U & 1U) != 0; }
  [[nodiscard]] std::uint32_t level() const noexcept { return static_cast<std::uint32_t>(word_ >> 27U) & 15U; }
  [[nodiscard]] std::uint32_t index() const noexcept { return static_cast<std::uint32_t>(word_) & kMaxIndex; }
  friend bool operator>(Pending a, Pending b) noexcept { return a.word_ > b.word_; }

 private:
  std::uint64_t word_;
};

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
  CARTABLE_ASSERT(points.size() < std::size_t{Pending::kMaxIndex} * kRun);
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
  thread_local std::vector<Pending> kept_queue;
  thread_local std::vector<Found> kept_best;
  std::vector<Pending>& queue = kept_queue;
  std::vector<Found>& best = kept_best;  // a heap with the farthest on top
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
    Found const found{.distance = distance, .rank = query.tie_rank.empty() ? row : query.tie_rank[row], .row = row};
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

  auto const push = [&](Pending node) {
    queue.push_back(node);
    std::push_heap(queue.begin(), queue.end(), std::greater<>{});
  };
  float const far = Pending::rounded(near_key);
  queue.push_back({0, true, tree.root_level(), 0});
  while (!queue.empty()) {
    Pending const next = queue.front();
    if (static_cast<double>(next.key()) > reach_key) {
      break;
    }
    std::pop_heap(queue.begin(), queue.end(), std::greater<>{});
    queue.pop_back();
    if (next.key() >= far && !next.refined()) {
      // Few searches come this far, so the dear bound is worked out only now.
      Envelope const& box = tree.box(next.level(), next.index());
      double const bound = origin.lower_bound(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
      if (double const key = origin.key_of(bound); key <= reach_key) {
        push({key, true, next.level(), next.index()});
      }
      continue;
    }
    if (next.level() <= 1) {
      auto const [first, last] = tree.rows(next.level(), next.index());
      for (std::uint64_t bits = wanted(query.only, first, last - first); bits != 0; bits &= bits - 1) {
        offer(first + static_cast<std::uint32_t>(std::countr_zero(bits)));
      }
      continue;
    }
    std::uint32_t const level = next.level() - 1;
    std::uint32_t const first_child = next.index() * kRun;
    ChildBoxes const& boxes = tree.child_boxes(next.level(), next.index());
    std::uint32_t const children = std::min(kRun, tree.count(level) - first_child);
    std::uint64_t some = (std::uint64_t{1} << children) - 1;
    if (query.only != nullptr) {
      auto const [first, last] = tree.rows(next.level(), next.index());
      some = query.only->any_of_runs(first, last, tree.rows_each(level), children);
    }
    for (; some != 0; some &= some - 1) {
      auto const i = static_cast<std::uint32_t>(std::countr_zero(some));
      double const key =
          std::min(near_key, origin.quick_key(boxes.west[i], boxes.south[i], boxes.east[i], boxes.north[i]));
      if (key <= reach_key) {
        push({key, false, level, first_child + i});
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
