#pragma once

#include "base/compress.hpp"
#include "base/result.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::server::http {

/// One file of the web root, ready to be sent.
struct StaticFile {
  std::string type;  ///< media type
  std::string cache_control;
  bool is_page = false;  ///< HTML: gets the content security policy
  struct Variant {
    std::string bytes;  ///< empty: not worth having in this encoding
    std::string etag;
  };
  std::array<Variant, 4> variants;  ///< by base::Encoding; identity is always there

  /// The variant for what a reader accepts best: identity where the encoding saved nothing.
  [[nodiscard]] std::pair<base::Encoding, Variant const*> variant(base::Encoding wanted) const noexcept;
};

/// The web client's files, in memory. Immutable: a reload makes another one.
class StaticFiles {
 public:
  /// Reads a folder, without following links out of it. Hidden files and style templates are left out.
  [[nodiscard]] static base::Result<std::shared_ptr<StaticFiles const>> load(std::filesystem::path const& root);
  /// The same files with their compressed variants.
  [[nodiscard]] std::shared_ptr<StaticFiles const> compressed() const;

  /// \param path  of the request, still percent-encoded, without the query: "/" is index.html
  [[nodiscard]] std::shared_ptr<StaticFile const> find(std::string_view path) const;
  [[nodiscard]] std::string_view style() const noexcept { return style_; }
  [[nodiscard]] std::string_view style_dark() const noexcept { return style_dark_; }
  [[nodiscard]] std::size_t size() const noexcept { return files_.size(); }

 private:
  std::unordered_map<std::string, std::shared_ptr<StaticFile const>> files_;
  std::string style_, style_dark_;
};

/// The media type by a file name's ending; application/octet-stream when it is not known.
[[nodiscard]] std::string_view media_type(std::string_view name) noexcept;
/// Whether a bundler put a hash of the contents into the name ("index-DtX9a1_b.js"): such a file never changes.
[[nodiscard]] bool is_hashed_name(std::string_view name) noexcept;

}  // namespace cartable::server::http
