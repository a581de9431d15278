#include "importers/own_geojson.hpp"

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "geo/geometry_text.hpp"
#include "geo/repair.hpp"
#include "importers/open_records.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

using base::Json;

constexpr std::string_view kFormat = "own-geojson-1";
constexpr std::size_t kLargestFile = std::size_t{1} << 30U;

/// The properties of one feature: as the API gives them (lists, objects) or as tables do ("a; b", "k=v; k=v").
class Properties {
 public:
  explicit Properties(Json const& json) : json_(json) {}

  [[nodiscard]] std::string text(char const* name) const {
    auto const found = json_.find(name);
    if (found == json_.end() || found->is_null()) {
      return {};
    }
    return found->is_string()      ? found->get<std::string>()
           : found->is_primitive() ? base::to_text(*found)
                                   : std::string();
  }
  [[nodiscard]] std::optional<int> number(char const* name) const {
    std::string const written = text(name);
    int value = 0;
    auto const [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    return error == std::errc{} && end == written.data() + written.size() && !written.empty() ? std::optional(value)
                                                                                              : std::nullopt;
  }
  [[nodiscard]] store::StringList list(char const* name) const {
    store::StringList out;
    auto const found = json_.find(name);
    if (found != json_.end() && found->is_array()) {
      for (Json const& item : *found) {
        out.push_back(item.is_string() ? item.get<std::string>() : base::to_text(item));
      }
      return out;
    }
    return base::split(text(name), ';');
  }
  [[nodiscard]] store::StringMap map(char const* name) const {
    store::StringMap out;
    auto const found = json_.find(name);
    if (found != json_.end() && found->is_object()) {
      for (auto const& [key, value] : found->items()) {
        if (value.is_primitive() && !value.is_null()) {
          out.emplace(key, value.is_string() ? value.get<std::string>() : base::to_text(value));
        }
      }
      return out;
    }
    for (std::string const& pair : base::split(text(name), ';')) {
      if (std::size_t const equals = pair.find('='); equals != std::string::npos && equals > 0) {
        out.emplace(pair.substr(0, equals), pair.substr(equals + 1));
      }
    }
    return out;
  }
  /// "names": {…} of the API, "name:fr" of tables; and the text without a language.
  [[nodiscard]] store::LangMap languages(char const* plural, std::string const& single, bool with_plain) const {
    store::LangMap out;
    for (char const* const name : {plural, single.c_str()}) {
      if (auto const found = json_.find(name); found != json_.end() && found->is_object()) {
        for (auto const& [key, value] : found->items()) {
          if (value.is_string()) {
            out.emplace(key, value.get<std::string>());
          }
        }
      }
    }
    for (auto const& [key, value] : json_.items()) {
      if (key.starts_with(single + ":") && value.is_string()) {
        out.emplace(key.substr(single.size() + 1), value.get<std::string>());
      }
    }
    if (std::string plain = with_plain ? text(single.c_str()) : std::string(); !plain.empty()) {
      out.emplace("und", std::move(plain));
    }
    return out;
  }
  /// Digits as bits; the smallest is bit 0 for `first`.
  [[nodiscard]] std::uint16_t bits(char const* name, int first, int last) const {
    std::uint16_t out = 0;
    for (std::string const& item : list(name)) {
      if (item.size() == 1 && item[0] - '0' >= first && item[0] - '0' <= last) {
        out |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(item[0] - '0' - first));
      }
    }
    return out;
  }
  [[nodiscard]] Audiences audiences(std::string const& slug) const {
    Audiences out;
    auto const found = json_.find("audiences");
    if (found != json_.end() && found->is_object()) {
      for (auto const& [group, claim] : found->items()) {
        if (!claim.is_object()) {
          continue;
        }
        bool const serves = claim.value("value", "serves") != "excludes";
        store::AudienceClaim& into = out[group];
        into.serves = serves;
        for (Json const& one : claim.value("evidence", Json::array())) {
          if (one.is_object()) {
            into.evidence.push_back({one.value("field", ""), one.value("value", ""), one.value("source", "")});
          }
        }
      }
      return out;
    }
    for (auto const& [group, value] : map("audiences")) {
      add_evidence(out, group, value != "excludes", {"audiences", value, slug});
    }
    return out;
  }

 private:
  Json const& json_;
};

class OwnReading {
 public:
  OwnReading(std::filesystem::path const& file, OfferSourceOptions const& options, CityContext const& city,
             PlaceLinks& links)
      : file_(file), options_(options), city_(city), links_(links), out_(file.filename().string(), options) {}

  base::Result<store::ImportBatch> run();

