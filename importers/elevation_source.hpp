#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "store/import_batch.hpp"
#include "store/model.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace cartable::importers {

struct ElevationSourceOptions {
  std::string source{}, licence{}, attribution{}, date{};
  std::string crs{};                   ///< overrides the file's own
  int band = 0;                        ///< 1 for the first; 0: its only one
  std::optional<geo::BBox> streets{};  ///< what is kept; nothing: the whole raster
};

struct ElevationSource {
  store::ImportBatch batch;  ///< no records; notes say what the heights are
  store::Derived heights;
};

/// Reads heights of the ground (a terrain model) from a GeoTIFF or another raster, for the slopes of streets.
/// \return what geo::read_elevation refuses; unsupported when the file is no raster
[[nodiscard]] base::Result<ElevationSource> read_elevation(std::filesystem::path const& file,
                                                           ElevationSourceOptions const& options,
                                                           base::Progress const& progress);

}  // namespace cartable::importers
