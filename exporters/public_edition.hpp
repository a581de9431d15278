#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "exporters/credits.hpp"
#include "store/city_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace cartable::exporters {

/// What became of a city in its public edition.
struct EditionReport {
  std::map<std::string, std::int64_t> rows;  ///< table → records written
  std::int64_t left_out = 0;                 ///< records that are not public
  std::string city;                          ///< its name
  std::set<std::string> stale_stand_ways{};  ///< parts left out, made of other places or streets than these
};

/// Writes the public edition of a city: itself a city file, from which a server answers anybody just as from the whole
/// city, and that holds nothing else. Every value is written anew; what is not named in public_columns.cpp stays out.
/// \param path  must not exist
/// \param credits  counts the records written by source
[[nodiscard]] base::Result<EditionReport> write_public_edition(store::CityReader& city,
                                                               std::filesystem::path const& path, Credits& credits,
                                                               base::Progress const& progress = {});

}  // namespace cartable::exporters
