#include "store/interval.hpp"

#include <algorithm>
#include <chrono>

namespace cartable::store {
namespace {

std::optional<int> digits(std::string_view text) noexcept {
  int value = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<std::pair<std::int64_t, std::int64_t>> parse_moment(std::string_view text) noexcept {
  // RFC 3339 §5.6; a full-date alone is taken as well.
  if (text.size() < 10 || text.size() > 40 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  auto const year = digits(text.substr(0, 4));
  auto const month = digits(text.substr(5, 2));
  auto const day = digits(text.substr(8, 2));
  if (!year || !month || !day) {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) {
    return std::nullopt;
  }
  std::int64_t const midnight =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::sys_days(date).time_since_epoch()).count();
  if (text.size() == 10) {
    return std::pair(midnight, midnight + 86399);
  }
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  auto const hour = digits(text.substr(11, 2));
  auto const minute = digits(text.substr(14, 2));
  auto const second = digits(text.substr(17, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  std::size_t at = 19;
  if (text[at] == '.') {
    std::size_t const start = ++at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      ++at;
    }
    if (at == start) {
      return std::nullopt;
    }
  }
  std::string_view const zone = text.substr(std::min(at, text.size()));
  std::int64_t offset = 0;
  if (zone != "Z" && zone != "z") {
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') {
      return std::nullopt;
    }
    auto const hours = digits(zone.substr(1, 2));
    auto const minutes = digits(zone.substr(4, 2));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) {
      return std::nullopt;
    }
    offset = (*hours * 3600 + *minutes * 60) * (zone[0] == '-' ? -1 : 1);
  }
  std::int64_t const moment = midnight + *hour * 3600 + *minute * 60 + *second - offset;
  return std::pair(moment, moment);
}

bool in_time(std::optional<Interval> const& time, std::string_view from, std::string_view to) {
  if (!time) {
    return true;
  }
  auto const first = parse_moment(from);
  auto const last = to.empty() ? first : parse_moment(to);
  return first && last && time->meets(first->first, last->second);
}

}  // namespace cartable::store
