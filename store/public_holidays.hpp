#pragma once

#include "store/model.hpp"

#include <chrono>
#include <map>
#include <string_view>

namespace cartable::store {

/// Public holidays of a region by KHolidays' tables, with every day of those that last several. Links KHolidays: part
/// of cartable::store_hours.
///
/// A subdivision ("DE-SN") has its own table, else its country's. Where only subdivisions have one (Australia), a day
/// that all of them keep is a holiday of the country, one that some keep is unknown.
class PublicHolidays {
 public:
  /// \param region  ISO 3166-1 or 3166-2, any case
  PublicHolidays(std::string_view region, std::chrono::sys_days first, std::chrono::sys_days last);

  /// Whether there is a table of this region or of its country.
  [[nodiscard]] bool known() const noexcept { return known_; }
  /// pre: first ≤ day ≤ last
  [[nodiscard]] Tri at(std::chrono::sys_days day) const;

 private:
  bool known_ = false;
  std::map<std::chrono::sys_days, Tri> days_;  ///< those that are not ordinary days
};

}  // namespace cartable::store
