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
  std::string crs;                   ///< overrides the file's own, "EPSG:25830"; empty: the file's, else WGS 84
  std::string lon_field, lat_field;  ///< for tables: which columns hold the position (in `crs`)
  std::string encoding;              ///< overrides the file's own ("CP1252"); empty: the file's
  bool raw_cells = false;  ///< of spreadsheets: every row as it stands, as texts, none of them taken for a header
};

/// The corners of a layer's positions in its own reference system.
struct RawExtent {
  double min_x = 0, min_y = 0, max_x = 0, max_y = 0;
};

/// The short name of the driver that would open this file as a VectorReader, or empty. Looks at its first bytes only.
[[nodiscard]] std::string identify_vector(std::string const& path);

/// A vector file opened for reading: any format of GDAL's that is a file (no service, no database, no list of other
/// files, not OSM). Nothing is written beside it. Belongs to one thread.
class VectorReader {
 public:
  [[nodiscard]] static base::Result<VectorReader> open(std::string const& path, OpenOptions const& options = {});
  ~VectorReader();
  VectorReader(VectorReader&&) noexcept;
  VectorReader& operator=(VectorReader&&) noexcept;

  [[nodiscard]] std::vector<LayerInfo> layers() const;
  /// The file, as it was given.
  [[nodiscard]] std::string const& path() const noexcept;
  /// The driver's short name, "GeoJSON", "ESRI Shapefile", "GPKG", "CSV", …
  [[nodiscard]] std::string driver() const;

  /// Where the positions of a layer lie, in its own units; nothing for a layer without any.
  [[nodiscard]] std::optional<RawExtent> raw_extent(std::size_t layer) const;
  /// Whether reading this layer to the end needs a reference system named: it has none, and no degrees.
  [[nodiscard]] bool lacks_crs(std::size_t layer) const;

  /// For tables, and layers whose points are not wanted: the columns that hold the position, by their names in
  /// the file. Unknown names are not_found and list the columns.
  [[nodiscard]] base::Status set_position_fields(std::size_t layer, std::string const& lon, std::string const& lat);

  /// What is wrong with a row, worded for the person who can mend it.
  struct Problem {
    std::string column, value, reason, remedy;
  };
  /// A row as the file has it, or what is wrong with it.
  struct RowOrProblem {
    std::int64_t record = 0;         ///< 1 for the first row of the layer
    Row row;                         ///< geometry in WGS 84; none where the file has none
    std::vector<std::string> texts;  ///< the fields as text in UTF-8, for messages and mapping
    std::optional<Problem> problem;  ///< the row is then without geometry, and reading goes on
  };
  /// Calls `take` for every row of a layer until it returns false. A file that ends or breaks in the middle is
  /// `corrupt`; one without a CRS whose coordinates are no degrees is invalid_value and asks for one.
  [[nodiscard]] base::Status read(std::size_t layer, std::function<bool(RowOrProblem&&)> const& take);

 private:
  VectorReader();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::geo
