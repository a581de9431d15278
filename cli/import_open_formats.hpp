#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/calendar_source.hpp"
#include "importers/city_context.hpp"
#include "importers/open_formats.hpp"
#include "store/city_file.hpp"
#include "store/import_batch.hpp"

#include <optional>
#include <string>
#include <vector>

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

/// What a calendar of days was read into: the batch holds no records.
struct ReadDays {
  store::ImportBatch batch;
  importers::PlaceLinks links;
  std::vector<store::CalendarSpan> spans;
};
[[nodiscard]] base::Result<ReadDays> read_days_of(store::CityFile const& city, std::string const& file,
                                                  importers::OfferSourceOptions const& options,
                                                  std::string const& timezone, base::Progress const& progress);
/// Puts the days of a source in the place of those that it brought before. Nothing is written where they are the same.
[[nodiscard]] base::Status keep_days(store::CityFile& city, std::string const& source,
                                     std::vector<store::CalendarSpan> spans);

}  // namespace cartable::cli
