#include "base/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace cartable::base {

Status check_input_file(std::filesystem::path const& path) {
  std::error_code error;
  auto const status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return fail(ErrorCode::not_found, "{}: no such file; check the path", path.string());
  }
  if (std::filesystem::is_directory(status)) {
    return fail(ErrorCode::unreadable, "{}: is a folder; name a file in it", path.string());
  }
  if (::access(path.c_str(), R_OK) != 0) {
    return fail(ErrorCode::unreadable, "{}: cannot be read ({}); check its permissions", path.string(),
                std::strerror(errno));
  }
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, error) == 0) {
    return fail(ErrorCode::corrupt, "{}: is empty (0 bytes); fetch or export it again", path.string());
  }
  return {};
}

Result<std::string> read_file(std::filesystem::path const& path, std::size_t limit) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return fail(ErrorCode::not_found, "{}: no such file", path.string());
  }
  if (std::filesystem::is_directory(path, error)) {
    return fail(ErrorCode::unreadable, "{}: is a folder", path.string());
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return fail(ErrorCode::unreadable, "{}: cannot be read ({})", path.string(), std::strerror(errno));
  }
  std::string out;
  char buffer[1U << 16U];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.size() > limit) {
      return fail(ErrorCode::too_large, "{}: is larger than {} bytes", path.string(), limit);
    }
  }
  if (in.bad()) {
    return fail(ErrorCode::unreadable, "{}: reading failed ({})", path.string(), std::strerror(errno));
  }
  return out;
}

Status sync_to_disk(std::filesystem::path const& path) {
  int const handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) {
    return fail(ErrorCode::unreadable, "{}: cannot be opened to force it to disk ({})", path.string(),
                std::strerror(errno));
  }
  int const failed = ::fsync(handle);
  int const why = errno;
  ::close(handle);
  if (failed != 0) {
    return fail(why == ENOSPC ? ErrorCode::disk_full : ErrorCode::unwritable, "{}: cannot be forced to disk ({})",
                path.string(), std::strerror(why));
  }
  return {};
}

}  // namespace cartable::base
