#include "importers/ical_source.hpp"

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/ical_moves.hpp"
#include "importers/ical_times.hpp"
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
using store::Offer;
using store::Session;

/// Raised when the same file would give other records than before.
constexpr int kFormatVersion = 1;
constexpr std::size_t kLargestFile = std::size_t{256} << 20U;

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
  void choose_newest();
  void take_series(std::vector<CalendarEntry> const& series);
  std::optional<Session> session_of(CalendarEntry const& entry, CalendarEvent const* master);
  void link_place(CalendarEvent const& event, Session& session);
  void make_offer(CalendarEvent const& event, std::vector<Session>& sessions);
  void keep_former_offers();
  void add_notes();
  void reject(CalendarEvent const& event, std::string_view column, std::string_view value, std::string_view reason,
              std::string_view remedy);
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
  std::optional<EventTimes> times_;
  std::vector<CalendarEntry> entries_;
  std::string festival_;
  store::Visibility visibility_ = store::Visibility::everyone;
  std::unordered_map<std::string, Session const*> stored_;
  std::unordered_map<std::string, PlaceFound> places_;  ///< LOCATION and GEO → what was found
  std::int64_t without_uid_ = 0, older_ = 0, moved_ = 0, cancelled_ = 0, tentative_ = 0, private_ = 0;
  std::int64_t wrong_lines_ = 0, unlinked_ = 0;
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

/// One event a key: the newest.
void CalendarReading::choose_newest() {
  std::map<std::pair<std::string, std::string>, std::size_t> best;
  for (CalendarEvent const& event : calendar_.events) {
    CalendarEntry entry{&event, event.uid, times_->recurrence_of(event)};
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

std::optional<Session> CalendarReading::session_of(CalendarEntry const& entry, CalendarEvent const* master) {
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
  if (!times_->read(event, session)) {
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

void CalendarReading::take_series(std::vector<CalendarEntry> const& series) {
  CalendarEvent const* const master = series.front().recurrence.empty() ? series.front().event : nullptr;
  std::vector<Session> sessions;
  for (CalendarEntry const& entry : series) {
    auto session = session_of(entry, entry.event == master ? nullptr : master);
    if (!session) {
      continue;
    }
    compare_with_series(*session, sessions.empty() ? nullptr : &sessions.front(), entry.event == master);
    if (auto const before = stored_.find(session->head.id); before != stored_.end()) {
      compare_with_stored(*session, *before->second);
    }
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
  note(times_->floating() > 0,
       fmt::format("{} times name no zone and were taken as {}", times_->floating(),
                   times_->zones().city() ? times_->zones().city()->name() : std::string("the city's")));
  for (auto const& [tzid, what] : times_->zones().notes()) {
    note(true, fmt::format("TZID \"{}\" {}", tzid, what));
  }
  note(cancelled_ > 0, fmt::format("{} sessions are cancelled; they are kept and shown as such", cancelled_));
  note(moved_ > 0, fmt::format("{} sessions were moved; their earlier time or place is kept", moved_));
  note(tentative_ > 0, fmt::format("{} sessions are tentative (STATUS) and were taken as scheduled", tentative_));
  note(private_ > 0, fmt::format("{} events are private or confidential (CLASS); only staff see them", private_));
  note(times_->odd_ends() > 0,
       fmt::format("{} events end before they start; their end was left out", times_->odd_ends()));
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
  times_.emplace(ZoneBook(calendar_.zones, city),
                 [this](auto const& event, auto column, auto value, auto reason, auto remedy) {
                   reject(event, column, value, reason, remedy);
                 });
  festival_ = !options_.festival.empty()         ? slug_of(options_.festival)
              : names_a_festival(calendar_.name) ? slug_of(calendar_.name)
                                                 : std::string();
  for (Session const& session : city_.sessions) {
    stored_.emplace(session.head.id, &session);
  }
  choose_newest();
  std::map<std::string, std::vector<CalendarEntry>> series;
  for (CalendarEntry& entry : entries_) {
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
    std::sort(events.begin(), events.end(),
              [](CalendarEntry const& a, CalendarEntry const& b) { return a.recurrence < b.recurrence; });
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
