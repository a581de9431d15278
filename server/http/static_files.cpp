#include "server/http/static_files.hpp"

#include "base/file.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "server/api/types.hpp"

#include <algorithm>
#include <system_error>

namespace cartable::server::http {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = std::size_t{64} << 20U;
constexpr std::size_t kMaxFiles = 10000;
constexpr std::size_t kMinCompressed = 256;

struct Type {
  std::string_view ending, type;
};
constexpr std::array kTypes{
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".mjs", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".map", "application/json"},
    Type{".webmanifest", "application/manifest+json"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".jpg", "image/jpeg"},
    Type{".webp", "image/webp"},
    Type{".ico", "image/x-icon"},
    Type{".woff2", "font/woff2"},
    Type{".pbf", "application/x-protobuf"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".xml", "application/xml"},
    Type{".wasm", "application/wasm"},
};

bool is_packed(std::string_view type) noexcept {
  return type == "image/png" || type == "image/jpeg" || type == "image/webp" || type == "font/woff2";
}

std::string etag_of(std::string_view bytes, base::Encoding encoding) {
  std::string_view const tail = encoding == base::Encoding::identity ? std::string_view() : base::to_string(encoding);
  return fmt::format("\"{}{}{}\"", base::to_hex(base::stable_hash(bytes)), tail.empty() ? "" : "-", tail);
}

}  // namespace

std::string_view media_type(std::string_view name) noexcept {
  for (Type const& one : kTypes) {
    if (name.size() > one.ending.size() && name.substr(name.size() - one.ending.size()) == one.ending) {
      return one.type;
    }
  }
  return "application/octet-stream";
}

bool is_hashed_name(std::string_view name) noexcept {
  // Vite: NAME-HASH.ext with 8 characters of base64url.
  std::string_view const file = name.substr(name.rfind('/') + 1);
  std::size_t const dot = file.find('.', file.rfind('-') == file.npos ? 0 : file.rfind('-'));
  if (dot == std::string_view::npos || dot < 9) {
    return false;
  }
  std::string_view const hash = file.substr(dot - 8, 8);
  bool const mixed = std::any_of(hash.begin(), hash.end(), [](char c) { return c < 'a' || c > 'z'; });
  return file[dot - 9] == '-' && mixed && std::all_of(hash.begin(), hash.end(), [](char c) {
           return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_';
         });
}

std::pair<base::Encoding, StaticFile::Variant const*> StaticFile::variant(base::Encoding wanted) const noexcept {
  Variant const& exact = variants[static_cast<std::size_t>(wanted)];
  if (!exact.bytes.empty()) {
    return {wanted, &exact};
  }
  return {base::Encoding::identity, &variants[0]};
}

base::Result<std::shared_ptr<StaticFiles const>> StaticFiles::load(fs::path const& root) {
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return base::fail(base::ErrorCode::not_found, "{}: no web client here; build it or name its folder", root.string());
  }
  auto files = std::make_shared<StaticFiles>();
  fs::recursive_directory_iterator walk(root, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    std::string const name = walk->path().filename().string();
    if (name.front() == '.') {
      walk.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    if (walk->is_symlink(ignored) || !walk->is_regular_file(ignored)) {
      continue;
    }
    if (files->files_.size() == kMaxFiles) {
      return base::fail(base::ErrorCode::too_large, "{}: more than {} files", root.string(), kMaxFiles);
    }
    CARTABLE_ASSIGN(std::string bytes, base::read_file(walk->path(), kMaxFile));
    std::string const path = "/" + walk->path().lexically_relative(root).generic_string();
    if (path == "/style.json") {
      files->style_ = std::move(bytes);
      continue;
    }
    if (path == "/style-dark.json") {
      files->style_dark_ = std::move(bytes);
      continue;
    }
    auto file = std::make_shared<StaticFile>();
    file->type = media_type(name);
    file->is_page = name.size() > 5 && name.substr(name.size() - 5) == ".html";
    file->cache_control = is_hashed_name(path) ? "public, max-age=31536000, immutable" : "no-cache";
    file->variants[0].etag = etag_of(bytes, base::Encoding::identity);
    file->variants[0].bytes = std::move(bytes);
    files->files_[path] = std::move(file);
  }
  if (error) {
    return base::fail(base::ErrorCode::unreadable, "{}: {}", root.string(), error.message());
  }
  if (auto const index = files->files_.find("/index.html"); index != files->files_.end()) {
    files->files_["/"] = index->second;
  }
  return std::shared_ptr<StaticFiles const>(std::move(files));
}

std::shared_ptr<StaticFiles const> StaticFiles::compressed() const {
  auto out = std::make_shared<StaticFiles>(*this);
  std::unordered_map<StaticFile const*, std::shared_ptr<StaticFile const>> done;
  for (auto& [path, file] : out->files_) {
    auto& packed = done[file.get()];
    if (!packed) {
      auto copy = std::make_shared<StaticFile>(*file);
      std::string const& plain = copy->variants[0].bytes;
      if (plain.size() >= kMinCompressed && !is_packed(copy->type)) {
        for (base::Encoding const encoding : {base::Encoding::gzip, base::Encoding::brotli, base::Encoding::zstd}) {
          std::string bytes = base::compress(plain, encoding, base::Effort::best);
          if (bytes.size() < plain.size()) {
            copy->variants[static_cast<std::size_t>(encoding)] = {.bytes = std::move(bytes),
                                                                  .etag = etag_of(plain, encoding)};
          }
        }
      }
      packed = std::move(copy);
    }
    file = packed;
  }
  return out;
}

std::shared_ptr<StaticFile const> StaticFiles::find(std::string_view path) const {
  // Only names that were read at load can be found: no path leads out of the folder.
  std::string decoded;
  if (!api::percent_decode(path, false, decoded)) {
    return nullptr;
  }
  auto const found = files_.find(decoded);
  return found != files_.end() ? found->second : nullptr;
}

}  // namespace cartable::server::http
