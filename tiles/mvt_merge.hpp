#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace cartable::tiles {

/// Joins tiles of extent 4096 (uncompressed) into one in which every layer stands once: its features are the first
/// tile's, then the second's, and so on.
/// \return corrupt when one of them is no tile
[[nodiscard]] base::Result<std::string> merge_tiles(std::vector<std::string> const& tiles);

}  // namespace cartable::tiles
