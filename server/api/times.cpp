#include "server/api/times.hpp"

#include "base/format.hpp"
#include "base/local_time.hpp"
#include "server/api/features.hpp"
#include "store/hours_source.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

constexpr std::int64_t kDay = 1440;  // minutes
constexpr std::int64_t kLongestSpan = 366 * kDay;
constexpr std::int64_t kFirst = std::int64_t{store::HoursSource::kFirstDay.time_since_epoch().count()} * kDay;
constexpr std::int64_t kLast = std::int64_t{store::HoursSource::kLastDay.time_since_epoch().count() + 1} * kDay;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (char const c : text.substr(at, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Minutes that an offset adds: "Z", "+01:00", " 01:00"; nothing for another text.
std::optional<int> parse_offset(std::string_view text) noexcept {
  if (text == "Z" || text == "z") {
    return 0;
  }
  auto const hours = digits(text, 1, 2);
  auto const minutes = digits(text, 4, 2);
  bool const shape = text.size() == 6 && (text[0] == '+' || text[0] == '-' || text[0] == ' ') && text[3] == ':';
  if (!shape || !hours || !minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

std::optional<std::int64_t> parse_date(std::string_view text) noexcept {
  auto const day = store::parse_day(text.substr(0, 10));
  std::int64_t const minute = day ? std::int64_t{day->time_since_epoch().count()} * kDay : -1;
  return minute >= kFirst && minute < kLast ? std::optional(minute) : std::nullopt;
}

store::UtcMinute minute_of(AskedTime const& time, Context const& context) {
  if (time.now) {
    return store::to_minute(context.now);
  }
  return time.utc ? static_cast<store::UtcMinute>(*time.utc)
                  : store::city_minute(context.state.catalog->setting("timezone"), time.wall);
}

}  // namespace

std::optional<AskedTime> parse_city_time(std::string_view text) noexcept {
  AskedTime out;
  if (text == "now") {
    out.now = true;
    return out;
  }
  auto const date = parse_date(text);
  auto const hour = digits(text, 11, 2);
  auto const minute = digits(text, 14, 2);
  if (!date || !hour || !minute || *hour > 23 || *minute > 59 || text[13] != ':' ||
      (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
    return std::nullopt;
  }
  out.wall = *date + *hour * 60 + *minute;
  text.remove_prefix(16);
  if (!text.empty() && text[0] == ':') {
    auto const second = digits(text, 1, 2);
    if (!second || *second > 60) {
      return std::nullopt;
    }
    text.remove_prefix(3);
    if (!text.empty() && text[0] == '.') {
      std::size_t const end = std::min(text.find_first_not_of("0123456789", 1), text.size());
      if (end == 1) {
        return std::nullopt;
      }
      text.remove_prefix(end);
    }
  }
  if (text.empty()) {
    return out;
  }
  auto const offset = parse_offset(text);
  if (!offset) {
    return std::nullopt;
  }
  out.utc = out.wall - *offset;
  return out;
}

std::optional<std::pair<AskedTime, AskedTime>> parse_city_span(std::string_view text) noexcept {
  std::size_t const slash = std::min(text.find('/'), text.size());
  std::string_view const left = text.substr(0, slash);
  std::string_view const right = slash == text.size() ? left : text.substr(slash + 1);
  if (slash == text.size() && text.size() != 10) {
    return std::nullopt;
  }
  auto const end = [](std::string_view word, std::int64_t more) {
    if (word.size() != 10) {
      return parse_city_time(word);
    }
    auto const date = parse_date(word);
    return date ? std::optional(AskedTime{.now = false, .utc = std::nullopt, .wall = *date + more}) : std::nullopt;
  };
  auto const first = end(left, 0);
  auto const last = end(right, kDay);
  if (!first || !last) {
    return std::nullopt;
  }
  if (!first->now && !last->now && first->utc.has_value() == last->utc.has_value()) {
    std::int64_t const length = last->utc ? *last->utc - *first->utc : last->wall - first->wall;
    if (length <= 0 || length > kLongestSpan) {
      return std::nullopt;
    }
  }
  return std::pair(*first, *last);
}

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
    if (length <= 0 || length > kLongestSpan) {
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
