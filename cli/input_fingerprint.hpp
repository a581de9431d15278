#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace cartable::cli {

/// The options that were given to a command, with the bytes of files that they name (--mapping), as one text; without
/// those that say where and how to report: --city, --write-to, --format, --rejects, --dry-run, --no-progress.
[[nodiscard]] std::string told_options(CLI::App const& command);

/// A hash of all that one import reads but the city: the bytes and names of the file and of the parts beside it (a
/// Shapefile's .dbf, a CSV file's .csvt; all files of a folder), the role and the options, and which build of this
/// program reads them. Empty where that cannot be known, as for a .vrt, which only names other files.
/// \param told  as told_options() gives it
[[nodiscard]] base::Result<std::string> input_fingerprint(std::string const& role, std::filesystem::path const& file,
                                                          std::string const& told);

}  // namespace cartable::cli
