#include "store/ical_text.hpp"

#include "base/text.hpp"
#include "store/ical_support.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

namespace cartable::store {
namespace {

/// RFC 5545 §3.1: a line is 75 octets, its end not counted.
constexpr std::size_t kLongestLine = 75;
/// Events of one file; beyond it somebody's whole archive was exported.
constexpr std::size_t kMostEvents = 200'000;
constexpr int kFirstYear = 1970, kLastYear = 2100;
constexpr std::int64_t kDay = 86'400;

/// The name that a content line begins with; empty when it is none.
std::string_view property_name(std::string_view line) noexcept {
  std::size_t length = 0;
  while (length < line.size() &&
         ((line[length] >= 'A' && line[length] <= 'Z') || (line[length] >= 'a' && line[length] <= 'z') ||
          (line[length] >= '0' && line[length] <= '9') || line[length] == '-')) {
    ++length;
  }
  bool const ends = length < line.size() && (line[length] == ':' || line[length] == ';');
  return ends && line.find(':', length) != std::string_view::npos ? line.substr(0, length) : std::string_view();
}

bool is_upper(std::string_view name) noexcept {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_text_property(std::string const& name) {
  static constexpr std::array<std::string_view, 4> kTexts{"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"};
  return std::find(kTexts.begin(), kTexts.end(), name) != kTexts.end();
}

/// Where the value of a content line begins: behind the first colon outside quotes.
std::size_t value_at(std::string_view line) noexcept {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    quoted = line[i] == '"' ? !quoted : quoted;
    if (line[i] == ':' && !quoted) {
      return i + 1;
    }
  }
  return line.size();
}

/// The lines of a calendar, unfolded and mended, so that libical sees what was meant.
class LineMender {
 public:
  explicit LineMender(CalendarSlips& slips) : slips_(slips) {}

  std::string mend(std::string_view text) {
    out_.reserve(text.size() + text.size() / 16);
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = text.find('\n', begin);
      bool const ended = end != std::string_view::npos;
      end = ended ? end : text.size();
      std::string_view line = text.substr(begin, end - begin);
      begin = end + 1;
      if (line.ends_with('\r')) {
        line.remove_suffix(1);
      } else if (ended) {
        ++slips_.bare_line_ends;
      }
      take(line);
    }
    settle();
    flush();
    return std::move(out_);
  }

 private:
  void take(std::string_view line) {
    slips_.long_lines += line.size() > kLongestLine ? 1 : 0;
    if (line.empty()) {
      return;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      unfolded_.append(line.substr(1));
      return;
    }
    settle();
    unfolded_ = line;
  }

  /// An unfolded line is a property, or goes on with the text before it.
  void settle() {
    if (unfolded_.empty()) {
      return;
    }
    std::string_view const name = property_name(unfolded_);
    bool const known =
        !name.empty() && (is_upper(name) || icalproperty_string_to_kind(std::string(name).c_str()) != ICAL_NO_PROPERTY);
    if (!known && !line_.empty()) {  // a text that was broken without being folded
      ++slips_.broken_lines;
      line_.append("\\n").append(unfolded_);
    } else {
      flush();
      line_ = unfolded_;
    }
    unfolded_.clear();
  }

  /// Whether the line belongs to a component that libical does not know (RFC 9073's PARTICIPANT and others).
  bool is_skipped(std::string const& name, std::string const& value) {
    if (name == "BEGIN" && (skipping_ > 0 || icalcomponent_string_to_kind(value.c_str()) == ICAL_NO_COMPONENT)) {
      ++skipping_;
      return true;
    }
    if (name == "END" && skipping_ > 0) {
      --skipping_;
      return true;
    }
    return skipping_ > 0;
  }

