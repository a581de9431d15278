#pragma once

#include "base/units.hpp"
#include "geo/bbox.hpp"
#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cartable::geo {

/// A set of rows that can count a range at once, so that the index skips subtrees without a match.
/// Implemented by store::Bitset (prefix popcounts); nullptr in a query means every row.
class RowSet {
 public:
  virtual ~RowSet() = default;
  [[nodiscard]] virtual bool contains(std::uint32_t row) const noexcept = 0;
  /// Whether any row in [first, last) is in the set.
  [[nodiscard]] virtual bool any(std::uint32_t first, std::uint32_t last) const noexcept = 0;
  /// Bit i: whether any of the rows of run i is in the set, where run i is [first + i·each, first + (i + 1)·each), cut
  /// at `last`. \param count  1…64 runs, each with a row below `last` (pre)
  [[nodiscard]] virtual std::uint64_t any_of_runs(std::uint32_t first, std::uint32_t last, std::uint32_t each,
                                                  std::uint32_t count) const noexcept {
    std::uint64_t out = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint32_t const begin = first + i * each;
      out |= std::uint64_t{any(begin, each < last - begin ? begin + each : last)} << i;
    }
    return out;
  }
  /// Bit i: whether row first + i is in the set. Sets that hold words answer faster than row by row.
  /// \param count  1…64 rows from `first`, all below the set's size (pre)
  [[nodiscard]] virtual std::uint64_t bits(std::uint32_t first, std::uint32_t count) const noexcept {
    std::uint64_t out = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      out |= std::uint64_t{contains(first + i)} << i;
    }
    return out;
  }
};

struct Hit {
  std::uint32_t row = 0;
  base::Metres distance;
};

/// The spatial index over points: GEOS' TemplateSTRtree, packed over rows that are already in Morton order, so
/// that every node covers one contiguous range of rows.
///
/// Immutable after construction; queries are const and safe to call from any thread. Positions may be any
/// valid LonLat, duplicates, poles and ±180° included.
class SpatialIndex {
 public:
  /// \param points  in Morton order of their WorldPoint (geo/tile_id.hpp); row i is points[i]
  explicit SpatialIndex(std::vector<LonLat> points);
  ~SpatialIndex();
  SpatialIndex(SpatialIndex&&) noexcept;
  SpatialIndex& operator=(SpatialIndex&&) noexcept;

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] std::span<LonLat const> points() const noexcept;

  struct NearestQuery {
    LonLat from;
    std::size_t limit = 10;
    base::Metres max_distance{1e9};  ///< rows exactly at it are included
    RowSet const* only = nullptr;    ///< null: every row
    /// Equal distances are ordered by rank[row] when given (one per row), else by row.
    std::span<std::uint32_t const> tie_rank{};
  };
  /// The `limit` rows nearest to `from` on the ellipsoid, nearest first.
  [[nodiscard]] std::vector<Hit> nearest(NearestQuery const& query) const;

  /// Rows inside a box (borders included; west > east crosses ±180°), ascending.
  [[nodiscard]] std::vector<std::uint32_t> within(BBox const& box, RowSet const* only = nullptr) const;
  /// Rows at most `radius` from `centre` on the ellipsoid, nearest first, ties as in nearest.
  [[nodiscard]] std::vector<Hit> within(LonLat centre, base::Metres radius, RowSet const* only = nullptr,
                                        std::span<std::uint32_t const> tie_rank = {}) const;
  /// Rows inside a polygon, a point on its border included, ascending. Planar in degrees as GeoJSON is.
  [[nodiscard]] std::vector<std::uint32_t> within(MultiPolygon const& area, RowSet const* only = nullptr) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
