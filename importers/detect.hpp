#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>

namespace cartable::importers {

/// What a source file is, found out by looking into it; its name decides only where contents cannot (CSV).
enum class InputKind : std::uint8_t {
  osm,     ///< an OpenStreetMap extract: read_osm
  vector,  ///< a table or areas in a format of GDAL's: read_table
  raster,  ///< GeoTIFF: needs a role
  open,    ///< a known open format of offers or sessions: read_open_format
};

/// Looks at the first bytes of a file. A folder, an empty or unreadable file and one of another kind are errors
/// that say what it is and what to do ("is a PDF document; …").
[[nodiscard]] base::Result<InputKind> detect_input(std::filesystem::path const& path);

}  // namespace cartable::importers
