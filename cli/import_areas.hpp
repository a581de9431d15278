#pragma once

#include "base/result.hpp"
#include "store/city_file.hpp"
#include "store/import_batch.hpp"

namespace cartable::cli {

/// Looks at the areas that a batch brings, and at where its places lie among the districts, and adds what a person
/// should know to its notes: overlaps and gaps between districts of one set, catchments of one group on each other,
/// areas beyond the streets, places in no district. Proposes the first set of districts that is not OpenStreetMap's
/// as the one that reports use (the setting `district_set`).
[[nodiscard]] base::Status examine_areas_of(store::CityFile const& city, store::ImportBatch& batch);

}  // namespace cartable::cli
