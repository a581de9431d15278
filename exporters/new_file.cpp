#include "exporters/new_file.hpp"

#include "base/file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

namespace cartable::exporters {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr std::size_t kBufferBytes = std::size_t{256} << 10U;
constexpr std::string_view kMark = ".export-";

fs::path folder_of(fs::path const& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

void remove_quietly(fs::path const& path) noexcept {
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.string() + "-journal", ignored);
}

/// Files ".NAME.export-PID…" of processes that are no more; the database layer puts a dot of its own in front.
void remove_leftovers(fs::path const& path) {
  std::string const prefix = path.filename().string() + std::string(kMark);
  std::error_code error;
  for (fs::directory_iterator entry(folder_of(path), error), end; !error && entry != end; entry.increment(error)) {
    std::string const file = entry->path().filename().string();
    std::size_t const dots = file.find_first_not_of('.');
    if (dots == 0 || dots == std::string::npos || std::string_view(file).substr(dots, prefix.size()) != prefix) {
      continue;
    }
    int process = 0;
    char const* const digits = file.data() + dots + prefix.size();
    auto const [stop, failed] = std::from_chars(digits, file.data() + file.size(), process);
    if (failed == std::errc() && process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) {
      remove_quietly(entry->path());
    }
  }
}

tl::unexpected<base::Error> write_failure(fs::path const& path, int why) {
  bool const full = why == ENOSPC || why == EDQUOT;
  return base::fail(full ? ErrorCode::disk_full : ErrorCode::unwritable, "{}: cannot be written ({})", path.string(),
                    std::strerror(why));
}

}  // namespace

NewFile::NewFile(fs::path path, bool replace)
    : path_(std::move(path)),
      temporary_(folder_of(path_) /
                 fmt::format(".{}{}{}{}", path_.filename().string(), kMark, ::getpid(), path_.extension().string())),
      replace_(replace) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})), replace_(other.replace_) {}

NewFile::~NewFile() {
  if (!temporary_.empty()) {
    remove_quietly(temporary_);
  }
}

base::Result<NewFile> NewFile::prepare(fs::path const& path, bool replace) {
  std::error_code error;
  fs::path const folder = folder_of(path);
  if (!fs::is_directory(folder, error)) {
    return base::fail(ErrorCode::not_found, "{}: there is no folder {}; make it first", path.string(), folder.string());
  }
  auto const status = fs::symlink_status(path, error);
  if (fs::is_directory(status)) {
    return base::fail(ErrorCode::conflict, "{}: is a folder; name a file", path.string());
  }
  if (fs::exists(status) && !replace) {
    return base::fail(ErrorCode::conflict, "{}: exists already; replace it with --force, or choose another name",
                      path.string());
  }
  for (char const* const side : {"-journal", "-wal"}) {
    if (fs::exists(path.string() + side, error)) {
      // Beside a new file it would be taken for its own, and rolled back into it.
      return base::fail(ErrorCode::conflict, "{}{} is beside it: a program is writing that file; choose another name",
                        path.string(), side);
    }
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    return base::fail(ErrorCode::unwritable, "{}: the folder {} cannot be written ({})", path.string(), folder.string(),
                      std::strerror(errno));
  }
  remove_leftovers(path);
  NewFile out(path, replace);
  remove_quietly(out.temporary_);
  return out;
}

base::Status NewFile::settle() {
  CARTABLE_TRY(base::sync_to_disk(temporary_));
  unsigned const flags = replace_ ? 0U : RENAME_NOREPLACE;
  int failed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), flags);
  if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) {  // a file system without it: a hard link refuses as well
    failed = replace_ ? ::rename(temporary_.c_str(), path_.c_str()) : ::link(temporary_.c_str(), path_.c_str());
  }
  if (failed != 0 && errno == EEXIST) {
    return base::fail(ErrorCode::conflict,
                      "{}: has come to be meanwhile; replace it with --force, or choose another name", path_.string());
  }
  if (failed != 0) {
    return write_failure(path_, errno);
  }
  return base::sync_to_disk(folder_of(path_));
}

TextFile::TextFile(fs::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {
  buffer_.reserve(kBufferBytes);
}

TextFile::TextFile(TextFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

TextFile::~TextFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

base::Result<TextFile> TextFile::create(fs::path const& path) {
  int const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return write_failure(path, errno);
  }
  return TextFile(path, descriptor);
}

base::Status TextFile::write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() < kBufferBytes ? base::Status() : flush();
}

base::Status TextFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    ssize_t const written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      return write_failure(path_, errno);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

base::Status TextFile::close() {
  CARTABLE_TRY(flush());
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    return write_failure(path_, errno);
  }
  return {};
}

base::Error explained(base::Error error, fs::path const& path) {
  if (error.code == ErrorCode::disk_full) {
    error.message = fmt::format("{}: the disk is full; nothing was left behind; free some space and export again ({})",
                                path.string(), error.message);
  }
  return error;
}

}  // namespace cartable::exporters
