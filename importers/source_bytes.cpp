#include "importers/source_bytes.hpp"

#include "base/text.hpp"

#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace cartable::importers {

base::Result<std::uint64_t> hash_of_files(std::filesystem::path const& file, std::string_view kind,
                                          std::vector<std::string_view> const& beside, store::SourceInfo& source) {
  std::vector<std::filesystem::path> parts{file};
  for (std::string_view const ending : beside) {
    auto part = file;
    std::error_code error;
    if (std::filesystem::exists(part.replace_extension(ending), error)) {
      parts.push_back(std::move(part));
    }
  }
  std::uint64_t hash = base::stable_hash(kind);
  std::string buffer(1U << 16U, '\0');
  for (std::filesystem::path const& part : parts) {
    source.files.push_back(part.filename().string());
    std::ifstream in(part, std::ios::binary);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
      hash = base::stable_hash(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())), hash);
    }
    if (in.bad() || !in.eof()) {
      return base::fail(base::ErrorCode::unreadable, "{}: cannot be read to its end", part.string());
    }
  }
  return hash;
}

}  // namespace cartable::importers
