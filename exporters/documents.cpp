#include "exporters/documents.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "base/local_time.hpp"
#include "store/hsds.hpp"
#include "store/ical_write.hpp"
#include "store/schema_org.hpp"
#include "store/week_hours.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cartable::exporters {
namespace {

using base::OrderedJson;
using store::Offer;
using store::Organisation;
using store::Place;
using store::Session;

class DocumentWriter {
 public:
  DocumentWriter(TableInput const& input, TextFile& file, std::string_view program, base::Progress const& progress)
      : input_(input), file_(file), program_(program), progress_(progress) {}

  base::Result<DocumentReport> write(Document document) {
    CARTABLE_TRY(read_settings());
    CARTABLE_TRY(read_programme());
    switch (document) {
      case Document::calendar: CARTABLE_TRY(write_calendar()); break;
      case Document::hsds: CARTABLE_TRY(write_hsds()); break;
      case Document::schema_org: CARTABLE_TRY(write_schema_org()); break;
    }
    return std::move(report_);
  }

 private:
  base::Status read_settings() {
    return input_.city.read<store::Setting>([&](store::Setting&& setting) -> base::Status {
      if (setting.head.id == "name") {
        city_.name = std::move(setting.value);
      } else if (setting.head.id == "region") {
        city_.region = std::move(setting.value);
      } else if (setting.head.id == "timezone") {
        city_.zone = base::TimeZone::find(setting.value);
      }
      return {};
    });
  }

  /// Whether the audience may see a record of the source asked for; takes out of it what it may not see.
  template <class R>
  bool take(R& record) const {
    if (!input_.audience.lists(record)) {
      return false;
    }
    if (input_.source != nullptr && !(input_.source->take(record) && input_.audience.keeps(record))) {
      return false;
    }
    input_.audience.redact(record);
    return true;
  }

  /// Counts a record that went in.
  template <class R>
  void count(R const& record, char const* collection) {
    input_.credits.count(input_.credits.of(record, collection), collection);
    ++report_.rows[collection];
    report_.not_public += record.head.visibility != store::Visibility::everyone ? 1 : 0;
  }

  void note(std::int64_t number, std::string_view what) {
    if (number > 0) {
      report_.notes.push_back(fmt::format("{} {}", number, what));
    }
  }

  base::Status read_programme() {
    progress_("reading offers and events");
    CARTABLE_TRY(input_.city.read<Organisation>([&](Organisation&& one) -> base::Status {
      if (take(one)) {
        organisations_.emplace(one.head.id, std::move(one));
      }
      return {};
    }));
    CARTABLE_TRY(input_.city.read<Offer>([&](Offer&& offer) -> base::Status {
      if (take(offer)) {
        offers_.push_back(std::move(offer));
      }
      return {};
    }));
    std::sort(offers_.begin(), offers_.end(), [](Offer const& a, Offer const& b) { return a.head.id < b.head.id; });
    CARTABLE_TRY(input_.city.read<Session>([&](Session&& session) -> base::Status {
      if (take(session)) {
        sessions_.push_back(std::move(session));
      }
      return {};
    }));
    std::sort(sessions_.begin(), sessions_.end(), [](Session const& a, Session const& b) {
      return std::tie(a.starts, a.head.id) < std::tie(b.starts, b.head.id);
    });
    for (Offer const& offer : offers_) {
      offer_by_id_[offer.head.id] = &offer;
      offers_at_[offer.place].push_back(&offer);
    }
    for (Session const& session : sessions_) {
      sessions_at_[place_of(session)].push_back(&session);
      sessions_of_[session.offer].push_back(&session);
    }
    city_.now = std::chrono::duration_cast<std::chrono::seconds>(
                    std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch())
                    .count();
    return {};
  }

  [[nodiscard]] Offer const* offer_of(Session const& session) const {
    auto const found = offer_by_id_.find(session.offer);
    return found == offer_by_id_.end() ? nullptr : found->second;
  }
  [[nodiscard]] std::string const& place_of(Session const& session) const {
    Offer const* const offer = offer_of(session);
    return session.place.empty() && offer != nullptr ? offer->place : session.place;
  }
  [[nodiscard]] Organisation const* organisation_of(std::string const& id) const {
    auto const found = organisations_.find(id);
    return found == organisations_.end() ? nullptr : &found->second;
  }
  template <class Map>
  static typename Map::mapped_type at(Map const& map, std::string const& key) {
    auto const found = map.find(key);
    return key.empty() || found == map.end() ? typename Map::mapped_type() : found->second;
  }

