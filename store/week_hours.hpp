#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace cartable::store {

/// Open from a minute of a day on; minutes since midnight.
struct WeekSpan {
  int day = 0;     ///< 0 Monday … 6 Sunday
  int opens = 0;   ///< 0 … 1439
  int closes = 0;  ///< after opens; beyond 1440 it closes on the next day
  friend bool operator==(WeekSpan const&, WeekSpan const&) = default;
};

/// Opening hours (OSM syntax) that are the same every week, as formats without rules of their own need them
/// (schema.org, HSDS): "Mo-Fr 08:00-12:00,13:00-17:00; Sa 10:00-12:00; PH off". Public and school holidays are left
/// out, as those formats cannot name them.
/// \return by day, then time; empty for hours that differ from week to week, depend on the sun, hold a comment or
///         cannot be read: nothing is better than half of it
[[nodiscard]] std::vector<WeekSpan> ordinary_week(std::string_view opening_hours);

}  // namespace cartable::store
