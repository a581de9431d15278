#pragma once

#include "geo/lonlat.hpp"
#include "store/import_batch.hpp"

#include <optional>
#include <string>

namespace cartable::cli {

/// What the person importing said about the city; empty: guess it.
struct SettingWishes {
  std::string name, timezone, region;
  std::string file;  ///< the input file, for guessing a name
};

/// Adds the settings name, timezone and region to a batch. What was said is set; what is guessed is marked so
/// (setting `timezone_origin` = guessed), printed on stderr, and only proposed: the city's own value stays.
void propose_settings(store::ImportBatch& batch, SettingWishes const& wishes);

/// A time zone and its country, by the nearest reference place of the IANA table (zone.tab).
struct ZoneGuess {
  std::string timezone, country;
};
/// \param country  ISO 3166-1 code that the data itself names ("FR"), or empty: then the nearest of any country
/// \return nothing when the table is not installed or has no such country. \param table  path of zone.tab
[[nodiscard]] std::optional<ZoneGuess> guess_zone(geo::LonLat where, std::string const& country = {},
                                                  std::string const& table = "/usr/share/zoneinfo/zone.tab");

/// "vancouver-20150501.osm.pbf" → "Vancouver"; empty when nothing like a name is left.
[[nodiscard]] std::string name_from_file(std::string const& file);

}  // namespace cartable::cli