  /// Every place that goes in, one after the other.
  template <class Take>
  base::Status each_place(Take const& use) {
    std::uint64_t read = 0;
    return input_.city.read<Place>([&](Place&& place) -> base::Status {
      if ((++read & 0xfffU) == 0) {
        progress_("writing places", read, 0);
        if (progress_.stop.stop_requested()) {
          return base::fail(base::ErrorCode::cancelled, "stopped; nothing was left behind");
        }
      }
      if ((input_.places != nullptr && !input_.places->fits(place)) || !take(place)) {
        return {};
      }
      return use(place);
    });
  }

  base::Status write_calendar() {
    std::set<std::string, std::less<>> named;
    for (Session const& session : sessions_) {
      named.insert(place_of(session));
    }
    std::unordered_map<std::string, Place> places;
    CARTABLE_TRY(each_place([&](Place& place) -> base::Status {
      if (named.contains(place.head.id)) {
        place.footprint = {};
        places.emplace(place.head.id, std::move(place));
      }
      return {};
    }));
    std::string const zone = city_.zone ? city_.zone->name() : std::string();
    std::vector<std::pair<Session const*, Place const*>> wanted;
    std::set<std::string> zones;
    for (Session const& session : sessions_) {
      auto const place = places.find(place_of(session));
      if (input_.places != nullptr && place == places.end()) {
        continue;
      }
      wanted.emplace_back(&session, place == places.end() ? nullptr : &place->second);
      zones.insert(store::calendar_zone(session, zone));
    }
    std::string out;
    store::CalendarWriter const writer({.name = city_.name, .url = {}, .zone = zone, .program = std::string(program_)},
                                       zones, out);
    std::int64_t without_start = 0;
    for (auto const& [session, place] : wanted) {
      Offer const* const offer = offer_of(*session);
      std::string const& by =
          session->organisation.empty() && offer != nullptr ? offer->organisation : session->organisation;
      store::CalendarItem item = store::calendar_item(*session, offer, place, organisation_of(by), {});
      for (Credit const& credit : input_.credits.of(*session, "events")) {
        item.modified = std::max(item.modified, credit.date);
      }
      if (writer.add(item, out)) {
        count(*session, "events");
      } else {
        ++without_start;
      }
      CARTABLE_TRY(file_.write(out));
      out.clear();
    }
    store::CalendarWriter::end(out);
    note(without_start, "events have no start that can be read and are not in the calendar");
    return file_.write(out);
  }

  base::Status write_service(store::HsdsService const& service) {
    std::string text = first_ ? "" : ",\n";
    first_ = false;
    text += base::to_text(store::hsds_service(service, city_));
    for (Session const* const session : service.sessions) {
      if (session->state != "cancelled") {
        count(*session, "events");
      }
    }
    ++services_;
    return file_.write(text);
  }

  base::Status write_hsds() {
    CARTABLE_TRY(file_.write("{\"contents\":[\n"));
    std::int64_t languages = 0, excludes = 0, outlines = 0, hours = 0, capacities = 0;
    std::set<std::string, std::less<>> placed;
    auto const write_place = [&](Place& place) -> base::Status {
      languages += place.names.size() > 2 ? 1 : 0;
      excludes += std::any_of(place.audiences.begin(), place.audiences.end(),
                              [](auto const& claim) { return !claim.second.serves; })
                      ? 1
                      : 0;
      outlines += place.footprint.empty() ? 0 : 1;
      hours += !place.opening_hours.empty() && store::ordinary_week(place.opening_hours).empty() ? 1 : 0;
      capacities += place.capacity ? 1 : 0;
      count(place, "places");
      auto const offers = at(offers_at_, place.head.id);
      if (offers.empty()) {
        return write_service({.offer = nullptr,
                              .place = &place,
                              .organisation = organisation_of(place.organisation),
                              .sessions = at(sessions_at_, place.head.id)});
      }
      for (Offer const* const offer : offers) {
        placed.insert(offer->head.id);
        count(*offer, "offers");
        capacities += offer->capacity ? 1 : 0;
        CARTABLE_TRY(write_service(
            {.offer = offer,
             .place = &place,
             .organisation = organisation_of(offer->organisation.empty() ? place.organisation : offer->organisation),
             .sessions = at(sessions_of_, offer->head.id)}));
      }
      return {};
    };
    CARTABLE_TRY(each_place(write_place));
    if (input_.places == nullptr) {
      for (Offer const& offer : offers_) {  // remote, at home, or at a place that this export leaves out
        if (!placed.contains(offer.head.id)) {
          count(offer, "offers");
          capacities += offer.capacity ? 1 : 0;
          CARTABLE_TRY(write_service({.offer = &offer,
                                      .place = nullptr,
                                      .organisation = organisation_of(offer.organisation),
                                      .sessions = at(sessions_of_, offer.head.id)}));
        }
      }
    }
    note(languages, "places have names in more languages than the two that HSDS holds");
    note(excludes, "places say whom they are not for, which HSDS cannot hold");
    note(outlines, "places lose their outline: HSDS holds points");
    note(hours, "places have hours that are not the same every week: they are given as text");
    note(capacities, "places and offers have a number of places (capacity), which HSDS cannot hold");
    if (input_.places == nullptr) {
      auto const cancelled = std::count_if(sessions_.begin(), sessions_.end(),
                                           [](Session const& session) { return session.state == "cancelled"; });
      note(cancelled, "cancelled events are left out: HSDS has none");
      note(std::ssize(sessions_) - cancelled - report_.rows["events"],
           "events are of no service here and are left out");
    }
    return file_.write(
        fmt::format("\n],\"total_items\":{},\"total_pages\":1,\"page_number\":1,\"size\":{},\"first_page\":true,"
                    "\"last_page\":true,\"empty\":{}}}\n",
                    services_, services_, services_ == 0));
  }

