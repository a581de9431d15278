#pragma once

#include "base/result.hpp"
#include "geo/bbox.hpp"
#include "store/city_file.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What reports show beside counts, and what importers ask about a city before they read a file.
namespace cartable::store {

struct RecordExample {
  std::string id, name;
  std::vector<std::string> fields;  ///< of a changed record: what differs
};
struct PlanExamples {
  std::vector<RecordExample> added, changed, withdrawn;
};

/// Some records of each fate that a plan has for them, places first. Reads the city for what changed.
/// \param each  at most so many of each
[[nodiscard]] base::Result<PlanExamples> examples_of(CityFile const& city, ImportPlan const& plan, std::size_t each);

/// Where the city lies: the box of its places without the outermost 2 % on each side, else of its districts; empty
/// for a city with neither. \param but_source  a source that does not count, as it is about to be imported again
[[nodiscard]] base::Result<geo::BBox> city_box(CityFile const& city, std::string_view but_source);

/// Adds to the batch those of the records named that are stored and that it does not have, as they are stored: a row
/// that could not be read is no reason to withdraw its record. \return how many
[[nodiscard]] base::Result<std::size_t> keep_records(CityFile const& city, std::vector<std::string> const& ids,
                                                     ImportBatch& batch);

/// The city's organisations by folded name, key and id.
[[nodiscard]] base::Result<std::map<std::string, std::string>> organisations_by_word(CityFile const& city);

}  // namespace cartable::store
