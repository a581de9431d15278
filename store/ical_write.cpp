#include "store/ical_write.hpp"

#include "base/format.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "store/ical_support.hpp"
#include "store/recurrence.hpp"
#include "store/stable_uuid.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <mutex>

namespace cartable::store {
namespace {

/// libical keeps its zones in a table of its own without a lock.
std::mutex zones_lock;

void append(icalcomponent* component, std::string& out) {
  if (char* const text = icalcomponent_as_ical_string_r(component)) {
    out += text;
    icalmemory_free_buffer(text);
  }
}

void add_property(icalcomponent* component, icalproperty* property) {
  if (property != nullptr) {
    icalcomponent_add_property(component, property);
  }
}

/// A text without control characters, which iCalendar cannot hold; line ends become single.
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') {
        out.push_back('\n');
      }
    } else if (c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20) {
      out.push_back(c);
    }
  }
  return base::mend_utf8(out);
}

/// A property whose value is a text: libical escapes it.
void add_text(icalcomponent* component, icalproperty* (*make)(char const*), std::string const& text) {
  if (!text.empty()) {
    add_property(component, make(plain(text).c_str()));
  }
}

/// A property of which libical has no kind, with a value that is a text.
void add_x(icalcomponent* component, char const* name, std::string const& text) {
  icalproperty* const property = icalproperty_new_x(plain(text).c_str());
  icalproperty_set_x_name(property, name);
  add_property(component, property);
}

/// A line as it is; one that libical does not take is left out.
void add_line(icalcomponent* component, std::string const& line) {
  add_property(component, icalproperty_new_from_string(line.c_str()));
}

bool is_url(std::string_view text) noexcept {
  return (text.substr(0, 8) == "https://" || text.substr(0, 7) == "http://") &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

std::string utc_value(std::int64_t instant) {
  base::LocalTime const t = base::from_wall_seconds(instant);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", t.year, t.month, t.day, t.hour, t.minute, t.second);
}

std::string wall_value(base::LocalTime const& t, bool is_date) {
  std::string const day = fmt::format("{:04}{:02}{:02}", t.year, t.month, t.day);
  return is_date ? day : day + fmt::format("T{:02}{:02}{:02}", t.hour, t.minute, t.second);
}

/// How the times of one session are written: as days, in UTC, or by the clock of a zone.
struct TimeForm {
  base::TimeZone zone;
  bool is_date = false;

  [[nodiscard]] bool is_utc() const { return zone.name() == base::TimeZone::utc().name(); }
  [[nodiscard]] std::string parameters() const {
    return is_date ? ";VALUE=DATE" : is_utc() ? "" : ";TZID=" + zone.name();
  }
  [[nodiscard]] std::string value(std::int64_t instant) const {
    return is_utc() && !is_date ? utc_value(instant) : wall_value(zone.at(instant), is_date);
  }
};

/// "A,B" of a session's exdates or rdates: values as iCalendar has them, each in the form that its own text asks for.
void add_values(icalcomponent* event, std::string_view name, std::string_view values, TimeForm const& form) {
  for (std::string const& value : base::split(values, ',')) {
    bool const period = value.find('/') != std::string::npos;
    bool const date = value.size() == 8;
    bool const utc = value.back() == 'Z';
    std::string line = fmt::format("{}{}{}", name,
                                   date     ? ";VALUE=DATE"
                                   : period ? ";VALUE=PERIOD"
                                            : "",
                                   date || utc || form.is_utc() ? "" : ";TZID=" + form.zone.name());
    line += ":" + value;
    if (form.is_utc() && !date && !utc && !period) {
      line.push_back('Z');
    }
    add_line(event, line);
  }
}

std::string_view text_in(LangMap const& all, std::string_view own, std::string_view language) {
  auto const found = all.find(language);
  if (found != all.end()) {
    return found->second;
  }
  return !own.empty() || all.empty() ? own : std::string_view(all.begin()->second);
}

std::string known(StringMap const& map, std::string_view key) {
  auto const found = map.find(key);
  return found == map.end() ? std::string() : found->second;
}

std::string address_of(StringMap const& address) {
  std::string full = known(address, "full");
  if (!full.empty()) {
    return full;
  }
  std::string out;
  for (std::string_view const part : {base::trim(known(address, "street") + " " + known(address, "housenumber")),
                                      base::trim(known(address, "postcode") + " " + known(address, "city"))}) {
    if (!part.empty()) {
      out += (out.empty() ? "" : ", ") + std::string(part);
    }
  }
  return out;
}

}  // namespace

