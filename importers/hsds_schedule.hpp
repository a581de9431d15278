#pragma once

#include "importers/open_records.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cartable::importers {

/// Schedules as OSM opening hours.
struct HsdsHours {
  std::string hours;  ///< "Mo-Fr 09:00-17:00; PH off"; empty when nothing can be said so
  std::int64_t not_carried =
      0;  ///< schedules that opening hours cannot say (every other week, a count, a day of the month)
};

/// Where `notes` hold the hours in OSM's syntax, as our own exports have them, these are taken and the row is passed
/// over; a single row that is but a description is its text. Rows of `schedules` (3.0) or of `regular_schedules` (1.1),
/// in city time whatever offset they name.
[[nodiscard]] HsdsHours hsds_hours(std::vector<FlatRecord const*> const& rows);

}  // namespace cartable::importers
