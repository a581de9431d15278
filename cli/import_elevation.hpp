#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/elevation_source.hpp"
#include "store/city_file.hpp"

#include <string>

namespace cartable::cli {

/// Reads the heights of the box that the city's streets lie in, and a little around.
[[nodiscard]] base::Result<importers::ElevationSource> read_elevation_of(store::CityFile const& city,
                                                                         std::string const& file,
                                                                         importers::ElevationSourceOptions options,
                                                                         base::Progress const& progress);

}  // namespace cartable::cli