CalendarItem calendar_item(Session const& session, Offer const* offer, Place const* place,
                           Organisation const* organisation, std::string_view language) {
  CalendarItem item{.session = &session};
  item.summary = text_in(session.names, session.name, language);
  if (offer != nullptr && item.summary.empty()) {
    item.summary = text_in(offer->names, offer->name, language);
  }
  item.description = text_in(session.description, {}, language);
  if (offer != nullptr) {
    std::string_view const more = text_in(offer->description, {}, language);
    if (!more.empty() && more != item.description) {
      item.description += (item.description.empty() ? "" : "\n\n") + std::string(more);
    }
    for (std::string const& code : offer->topics) {
      Topic const* const topic = find_topic(code);
      item.categories.emplace_back(topic != nullptr ? topic_name(*topic, language) : std::string_view(code));
    }
  }
  if (!session.festival.empty()) {
    item.categories.push_back(session.festival);
  }
  item.url = !session.url.empty() ? session.url : offer != nullptr ? offer->url : std::string();
  if (place != nullptr) {
    item.location = text_in(place->names, place->name, language);
    std::string const address = address_of(place->address);
    if (!address.empty()) {
      item.location += (item.location.empty() ? "" : ", ") + address;
    }
    item.position = place->point;
  } else if (offer != nullptr &&
             std::find(offer->modalities.begin(), offer->modalities.end(), "remote") != offer->modalities.end()) {
    item.conference = item.url;
  }
  if (organisation != nullptr) {
    item.organizer_name = text_in(organisation->names, organisation->name, language);
    item.organizer_email = known(organisation->contact, "email");
  }
  return item;
}

std::string calendar_zone(Session const& session, std::string_view city_zone) {
  for (std::string_view const name : {std::string_view(session.timezone), city_zone}) {
    if (auto const zone = name.empty() ? std::nullopt : base::TimeZone::find(name)) {
      return zone->name();
    }
  }
  return base::TimeZone::utc().name();
}

