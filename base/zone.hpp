#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace cartable::base {

/// The calendar date of a moment in a time zone of the IANA table: "2026-11-26" for 23:30 UTC in "Europe/Paris".
/// A zone that is empty or not in the table counts as UTC.
[[nodiscard]] std::string date_in_zone(std::chrono::system_clock::time_point moment, std::string_view zone);

}  // namespace cartable::base
