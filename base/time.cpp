#include "base/time.hpp"

#include "base/format.hpp"

#include <array>

namespace cartable::base {

std::string to_rfc3339(std::chrono::system_clock::time_point moment) {
  using namespace std::chrono;
  auto const day = floor<days>(moment);
  year_month_day const date(day);
  hh_mm_ss const time(floor<seconds>(moment - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::string now_rfc3339() { return to_rfc3339(std::chrono::system_clock::now()); }

std::string to_http_date(std::chrono::system_clock::time_point moment) {
  using namespace std::chrono;
  static constexpr std::array<char const*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<char const*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const day = floor<days>(moment);
  year_month_day const date(day);
  hh_mm_ss const time(floor<seconds>(moment - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace cartable::base
