#pragma once

#include "base/result.hpp"
#include "geo/geometry.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cartable::geo {

/// The home of GDAL: everything else reads and writes datasets through these types.
/// A Dataset belongs to one thread. GDAL's own errors are caught by a thread-local handler and become Errors.

enum class FieldType : std::uint8_t { integer, integer64, real, text, binary, datetime };
enum class GeometryType : std::uint8_t { none, point, linestring, multilinestring, multipolygon, any };

struct FieldDef {
  std::string name;
  FieldType type = FieldType::text;
  bool unique = false;
};

struct LayerDef {
  std::string name;
  GeometryType geometry = GeometryType::none;
  std::vector<FieldDef> fields;
  bool spatial_index = false;
};

/// One field of one row. Datetimes are RFC 3339 text in UTC.
using FieldValue = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Row {
  std::int64_t fid = -1;           ///< -1: not stored yet
  Geometry geometry;               ///< WGS 84 degrees, whatever the CRS of the file
  std::vector<FieldValue> fields;  ///< one per field of the layer, in its order
};

/// What a file says of one of its layers.
struct LayerInfo {
  std::string name;
  std::vector<FieldDef> fields;
  GeometryType geometry = GeometryType::none;
  std::string crs;  ///< "EPSG:26910", a name, or empty when the file has none
  std::optional<std::int64_t> row_count;
};

/// Sets GDAL up for this process (drivers, no network, no .aux files); safe to call more than once.
void initialise_gdal();

}  // namespace cartable::geo
