#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "exporters/audience.hpp"
#include "exporters/credits.hpp"
#include "exporters/one_source.hpp"
#include "exporters/place_filter.hpp"
#include "exporters/record_fields.hpp"
#include "geo/dataset.hpp"
#include "store/city_reader.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace cartable::exporters {

/// What all tables of one export share.
struct TableInput {
  store::CityReader& city;
  Audience const& audience;
  Credits& credits;
  OneSource const* source = nullptr;    ///< null: all of them
  PlaceFilter const* places = nullptr;  ///< null: all of them
};

/// One collection as a table: its columns, and its rows one by one.
class CollectionTable {
 public:
  virtual ~CollectionTable() = default;
  CollectionTable() = default;
  CollectionTable(CollectionTable const&) = delete;
  CollectionTable& operator=(CollectionTable const&) = delete;

  [[nodiscard]] geo::LayerDef const& layer() const noexcept { return layer_; }
  /// Gives `take` every row; the row is used again for the next.
  [[nodiscard]] virtual base::Status rows(std::function<base::Status(geo::Row const&)> const& take,
                                          base::Progress const& progress) = 0;
  [[nodiscard]] std::int64_t written() const noexcept { return written_; }
  [[nodiscard]] std::int64_t not_public() const noexcept { return not_public_; }

 protected:
  geo::LayerDef layer_;
  std::int64_t written_ = 0, not_public_ = 0;
};

/// The collections that there are.
struct CollectionKind {
  std::string_view name;
  bool for_planners = false;  ///< nobody else sees a record of it
  /// \param place_languages  of the places that lists hold, already known
  base::Result<std::unique_ptr<CollectionTable>> (*make)(TableInput const& input, TextLanguages const& place_languages);
};
[[nodiscard]] std::vector<CollectionKind> const& collection_kinds();

}  // namespace cartable::exporters
