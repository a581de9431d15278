#pragma once

#include "base/result.hpp"
#include "geo/database.hpp"
#include "store/city_file.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace cartable::store {

/// A piece of a derived value as it is stored: at most kMaxChunkBytes.
struct DerivedChunk {
  std::string key;
  std::string source;  ///< slug of the source that it was made of
  std::string part;
  std::int64_t number = 0;  ///< of the chunk in its part
  std::int64_t input_revision = 0;
  std::int64_t format_version = 0;
  std::string bytes;
};

/// One state of a city, table by table, without keeping it in memory. An import that is committed meanwhile is not
/// seen. In a file it holds up a writer's commit, so read to the end and let go. Belongs to one thread.
class CityReader {
 public:
  /// \param where  of a city, as for CityFile
  [[nodiscard]] static base::Result<CityReader> open(std::string const& where);

  [[nodiscard]] base::Result<Revisions> revisions();
  /// Every record of a table, or those that satisfy a condition of SQL, in the order of rows; ends with the error
  /// that `take` gives. For every record type of model.hpp.
  template <class R>
  [[nodiscard]] base::Status read(std::function<base::Status(R&&)> const& take, std::string const& condition = {});
  [[nodiscard]] base::Status read_derived(std::function<base::Status(DerivedChunk&&)> const& take);

 private:
  explicit CityReader(geo::Database database) : database_(std::move(database)) {}
  geo::Database database_;
};

}  // namespace cartable::store
