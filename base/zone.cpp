#include "base/zone.hpp"

#include "base/format.hpp"

#include <unicode/ucal.h>

#include <memory>
#include <stdexcept>

namespace cartable::base {

std::string date_in_zone(std::chrono::system_clock::time_point moment, std::string_view zone) {
  struct Close {
    void operator()(void* calendar) const noexcept { ucal_close(static_cast<UCalendar*>(calendar)); }
  };
  std::u16string const id(zone.empty() ? std::u16string(u"UTC") : std::u16string(zone.begin(), zone.end()));
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<void, Close> const owner(
      ucal_open(id.data(), static_cast<std::int32_t>(id.size()), "en", UCAL_GREGORIAN, &status));
  auto* const calendar = static_cast<UCalendar*>(owner.get());
  auto const milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
  if (calendar != nullptr) {
    ucal_setMillis(calendar, static_cast<UDate>(milliseconds), &status);
  }
  std::int32_t const year = U_SUCCESS(status) ? ucal_get(calendar, UCAL_EXTENDED_YEAR, &status) : 0;
  std::int32_t const month = U_SUCCESS(status) ? ucal_get(calendar, UCAL_MONTH, &status) : 0;
  std::int32_t const day = U_SUCCESS(status) ? ucal_get(calendar, UCAL_DATE, &status) : 0;
  if (U_FAILURE(status)) {
    throw std::runtime_error(std::string("ICU's calendar cannot be used: ") + u_errorName(status));
  }
  return fmt::format("{:04}-{:02}-{:02}", year, month + 1, day);  // ICU counts months from 0
}

}  // namespace cartable::base
