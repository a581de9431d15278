#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "store/import_batch.hpp"

#include <filesystem>
#include <string_view>

namespace cartable::importers {

/// Reads what this program wrote as GeoJSON: places, offers, sessions or organisations, from `cartable export` or from
/// the API's items, with every field that they carry. Their ids become keys of this source.
[[nodiscard]] base::Result<store::ImportBatch> read_own_geojson(std::filesystem::path const& file,
                                                                OfferSourceOptions const& options,
                                                                CityContext const& city, PlaceLinks& links,
                                                                base::Progress const& progress = {});

/// Whether a text begins like one of these.
[[nodiscard]] bool is_own_geojson(std::string_view head);

}  // namespace cartable::importers
