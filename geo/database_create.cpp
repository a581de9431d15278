#include "base/file.hpp"
#include "geo/database.hpp"
#include "geo/database_gpkg.hpp"
#include "geo/gdal_support.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

// The making of a new GeoPackage, a copy of one, and the look at an existing one before SQLite sees it.
namespace cartable::geo {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

ErrorCode write_error(int why) noexcept {
  return why == ENOSPC || why == EDQUOT ? ErrorCode::disk_full : ErrorCode::unwritable;
}

void remove_with_journal(fs::path const& path) noexcept {
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.string() + "-journal", ignored);
}

/// ".city.new-123.gpkg": hidden, in the same folder so that a rename is one step, naming the process.
fs::path temporary_name(fs::path const& path) {
  return path.parent_path() / fmt::format(".{}.new-{}.gpkg", path.stem().string(), ::getpid());
}

/// What killed processes left of earlier attempts.
void remove_leftovers(fs::path const& path) {
  std::string const prefix = fmt::format(".{}.new-", path.stem().string());
  std::error_code error;
  fs::path const folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::string const name = entry->path().filename().string();
    if (!name.starts_with(prefix)) {
      continue;
    }
    int process = 0;
    auto const [stop, failed] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), process);
    if (failed == std::errc() && std::string_view(stop) == ".gpkg" && ::kill(process, 0) != 0 && errno == ESRCH) {
      remove_with_journal(entry->path());
    }
  }
}

/// Renames, but never over an existing file.
base::Status rename_into_place(fs::path const& from, fs::path const& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
    return {};
  }
  int why = errno;
  if (why == EINVAL || why == ENOSYS) {  // a file system without it: a hard link refuses to replace, too
    if (::link(from.c_str(), to.c_str()) == 0) {
      ::unlink(from.c_str());
      return {};
    }
    why = errno;
  }
  if (why == EEXIST) {
    return base::fail(ErrorCode::conflict, "{}: exists already; choose another name or move it away", to.string());
  }
  return base::fail(write_error(why), "{}: cannot be written ({})", to.string(), std::strerror(why));
}

/// That a new file can be made there, and nothing is in its way.
base::Status check_target(fs::path const& target) {
  std::string const path = target.string();
  std::error_code error;
  if (fs::exists(fs::symlink_status(target, error))) {
    return base::fail(ErrorCode::conflict, "{}: exists already; choose another name or move it away", path);
  }
  fs::path const folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) {
    return base::fail(ErrorCode::not_found, "{}: there is no folder {}; make it first", path, folder.string());
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    return base::fail(ErrorCode::unwritable, "{}: the folder {} cannot be written ({})", path, folder.string(),
                      std::strerror(errno));
  }
  remove_leftovers(target);
  return {};
}

/// `make(temporary)` writes the file under a temporary name; synced, it gets its own.
template <class Make>
base::Status make_whole(fs::path const& target, Make const& make) {
  CARTABLE_TRY(check_target(target));
  fs::path const temporary = temporary_name(target);
  remove_with_journal(temporary);
  auto made = [&]() -> base::Status {
    CARTABLE_TRY(make(temporary.string()));
    CARTABLE_TRY(base::sync_to_disk(temporary));
    CARTABLE_TRY(rename_into_place(temporary, target));
    return base::sync_to_disk(target.has_parent_path() ? target.parent_path() : fs::path("."));
  }();
  if (!made) {
    remove_with_journal(temporary);
  }
  return made;
}

}  // namespace

base::Status create_gpkg(std::string const& path, std::vector<LayerDef> const& layers,
                         std::function<base::Status(Database&)> const& fill) {
  return make_whole(path, [&](std::string const& temporary) -> base::Status {
    auto impl = std::make_unique<GpkgImpl>(path, Database::Mode::update);
    GdalErrors errors;
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    CARTABLE_TRY(errors.check_that(driver != nullptr, ErrorCode::internal, "GDAL has no GeoPackage driver"));
    impl->dataset.reset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    CARTABLE_TRY(errors.check_that(impl->dataset != nullptr, ErrorCode::unwritable, path));
    // Only the last state counts: nothing is promised before the file has its name.
    CARTABLE_TRY(impl->execute("PRAGMA synchronous=FULL"));
    CARTABLE_TRY(impl->execute("PRAGMA cache_spill=OFF"));
    CARTABLE_TRY(impl->start_transaction());
    Database out = Database::Impl::wrap(std::move(impl));
    for (auto const& layer : layers) {
      CARTABLE_TRY(out.add_layer(layer));
    }
    CARTABLE_TRY(fill(out));
    return out.commit();
  });
}

base::Status copy_gpkg(Database::Impl& from, std::string const& path) {
  return make_whole(path,
                    [&](std::string const& temporary) { return from.execute("VACUUM INTO " + sql_quote(temporary)); });
}

base::Status check_gpkg(std::string const& path) {
  CARTABLE_TRY(base::check_input_file(path));
  // Opened only while no Database of this process has it open (the caller holds the FileTurn).
  std::array<unsigned char, 100> head{};
  struct stat about {};
  int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return base::fail(ErrorCode::unreadable, "{}: cannot be read ({})", path, std::strerror(errno));
  }
  ssize_t const got = ::pread(file, head.data(), head.size(), 0);
  int const failed = ::fstat(file, &about);
  ::close(file);
  if (got < 0 || failed != 0) {
    return base::fail(ErrorCode::unreadable, "{}: cannot be read ({})", path, std::strerror(errno));
  }
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  auto const same_start = [&](std::string_view text) {
    return std::memcmp(head.data(), text.data(), std::min(text.size(), static_cast<std::size_t>(got))) == 0;
  };
  if (!same_start(kMagic)) {
    return base::fail(ErrorCode::corrupt, "{}: is not a GeoPackage; name a city file made by this program", path);
  }
  if (static_cast<std::size_t>(got) < head.size()) {
    return base::fail(ErrorCode::corrupt, "{}: is cut off after {} bytes; copy it again or use a backup", path, got);
  }
  // https://www.sqlite.org/fileformat2.html#the_database_header
  auto const number = [&](std::size_t at) {
    return (std::uint32_t{head[at]} << 24U) | (std::uint32_t{head[at + 1]} << 16U) |
           (std::uint32_t{head[at + 2]} << 8U) | std::uint32_t{head[at + 3]};
  };
  std::uint32_t const stored_size = (std::uint32_t{head[16]} << 8U) | head[17];
  std::uint64_t const page_size = stored_size == 1 ? 65536 : stored_size;
  std::uint64_t const expected = page_size * number(28);
  bool const size_is_valid = number(24) == number(92) && number(28) != 0;
  // A journal may be about to give the file its former length back.
  if (size_is_valid && static_cast<std::uint64_t>(about.st_size) < expected &&
      ::access((path + "-journal").c_str(), F_OK) != 0) {
    return base::fail(ErrorCode::corrupt, "{}: is cut off ({} of {} bytes); copy it again or use a backup", path,
                      about.st_size, expected);
  }
  if (number(68) != 0x47504B47U) {  // application id "GPKG", OGC 12-128r18 requirement 2
    return base::fail(ErrorCode::corrupt, "{}: is an SQLite database but not a GeoPackage; name a city file", path);
  }
  return {};
}

}  // namespace cartable::geo
