#pragma once

#include "base/local_time.hpp"
#include "store/hours.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::store {

/// What a city's hours depend on, and which texts there are.
struct HoursInput {
  HoursContext context{};            ///< without a window
  std::vector<std::string> texts{};  ///< sorted, each once
};
/// The distinct texts of places (opening_hours) and offers (schedule) that are listed, with the city's settings
/// (timezone, region, school_calendar) and the middle of its places, to a tenth of a degree. A calendar that cannot be
/// read counts as none (`cartable check` says so).
[[nodiscard]] HoursInput hours_input(std::vector<Place> const& places, std::vector<Offer> const& offers,
                                     std::vector<Setting> const& settings);

/// One day of a place as its door shows it.
struct HoursDay {
  std::chrono::sys_days date{};
  struct Span {
    int from = 0, to = 0;  ///< minutes of the wall's day; to may be after midnight, in the next day: "20:00–02:00"
    OpenState state = OpenState::open;  ///< never closed
    friend bool operator==(Span const&, Span const&) = default;
  };
  std::vector<Span> spans{};  ///< ascending; none: closed
  friend bool operator==(HoursDay const&, HoursDay const&) = default;
};

/// The meaning of all of a city's texts over one window of days. Immutable, shared; safe from any thread.
class HoursTable {
 public:
  using Shared = std::shared_ptr<Hours const>;
  /// \param hours  of the input's texts, in order, without the city's closing days
  HoursTable(HoursContext context, std::vector<std::string> texts, std::vector<Shared> hours);

  [[nodiscard]] HoursContext const& context() const noexcept { return context_; }
  [[nodiscard]] std::vector<std::string> const& texts() const noexcept { return texts_; }
  /// As given: without closing days.
  [[nodiscard]] std::vector<Shared> const& evaluated() const noexcept { return evaluated_; }
  [[nodiscard]] bool covers(UtcMinute minute) const noexcept { return first_ <= minute && minute < last_; }
  [[nodiscard]] UtcMinute first() const noexcept { return first_; }
  [[nodiscard]] UtcMinute last() const noexcept { return last_; }  ///< not included
  /// A number that no other table of this process has: for cache keys.
  [[nodiscard]] std::uint64_t serial() const noexcept { return serial_; }
  [[nodiscard]] std::optional<base::TimeZone> const& zone() const noexcept { return zone_; }

  /// With the city's closing days; null for a text that is not in the table, or empty.
  [[nodiscard]] Hours const* find(std::string_view text) const;

  /// Ids of places with closing days of their own, and when they are closed, in ascending order.
  using Closings = std::map<std::string, std::vector<std::pair<UtcMinute, UtcMinute>>, std::less<>>;
  [[nodiscard]] Closings const& closed_places() const noexcept { return closed_places_; }

  /// A place at a moment: its state, and when that changes next (nothing: not within the window).
  struct Answer {
    OpenState state = OpenState::unknown;
    std::optional<UtcMinute> until{};
    std::optional<UtcMinute> opens{};  ///< when closed: the next time that it opens
  };
  [[nodiscard]] Answer ask(Place const& place, UtcMinute minute) const;
  /// Seven days from the one of `minute` on; empty when nothing is known of them.
  [[nodiscard]] std::vector<HoursDay> week(Place const& place, UtcMinute minute) const;
  /// The next midnight in the city after `minute`.
  [[nodiscard]] UtcMinute next_midnight(UtcMinute minute) const;

 private:
  /// The place's hours with its own closing days; null when nothing is known.
  [[nodiscard]] Hours const* of(Place const& place, Hours& own) const;

  HoursContext context_;
  std::vector<std::string> texts_;
  std::vector<Shared> evaluated_;
  std::vector<Shared> hours_;  ///< with the closing days of all
  std::unordered_map<std::string_view, std::uint32_t> index_;
  std::optional<base::TimeZone> zone_;
  Closings closed_places_;
  UtcMinute first_ = 0, last_ = 0;
  std::uint64_t serial_;
};

/// `hours` closed in the spans given (ascending, apart). What is not known stays so elsewhere.
[[nodiscard]] Hours closed_during(Hours const& hours, std::vector<std::pair<UtcMinute, UtcMinute>> const& spans,
                                  UtcMinute first, UtcMinute last);

}  // namespace cartable::store
