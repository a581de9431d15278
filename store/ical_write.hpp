#pragma once

#include "geo/lonlat.hpp"
#include "store/model.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Sessions as iCalendar (RFC 5545, 7986), written by libical: lines folded, texts escaped, a VTIMEZONE for each TZID.
namespace cartable::store {

/// What a calendar says of itself.
struct CalendarHead {
  std::string name;       ///< NAME and X-WR-CALNAME
  std::string url{};      ///< SOURCE: where it can be read again; empty for a file
  std::string zone{};     ///< the city's, for sessions that name none; empty: UTC
  std::string program{};  ///< PRODID: "Cartable 0.1.0"
};

/// A session with the words that its calendar entry shows.
struct CalendarItem {
  Session const* session = nullptr;
  std::string summary{}, description{}, location{};
  std::string organizer_name{}, organizer_email{};
  std::string url{};         ///< of the session, else of its offer
  std::string conference{};  ///< URL of a remote session
  std::string modified{};    ///< date or moment of its source's data, for DTSTAMP; empty: its start
  std::vector<std::string> categories{};
  std::optional<geo::LonLat> position{};
};

/// The words of a session in a language, from its own record, its offer, its place and who holds it; all but the
/// session may be null.
[[nodiscard]] CalendarItem calendar_item(Session const& session, Offer const* offer, Place const* place,
                                         Organisation const* organisation, std::string_view language);

/// Writes a calendar piece by piece: head, then events in any number.
/// UID is the session's own where it came with one, else made of its id; it stays for life.
class CalendarWriter {
 public:
  /// \param zones  of all sessions that will be written: each that exists gets its VTIMEZONE here
  CalendarWriter(CalendarHead head, std::set<std::string> const& zones, std::string& out);
  /// A session whose start cannot be read is left out. \return whether it was written
  bool add(CalendarItem const& item, std::string& out) const;
  static void end(std::string& out);

 private:
  CalendarHead head_;
};

/// A whole calendar.
[[nodiscard]] std::string write_calendar(CalendarHead const& head, std::span<CalendarItem const> items);

/// The zone whose clock a session's times are written by: its own, else the city's, else UTC.
[[nodiscard]] std::string calendar_zone(Session const& session, std::string_view city_zone);

}  // namespace cartable::store
