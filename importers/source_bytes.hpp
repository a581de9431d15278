#pragma once

#include "base/result.hpp"
#include "store/import_batch.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace cartable::importers {

/// A hash of the bytes of a file and of those parts beside it that exist (a Shapefile's .dbf); notes their base names
/// in `source`. \param kind  who asks, so that two readers never give one hash; \param beside  endings of the parts:
/// ".dbf"
[[nodiscard]] base::Result<std::uint64_t> hash_of_files(std::filesystem::path const& file, std::string_view kind,
                                                        std::vector<std::string_view> const& beside,
                                                        store::SourceInfo& source);

}  // namespace cartable::importers
