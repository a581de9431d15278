#include "base/local_time.hpp"

#include "base/format.hpp"

#include <unicode/basictz.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>

namespace cartable::base {
namespace {

constexpr std::int64_t kDay = 86'400;

/// Digits at a position, or nothing.
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

bool at(std::string_view text, std::size_t position, std::string_view any) noexcept {
  return position < text.size() && any.find(text[position]) != std::string_view::npos;
}

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string narrow(icu::UnicodeString const& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

/// ICU's zone of this exact name of its table; null for any other text, which ICU would take as a zone without offset.
std::unique_ptr<icu::BasicTimeZone> table_zone(icu::UnicodeString const& name) {
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(name));
  if (zone == nullptr || *zone == icu::TimeZone::getUnknown()) {
    return nullptr;
  }
  icu::UnicodeString id;
  zone->getID(id);
  if (id.startsWith(icu::UnicodeString("GMT")) && id != name) {  // "GMT+25" and the like are made up from their name
    return nullptr;
  }
  if (dynamic_cast<icu::BasicTimeZone*>(zone.get()) == nullptr) {
    return nullptr;
  }
  return std::unique_ptr<icu::BasicTimeZone>(static_cast<icu::BasicTimeZone*>(zone.release()));
}

}  // namespace

struct TimeZone::Rules {
  std::unique_ptr<icu::BasicTimeZone> zone;
};

bool is_valid(LocalTime const& time) noexcept {
  using namespace std::chrono;
  bool const date =
      time.year >= 0 && time.year <= 9999 &&
      year_month_day(year(time.year), month(static_cast<unsigned>(time.month)), day(static_cast<unsigned>(time.day)))
          .ok() &&
      time.month > 0 && time.day > 0;
  return date && time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 && time.second >= 0 &&
         time.second < 60;
}

std::int64_t wall_seconds(LocalTime const& time) noexcept {
  using namespace std::chrono;
  sys_days const date =
      year_month_day(year(time.year), month(static_cast<unsigned>(time.month)), day(static_cast<unsigned>(time.day)));
  return date.time_since_epoch().count() * kDay + time.hour * 3600 + time.minute * 60 + time.second;
}

LocalTime from_wall_seconds(std::int64_t seconds) noexcept {
  using namespace std::chrono;
  std::int64_t const count = seconds >= 0 ? seconds / kDay : -((-seconds + kDay - 1) / kDay);
  year_month_day const date{sys_days(days(count))};
  auto const rest = static_cast<int>(seconds - count * kDay);
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())),
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .hour = rest / 3600,
          .minute = rest / 60 % 60,
          .second = rest % 60};
}

std::optional<std::int64_t> parse_instant(std::string_view text) noexcept {
  auto const year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  auto const hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second || text[4] != '-' || text[7] != '-' ||
      !at(text, 10, "Tt ") || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  LocalTime const time{*year, *month, *day, *hour, *minute, std::min(*second, 59)};
  if (!is_valid(time) || *second > 60) {
    return std::nullopt;
  }
  std::size_t next = 19;
  if (at(text, next, ".")) {
    do {
      ++next;
    } while (at(text, next, "0123456789"));
  }
  std::string_view const zone = text.substr(next);
  if (zone == "Z" || zone == "z") {
    return wall_seconds(time);
  }
  auto const hours = digits(zone, 1, 2), minutes = digits(zone, 4, 2);
  if (zone.size() != 6 || !at(zone, 0, "+-") || zone[3] != ':' || !hours || !minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  std::int64_t const offset = *hours * 3600 + *minutes * 60;
  return wall_seconds(time) - (zone[0] == '-' ? -offset : offset);
}

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  // Making a zone reads ICU's table; a calendar names the same few again and again.
  static std::mutex mutex;
  static std::map<std::string, std::optional<TimeZone>, std::less<>> known;
  constexpr std::size_t kMostKnown = 2000;
  if (name.empty() || name.size() > 200) {
    return std::nullopt;
  }
  std::lock_guard const lock(mutex);
  if (auto const found = known.find(name); found != known.end()) {
    return found->second;
  }
  std::unique_ptr<icu::BasicTimeZone> zone = table_zone(wide(name));
  if (zone == nullptr) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString id;
    icu::TimeZone::getIDForWindowsID(wide(name), nullptr, id, status);
    if (U_SUCCESS(status) && !id.isEmpty()) {
      zone = table_zone(id);
    }
  }
  // "/example.org/Olson_20200101/America/Argentina/Salta": the longest end that is a zone of a region.
  for (std::size_t slash = name.find('/'); zone == nullptr && slash != std::string_view::npos;
       slash = name.find('/', slash + 1)) {
    std::string_view const rest = name.substr(slash + 1);
    if (rest.find('/') != std::string_view::npos) {
      zone = table_zone(wide(rest));
    }
  }
  std::optional<TimeZone> out;
  if (zone != nullptr) {
    icu::UnicodeString id;
    zone->getID(id);
    out.emplace();
    out->name_ = narrow(id);
    out->rules_ = std::make_shared<Rules const>(Rules{std::move(zone)});
  }
  if (known.size() < kMostKnown) {
    known.emplace(std::string(name), out);
  }
  return out;
}

TimeZone TimeZone::utc() {
  auto zone = find("UTC");
  if (!zone) {
    throw std::runtime_error("ICU's table of time zones has no UTC; its data files are missing");
  }
  return *std::move(zone);
}

std::int64_t TimeZone::offset_at(std::int64_t instant) const {
  std::int32_t raw = 0, summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffset(static_cast<UDate>(instant) * 1000, 0, raw, summer, status);
  return U_SUCCESS(status) ? (raw + summer) / 1000 : 0;
}

LocalTime TimeZone::at(std::int64_t instant) const { return from_wall_seconds(instant + offset_at(instant)); }

std::int64_t TimeZone::instant(LocalTime const& time) const {
  std::int64_t const wall = wall_seconds(time);
  std::int32_t raw = 0, summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  rules_->zone->getOffsetFromLocal(static_cast<UDate>(wall) * 1000, UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw,
                                   summer, status);
  return wall - (U_SUCCESS(status) ? (raw + summer) / 1000 : 0);
}

std::string TimeZone::rfc3339(std::int64_t instant) const {
  std::int64_t const offset = offset_at(instant);
  LocalTime const t = from_wall_seconds(instant + offset);
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour, t.minute, t.second);
  if (name_ == "UTC") {
    return out + "Z";
  }
  std::int64_t const minutes = (offset < 0 ? -offset : offset) / 60;
  return out + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::optional<TimeZone> TimeZone::with_offsets(std::string_view likely,
                                               std::span<std::pair<std::int64_t, std::int64_t> const> offsets) {
  auto const fits = [&](TimeZone const& zone) {
    return std::all_of(offsets.begin(), offsets.end(),
                       [&](auto const& moment) { return zone.offset_at(moment.first) == moment.second; });
  };
  if (auto zone = find(likely); zone && fits(*zone)) {
    return zone;
  }
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::StringEnumeration> const names(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, status));
  while (U_SUCCESS(status) && names != nullptr) {
    icu::UnicodeString const* const name = names->snext(status);
    if (name == nullptr) {
      break;
    }
    if (auto zone = find(narrow(*name)); zone && fits(*zone)) {
      return zone;
    }
  }
  return std::nullopt;
}

}  // namespace cartable::base
