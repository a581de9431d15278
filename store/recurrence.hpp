#pragma once

#include "base/local_time.hpp"
#include "base/result.hpp"
#include "store/model.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// When sessions take place: recurring ones counted out by libical, in the local time of their zone.
namespace cartable::store {

/// One time that a session takes place, in seconds since 1970 (UTC); `ends` is not part of it.
struct Occurrence {
  std::uint32_t session = 0;  ///< index into the sessions asked about
  std::int64_t starts = 0, ends = 0;
  friend bool operator==(Occurrence const&, Occurrence const&) = default;
};

/// Every time that one of the sessions takes place in [from, to), by start. A session that replaces one time of a
/// series (same source and uid, with a recurrence id) takes that time's place, whatever its state: cancelled and
/// withdrawn ones come as well, their state is the session's. A session without an end has the length 0 and counts
/// where it starts. Sessions whose start cannot be read are left out.
/// Seconds of a day that summer time skips count on (02:30 is 03:30), of those that come twice the first is meant.
/// \param most_each  times of one session that are counted at most
[[nodiscard]] std::vector<Occurrence> occurrences(std::span<Session const> sessions, std::int64_t from, std::int64_t to,
                                                  std::size_t most_each = 5000);

/// Whether the session fills whole days of its zone: from midnight to midnight.
[[nodiscard]] bool is_all_day(Session const& session);

/// A recurrence rule (RFC 5545 RRULE) in libical's form.
/// \return invalid_value for what is no rule, one that comes more often than once a day, and one that never comes
[[nodiscard]] base::Result<std::string> check_rule(std::string const& rule, base::LocalTime const& first);

/// The rule without the times from a moment on, for a series that goes on as another one.
/// \param zone  of the series
[[nodiscard]] std::string rule_until(std::string const& rule, std::int64_t before);
/// The same rule for the times from a moment on: COUNT less those that were before it.
[[nodiscard]] std::string rule_from(std::string const& rule, base::LocalTime const& first, std::int64_t from,
                                    base::TimeZone const& zone);

/// The last moment at which a session is over, if its rule has an end.
[[nodiscard]] std::optional<std::int64_t> ends_for_good(Session const& session);

}  // namespace cartable::store
