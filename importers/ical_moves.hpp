#pragma once

#include "store/ical_text.hpp"
#include "store/model.hpp"

#include <string>
#include <vector>

/// Sessions of a calendar that take place at another time or place than was announced.
namespace cartable::importers {

/// An event of a file with its key.
struct CalendarEntry {
  store::CalendarEvent const* event = nullptr;
  std::string uid, recurrence;  ///< recurrence: as Session::recurrence_id
};

/// What the city has of the session tells whether it was moved. \param before  of the same id
void compare_with_stored(store::Session& session, store::Session const& before);

/// A session of a series that is at another time or place than the series says is moved; without an end of its own it
/// is as long as the others. \param first  the first of its sessions, null when this is it
/// \param is_master  the session is the series itself
void compare_with_series(store::Session& session, store::Session const* first, bool is_master);

/// Sessions that go on with a series from one of its times (RANGE=THISANDFUTURE) end it there.
/// pre: sessions is not empty
void split_series(std::vector<store::Session>& sessions, std::vector<CalendarEntry> const& entries);

}  // namespace cartable::importers
