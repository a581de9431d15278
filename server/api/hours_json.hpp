#pragma once

#include "server/api/serialize.hpp"
#include "store/hours_table.hpp"

#include <optional>

namespace cartable::server::api {

class ObjectText;
struct Context;
struct Response;

/// Whether a place is open now, as the reader may know it.
[[nodiscard]] store::HoursTable::Answer hours_of(store::Place const& place, Reader const& reader);

/// Whether places are closed on days of their own, which their records do not say.
[[nodiscard]] bool has_closing_days(Reader const& reader);

/// The members that tell of opening hours besides their text: open, open_until, opens_at, appointment and, for the
/// single item, opening_hours_week.
void hours_members(ObjectText& object, store::Place const& place, PlaceAnswer const& answer, Reader const& reader);

/// How long an answer that says `open` holds: until the earliest change among the places shown.
class Freshness {
 public:
  /// A place that is shown. \param with_week  its week is shown as well, which changes at the city's midnight
  void add(store::HoursTable::Answer const& answer, Reader const& reader, bool with_week = false);
  /// The earliest of the changes; nothing: nothing is known of any place.
  [[nodiscard]] std::optional<store::UtcMinute> until() const noexcept { return until_; }
  /// Sets Cache-Control, unless nothing is known of any place, or the answer depends on "now" otherwise.
  void apply(Context const& context, Response& response) const;

 private:
  std::optional<store::UtcMinute> until_;
};

}  // namespace cartable::server::api
