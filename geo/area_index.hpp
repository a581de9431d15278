#pragma once

#include "geo/geometry.hpp"
#include "geo/lonlat.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace cartable::geo {

/// Which areas cover a point: a GEOS tree over the boxes, then an exact indexed test for each area.
/// Immutable, warmed at construction, safe to query from any thread.
class AreaIndex {
 public:
  explicit AreaIndex(std::vector<MultiPolygon> areas);
  ~AreaIndex();
  AreaIndex(AreaIndex&&) noexcept;
  AreaIndex& operator=(AreaIndex&&) noexcept;

  [[nodiscard]] std::size_t size() const noexcept;
  /// Indexes of the areas that cover `p`, its border included, ascending.
  [[nodiscard]] std::vector<std::uint32_t> at(LonLat p) const;
  /// Indexes of the areas whose box touches `box`, ascending. west > east crosses ±180°.
  [[nodiscard]] std::vector<std::uint32_t> touching(BBox const& box) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
