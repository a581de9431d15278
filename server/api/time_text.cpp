// Times as a request writes them: text → AskedTime, without a city.
#include "server/api/times.hpp"
#include "store/hours_source.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

constexpr std::int64_t kDay = 1440;  // minutes
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
    if (length <= 0 || length > kLongestCitySpan) {
      return std::nullopt;
    }
  }
  return std::pair(*first, *last);
}

}  // namespace cartable::server::api
