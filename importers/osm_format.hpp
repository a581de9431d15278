#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cartable::importers {

/// How an OSM extract is written.
enum class OsmFormat : std::uint8_t { none, pbf, xml, xml_gz, xml_bz2 };

/// Looks at the first bytes (of the contents, when compressed). `none`: not an OSM extract, or not readable.
[[nodiscard]] OsmFormat detect_osm(std::filesystem::path const& file);

/// The name by which libosmium knows a format ("pbf", "osm.gz", …). pre: not none
[[nodiscard]] char const* osmium_name(OsmFormat format) noexcept;

/// Reads the file once: 64-bit hash of its bytes in hexadecimal, and for PBF the framing of its blocks, so that
/// a file cut in the middle of a block is refused before any of it is used.
[[nodiscard]] base::Result<std::string> hash_and_check(std::filesystem::path const& file, OsmFormat format);

}  // namespace cartable::importers
