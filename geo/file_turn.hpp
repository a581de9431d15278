#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace cartable::geo {

/// The right of one thread to have a database file open in this process.
///
/// GDAL's opening opens and closes the file with a descriptor of its own beside SQLite's. POSIX drops all of a
/// process' locks on a file when any of its descriptors is closed, so a second opening in the same process takes
/// the first one's locks away, and another process may then write in the middle. Hence one at a time.
class FileTurn {
 public:
  /// Waits for the turn. `locked` after `patience`.
  [[nodiscard]] static base::Result<FileTurn> take(std::string const& path, std::chrono::milliseconds patience);
  ~FileTurn() { give_back(); }
  FileTurn(FileTurn&& other) noexcept : key_(std::exchange(other.key_, {})) {}
  FileTurn& operator=(FileTurn&& other) noexcept {
    if (this != &other) {
      give_back();
      key_ = std::exchange(other.key_, {});
    }
    return *this;
  }
  FileTurn(FileTurn const&) = delete;
  FileTurn& operator=(FileTurn const&) = delete;

 private:
  explicit FileTurn(std::string key) : key_(std::move(key)) {}
  void give_back() noexcept;
  std::string key_;  ///< device and inode, so that two names of one file share a turn; else the path
};

}  // namespace cartable::geo