 private:
  void take(Json const& feature, FlatRecord const& at);
  void take_place(Json const& feature, Properties const& p, std::string const& id, FlatRecord const& at);
  void take_offer(Properties const& p, std::string const& id);
  void take_session(Properties const& p, std::string const& id, FlatRecord const& at);
  void take_organisation(Properties const& p, std::string const& id);
  [[nodiscard]] store::RecordHead head_of(Properties const& p, std::string const& id) const;
  void read_contact(Properties const& p, store::StringMap& contact, store::StringMap& address);
  std::string place_of(Properties const& p, std::string const& name, std::int64_t record);
  [[nodiscard]] std::string offer_of(std::string const& id) const;
  [[nodiscard]] std::string organisation_of(Properties const& p) const;

  std::filesystem::path const& file_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  OpenBatch out_;
  std::string collection_;
  std::set<std::string> ids_;
  std::unordered_map<std::string, std::string> offers_;  ///< their id → ours
};

store::RecordHead OwnReading::head_of(Properties const& p, std::string const& id) const {
  store::RecordHead head = out_.head(id);
  head.identifiers = p.map("identifiers");
  head.status = store::parse_status(p.text("status")).value_or(store::RecordStatus::active);
  if (options_.visibility.empty()) {
    head.visibility = store::parse_visibility(p.text("visibility")).value_or(head.visibility);
  }
  head.valid_from = p.text("valid_from");
  head.valid_to = p.text("valid_to");
  return head;
}

void OwnReading::read_contact(Properties const& p, store::StringMap& contact, store::StringMap& address) {
  contact = p.map("contact");
  for (auto const& [key, value] : p.map("other_contact")) {
    contact.emplace(key, value);
  }
  address = p.map("address");
  for (auto const& [key, value] : p.map("other_address")) {
    address.emplace(key, value);
  }
  for (char const* const key : {"phone", "email", "website"}) {
    if (std::string text = p.text(key); !text.empty()) {
      contact.emplace(key, std::move(text));
    }
  }
  for (char const* const key : {"street", "housenumber", "postcode", "city"}) {
    if (std::string text = p.text(key); !text.empty()) {
      address.emplace(key, std::move(text));
    }
  }
  if (std::string full = p.text("address"); !full.empty()) {
    address.emplace("full", std::move(full));
  }
  std::erase_if(contact, [](auto const& entry) {
    return (entry.first == "website" && web_address(entry.second).empty()) ||
           (entry.first == "email" && is_personal_email(entry.second));
  });
}

std::string OwnReading::place_of(Properties const& p, std::string const& name, std::int64_t record) {
  std::string const id = p.text("place");
  if (id.empty()) {
    return {};
  }
  PlaceFound found;
  if (city_.places != nullptr) {
    PlaceWanted const wanted{.id = id, .name = p.text("place_name"), .text = {}, .address = {}, .point = std::nullopt};
    found = city_.places->find(wanted);
  }
  if (found.verdict == PlaceVerdict::certain) {
    ++links_.certain;
    return found.candidates.front().id;
  }
  links_.doubtful.push_back({.file = file_.filename().string(),
                             .record = record,
                             .name = name,
                             .wanted = id,
                             .column = "place",
                             .found = std::move(found),
                             .line = 0,
                             .cells = {}});
  return {};
}

std::string OwnReading::offer_of(std::string const& id) const {
  auto const found = offers_.find(id);
  return found == offers_.end() ? std::string() : found->second;
}

std::string OwnReading::organisation_of(Properties const& p) const {
  for (std::string const& word : {p.text("organisation"), base::fold(p.text("organisation_name"))}) {
    if (auto const found = city_.organisations.find(word); !word.empty() && found != city_.organisations.end()) {
      return found->second;
    }
  }
  return {};
}

