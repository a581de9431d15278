#include "store/days.hpp"

#include <charconv>
#include <chrono>
#include <system_error>

namespace cartable::store {

std::optional<std::pair<std::int32_t, std::int32_t>> days_of(std::string_view date) noexcept {
  using namespace std::chrono;
  auto const number = [&](std::size_t at, std::size_t length) -> int {
    int value = -1;
    if (at + length > date.size() || (at > 0 && date[at - 1] != '-')) {
      return -1;
    }
    auto const [end, error] = std::from_chars(date.data() + at, date.data() + at + length, value);
    return error == std::errc{} && end == date.data() + at + length ? value : -1;
  };
  int const year_number = number(0, 4);
  if (year_number < 0) {
    return std::nullopt;
  }
  int const month_number = date.size() > 4 ? number(5, 2) : 1;
  int const day_number = date.size() > 7 ? number(8, 2) : 1;
  year_month_day const first{year(year_number), month(static_cast<unsigned>(month_number)),
                             day(static_cast<unsigned>(day_number))};
  if (month_number < 0 || day_number < 0 || !first.ok() || (date.size() > 10 && date[10] != 'T' && date[10] != ' ')) {
    return std::nullopt;
  }
  sys_days last = sys_days(first);
  if (date.size() == 4) {
    last = sys_days(year_month_day(first.year() / December / 31));
  } else if (date.size() == 7) {
    last = sys_days(first.year() / first.month() / std::chrono::last);
  }
  auto const count = [](sys_days day) { return static_cast<std::int32_t>(day.time_since_epoch().count()); };
  return std::pair(count(sys_days(first)), count(last));
}

}  // namespace cartable::store
