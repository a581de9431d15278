#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace cartable::store {

/// The right to import into one city, held from before parsing until after the commit, so that a second import is
/// refused at once and not after minutes of work. An advisory lock on `city.gpkg.lock` beside the city: it is gone
/// with its process, however that ends, and the file's text says who holds it.
class ImportLock {
 public:
  /// \param what  the first words of the refusal that others see: "cartable import vancouver.osm.pbf"
  /// \return locked, naming the holder; unwritable when the folder cannot be written
  [[nodiscard]] static base::Result<std::shared_ptr<ImportLock const>> take(std::string const& city, std::string_view what);
  ~ImportLock();
  ImportLock(ImportLock const&) = delete;
  ImportLock& operator=(ImportLock const&) = delete;

 private:
  ImportLock(std::string path, int handle) : path_(std::move(path)), handle_(handle) {}
  std::string path_;
  int handle_;
};

}  // namespace cartable::store