void OwnReading::take_place(Json const& feature, Properties const& p, std::string const& id, FlatRecord const& at) {
  store::Place place;
  place.head = head_of(p, id);
  if (auto const drawn = feature.find("geometry"); drawn != feature.end() && drawn->is_object()) {
    auto geometry = geo::parse_geometry_text(base::to_text(*drawn));
    if (geometry && std::holds_alternative<geo::LonLat>(*geometry)) {
      place.point = rounded(std::get<geo::LonLat>(*geometry));
    } else if (geometry && std::holds_alternative<geo::MultiPolygon>(*geometry)) {
      place.footprint = rounded(std::get<geo::MultiPolygon>(*std::move(geometry)));
      place.point = rounded(geo::point_inside(place.footprint));
    }
  }
  read_contact(p, place.contact, place.address);
  if (!place.point && place.address.empty()) {
    out_.reject(at, "geometry", "", "has neither a position nor an address", "give it a position");
    return;
  }
  place.head.status = place.point ? place.head.status : store::RecordStatus::unplaced;
  place.name = p.text("name");
  place.names = p.languages("names", "name", false);
  place.kinds = p.list("kinds");
  if (place.kinds.empty()) {
    place.kinds = p.list("kind");
  }
  if (place.kinds.empty()) {
    place.kinds = {"learning_place"};
  }
  place.pillars = static_cast<std::uint8_t>(p.bits("pillars", 1, 6));
  place.isced = p.bits("isced", 0, 8);
  place.isced_from = p.text("isced_from");
  place.topics = p.list("topics");
  place.languages = p.list("languages");
  place.audiences = p.audiences(out_.slug());
  place.fee = store::parse_fee(p.text("fee")).value_or(store::Fee::unknown);
  place.price = p.text("price");
  place.wheelchair = store::parse_wheelchair(p.text("wheelchair")).value_or(store::Wheelchair::unknown);
  place.needs = p.map("needs");
  place.opening_hours = p.text("opening_hours");
  auto const tri = [&](char const* name) {
    std::string const word = p.text(name);
    return word == "true"    ? store::Tri::yes
           : word == "false" ? store::Tri::no
                             : store::parse_tri(word).value_or(store::Tri::unknown);
  };
  place.appointment = tri("appointment");
  place.recognition = tri("recognition");
  place.operator_name = p.text("operator");
  place.organisation = organisation_of(p);
  place.description = p.languages("descriptions", "description", true);
  place.age_min = p.number("age_min");
  place.age_max = p.number("age_max");
  place.capacity = p.number("capacity");
  place.booking = p.text("booking");
  place.alert = p.languages("alerts", "alert", true);
  place.alert_until = p.text("alert_until");
  place.extra = p.map("extra");
  place.checked = p.text("checked");
  if (std::string const parent = p.text("parent"); !parent.empty()) {
    place.parent = out_.id(parent);
  }
  if (place.isced != 0 && place.isced_from.empty()) {
    store::Place kinds_alone;  // a file does not say whether a level is that of the kind
    kinds_alone.kinds = place.kinds;
    store::apply_kind_defaults(kinds_alone);
    place.isced_from = kinds_alone.isced == place.isced ? "default" : "tags";
  }
  place.sources.push_back(out_.source_ref(id));
  out_.batch.places.push_back(std::move(place));
}

void OwnReading::take_offer(Properties const& p, std::string const& id) {
  store::Offer offer;
  offer.head = head_of(p, id);
  offer.name = p.text("name");
  offer.names = p.languages("names", "name", false);
  offer.description = p.languages("descriptions", "description", true);
  offer.place = place_of(p, offer.name, static_cast<std::int64_t>(ids_.size()));
  offer.organisation = organisation_of(p);
  offer.topics = p.list("topics");
  offer.languages = p.list("languages");
  offer.modalities = p.list("modalities");
  offer.pillars = static_cast<std::uint8_t>(p.bits("pillars", 1, 6));
  offer.isced = p.bits("isced", 0, 8);
  offer.audiences = p.audiences(out_.slug());
  offer.fee = store::parse_fee(p.text("fee")).value_or(store::Fee::unknown);
  offer.price = p.text("price");
  offer.age_min = p.number("age_min");
  offer.age_max = p.number("age_max");
  offer.capacity = p.number("capacity");
  offer.schedule = p.text("schedule");
  offer.booking = p.text("booking");
  std::string const recognition = p.text("recognition");
  offer.recognition = recognition == "true"    ? store::Tri::yes
                      : recognition == "false" ? store::Tri::no
                                               : store::parse_tri(recognition).value_or(store::Tri::unknown);
  offer.url = web_address(p.text("url"));
  offer.checked = p.text("checked");
  offer.sources.push_back(out_.source_ref(id));
  out_.batch.offers.push_back(std::move(offer));
}

void OwnReading::take_session(Properties const& p, std::string const& id, FlatRecord const& at) {
  store::Session session;
  session.head = head_of(p, id);
  session.name = p.text("name");
  session.names = p.languages("names", "name", false);
  session.description = p.languages("descriptions", "description", true);
  session.starts = p.text("starts");
  session.ends = p.text("ends");
  if (session.starts.empty()) {
    out_.reject(at, "starts", "", "session has no start", "give it one, such as 2026-11-28T10:00:00+01:00");
    return;
  }
  session.timezone = p.text("timezone");
  session.rrule = p.text("rrule");
  session.exdates = p.text("exdates");
  session.rdates = p.text("rdates");
  session.state = p.text("state");
  session.previous_starts = p.text("previous_starts");
  session.previous_place = p.text("previous_place");
  session.festival = p.text("festival");
  session.offer = offer_of(p.text("offer"));
  session.place = place_of(p, session.name, at.record);
  session.organisation = organisation_of(p);
  session.capacity = p.number("capacity");
  session.places_left = p.number("places_left");
  session.uid = p.text("uid");
  session.recurrence_id = p.text("recurrence_id");
  session.sequence = p.number("sequence");
  session.url = web_address(p.text("url"));
  out_.batch.sessions.push_back(std::move(session));
}