  base::Status node(OrderedJson const& json) {
    std::string text = first_ ? "" : ",\n";
    first_ = false;
    return file_.write(text + base::to_text(json));
  }

  base::Status write_schema_org() {
    CARTABLE_TRY(file_.write("{\"@context\":\"https://schema.org\",\"@graph\":[\n"));
    std::int64_t hours = 0, outlines = 0;
    CARTABLE_TRY(each_place([&](Place& place) -> base::Status {
      hours += !place.opening_hours.empty() && store::ordinary_week(place.opening_hours).empty() ? 1 : 0;
      outlines += place.footprint.empty() ? 0 : 1;
      count(place, "places");
      seen_.insert(place.head.id);
      return node(store::schema_org_place(place, iri("place", place.head.id), {}));
    }));
    for (Offer const& offer : offers_) {
      if (input_.places != nullptr && !seen_.contains(offer.place)) {
        continue;
      }
      count(offer, "offers");
      CARTABLE_TRY(
          node(store::schema_org_course(offer, iri("offer", offer.head.id),
                                        seen_.contains(offer.place) ? iri("place", offer.place) : std::string())));
    }
    for (Session const& session : sessions_) {
      std::string const& place = place_of(session);
      if (input_.places != nullptr && !seen_.contains(place)) {
        continue;
      }
      count(session, "events");
      CARTABLE_TRY(node(store::schema_org_event(session, offer_of(session), iri("event", session.head.id),
                                                seen_.contains(place) ? iri("place", place) : std::string())));
    }
    for (Credits::Counted const& one : input_.credits.counted()) {
      store::ImportRun run;
      run.head.source = one.credit.source;
      run.licence = one.credit.licence;
      run.attribution = one.credit.attribution;
      run.date = one.credit.date;
      CARTABLE_TRY(node(store::schema_org_source(run)));
    }
    note(hours, "places have hours that are not the same every week, which schema.org cannot hold");
    note(outlines, "places lose their outline: they are given as points");
    return file_.write("\n]}\n");
  }

  /// A name for a record inside the file; "_:" would not outlive it.
  static std::string iri(std::string_view type, std::string_view id) {
    return fmt::format("urn:cartable:{}:{}", type, id);
  }

  TableInput const& input_;
  TextFile& file_;
  std::string_view program_;
  base::Progress const& progress_;
  store::HsdsCity city_;
  std::vector<Offer> offers_;
  std::vector<Session> sessions_;
  std::unordered_map<std::string, Organisation> organisations_;
  std::unordered_map<std::string, Offer const*> offer_by_id_;
  std::unordered_map<std::string, std::vector<Offer const*>> offers_at_;
  std::unordered_map<std::string, std::vector<Session const*>> sessions_at_, sessions_of_;
  std::set<std::string, std::less<>> seen_;  ///< places that went in
  bool first_ = true;
  std::int64_t services_ = 0;
  DocumentReport report_;
};

}  // namespace

base::Result<DocumentReport> write_document(Document document, TableInput const& input, TextFile& file,
                                            std::string_view program, base::Progress const& progress) {
  return DocumentWriter(input, file, program, progress).write(document);
}

}  // namespace cartable::exporters
