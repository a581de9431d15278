#pragma once

#include "base/result.hpp"
#include "geo/database_session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cartable::store {

/// The right to import into one city, held from before parsing until after the commit, so that a second import is
/// refused at once and not after minutes of work. Of a file: an advisory lock on `city.gpkg.lock` beside the city,
/// whose text says who holds it. Of a schema in PostgreSQL: a lock of a session of its own, whose name says it.
/// Either is gone with its process, however that ends.
class ImportLock {
 public:
  /// \param what  the first words of the refusal that others see: "cartable import vancouver.osm.pbf"
  /// \return locked, naming the holder; unwritable when the folder cannot be written
  [[nodiscard]] static base::Result<std::shared_ptr<ImportLock const>> take(std::string const& city,
                                                                            std::string_view what);
  ~ImportLock();
  ImportLock(ImportLock const&) = delete;
  ImportLock& operator=(ImportLock const&) = delete;

 private:
  ImportLock(std::string path, int handle) : path_(std::move(path)), handle_(handle) {}
  explicit ImportLock(geo::SessionLock session) : session_(std::move(session)) {}
  std::string path_;
  int handle_ = -1;
  std::optional<geo::SessionLock> session_;
};

}  // namespace cartable::store
