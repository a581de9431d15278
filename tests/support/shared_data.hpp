#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace cartable::test {

/// The folder of real input files, which is not part of the source tree: CARTABLE_SHARED from the environment,
/// else `shared` beside the source folder.
[[nodiscard]] inline std::filesystem::path shared_folder() {
  char const* const given = std::getenv("CARTABLE_SHARED");
  if (given != nullptr && *given != '\0') {
    return given;
  }
  return std::filesystem::path(CARTABLE_SOURCE_DIR) / ".." / "shared";
}

/// A file of real input by its path below the data folder ("vancouver/libraries.csv"); empty when it is missing.
[[nodiscard]] inline std::filesystem::path shared_file(std::string const& name) {
  std::error_code error;
  auto path = shared_folder() / "data" / name;
  return std::filesystem::exists(path, error) ? path : std::filesystem::path();
}

/// A folder of one's own, gone at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "cartable-test-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) {
      path_ = name;
    }
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) {
      std::filesystem::remove_all(path_, error);
    }
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;

  [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace cartable::test

/// Declares `variable` as the path of a real input file, or skips the test and says what is missing.
#define CARTABLE_SHARED_FILE(variable, name)                                                         \
  std::filesystem::path const variable = ::cartable::test::shared_file(name);                        \
  if (variable.empty()) {                                                                            \
    GTEST_SKIP() << "real input " << (name) << " is not below " << ::cartable::test::shared_folder() \
                 << "; set CARTABLE_SHARED";                                                         \
  }                                                                                                  \
  static_assert(true)
