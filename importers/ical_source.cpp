#include "importers/ical_source.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_values.hpp"
#include "store/ical_text.hpp"
#include "store/recurrence.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

using store::CalendarEvent;
using store::CalendarTime;
using store::Offer;
using store::Session;

/// Raised when the same file would give other records than before.
constexpr int kFormatVersion = 1;
constexpr std::size_t kLargestFile = std::size_t{256} << 20U;
constexpr std::int64_t kDay = 86'400;

/// Whether the clocks of two zones show the same now and in the years around.
bool same_clocks(base::TimeZone const& a, base::TimeZone const& b) {
  std::int64_t const from = base::wall_seconds({2020, 1, 1, 12, 0, 0}), to = base::wall_seconds({2031, 1, 1, 12, 0, 0});
  for (std::int64_t moment = from; moment < to; moment += 7 * kDay) {
    if (a.offset_at(moment) != b.offset_at(moment)) {
      return false;
    }
  }
  return true;
}

/// Zones by the names that this file has for them.
class ZoneBook {
 public:
  ZoneBook(std::vector<store::CalendarZone> const& zones, std::optional<base::TimeZone> city)
      : zones_(zones), city_(std::move(city)) {}

  /// The zone of a time; nothing for a floating time in a city without a zone.
  std::optional<base::TimeZone> of(CalendarTime const& time) {
    if (time.is_utc) {
      return base::TimeZone::utc();
    }
    return time.tzid.empty() ? city_ : named(time.tzid);
  }
  [[nodiscard]] std::optional<base::TimeZone> const& city() const noexcept { return city_; }
  /// Names that are no zone of the table, with what was taken for them.
  [[nodiscard]] std::map<std::string, std::string> const& notes() const noexcept { return notes_; }

 private:
  std::optional<base::TimeZone> named(std::string const& tzid) {
    if (auto const known = known_.find(tzid); known != known_.end()) {
      return known->second;
    }
    auto zone = base::TimeZone::find(tzid);
    if (zone && city_ && zone->name() != tzid && same_clocks(*zone, *city_)) {
      zone = city_;  // "Pacific Standard Time" in Vancouver
    }
    auto const own = std::find_if(zones_.begin(), zones_.end(), [&](auto const& z) { return z.tzid == tzid; });
    if (!zone && own != zones_.end()) {
      zone = base::TimeZone::find(own->location);
      if (!zone && !own->offsets.empty()) {
        zone = base::TimeZone::with_offsets(city_ ? city_->name() : std::string(), own->offsets);
        if (zone) {
          notes_[tzid] = fmt::format("is taken as {}, whose clocks show the same", zone->name());
        }
      }
    }
    if (!zone) {
      zone = city_;
      notes_[tzid] = city_ ? fmt::format("is no time zone that is known; {} was taken", city_->name())
                           : "is no time zone that is known";
    }
    known_.emplace(tzid, zone);
    return zone;
  }

  std::vector<store::CalendarZone> const& zones_;
  std::optional<base::TimeZone> city_;
  std::map<std::string, std::optional<base::TimeZone>> known_;
  std::map<std::string, std::string> notes_;
};

/// The calendar's own words for a festival, in the languages of festivals; folded.
bool names_a_festival(std::string_view name) {
  static constexpr std::string_view kWords[] = {"festival", "fete",       "feria",        "fiesta", "festa",
                                                "фестивал", "праздник",   "مهرجان",       "节",     "節",
                                                "fest",     "semaine de", "learning week"};
  std::string const folded = base::fold(name);
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return folded.find(base::fold(word)) != std::string::npos; });
}

class CalendarReading {
 public:
  CalendarReading(std::filesystem::path const& file, OfferSourceOptions const& options, CityContext const& city,
                  PlaceLinks& links)
      : file_(file), name_(file.filename().string()), options_(options), city_(city), links_(links) {}

  base::Result<store::ImportBatch> run(base::Progress const& progress);

 private:
  struct Entry {
    CalendarEvent const* event = nullptr;
    std::string uid, recurrence;  ///< recurrence: as Session::recurrence_id
  };

