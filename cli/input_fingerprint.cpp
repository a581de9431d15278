#include "cli/input_fingerprint.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace cartable::cli {
namespace {

namespace fs = std::filesystem;

/// Options that change nothing of what is taken.
constexpr std::array<std::string_view, 8> kOfTheReport{"--city",    "--write-to",    "--format", "--rejects",
                                                       "--dry-run", "--no-progress", "--help",   "SOURCE"};
/// Endings of parts beside a file of the same stem, in lower case: Shapefile, MapInfo, GML, CSV and rasters.
constexpr std::array<std::string_view, 21> kParts{".dbf",  ".shx", ".prj", ".qpj", ".cpg", ".sbn", ".sbx",
                                                  ".csvt", ".dat", ".map", ".id",  ".ind", ".mid", ".gfs",
                                                  ".xsd",  ".tfw", ".wld", ".hdr", ".clr", ".stx", ".blx"};
/// Files that say what other files hold.
constexpr std::array<std::string_view, 2> kPointers{".vrt", ".ovf"};

template <class Words>
bool holds(Words const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

base::Result<std::uint64_t> hash_of_bytes(fs::path const& file, std::uint64_t hash) {
  std::ifstream in(file, std::ios::binary);
  std::string buffer(1U << 16U, '\0');
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    hash = base::stable_hash(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())), hash);
  }
  if (in.bad() || !in.eof()) {
    return base::fail(base::ErrorCode::unreadable, "{}: cannot be read to its end", file.string());
  }
  return hash;
}

/// Whether a file is read with another: its name is the other's with an ending more, or with one of kParts instead.
bool is_part_of(fs::path const& part, fs::path const& whole) {
  std::string const name = part.filename().string();
  std::string const of = whole.filename().string();
  if (name == of + "-wal" || base::ascii_lower(name) == base::ascii_lower(of) + ".aux.xml") {
    return true;
  }
  return name != of && part.stem() == whole.stem() && holds(kParts, base::ascii_lower(part.extension().string()));
}

/// The file and its parts, or all files of a folder, in an order that is always the same.
std::vector<fs::path> files_of(fs::path const& file) {
  std::vector<fs::path> out;
  std::error_code error;
  if (fs::is_directory(file, error)) {
    for (fs::recursive_directory_iterator at(file, error), end; !error && at != end; at.increment(error)) {
      if (at->is_regular_file(error)) {
        out.push_back(at->path());
      }
    }
  } else if (fs::is_regular_file(file, error)) {
    out.push_back(file);
    fs::path const folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (is_part_of(at->path(), file) && at->is_regular_file(error)) {
        out.push_back(at->path());
      }
    }
  }
  if (error) {
    return {};
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Another build may read the same file otherwise.
std::string this_build() {
  std::error_code error;
  fs::path const program("/proc/self/exe");
  auto const size = fs::file_size(program, error);
  auto const written = fs::last_write_time(program, error);
  return error ? std::string()
               : fmt::format("{} {}", size, static_cast<std::int64_t>(written.time_since_epoch().count()));
}

}  // namespace

std::string told_options(CLI::App const& command) {
  std::string out;
  for (CLI::Option const* const option : command.get_options()) {
    std::string const name = option->get_name();
    if (option->count() == 0 || holds(kOfTheReport, name)) {
      continue;
    }
    for (std::string const& value : option->results()) {
      out += fmt::format("{}\n{}\n", name, value);
      std::error_code error;
      if (fs::is_regular_file(value, error)) {
        auto const hash = hash_of_bytes(value, base::stable_hash(name));
        out += hash ? fmt::format("{:x}\n", *hash) : std::string();
      }
    }
  }
  return out;
}

base::Result<std::string> input_fingerprint(std::string const& role, fs::path const& file, std::string const& told) {
  std::string const build = this_build();
  auto const files = files_of(file);
  bool const points_elsewhere = holds(kPointers, base::ascii_lower(file.extension().string()));
  if (build.empty() || files.empty() || points_elsewhere) {
    return std::string();
  }
  std::uint64_t hash = base::stable_hash(fmt::format("{}\n{}\n{}\n{}\n", build, role, file.filename().string(), told));
  for (fs::path const& part : files) {
    hash = base::stable_hash("\n" + part.lexically_proximate(file).string() + "\n", hash);
    CARTABLE_ASSIGN(hash, hash_of_bytes(part, hash));
  }
  return base::to_hex(hash);
}

}  // namespace cartable::cli
