#pragma once

#include "store/catalog.hpp"
#include "store/interval.hpp"
#include "store/recurrence.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::store {

/// Which sessions take place in an interval: a series by each of its times, as `datetime` of the collection events
/// asks. Times that a series leaves out, or that a session of its own replaces, are none of its times.
class SessionTimes {
 public:
  /// Times of one series that are told; of an interval without an end so many days of it, from the day on from which
  /// the series has begun.
  static constexpr std::size_t kMostEach = 100;
  static constexpr std::int64_t kHorizonDays = 400;

  /// \param catalog  must outlive this
  /// \param asked    nothing: every session meets it
  SessionTimes(Catalog const& catalog, std::optional<Interval> const& asked);

  /// A session whose start cannot be read meets no interval.
  [[nodiscard]] bool meets(Session const& session) const;
  /// The first times of a series in the interval, by start; none of a session that takes place once.
  [[nodiscard]] std::vector<Occurrence> times_of(Session const& session) const;

 private:
  [[nodiscard]] std::vector<Occurrence> count_out(Session const& session, std::size_t most) const;

  Catalog const& catalog_;
  std::optional<Interval> asked_;
  /// Sessions that replace one time of a series, by source and uid.
  std::unordered_map<std::string, std::vector<Session const*>> changed_;
};

/// The interval with the days that it names as days of the city's clock: what sessions are asked by.
/// \param zone  IANA; empty or none: UTC
[[nodiscard]] std::optional<Interval> in_city_days(std::optional<Interval> asked, std::string_view zone);

}  // namespace cartable::store