  void choose_newest();
  void take_series(std::vector<Entry> const& series);
  std::optional<Session> session_of(Entry const& entry, CalendarEvent const* master);
  bool read_times(CalendarEvent const& event, Session& session);
  void read_series_times(CalendarEvent const& event, Session& session, base::TimeZone const& zone);
  void split_series(std::vector<Session>& sessions, std::vector<Entry> const& entries);
  void link_place(CalendarEvent const& event, Session& session);
  void compare_with_city(Session& session) const;
  void make_offer(CalendarEvent const& event, std::vector<Session>& sessions);
  void keep_former_offers();
  void add_notes();
  void reject(CalendarEvent const& event, std::string_view column, std::string_view value, std::string_view reason,
              std::string_view remedy);
  [[nodiscard]] std::string value_in(CalendarTime const& time, base::TimeZone const& zone);
  [[nodiscard]] std::string recurrence_of(CalendarEvent const& event);
  [[nodiscard]] std::string session_id(std::string const& uid, std::string const& recurrence) const {
    std::string const key = recurrence.empty() ? uid : uid + "/" + recurrence;
    return batch_.source.slug + ":" + safe_key(key);
  }

  std::filesystem::path const& file_;
  std::string name_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  store::ImportBatch batch_;
  store::CalendarText calendar_;
  std::optional<ZoneBook> zones_;
  std::vector<Entry> entries_;
  std::string festival_;
  store::Visibility visibility_ = store::Visibility::everyone;
  std::unordered_map<std::string, Session const*> stored_;
  std::unordered_map<std::string, PlaceFound> places_;  ///< LOCATION and GEO → what was found
  std::int64_t without_uid_ = 0, older_ = 0, moved_ = 0, cancelled_ = 0, tentative_ = 0, private_ = 0, odd_ends_ = 0;
  std::int64_t floating_ = 0, wrong_lines_ = 0, unlinked_ = 0;
  std::string first_wrong_;
};

