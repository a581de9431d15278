#pragma once

#include "server/api/params.hpp"
#include "store/catalog.hpp"
#include "store/recurrence.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cartable::server::api {

/// Which sessions take place in an interval: a series by each of its times, as `datetime` of the collection events
/// asks. Times that a series leaves out, or that a session of its own replaces, are none of its times.
class EventTimes {
 public:
  /// Times of one series that are told; of an interval without an end so many days of it, from the day on from which
  /// the series has begun.
  static constexpr std::size_t kMostEach = 100;
  static constexpr std::int64_t kHorizonDays = 400;

  /// \param catalog  must outlive this
  /// \param asked    nothing: every session meets it
  EventTimes(store::Catalog const& catalog, std::optional<Interval> const& asked);

  /// A session whose start cannot be read meets no interval.
  [[nodiscard]] bool meets(store::Session const& session) const;
  /// The first times of a series in the interval, by start; none of a session that takes place once.
  [[nodiscard]] std::vector<store::Occurrence> times_of(store::Session const& session) const;

 private:
  [[nodiscard]] std::vector<store::Occurrence> count_out(store::Session const& session, std::size_t most) const;

  store::Catalog const& catalog_;
  std::optional<Interval> asked_;
  /// Sessions that replace one time of a series, by source and uid.
  std::unordered_map<std::string, std::vector<store::Session const*>> changed_;
};

/// Whether an ISO date or RFC 3339 text lies in the interval; a text that is not known does not.
[[nodiscard]] bool in_time(std::optional<Interval> const& time, std::string_view from, std::string_view to);

}  // namespace cartable::server::api
