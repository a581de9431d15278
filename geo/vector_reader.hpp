#pragma once

#include "base/result.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::geo {

/// Options for reading somebody else's file.
struct OpenOptions {
  std::string crs;                  ///< overrides the file's own, "EPSG:25830"; empty: the file's, else WGS 84
  std::string lon_field, lat_field; ///< for tables: which columns hold the position (in `crs`)
  std::string encoding;             ///< overrides the file's own ("CP1252"); empty: the file's
};

/// A vector file opened for reading: any format of GDAL's.
class VectorReader {
 public:
  [[nodiscard]] static base::Result<VectorReader> open(std::string const& path, OpenOptions const& options = {});
  ~VectorReader();
  VectorReader(VectorReader&&) noexcept;
  VectorReader& operator=(VectorReader&&) noexcept;

  [[nodiscard]] std::vector<LayerInfo> layers() const;
  /// The driver's short name, "GeoJSON", "ESRI Shapefile", "GPKG", "CSV", …
  [[nodiscard]] std::string driver() const;

  /// A row as the file has it, or what is wrong with it (the row is then skipped and reading goes on).
  struct RowOrProblem {
    std::int64_t record = 0;  ///< 1 for the first row of the layer
    Row row;                  ///< geometry in WGS 84
    std::vector<std::string> texts;  ///< the fields as text, for messages and mapping
    std::string problem;      ///< empty when the row is good; else "geometry: …"
  };
  /// Calls `take` for every row of a layer until it returns false.
  [[nodiscard]] base::Status read(std::size_t layer, std::function<bool(RowOrProblem&&)> const& take);

 private:
  VectorReader();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
