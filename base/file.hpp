#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace cartable::base {

/// The whole file. A folder, a missing or an unreadable file and one over `limit` bytes are errors that name it.
[[nodiscard]] Result<std::string> read_file(std::filesystem::path const& path, std::size_t limit = 1U << 30U);

/// Checks that `path` is a regular, readable, non-empty file, and says in plain words what it is instead.
[[nodiscard]] Status check_input_file(std::filesystem::path const& path);

/// Forces file contents (or a folder's entries) to the disk: fsync.
[[nodiscard]] Status sync_to_disk(std::filesystem::path const& path);

}  // namespace cartable::base
