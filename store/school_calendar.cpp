#include "store/school_calendar.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

namespace cartable::store {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// The longest stretch of school days: holidays are further apart only where a calendar has a gap.
constexpr days kLongestTerm{200};

constexpr std::array<std::pair<CalendarKind, std::string_view>, 4> kKinds{{
    {CalendarKind::school, "school"},
    {CalendarKind::public_holiday, "public"},
    {CalendarKind::no_public_holiday, "not-public"},
    {CalendarKind::closing, "closing"},
}};

bool before(CalendarSpan const& a, CalendarSpan const& b) {
  return std::tie(a.kind, a.first, a.last, a.name, a.places, a.source) <
         std::tie(b.kind, b.first, b.last, b.name, b.places, b.source);
}

base::Result<CalendarSpan> read_span(base::Json const& one) {
  auto const text = [&](char const* key) {
    auto const found = one.find(key);
    return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!one.is_object()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: a span of the city's calendar is a JSON object",
                      base::to_text(one));
  }
  auto const kind = parse_calendar_kind(text("kind"));
  auto const first = parse_day(text("first"));
  auto const last = parse_day(text("last"));
  if (!kind || !first || !last || *last < *first) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: a span of the city's calendar has kind (school, public, not-public, closing), first and "
                      "last (dates like 2026-12-19, in this order)",
                      base::to_text(one));
  }
  CalendarSpan span{.kind = *kind, .first = *first, .last = *last, .name = text("name"), .source = text("source")};
  if (auto const places = one.find("places"); places != one.end() && places->is_array()) {
    for (auto const& place : *places) {
      if (place.is_string()) {
        span.places.push_back(place.get<std::string>());
      }
    }
  }
  return span;
}

}  // namespace

std::string_view to_string(CalendarKind kind) noexcept {
  auto const found = std::find_if(kKinds.begin(), kKinds.end(), [&](auto const& one) { return one.first == kind; });
  return found == kKinds.end() ? std::string_view() : found->second;
}

std::optional<CalendarKind> parse_calendar_kind(std::string_view text) noexcept {
  auto const found = std::find_if(kKinds.begin(), kKinds.end(), [&](auto const& one) { return one.second == text; });
  return found == kKinds.end() ? std::nullopt : std::optional(found->first);
}

std::optional<sys_days> parse_day(std::string_view iso) noexcept {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') {
    return std::nullopt;
  }
  auto const number = [](std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '-' ? value : -1;
  };
  int const year = number(iso.substr(0, 4));
  int const month = number(iso.substr(5, 2));
  int const day = number(iso.substr(8, 2));
  if (year < 1900 || year > 2999 || month < 1 || day < 1) {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

std::string format_day(sys_days day) {
  std::chrono::year_month_day const date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

base::Result<CityCalendar> CityCalendar::parse(std::string_view setting) {
  CityCalendar out;
  if (setting.empty()) {
    return out;
  }
  CARTABLE_ASSIGN(base::Json const json, base::parse_json(setting));
  if (!json.is_array()) {
    return base::fail(base::ErrorCode::invalid_value, "the city's calendar (setting {}) is a JSON list of spans",
                      kCalendarSetting);
  }
  for (auto const& one : json) {
    CARTABLE_ASSIGN(CalendarSpan span, read_span(one));
    out.spans.push_back(std::move(span));
  }
  std::sort(out.spans.begin(), out.spans.end(), before);
  return out;
}

std::string CityCalendar::to_text() const {
  base::OrderedJson out = base::OrderedJson::array();
  for (CalendarSpan const& span : spans) {
    base::OrderedJson one{{"kind", std::string(to_string(span.kind))},
                          {"first", format_day(span.first)},
                          {"last", format_day(span.last)}};
    if (!span.name.empty()) {
      one["name"] = span.name;
    }
    if (!span.places.empty()) {
      one["places"] = span.places;
    }
    if (!span.source.empty()) {
      one["source"] = span.source;
    }
    out.push_back(std::move(one));
  }
  return base::to_text(out);
}

bool CityCalendar::replace(std::string const& source, std::vector<CalendarSpan> fresh) {
  std::vector<CalendarSpan> merged;
  for (CalendarSpan const& span : spans) {
    if (span.source != source) {
      merged.push_back(span);
    }
  }
  for (CalendarSpan& span : fresh) {
    span.source = source;
    merged.push_back(std::move(span));
  }
  std::sort(merged.begin(), merged.end(), before);
  merged.erase(std::unique(merged.begin(), merged.end()), merged.end());
  bool const changed = merged != spans;
  spans = std::move(merged);
  return changed;
}

Tri CityCalendar::school_holiday(sys_days day) const {
  std::optional<sys_days> earlier;  // the last holiday before the day
  std::optional<sys_days> later;    // the first one after it
  for (CalendarSpan const& span : spans) {
    if (span.kind != CalendarKind::school) {
      continue;
    }
    if (span.first <= day && day <= span.last) {
      return Tri::yes;
    }
    if (span.last < day && (!earlier || *earlier < span.last)) {
      earlier = span.last;
    }
    if (span.first > day && (!later || span.first < *later)) {
      later = span.first;
    }
  }
  return earlier && later && *later - *earlier <= kLongestTerm ? Tri::no : Tri::unknown;
}

bool CityCalendar::has(CalendarKind kind) const noexcept {
  return std::any_of(spans.begin(), spans.end(), [&](CalendarSpan const& span) { return span.kind == kind; });
}

}  // namespace cartable::store