  void flush() {
    if (line_.empty()) {
      return;
    }
    std::string name(property_name(line_));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    std::size_t const value = value_at(line_);
    std::string const text(base::trim(std::string_view(line_).substr(value)));
    if (!is_skipped(name, text)) {
      if (name != "BEGIN" && name != "END" && !name.starts_with("X-") &&
          icalproperty_string_to_kind(name.c_str()) == ICAL_NO_PROPERTY) {
        ++slips_.unknown_lines;
      } else {
        if (is_text_property(name)) {
          for (std::size_t i = value; i < line_.size(); ++i) {
            slips_.unescaped += (line_[i] == ',' || line_[i] == ';') && line_[i - 1] != '\\' ? 1 : 0;
          }
        }
        out_.append(line_).append("\r\n");
      }
    }
    line_.clear();
  }

  CalendarSlips& slips_;
  std::string out_, line_, unfolded_;
  int skipping_ = 0;
};

std::string text_of(char const* text) { return text == nullptr ? std::string() : base::mend_utf8(base::trim(text)); }

std::string value_text(icalproperty const* property) {
  icalvalue const* const value = icalproperty_get_value(property);
  if (value == nullptr) {
    return {};
  }
  if (icalvalue_isa(value) == ICAL_TEXT_VALUE) {
    return text_of(icalvalue_get_text(value));
  }
  char* const text = icalproperty_get_value_as_string_r(property);
  std::string out = text_of(text);
  icalmemory_free_buffer(text);
  return out;
}

std::string parameter(icalproperty* property, icalparameter_kind kind) {
  icalparameter* const found = icalproperty_get_first_parameter(property, kind);
  if (found == nullptr) {
    return {};
  }
  switch (kind) {
    case ICAL_TZID_PARAMETER: return text_of(icalparameter_get_tzid(found));
    case ICAL_CN_PARAMETER: return text_of(icalparameter_get_cn(found));
    case ICAL_LANGUAGE_PARAMETER: return text_of(icalparameter_get_language(found));
    default: return {};
  }
}

std::optional<CalendarTime> time_of(icalproperty* property, icaltimetype const& time) {
  if (icaltime_is_null_time(time)) {
    return std::nullopt;
  }
  CalendarTime out = from_ical(time);
  if (!is_valid(out.wall)) {
    return std::nullopt;
  }
  if (!out.is_utc && !out.is_date) {
    out.tzid = parameter(property, ICAL_TZID_PARAMETER);
  }
  return out;
}

std::int64_t seconds_of(icaldurationtype const& duration) {
  std::int64_t const seconds = duration.seconds + std::int64_t{60} * duration.minutes +
                               std::int64_t{3600} * duration.hours + kDay * duration.days +
                               7 * kDay * static_cast<std::int64_t>(duration.weeks);
  return duration.is_neg != 0 ? -seconds : seconds;
}

void read_rdate(icalproperty* property, CalendarEvent& event) {
  icaldatetimeperiodtype const date = icalproperty_get_rdate(property);
  bool const period = icaltime_is_null_time(date.time) != 0;
  auto start = time_of(property, period ? date.period.start : date.time);
  if (!start) {
    return;
  }
  CalendarPeriod out{*std::move(start), std::nullopt};
  if (period) {
    if (auto const end = time_of(property, date.period.end)) {
      out.seconds = wall_seconds(end->wall) - wall_seconds(out.start.wall);
    } else {
      out.seconds = seconds_of(date.period.duration);
    }
    if (*out.seconds < 0) {
      out.seconds.reset();
    }
  }
  event.rdates.push_back(std::move(out));
}

void read_property(icalproperty* property, CalendarEvent& event) {
  switch (icalproperty_isa(property)) {
    case ICAL_UID_PROPERTY: event.uid = value_text(property); break;
    case ICAL_SUMMARY_PROPERTY:
      event.summary = value_text(property);
      event.language = parameter(property, ICAL_LANGUAGE_PARAMETER);
      break;
    case ICAL_DESCRIPTION_PROPERTY: event.description = value_text(property); break;
    case ICAL_LOCATION_PROPERTY: event.location = value_text(property); break;
    case ICAL_URL_PROPERTY: event.url = value_text(property); break;
    case ICAL_CONFERENCE_PROPERTY: event.conference = value_text(property); break;
    case ICAL_STATUS_PROPERTY: event.status = base::ascii_lower(value_text(property)); break;
    case ICAL_CLASS_PROPERTY: event.classification = base::ascii_lower(value_text(property)); break;
    case ICAL_ORGANIZER_PROPERTY: event.organizer = parameter(property, ICAL_CN_PARAMETER); break;
    case ICAL_CATEGORIES_PROPERTY:
      for (std::string& category : base::split(value_text(property), ',')) {
        event.categories.push_back(std::move(category));
      }
      break;
    case ICAL_DTSTART_PROPERTY: event.start = time_of(property, icalproperty_get_dtstart(property)); break;
    case ICAL_DTEND_PROPERTY: event.end = time_of(property, icalproperty_get_dtend(property)); break;
    case ICAL_DURATION_PROPERTY: {
      icaldurationtype const duration = icalproperty_get_duration(property);
      if (std::int64_t const seconds = seconds_of(duration);
          icaldurationtype_is_bad_duration(duration) == 0 && seconds >= 0) {
        event.duration = seconds;
        event.duration_in_days = duration.hours == 0 && duration.minutes == 0 && duration.seconds == 0;
      }
      break;
    }
    case ICAL_RECURRENCEID_PROPERTY:
      event.recurrence_id = time_of(property, icalproperty_get_recurrenceid(property));
      event.and_future = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr;
      break;
    case ICAL_RRULE_PROPERTY:
      if (event.rrule.empty()) {
        event.rrule = value_text(property);
      } else {
        event.not_taken.emplace_back("a second RRULE");
      }
      break;
    case ICAL_EXRULE_PROPERTY: event.not_taken.emplace_back("EXRULE, which RFC 5545 gave up"); break;
    case ICAL_EXDATE_PROPERTY:
      if (auto time = time_of(property, icalproperty_get_exdate(property))) {
        event.exdates.push_back(*std::move(time));
      }
      break;
    case ICAL_RDATE_PROPERTY: read_rdate(property, event); break;
    case ICAL_GEO_PROPERTY: {
      icalgeotype const geo = icalproperty_get_geo(property);
      geo::LonLat const point{.lon = geo.lon, .lat = geo.lat};
      if (is_valid(point) && (point.lon != 0 || point.lat != 0)) {  // 0;0 is what forms write for nothing
        event.position = point;
      }
      break;
    }
    case ICAL_SEQUENCE_PROPERTY: event.sequence = icalproperty_get_sequence(property); break;
    case ICAL_LASTMODIFIED_PROPERTY:
      event.modified = ical_value(from_ical(icalproperty_get_lastmodified(property)));
      break;
    case ICAL_DTSTAMP_PROPERTY:
      if (event.modified.empty()) {
        event.modified = ical_value(from_ical(icalproperty_get_dtstamp(property)));
      }
      break;
    case ICAL_X_PROPERTY:
      if (char const* const name = icalproperty_get_x_name(property); name != nullptr && event.more.size() < 50) {
        event.more.emplace(name, value_text(property));
      }
      break;
    case ICAL_XLICERROR_PROPERTY: event.not_taken.push_back(value_text(property)); break;
    default: break;
  }
}

void read_calendar_property(icalproperty* property, CalendarText& out) {
  auto const keep = [&](std::string& into) {
    if (std::string text = value_text(property); into.empty()) {
      into = std::move(text);
    }
  };
  switch (icalproperty_isa(property)) {
    case ICAL_METHOD_PROPERTY: keep(out.method); break;
    case ICAL_NAME_PROPERTY: keep(out.name); break;
    case ICAL_X_PROPERTY: {
      std::string const name = base::ascii_lower(text_of(icalproperty_get_x_name(property)));
      if (name == "x-wr-calname") {
        keep(out.name);
      } else if (name == "x-wr-timezone" || name == "timezone-id") {
        keep(out.timezone);
      } else if (name == "x-wr-caldesc") {
        keep(out.description);
      }
      break;
    }
    default: break;
  }
}

/// A zone's rules come once a year; libical would count out any others one by one.
bool has_yearly_rules(icalcomponent* zone) {
  for (icalcomponent* part = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT); part != nullptr;
       part = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
    for (icalproperty* rule = icalcomponent_get_first_property(part, ICAL_RRULE_PROPERTY); rule != nullptr;
         rule = icalcomponent_get_next_property(part, ICAL_RRULE_PROPERTY)) {
      icalrecurrencetype const read = icalproperty_get_rrule(rule);
      bool const times =
          read.by_second[0] != ICAL_RECURRENCE_ARRAY_MAX && read.by_second[1] != ICAL_RECURRENCE_ARRAY_MAX;
      if (read.freq != ICAL_YEARLY_RECURRENCE || times) {
        return false;
      }
    }
  }
  return true;
}

