#pragma once

#include "base/json.hpp"
#include "store/hsds.hpp"

#include <string_view>

namespace cartable::store {

/// Schedules of opening hours. HSDS tells times by an offset from UTC, which summer time changes: hours that are the
/// same every week are given once for each stretch of the year to come in which the offset stays. Hours of any other
/// kind are one schedule with the text alone. \param link  id of what they belong to
[[nodiscard]] base::OrderedJson hsds_hours(std::string_view opening_hours, HsdsCity const& city, std::string_view link);

/// Schedules of a session; none of one that is cancelled or cannot be read. A weekly or monthly series has its rule for
/// each stretch of equal offset; other series have their text alone.
[[nodiscard]] base::OrderedJson hsds_session(Session const& session, HsdsCity const& city);

}  // namespace cartable::store
