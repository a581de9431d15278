#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "importers/city_context.hpp"
#include "store/import_batch.hpp"

#include <filesystem>

namespace cartable::importers {

/// Reads an iCalendar file: each VEVENT a session, each series (UID) an offer that its sessions belong to.
/// UID and RECURRENCE-ID are the key; of two events with one key the greater SEQUENCE, then LAST-MODIFIED decides.
/// A session that the calendar no longer has becomes withdrawn; one whose single time or place differs from what the
/// city has is `moved`, with its earlier start and place. LOCATION and GEO are looked for among the city's places.
/// Attendees and organisers' addresses are not read.
/// \param links  gets what became of the places
/// \return an Error when no event can be taken; rows not taken are in batch.rejects
[[nodiscard]] base::Result<store::ImportBatch> read_calendar(std::filesystem::path const& file,
                                                             OfferSourceOptions const& options, CityContext const& city,
                                                             PlaceLinks& links, base::Progress const& progress = {});

}  // namespace cartable::importers
