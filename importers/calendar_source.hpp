#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "store/import_batch.hpp"
#include "store/school_calendar.hpp"

#include <filesystem>
#include <vector>

namespace cartable::importers {

/// What a calendar of days says: the spans, and a batch without records that holds source, notes and rows not taken.
struct DayCalendar {
  std::vector<store::CalendarSpan> spans;
  store::ImportBatch batch;
};

/// Reads school holidays, public holidays and closing days, from iCalendar (whole days) or a table with columns for
/// kind, first and last day, name and places. What a span is, its kind's column, its category or its name says in
/// several languages; else school holidays. Days are the city's. \param options  layer: of a table with several zones,
/// the one that is meant ("Zone C")
[[nodiscard]] base::Result<DayCalendar> read_day_calendar(std::filesystem::path const& file,
                                                          OfferSourceOptions const& options, CityContext const& city,
                                                          PlaceLinks& links);

}  // namespace cartable::importers
