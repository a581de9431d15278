#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "importers/open_formats.hpp"
#include "store/city_file.hpp"
#include "store/import_batch.hpp"

#include <string>

namespace cartable::cli {

/// What one source of offers or sessions was read into.
struct ReadOffers {
  store::ImportBatch batch;
  importers::PlaceLinks links;
  std::optional<importers::TableReport> table;  ///< of a table: its columns, and its rows not taken as they were
};

/// Reads a file of an open format, or a table of offers, into a batch: with the city's places, organisations and
/// offers at hand.
/// \param role  empty, offers or events
/// \param timezone  the city's as the person importing says it; empty: the city's setting
/// \param table  gets what was found out of a table although it could not be read
[[nodiscard]] base::Result<ReadOffers> read_offers_of(store::CityFile const& city, std::string const& role,
                                                      std::string const& file,
                                                      importers::OfferSourceOptions const& options,
                                                      std::string const& timezone, base::Progress const& progress,
                                                      std::optional<importers::TableReport>& table);

}  // namespace cartable::cli