CalendarWriter::CalendarWriter(CalendarHead head, std::set<std::string> const& zones, std::string& out)
    : head_(std::move(head)) {
  set_up_libical();
  ComponentPtr const calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  add_text(calendar.get(), icalproperty_new_prodid,
           fmt::format("-//Cartable//{}//EN", head_.program.empty() ? "Cartable" : head_.program));
  add_property(calendar.get(), icalproperty_new_version("2.0"));
  add_property(calendar.get(), icalproperty_new_calscale("GREGORIAN"));
  add_property(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  if (!head_.name.empty()) {
    add_text(calendar.get(), icalproperty_new_name, head_.name);
    add_x(calendar.get(), "X-WR-CALNAME", head_.name);
  }
  if (!head_.zone.empty()) {
    add_x(calendar.get(), "X-WR-TIMEZONE", head_.zone);
  }
  if (is_url(head_.url)) {
    add_line(calendar.get(), "SOURCE;VALUE=URI:" + head_.url);
    add_line(calendar.get(), "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    add_x(calendar.get(), "X-PUBLISHED-TTL", "PT6H");
  }
  {
    std::lock_guard const lock(zones_lock);
    for (std::string const& name : zones) {
      icaltimezone* const zone = icaltimezone_get_builtin_timezone(name.c_str());
      icalcomponent* const rules = zone == nullptr ? nullptr : icaltimezone_get_component(zone);
      if (rules == nullptr || name == base::TimeZone::utc().name()) {
        continue;
      }
      icalcomponent* const copy = icalcomponent_new_clone(rules);
      if (icalproperty* const tzid = icalcomponent_get_first_property(copy, ICAL_TZID_PROPERTY)) {
        icalproperty_set_tzid(tzid, name.c_str());
      }
      icalcomponent_add_component(calendar.get(), copy);
    }
  }
  append(calendar.get(), out);
  // The end of the component is written by end(), behind the events.
  std::size_t const end = out.rfind("END:VCALENDAR");
  out.resize(end == std::string::npos ? out.size() : end);
}

bool CalendarWriter::add(CalendarItem const& item, std::string& out) const {
  Session const& session = *item.session;
  auto const starts = base::parse_instant(session.starts);
  if (!starts) {
    return false;
  }
  TimeForm const form{.zone = base::TimeZone::find(calendar_zone(session, head_.zone)).value_or(base::TimeZone::utc()),
                      .is_date = is_all_day(session)};
  ComponentPtr const event(icalcomponent_new(ICAL_VEVENT_COMPONENT));
  icalcomponent* const e = event.get();
  add_text(e, icalproperty_new_uid,
           session.uid.empty() ? stable_uuid("event", session.head.source + "/" + session.head.id) : session.uid);
  auto const modified = base::parse_instant(item.modified.size() == 10 ? item.modified + "T00:00:00Z" : item.modified);
  add_line(e, "DTSTAMP:" + utc_value(modified.value_or(*starts)));
  if (modified) {
    add_line(e, "LAST-MODIFIED:" + utc_value(*modified));
  }
  bool const cancelled = session.state == "cancelled" || session.head.status == RecordStatus::withdrawn;
  bool const changed = cancelled || session.state == "moved";
  add_property(e, icalproperty_new_sequence(session.sequence.value_or(changed ? 1 : 0)));
  add_line(e, fmt::format("DTSTART{}:{}", form.parameters(), form.value(*starts)));
  if (auto const ends = base::parse_instant(session.ends); ends && *ends > *starts) {
    add_line(e, fmt::format("DTEND{}:{}", form.parameters(), form.value(*ends)));
  }
  if (!session.rrule.empty()) {
    add_line(e, "RRULE:" + session.rrule);
  }
  add_values(e, "EXDATE", session.exdates, form);
  add_values(e, "RDATE", session.rdates, form);
  add_values(e, "RECURRENCE-ID", session.recurrence_id, form);
  add_text(e, icalproperty_new_summary, item.summary.empty() ? session.head.id : item.summary);
  add_text(e, icalproperty_new_description, item.description);
  add_text(e, icalproperty_new_location, item.location);
  if (item.position) {
    add_line(e, fmt::format("GEO:{:.7f};{:.7f}", item.position->lat, item.position->lon));
  }
  if (is_url(item.url)) {
    add_line(e, "URL:" + item.url);
  }
  if (is_url(item.conference)) {
    add_line(e, "CONFERENCE;VALUE=URI:" + item.conference);
  }
  for (std::string const& category : item.categories) {
    add_text(e, icalproperty_new_categories, category);
  }
  add_property(e, icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  bool const mail = item.organizer_email.find('@') != std::string::npos &&
                    std::none_of(item.organizer_email.begin(), item.organizer_email.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == ';' || c == ','; });
  if (mail) {
    icalproperty* const organizer = icalproperty_new_organizer(("mailto:" + item.organizer_email).c_str());
    std::string name = plain(item.organizer_name);
    std::replace(name.begin(), name.end(), '"', '\'');
    std::replace(name.begin(), name.end(), '\n', ' ');
    if (!name.empty()) {
      icalproperty_add_parameter(organizer, icalparameter_new_cn(name.c_str()));
    }
    add_property(e, organizer);
  } else {
    add_text(e, icalproperty_new_contact, item.organizer_name);
  }
  if (session.state == "moved") {
    if (auto const before = base::parse_instant(session.previous_starts)) {
      add_x(e, "X-CARTABLE-PREVIOUS-START", utc_value(*before));
    }
  }
  append(e, out);
  return true;
}

void CalendarWriter::end(std::string& out) { out += "END:VCALENDAR\r\n"; }

std::string write_calendar(CalendarHead const& head, std::span<CalendarItem const> items) {
  std::set<std::string> zones;
  for (CalendarItem const& item : items) {
    zones.insert(calendar_zone(*item.session, head.zone));
  }
  std::string out;
  CalendarWriter const writer(head, zones, out);
  for (CalendarItem const& item : items) {
    writer.add(item, out);
  }
  CalendarWriter::end(out);
  return out;
}

}  // namespace cartable::store