void read_zone(icalcomponent* component, int first_year, int last_year, CalendarText& out) {
  CalendarZone zone;
  for (icalproperty* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY); property != nullptr;
       property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
    if (icalproperty_isa(property) == ICAL_TZID_PROPERTY) {
      zone.tzid = value_text(property);
    } else if (icalproperty_isa(property) == ICAL_X_PROPERTY &&
               base::ascii_lower(text_of(icalproperty_get_x_name(property))) == "x-lic-location") {
      zone.location = value_text(property);
    } else if (icalproperty_isa(property) == ICAL_TZIDALIASOF_PROPERTY && zone.location.empty()) {
      zone.location = value_text(property);
    }
  }
  if (zone.tzid.empty()) {
    return;
  }
  ZonePtr const rules(icaltimezone_new());
  if (has_yearly_rules(component) && icaltimezone_set_component(rules.get(), icalcomponent_new_clone(component)) != 0) {
    std::int64_t const begin = base::wall_seconds({first_year, 1, 1, 12, 0, 0});
    std::int64_t const end = base::wall_seconds({last_year, 12, 31, 12, 0, 0});
    for (std::int64_t moment = begin; moment <= end; moment += kDay) {
      icaltimetype utc =
          to_ical({.wall = base::from_wall_seconds(moment), .is_date = false, .is_utc = true, .tzid = {}});
      int summer = 0;
      zone.offsets.emplace_back(moment, icaltimezone_get_utc_offset_of_utc_time(rules.get(), &utc, &summer));
    }
  }
  out.zones.push_back(std::move(zone));
}

