#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"
#include "store/city_file.hpp"
#include "store/city_reader.hpp"
#include "store/model.hpp"

#include <functional>
#include <string>

namespace cartable::store {

/// A new city file, written record by record: whole in the end or not there at all.
class CityWriter {
 public:
  /// Makes a file of this program's schema version and has it filled; unlike CityFile::create it holds nothing of its
  /// own. conflict: there is a file of that name.
  /// \param revisions  as the file will have them
  [[nodiscard]] static base::Status create(std::string const& path, Revisions const& revisions,
                                           std::function<base::Status(CityWriter&)> const& fill);

  /// As it is, first and last seen included. Ids are the caller's care.
  template <class R>
  [[nodiscard]] base::Status add(R const& record);
  [[nodiscard]] base::Status add(DerivedChunk&& chunk);

 private:
  explicit CityWriter(geo::Database& database) : database_(database) {}
  geo::Database& database_;
  geo::Row row_;
};

}  // namespace cartable::store
