#include "server/api/times.hpp"

#include "base/format.hpp"
#include "server/api/features.hpp"
#include "store/hours_source.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

store::UtcMinute minute_of(AskedTime const& time, Context const& context) {
  if (time.now) {
    return store::to_minute(context.now);
  }
  return time.utc ? static_cast<store::UtcMinute>(*time.utc)
                  : store::city_minute(context.state.catalog->setting("timezone"), time.wall);
}

}  // namespace

std::optional<Response> read_times(Context& context, store::Filter& filter) {
  Values& values = context.values;
  auto const open_at = values.has("open_at") ? parse_city_time(values.text("open_at")) : std::nullopt;
  auto const when = values.has("when") ? parse_city_span(values.text("when")) : std::nullopt;
  if (!open_at && !when) {
    return std::nullopt;
  }
  if (open_at) {
    filter.open_at = minute_of(*open_at, context);
  }
  if (when) {
    filter.when = store::MinuteSpan{minute_of(when->first, context), minute_of(when->second, context)};
    std::int64_t const length = std::int64_t{filter.when->to} - filter.when->from;
    if (length <= 0 || length > kLongestCitySpan) {
      values.mistake("when", fmt::format("when={}: must be {}", values.text("when"), kCitySpanRule));
      return bad_parameters(values.mistakes());
    }
  }
  // One table for both where they are near each other; sessions need none.
  auto const table = [&](store::UtcMinute minute) -> std::shared_ptr<store::HoursTable const> {
    if (context.state.hours && context.state.hours->covers(minute)) {
      return context.state.hours;
    }
    return context.state.hours_source ? context.state.hours_source->covering(minute, context.request.deadline)
                                      : nullptr;
  };
  auto const wanted = [&](std::optional<store::UtcMinute> minute) { return minute && context.state.hours_source; };
  if (filter.open_at) {
    filter.open_at_hours = table(*filter.open_at);
    if (!filter.open_at_hours && wanted(filter.open_at)) {
      return busy("the opening hours of this time are being read; ask again in a moment");
    }
  }
  if (filter.when) {
    filter.when_hours = table(filter.when->from);
    if (!filter.when_hours && wanted(filter.when->from)) {
      return busy("the opening hours of this time are being read; ask again in a moment");
    }
  }
  return std::nullopt;
}

bool asks_for_time(Request const& request) noexcept {
  return std::any_of(request.query.begin(), request.query.end(),
                     [](auto const& pair) { return pair.first == "open_at" || pair.first == "when"; });
}

bool depends_on_now(Values const& values) noexcept {
  return values.text("open_at") == "now" || values.text("when").find("now") != std::string_view::npos;
}

}  // namespace cartable::server::api