/// Every component of a kind, at whatever depth libical put it.
template <class Take>
void for_each(icalcomponent* root, icalcomponent_kind kind, Take const& take) {
  if (icalcomponent_isa(root) == kind) {
    take(root);
    return;
  }
  std::vector<icalcomponent*> parts;
  for (icalcomponent* part = icalcomponent_get_first_component(root, ICAL_ANY_COMPONENT); part != nullptr;
       part = icalcomponent_get_next_component(root, ICAL_ANY_COMPONENT)) {
    parts.push_back(part);
  }
  for (icalcomponent* const part : parts) {
    for_each(part, kind, take);
  }
}

}  // namespace

void set_up_libical() noexcept {
  static std::once_flag once;
  std::call_once(once, [] {
    icalerror_set_errors_are_fatal(0);
    ical_set_unknown_token_handling_setting(ICAL_DISCARD_TOKEN);
  });
}

CalendarTime from_ical(icaltimetype const& time) noexcept {
  CalendarTime out;
  out.wall = {time.year, time.month, time.day, time.hour, time.minute, std::min(time.second, 59)};
  out.is_date = time.is_date != 0;
  out.is_utc = icaltime_is_utc(time) != 0;
  if (out.is_date) {
    out.wall.hour = out.wall.minute = out.wall.second = 0;
  }
  return out;
}

icaltimetype to_ical(CalendarTime const& time) noexcept {
  icaltimetype out = icaltime_null_time();
  out.year = time.wall.year;
  out.month = time.wall.month;
  out.day = time.wall.day;
  out.hour = time.wall.hour;
  out.minute = time.wall.minute;
  out.second = time.wall.second;
  out.is_date = time.is_date ? 1 : 0;
  if (time.is_utc) {
    out.zone = icaltimezone_get_utc_timezone();
  }
  return out;
}