void OwnReading::take_organisation(Properties const& p, std::string const& id) {
  store::Organisation organisation;
  organisation.head = head_of(p, id);
  organisation.name = p.text("name");
  organisation.names = p.languages("names", "name", false);
  organisation.description = p.languages("descriptions", "description", true);
  organisation.roles = p.list("roles");
  organisation.type = p.text("type");
  read_contact(p, organisation.contact, organisation.address);
  organisation.sources.push_back(out_.source_ref(id));
  out_.batch.organisations.push_back(std::move(organisation));
}

void OwnReading::take(Json const& feature, FlatRecord const& at) {
  auto const found = feature.find("properties");
  if (found == feature.end() || !found->is_object()) {
    out_.reject(at, "properties", "", "is no feature with properties", "export it again");
    return;
  }
  Properties const p(*found);
  std::string id = p.text("id");
  if (id.empty() && feature.contains("id") && feature["id"].is_string()) {
    id = feature["id"].get<std::string>();
  }
  if (id.empty() || !ids_.insert(id).second) {
    out_.reject(at, "id", id, id.empty() ? "has no id" : "is the id of an earlier feature", "export it again");
    return;
  }
  std::string const& kind = collection_;
  Json const& json = *found;
  bool const session = kind.empty() ? json.contains("starts") : kind == "sessions" || kind == "events";
  bool const place = kind.empty() ? json.contains("kind") || json.contains("kinds") : kind == "places";
  bool const organisation = kind.empty() ? json.contains("roles") : kind == "organisations";
  if (session) {
    take_session(p, id, at);
  } else if (place) {
    take_place(feature, p, id, at);
  } else if (organisation) {
    take_organisation(p, id);
  } else {
    take_offer(p, id);
  }
}

base::Result<store::ImportBatch> OwnReading::run() {
  CARTABLE_TRY(out_.begin({file_}, std::string(kFormat)));
  CARTABLE_ASSIGN(std::string const text, base::read_file(file_, kLargestFile));
  std::string const name = file_.filename().string();
  auto const json = base::parse_json(text);
  if (!json) {
    return base::fail(json.error().code, "{}: {}", name, json.error().message);
  }
  auto const features = json->is_object() ? json->find("features") : json->end();
  if (!json->is_object() || features == json->end() || !features->is_array()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: is no FeatureCollection", name);
  }
  if (auto const said = json->find("name"); said != json->end() && said->is_string()) {
    collection_ = said->get<std::string>();
  }
  for (store::Offer const& offer : city_.offers) {
    offers_.emplace(offer.head.id, offer.head.id);
    for (store::SourceRef const& source : offer.sources) {
      offers_.emplace(source.key, offer.head.id);
    }
  }
  std::int64_t record = 0;
  for (Json const& feature : *features) {
    take(feature, {.file = name, .record = ++record, .fields = {}});
  }
  store::ImportBatch& batch = out_.batch;
  batch.has_places = !batch.places.empty();
  batch.has_offers = !batch.offers.empty();
  batch.has_sessions = !batch.sessions.empty();
  batch.has_organisations = !batch.organisations.empty();
  batch.source.role = batch.has_sessions ? "events"
                      : batch.has_offers ? "offers"
                      : batch.has_places ? "places"
                                         : "organisations";
  batch.counts.places_read = batch.has_places ? record : 0;
  out_.finish();
  if (!batch.has_places && !batch.has_offers && !batch.has_sessions && !batch.has_organisations) {
    return base::fail(base::ErrorCode::invalid_value, "{}: none of its {} features can be taken{}", name, record,
                      batch.rejects.empty() ? std::string() : "; the first " + batch.rejects.front().reason);
  }
  return std::move(batch);
}

}  // namespace

base::Result<store::ImportBatch> read_own_geojson(std::filesystem::path const& file, OfferSourceOptions const& options,
                                                  CityContext const& city, PlaceLinks& links, base::Progress const&) {
  return OwnReading(file, options, city, links).run();
}

bool is_own_geojson(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) {
    head.remove_prefix(3);
  }
  std::string_view const start = base::trim(head);
  if (!start.starts_with('{') || head.find("\"FeatureCollection\"") == std::string_view::npos) {
    return false;
  }
  auto const has = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
  bool const named = has(R"("name":"places")") || has(R"("name":"offers")") || has(R"("name":"sessions")") ||
                     has(R"("name":"events")") || has(R"("name":"organisations")");
  bool const exported = named && has("\"visibility\":") && has("\"status\":") && has("\"source\":");
  bool const items = has("\"kinds\":[") && has("\"sources\":[") && has("\"pillars\":[");
  bool const sessions = has("\"starts\":") && has("\"state\":") && has("\"sources\":[");
  return exported || items || sessions;
}

}  // namespace cartable::importers