void CalendarReading::reject(CalendarEvent const& event, std::string_view column, std::string_view value,
                             std::string_view reason, std::string_view remedy) {
  batch_.rejects.push_back({.file = name_,
                            .record = event.record,
                            .column = std::string(column),
                            .value = std::string(value),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
}

/// A recurrence id that is the same whatever zone the file writes it in.
std::string CalendarReading::recurrence_of(CalendarEvent const& event) {
  if (!event.recurrence_id) {
    return {};
  }
  CalendarTime const& time = *event.recurrence_id;
  auto const zone = zones_->of(time);
  if (time.is_date || !zone) {
    return store::ical_value(time);
  }
  return store::ical_value(CalendarTime{
      .wall = base::from_wall_seconds(zone->instant(time.wall)), .is_date = false, .is_utc = true, .tzid = {}});
}

/// One event a key: the newest.
void CalendarReading::choose_newest() {
  std::map<std::pair<std::string, std::string>, std::size_t> best;
  for (CalendarEvent const& event : calendar_.events) {
    Entry entry{&event, event.uid, recurrence_of(event)};
    if (entry.uid.empty()) {
      if (!event.start) {
        reject(event, "DTSTART", "", "has neither a UID nor a start", "give it both, or take it out");
        continue;
      }
      ++without_uid_;
      entry.uid = base::to_hex(base::stable_hash(base::fold(event.summary) + "|" + store::ical_value(*event.start)));
    }
    auto const [place, is_new] = best.emplace(std::pair(entry.uid, entry.recurrence), entries_.size());
    if (is_new) {
      entries_.push_back(std::move(entry));
      continue;
    }
    ++older_;
    CalendarEvent const& before = *entries_[place->second].event;
    auto const age = [](CalendarEvent const& e) { return std::tuple(e.sequence.value_or(0), e.modified, e.record); };
    if (age(before) < age(event)) {
      entries_[place->second] = std::move(entry);
    }
  }
}

std::string CalendarReading::value_in(CalendarTime const& time, base::TimeZone const& zone) {
  if (time.is_date) {
    return store::ical_value(time);
  }
  auto const own = zones_->of(time);
  std::int64_t const instant = (own ? *own : zone).instant(time.wall);
  return store::ical_value(zone.at(instant));
}

/// Start, end and zone; false after a reject.
bool CalendarReading::read_times(CalendarEvent const& event, Session& session) {
  std::optional<CalendarTime> const& start = event.start ? event.start : event.recurrence_id;
  if (!start) {
    reject(event, "DTSTART", "", "has no start that can be read", "write a date and a time, such as 20261128T100000");
    return false;
  }
  bool const recurs = !event.rrule.empty() || !event.rdates.empty();
  auto zone = zones_->of(*start);
  if (!zone) {
    reject(event, "DTSTART", store::ical_value(*start), "has a time of no zone, and the city's time zone is not known",
           "say it with --timezone Europe/Paris");
    return false;
  }
  floating_ += start->tzid.empty() && !start->is_utc && !start->is_date ? 1 : 0;
  std::int64_t const starts = zone->instant(start->wall);
  // A moment in UTC is shown as the city's clocks show it; a series in UTC is counted out in UTC (RFC 5545 §3.3.10).
  if (start->is_utc && !recurs && zones_->city()) {
    zone = zones_->city();
  }
  std::optional<std::int64_t> ends;
  if (event.end) {
    auto const end_zone = zones_->of(*event.end);
    ends = (end_zone ? *end_zone : *zone).instant(event.end->wall);
  } else if (event.duration && event.duration_in_days) {
    ends = zone->instant(base::from_wall_seconds(wall_seconds(zone->at(starts)) + *event.duration));
  } else if (event.duration) {
    ends = starts + *event.duration;
  } else if (start->is_date) {
    ends = zone->instant(base::from_wall_seconds(wall_seconds(start->wall) + kDay));
  }
  if (ends.value_or(starts) < starts) {
    ++odd_ends_;
    ends.reset();
  }
  if (ends.value_or(starts - 1) == starts &&
      start->is_date) {  // "to the same day" of programs that count the last day in
    ends = zone->instant(base::from_wall_seconds(wall_seconds(start->wall) + kDay));
  }
  session.timezone = zone->name();
  session.starts = zone->rfc3339(starts);
  if (std::int64_t const end = ends.value_or(starts); end > starts) {
    session.ends = zone->rfc3339(end);
  }
  if (recurs) {
    read_series_times(event, session, *zone);
  }
  return true;
}

void CalendarReading::read_series_times(CalendarEvent const& event, Session& session, base::TimeZone const& zone) {
  base::LocalTime const first = zone.at(*base::parse_instant(session.starts));
  if (!event.rrule.empty()) {
    auto rule = store::check_rule(event.rrule, first);
    if (rule) {
      session.rrule = *std::move(rule);
    } else {
      reject(event, "RRULE", event.rrule, rule.error().message + "; its first time alone was taken",
             "write a rule such as FREQ=WEEKLY;COUNT=10");
    }
  }
  std::set<std::string> exdates, rdates;
  for (CalendarTime const& time : event.exdates) {
    exdates.insert(value_in(time, zone));
  }
  for (store::CalendarPeriod const& period : event.rdates) {
    std::string value = value_in(period.start, zone);
    if (period.seconds && !period.start.is_date) {
      if (auto const start = store::parse_ical_value(value)) {
        value += "/" + store::ical_value(zone.at(zone.instant(start->wall) + *period.seconds));
      }
    }
    rdates.insert(std::move(value));
  }
  auto const join = [](std::set<std::string> const& values) {
    std::string out;
    for (std::string const& value : values) {
      out += (out.empty() ? "" : ",") + value;
    }
    return out;
  };
  session.exdates = join(exdates);
  session.rdates = join(rdates);
}

void CalendarReading::link_place(CalendarEvent const& event, Session& session) {
  if (event.location.empty() && !event.position) {
    return;
  }
  if (!event.location.empty()) {
    session.head.identifiers["location"] = event.location.substr(0, 500);
  }
  if (city_.places == nullptr || city_.places->empty()) {
    ++unlinked_;
    return;
  }
  std::string const key = fmt::format("{}|{:.6f}|{:.6f}", event.location, event.position ? event.position->lon : 999,
                                      event.position ? event.position->lat : 999);
  auto found = places_.find(key);
  if (found == places_.end()) {
    PlaceWanted const wanted{
        .id = event.location, .name = {}, .text = event.location, .address = {}, .point = event.position};
    found = places_.emplace(key, city_.places->find(wanted)).first;
  }
  if (found->second.verdict == PlaceVerdict::certain) {
    session.place = found->second.candidates.front().id;
    session.head.identifiers.erase("location");
    ++links_.certain;
    return;
  }
  links_.doubtful.push_back({.file = name_,
                             .record = event.record,
                             .name = session.name,
                             .wanted = event.location.empty()
                                           ? fmt::format("{:.5f}, {:.5f}", event.position->lat, event.position->lon)
                                           : event.location,
                             .column = event.location.empty() ? "GEO" : "LOCATION",
                             .found = found->second,
                             .line = 0,
                             .cells = {}});
}

/// What the city has of the session tells whether it was moved.
void CalendarReading::compare_with_city(Session& session) const {
  auto const found = stored_.find(session.head.id);
  if (found == stored_.end() || session.state != "scheduled" || !session.rrule.empty() || !session.rdates.empty()) {
    return;
  }
  Session const& before = *found->second;
  if (!before.rrule.empty() || !before.rdates.empty() || before.head.status == store::RecordStatus::withdrawn) {
    return;
  }
  bool const was_moved = before.state == "moved";
  auto const differ = [](std::string const& a, std::string const& b) {
    return base::parse_instant(a) != base::parse_instant(b);
  };
  // Once moved it stays so, until it is back where it was first announced.
  session.previous_starts = differ(before.starts, session.starts) ? before.starts
                            : was_moved                           ? before.previous_starts
                                                                  : "";
  if (!before.place.empty() && !session.place.empty()) {
    session.previous_place = before.place != session.place ? before.place : was_moved ? before.previous_place : "";
  }
  if (!session.previous_starts.empty() && was_moved && !before.previous_starts.empty() &&
      differ(before.starts, session.starts)) {
    session.previous_starts = before.previous_starts;
  }
  if (!session.previous_starts.empty() && !differ(session.previous_starts, session.starts)) {
    session.previous_starts.clear();
  }
  if (session.previous_place == session.place) {
    session.previous_place.clear();
  }
  if (!session.previous_starts.empty() || !session.previous_place.empty()) {
    session.state = "moved";
  }
}

std::optional<Session> CalendarReading::session_of(Entry const& entry, CalendarEvent const* master) {
  CalendarEvent const& event = *entry.event;
  Session session;
  session.uid = entry.uid;
  session.recurrence_id = entry.recurrence;
  session.head.source = batch_.source.slug;
  session.head.id = session_id(entry.uid, entry.recurrence);
  session.head.visibility = visibility_;
  if (event.classification == "private" || event.classification == "confidential") {
    session.head.visibility = std::max(visibility_, store::Visibility::staff);
    ++private_;
  }
  // An exception that leaves something out means what the series says.
  auto const text = [&](std::string CalendarEvent::*field) -> std::string const& {
    return (event.*field).empty() && master != nullptr ? master->*field : event.*field;
  };
  session.name = text(&CalendarEvent::summary);
  std::string const& description = text(&CalendarEvent::description);
  if (session.name.empty() && !description.empty()) {
    session.name = description.substr(0, description.find('\n')).substr(0, 120);
    session.name = base::mend_utf8(session.name);
  }
  if (session.name.empty()) {
    reject(event, "SUMMARY", "", "has no title", "fill in SUMMARY");
    return std::nullopt;
  }
  std::string language = text(&CalendarEvent::language);
  language = base::ascii_lower(language.empty() ? calendar_.language : language);
  if (!language.empty()) {
    session.names[language] = session.name;
  }
  if (!description.empty()) {
    session.description[language.empty() ? "und" : language] = description;
  }
  if (!read_times(event, session)) {
    return std::nullopt;
  }
  session.url = web_address(text(&CalendarEvent::url));
  if (session.url.empty()) {
    session.url = web_address(text(&CalendarEvent::conference));
  }
  session.sequence = event.sequence;
  session.festival = festival_;
  if (auto const organiser = city_.organisations.find(base::fold(text(&CalendarEvent::organizer)));
      organiser != city_.organisations.end()) {
    session.organisation = organiser->second;
  }
  CalendarEvent const& placed = event.location.empty() && !event.position && master != nullptr ? *master : event;
  link_place(placed, session);
  bool const cancelled = event.status == "cancelled" || base::ascii_lower(calendar_.method) == "cancel";
  session.state = cancelled ? "cancelled" : "scheduled";
  cancelled_ += cancelled ? 1 : 0;
  tentative_ += event.status == "tentative" ? 1 : 0;
  if (!event.not_taken.empty()) {
    wrong_lines_ += static_cast<std::int64_t>(event.not_taken.size());
    if (first_wrong_.empty()) {
      first_wrong_ = fmt::format("event {}: {}", event.record, event.not_taken.front().substr(0, 160));
    }
  }
  return session;
}

/// Sessions that go on with a series from one of its times (RANGE=THISANDFUTURE) end it there.
void CalendarReading::split_series(std::vector<Session>& sessions, std::vector<Entry> const& entries) {
  Session& master = sessions.front();
  if (!master.recurrence_id.empty() || master.rrule.empty()) {
    return;
  }
  auto const zone = base::TimeZone::find(master.timezone);
  auto const first = base::parse_instant(master.starts);
  if (!zone || !first) {
    return;
  }
  std::string const whole = master.rrule;
  for (Session& session : sessions) {
    auto const entry = std::find_if(entries.begin(), entries.end(),
                                    [&](Entry const& e) { return e.recurrence == session.recurrence_id; });
    auto const from = store::parse_ical_value(session.recurrence_id);
    if (session.recurrence_id.empty() || entry == entries.end() || !entry->event->and_future || !from) {
      continue;
    }
    std::int64_t const moment = from->is_utc ? wall_seconds(from->wall) : zone->instant(from->wall);
    if (session.rrule.empty() && session.rdates.empty() && session.state != "cancelled") {
      session.rrule = store::rule_from(whole, zone->at(*first), moment, *zone);
    }
    master.rrule = store::rule_until(master.rrule, moment);
  }
}

/// The offer that the sessions of a series belong to.
void CalendarReading::make_offer(CalendarEvent const& event, std::vector<Session>& sessions) {
  Session const& first = sessions.front();
  std::string const folded = base::fold(first.name);
  std::vector<Offer const*> same;
  for (Offer const& offer : city_.offers) {
    if (!first.place.empty() && offer.place == first.place && offer.head.source != batch_.source.slug &&
        offer.head.status != store::RecordStatus::withdrawn && base::fold(offer.name) == folded) {
      same.push_back(&offer);
    }
  }
  if (same.size() == 1) {
    for (Session& session : sessions) {
      session.offer = same.front()->head.id;
    }
    return;
  }
  Offer offer;
  offer.head.id = batch_.source.slug + ":offer." + safe_key(first.uid);
  offer.head.source = batch_.source.slug;
  offer.head.visibility = first.head.visibility;
  offer.place = first.place;
  offer.organisation = first.organisation;
  offer.name = first.name;
  offer.names = first.names;
  offer.description = first.description;
  offer.url = first.url;
  OfferWords words;
  for (std::string const& category : event.categories) {
    words.read(category);
  }
  words.give(offer, batch_.source.slug, "CATEGORIES");
  if (first.place.empty() && !event.conference.empty()) {
    offer.modalities.emplace_back("remote");
  }
  bool const all_off = std::all_of(sessions.begin(), sessions.end(),
                                   [](Session const& session) { return session.state == "cancelled"; });
  offer.head.status = all_off ? store::RecordStatus::closed : store::RecordStatus::active;
  std::optional<std::int64_t> last = 0;
  for (Session const& session : sessions) {
    auto const end = store::ends_for_good(session);
    last = last && end ? std::optional(std::max(*last, *end)) : std::nullopt;
  }
  if (auto const zone = base::TimeZone::find(first.timezone); last && zone && *last > 0) {
    offer.head.valid_to = zone->rfc3339(*last).substr(0, 10);
  }
  offer.sources.push_back({.source = batch_.source.slug, .key = first.uid.substr(0, 200), .date = batch_.source.date});
  offer.checked = batch_.source.date;
  for (Session& session : sessions) {
    session.offer = offer.head.id;
  }
  batch_.offers.push_back(std::move(offer));
}

void CalendarReading::take_series(std::vector<Entry> const& series) {
  CalendarEvent const* const master = series.front().recurrence.empty() ? series.front().event : nullptr;
  std::vector<Session> sessions;
  for (Entry const& entry : series) {
    auto session = session_of(entry, entry.event == master ? nullptr : master);
    if (!session) {
      continue;
    }
    if (auto const meant = store::parse_ical_value(session->recurrence_id); meant && session->state == "scheduled") {
      auto const zone = base::TimeZone::find(session->timezone);
      auto const starts = base::parse_instant(session->starts);
      std::int64_t const was = meant->is_utc || !zone ? wall_seconds(meant->wall) : zone->instant(meant->wall);
      if (zone && starts && *starts != was) {
        session->state = "moved";
        session->previous_starts = zone->rfc3339(was);
      }
      if (!sessions.empty() && sessions.front().recurrence_id.empty() && !sessions.front().place.empty() &&
          !session->place.empty() && session->place != sessions.front().place) {
        session->state = "moved";
        session->previous_place = sessions.front().place;
      }
    }
    if (!sessions.empty() && session->ends.empty() && entry.event != master) {  // as long as the others of the series
      auto const starts = base::parse_instant(session->starts);
      auto const from = base::parse_instant(sessions.front().starts), to = base::parse_instant(sessions.front().ends);
      auto const zone = base::TimeZone::find(session->timezone);
      if (starts && from && to && zone) {
        session->ends = zone->rfc3339(*starts + (*to - *from));
      }
    }
    compare_with_city(*session);
    moved_ += session->state == "moved" ? 1 : 0;
    sessions.push_back(*std::move(session));
  }
  if (sessions.empty()) {
    return;
  }
  split_series(sessions, series);
  make_offer(*series.front().event, sessions);
  for (Session& session : sessions) {
    batch_.sessions.push_back(std::move(session));
  }
}

/// Offers of series that the calendar no longer has are withdrawn with their sessions.
void CalendarReading::keep_former_offers() {
  std::set<std::string> now;
  for (Offer const& offer : batch_.offers) {
    now.insert(offer.head.id);
  }
  for (Offer const& offer : city_.offers) {
    bool const ours =
        offer.head.source == batch_.source.slug && offer.head.id.starts_with(batch_.source.slug + ":offer.");
    if (ours && !now.contains(offer.head.id)) {
      batch_.offers.push_back(offer);
      batch_.offers.back().head.status = store::RecordStatus::withdrawn;
    }
  }
}

void CalendarReading::add_notes() {
  auto const note = [&](bool when, std::string text) {
    if (when) {
      batch_.notes.push_back(name_ + ": " + std::move(text));
    }
  };
  store::CalendarSlips const& slips = calendar_.slips;
  if (slips.bare_line_ends + slips.broken_lines + slips.unescaped + slips.long_lines > 0) {
    note(true, fmt::format("slips against the format were mended: {} lines end with LF alone, {} are longer than 75 "
                           "octets, {} were broken without folding, {} commas and semicolons are not escaped",
                           slips.bare_line_ends, slips.long_lines, slips.broken_lines, slips.unescaped));
  }
  note(slips.unknown_lines > 0,
       fmt::format("{} lines are of no known property and were left out", slips.unknown_lines));
  note(slips.other_components > 0,
       fmt::format("{} tasks, journals and busy times are no sessions and were left out", slips.other_components));
  note(wrong_lines_ > 0,
       fmt::format("{} lines cannot be read and were left out; the first: {}", wrong_lines_, first_wrong_));
  note(without_uid_ > 0, fmt::format("{} events have no UID; their key is made of title and start, so that a change of "
                                     "either will look like another event",
                                     without_uid_));
  note(older_ > 0, fmt::format("{} events come again with the same UID; the greater SEQUENCE, then the later "
                               "LAST-MODIFIED was taken",
                               older_));
  note(floating_ > 0, fmt::format("{} times name no zone and were taken as {}", floating_,
                                  zones_->city() ? zones_->city()->name() : std::string("the city's")));
  for (auto const& [tzid, what] : zones_->notes()) {
    note(true, fmt::format("TZID \"{}\" {}", tzid, what));
  }
  note(cancelled_ > 0, fmt::format("{} sessions are cancelled; they are kept and shown as such", cancelled_));
  note(moved_ > 0, fmt::format("{} sessions were moved; their earlier time or place is kept", moved_));
  note(tentative_ > 0, fmt::format("{} sessions are tentative (STATUS) and were taken as scheduled", tentative_));
  note(private_ > 0, fmt::format("{} events are private or confidential (CLASS); only staff see them", private_));
  note(odd_ends_ > 0, fmt::format("{} events end before they start; their end was left out", odd_ends_));
  note(unlinked_ > 0, fmt::format("{} events name a place, and the city has none yet; import the places first, then "
                                  "this calendar again",
                                  unlinked_));
}

base::Result<store::ImportBatch> CalendarReading::run(base::Progress const& progress) {
  CARTABLE_ASSIGN(visibility_, visibility_of(options_.visibility));
  CARTABLE_ASSIGN(std::string bytes, base::read_file(file_, kLargestFile));
  batch_.source.licence = options_.licence;
  batch_.source.attribution = options_.attribution;
  batch_.source.date = options_.date;
  batch_.source.role = "events";
  CARTABLE_ASSIGN(std::uint64_t const hash, hash_of_files(file_, "calendar", {}, batch_.source));
  batch_.source.input_hash = base::to_hex(base::stable_hash(
      fmt::format("{}\n{:x}\n{}\n{}\n{}\n{}\n{}\n{}", kFormatVersion, hash, options_.source, options_.licence,
                  options_.attribution, options_.date, options_.visibility, options_.festival)));
  batch_.source.slug = slug_of(options_.source.empty() ? file_.stem().string() : options_.source);
  CARTABLE_ASSIGN(auto decoded, base::decode_text(std::move(bytes), options_.encoding));
  auto calendar = store::read_calendar_text(decoded.text);
  if (!calendar) {
    return base::fail(calendar.error().code, "{}: {}", name_, calendar.error().message);
  }
  calendar_ = *std::move(calendar);
  std::optional<base::TimeZone> city = base::TimeZone::find(city_.timezone);
  if (!city) {
    city = base::TimeZone::find(calendar_.timezone);
  }
  zones_.emplace(calendar_.zones, city);
  festival_ = !options_.festival.empty()         ? slug_of(options_.festival)
              : names_a_festival(calendar_.name) ? slug_of(calendar_.name)
                                                 : std::string();
  for (Session const& session : city_.sessions) {
    stored_.emplace(session.head.id, &session);
  }
  choose_newest();
  std::map<std::string, std::vector<Entry>> series;
  for (Entry& entry : entries_) {
    series[entry.uid].push_back(std::move(entry));
  }
  std::int64_t done = 0;
  for (auto& [uid, events] : series) {
    if (++done % 256 == 0) {
      progress("reading events", static_cast<std::uint64_t>(done), series.size());
      if (progress.stop.stop_requested()) {
        return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", name_);
      }
    }
    std::sort(events.begin(), events.end(), [](Entry const& a, Entry const& b) { return a.recurrence < b.recurrence; });
    take_series(events);
  }
  if (batch_.sessions.empty()) {
    store::Reject const& first = batch_.rejects.front();
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} events can be taken; the first: {} \"{}\" {}; {}", name_,
                      calendar_.events.size(), first.column, first.value, first.reason, first.remedy);
  }
  batch_.has_sessions = true;
  keep_former_offers();
  add_notes();
  return std::move(batch_);
}

}  // namespace

base::Result<store::ImportBatch> read_calendar(std::filesystem::path const& file, OfferSourceOptions const& options,
                                               CityContext const& city, PlaceLinks& links,
                                               base::Progress const& progress) {
  return CalendarReading(file, options, city, links).run(progress);
}

}  // namespace cartable::importers