std::string ical_value(base::LocalTime const& wall) {
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", wall.year, wall.month, wall.day, wall.hour, wall.minute,
                     wall.second);
}

std::string ical_value(CalendarTime const& time) {
  std::string out = ical_value(time.wall);
  if (time.is_date) {
    out.resize(8);
  } else if (time.is_utc) {
    out.push_back('Z');
  }
  return out;
}

std::optional<CalendarTime> parse_ical_value(std::string_view text) noexcept {
  auto const number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (char const c : text.substr(at, count)) {
      value = c >= '0' && c <= '9' && value >= 0 ? value * 10 + (c - '0') : -1;
    }
    return value;
  };
  bool const utc = text.size() == 16 && text.back() == 'Z';
  bool const date = text.size() == 8;
  if ((!date && text.size() != 15 && !utc) || (!date && text[8] != 'T')) {
    return std::nullopt;
  }
  CalendarTime out;
  out.wall = {number(0, 4),
              number(4, 2),
              number(6, 2),
              date ? 0 : number(9, 2),
              date ? 0 : number(11, 2),
              date ? 0 : number(13, 2)};
  out.is_date = date;
  out.is_utc = utc;
  return is_valid(out.wall) ? std::optional(out) : std::nullopt;
}

bool looks_like_calendar(std::string_view head) noexcept {
  if (head.starts_with("\xEF\xBB\xBF")) {
    head.remove_prefix(3);
  }
  head = base::trim(head).substr(0, 20);
  std::string const start = base::ascii_lower(head);
  return start.starts_with("begin:vcalendar") || start.starts_with("begin:vevent");
}

base::Result<CalendarText> read_calendar_text(std::string_view text) {
  set_up_libical();
  if (!looks_like_calendar(text)) {
    return base::fail(base::ErrorCode::corrupt, "is no calendar: it does not begin with BEGIN:VCALENDAR");
  }
  if (text.find('\0') != std::string_view::npos) {
    return base::fail(base::ErrorCode::corrupt, "holds bytes that are no text");
  }
  CalendarText out;
  std::string const mended = LineMender(out.slips).mend(text);
  ComponentPtr const root(icalparser_parse_string(mended.c_str()));
  if (root == nullptr) {
    return base::fail(base::ErrorCode::corrupt, "is a calendar that cannot be read; export it again");
  }
  for_each(root.get(), ICAL_VCALENDAR_COMPONENT, [&](icalcomponent* calendar) {
    for (icalproperty* property = icalcomponent_get_first_property(calendar, ICAL_ANY_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(calendar, ICAL_ANY_PROPERTY)) {
      read_calendar_property(property, out);
    }
    for (auto const kind : {ICAL_VTODO_COMPONENT, ICAL_VJOURNAL_COMPONENT, ICAL_VFREEBUSY_COMPONENT}) {
      out.slips.other_components += icalcomponent_count_components(calendar, kind);
    }
  });
  int first = std::numeric_limits<int>::max(), last = 0;
  std::int64_t record = 0;
  for_each(root.get(), ICAL_VEVENT_COMPONENT, [&](icalcomponent* component) {
    ++record;
    if (out.events.size() == kMostEvents) {
      return;
    }
    CalendarEvent event;
    event.record = record;
    for (icalproperty* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
      read_property(property, event);
    }
    if (event.start) {
      first = std::min(first, event.start->wall.year);
      last = std::max(last, event.start->wall.year);
    }
    out.events.push_back(std::move(event));
  });
  if (record > static_cast<std::int64_t>(kMostEvents)) {
    return base::fail(base::ErrorCode::too_large,
                      "has {} events; at most {} are read from one file, so export a span of time", record,
                      kMostEvents);
  }
  if (out.events.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "is a calendar without a single event (VEVENT)");
  }
  first = std::clamp(first, kFirstYear, kLastYear);
  last = std::clamp(last + 1, first, std::min(kLastYear, first + 10));
  for_each(root.get(), ICAL_VTIMEZONE_COMPONENT,
           [&](icalcomponent* component) { read_zone(component, first, last, out); });
  return out;
}

}  // namespace cartable::store
