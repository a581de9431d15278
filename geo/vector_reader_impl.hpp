#pragma once

#include "geo/gdal_support.hpp"
#include "geo/vector_reader.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Private to geo/vector_*.cpp.
namespace cartable::geo {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const noexcept { GDALClose(dataset); }
};

/// Which fields of a layer hold the position.
struct PositionFields {
  int lon, lat;
};

struct VectorReader::Impl {
  std::string path;
  OpenOptions options;
  std::unique_ptr<GDALDataset, CloseDataset> dataset;
  std::vector<std::optional<PositionFields>> position;  ///< one a layer
};

/// Finds what GDAL forgives: a shapefile or dBASE table that is shorter than its header says.
[[nodiscard]] base::Status check_complete(std::string const& path, std::string const& driver);

/// The CRS of a layer: what the options say, else the file's own, else null. Longitude first.
[[nodiscard]] base::Result<SpatialReference> layer_crs(OGRLayer& layer, OpenOptions const& options);

}  // namespace cartable::geo
