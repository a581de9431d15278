#pragma once

#include "base/result.hpp"
#include "geo/area_index.hpp"
#include "geo/bbox.hpp"
#include "geo/raster_reader.hpp"
#include "importers/people_source.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cartable::importers {

/// Tells which cells of a raster have their middle in an area.
class RasterClip {
 public:
  /// \param raster  must outlive this object
  RasterClip(geo::RasterReader const& raster, std::vector<geo::MultiPolygon> areas);

  /// Sets the values of cells outside to NaN and hands those that held people to `outside`. Rows come in order.
  void apply(std::int64_t row, std::vector<double>& values, std::function<void(double)> const& outside);

 private:
  void find_near_blocks(std::int64_t band);

  geo::RasterReader const& raster_;
  std::unique_ptr<geo::AreaIndex> areas_;
  geo::BBox box_;
  std::int64_t band_ = -1;  ///< rows of 64 that near_ is of
  std::vector<bool> near_;  ///< blocks of 64 × 64 cells that may touch the areas
};

/// What options.clip asks for; nothing when it is empty. bad_usage: neither "districts" nor a box; not_found: the city
/// has no districts.
[[nodiscard]] base::Result<std::optional<RasterClip>> make_raster_clip(geo::RasterReader const& raster,
                                                                       PeopleOptions const& options,
                                                                       KnownAreas const& known);

}  // namespace cartable::importers
