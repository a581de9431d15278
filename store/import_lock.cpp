#include "store/import_lock.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "geo/database_url.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace cartable::store {
namespace {

using base::ErrorCode;

std::string holder_of(int handle) {
  char text[512];
  ssize_t const size = ::pread(handle, text, sizeof text, 0);
  auto const words = base::trim(std::string_view(text, size > 0 ? static_cast<std::size_t>(size) : 0));
  return words.empty() ? "another process" : base::mend_utf8(words);
}

/// Whether the file that we hold is still the one that has the name: its last holder removes it.
bool is_current(int handle, std::string const& path) noexcept {
  struct stat held {};
  struct stat named {};
  return ::fstat(handle, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

/// Leaves room for the process in the 63 bytes that the name of a session has.
std::string shortened(std::string_view what) {
  constexpr std::size_t kMost = 42;
  if (what.size() <= kMost) {
    return std::string(what);
  }
  return base::mend_utf8(what.substr(0, kMost - 3)) + "...";
}

}  // namespace

base::Result<std::shared_ptr<ImportLock const>> ImportLock::take(std::string const& city, std::string_view what) {
  if (geo::is_database_url(city)) {
    CARTABLE_ASSIGN(auto session,
                    geo::SessionLock::take(city, "import", fmt::format("{}, process {}", shortened(what), ::getpid())));
    return std::shared_ptr<ImportLock const>(new ImportLock(std::move(session)));
  }
  std::string const path = city + ".lock";
  while (true) {
    int const handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (handle < 0) {
      int const why = errno;
      return base::fail(why == ENOSPC || why == EDQUOT ? ErrorCode::disk_full : ErrorCode::unwritable,
                        "{}: cannot be written ({}); an import needs to write beside the city", path,
                        std::strerror(why));
    }
    if (::flock(handle, LOCK_EX | LOCK_NB) != 0) {
      std::string const holder = holder_of(handle);
      ::close(handle);
      return base::fail(ErrorCode::locked, "{}: an import is running already ({}); wait for it to end", city, holder);
    }
    if (is_current(handle, path)) {
      std::string const text = fmt::format("{}, process {}, since {}\n", what, ::getpid(), base::now_rfc3339());
      // Only told to people: an import does not fail for want of these words.
      if (::ftruncate(handle, 0) != 0 || ::pwrite(handle, text.data(), text.size(), 0) < 0) {
        errno = 0;
      }
      return std::shared_ptr<ImportLock const>(new ImportLock(path, handle));
    }
    ::close(handle);
  }
}

ImportLock::~ImportLock() {
  if (handle_ < 0) {
    return;
  }
  ::unlink(path_.c_str());  // while it is held: who waits for this very file finds that it lost its name
  ::close(handle_);
}

}  // namespace cartable::store
