#pragma once

#include "base/result.hpp"
#include "geo/database_session.hpp"
#include "store/city_file.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cartable::store {

/// Tells a running server whether its city was changed. Of a file by opening it each time; of a database by one
/// query on a connection that is kept, and made anew when it was lost. Belongs to one thread.
class CityWatch {
 public:
  /// \param where  "city.gpkg" or "postgresql://…/db?schema=lyon"
  explicit CityWatch(std::string where);

  /// As CityFile::revisions(): locked means "unchanged so far", wrong_version that this program cannot read it any
  /// more; unavailable: there is no database at the moment.
  [[nodiscard]] base::Result<Revisions> revisions();
  /// How long to wait between two looks.
  [[nodiscard]] std::chrono::milliseconds interval() const noexcept;

 private:
  [[nodiscard]] base::Result<Revisions> ask();
  std::string where_;
  bool in_file_;
  std::optional<geo::DatabaseSession> session_;
};

}  // namespace cartable::store
