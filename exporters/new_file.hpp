#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace cartable::exporters {

/// A file that gets its name only when it is whole: written under a hidden name in the same folder, forced to the disk,
/// renamed. Whatever goes wrong, the name is as it was and nothing is left behind.
class NewFile {
 public:
  /// Looks whether the file can come to be there: conflict for one that exists and is not to be replaced, or that a
  /// program is writing; unwritable, not_found for its folder. Clears away what killed exports left.
  [[nodiscard]] static base::Result<NewFile> prepare(std::filesystem::path const& path, bool replace);
  ~NewFile();
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;

  [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }
  /// Where it is to be written.
  [[nodiscard]] std::filesystem::path const& temporary() const noexcept { return temporary_; }
  /// Gives the written file its name.
  [[nodiscard]] base::Status settle();

 private:
  NewFile(std::filesystem::path path, bool replace);
  std::filesystem::path path_, temporary_;
  bool replace_;
};

/// Text on its way to a file. Every write is looked at, so that a full disk is never taken for an end.
class TextFile {
 public:
  [[nodiscard]] static base::Result<TextFile> create(std::filesystem::path const& path);
  ~TextFile();
  TextFile(TextFile&& other) noexcept;
  TextFile& operator=(TextFile&&) = delete;

  [[nodiscard]] base::Status write(std::string_view text);
  /// Without it what was written last may be missing.
  [[nodiscard]] base::Status close();

 private:
  TextFile(std::filesystem::path path, int descriptor);
  [[nodiscard]] base::Status flush();
  std::filesystem::path path_;
  int descriptor_;
  std::string buffer_;
};

/// The same trouble in words that say what to do.
[[nodiscard]] base::Error explained(base::Error error, std::filesystem::path const& path);

}  // namespace cartable::exporters
