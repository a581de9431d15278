#include "importers/hsds_source.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/hsds_links.hpp"
#include "importers/hsds_schedule.hpp"
#include "importers/hsds_words.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <map>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::string_view kFormat = "hsds-1";

/// A phone number as somebody typed it, without the quotation marks that some exports leave.
std::string phone_of(FlatRecord const& row) {
  std::string out;
  for (char const c : row["number"]) {
    if (c != '"') {
      out.push_back(c);
    }
  }
  if (row.has("extension")) {
    out += " x" + std::string(row["extension"]);
  }
  return out;
}

class HsdsReading {
 public:
  HsdsReading(HsdsTables const& tables, std::string const& name, OfferSourceOptions const& options)
      : tables_(tables), name_(name), out_(name, options), links_(tables) {}

  base::Result<store::ImportBatch> run();

 private:
  void take_organisation(FlatRecord const& row);
  void take_location(FlatRecord const& row);
  void take_service(FlatRecord const& row);
  void add_offer(FlatRecord const& row, store::Offer const& base, FlatRecord const* link, std::string const& place,
                 std::string const& key);
  std::string hours_of(std::string_view field, std::string_view id);

  HsdsTables const& tables_;
  std::string const& name_;
  OpenBatch out_;
  HsdsLinks links_;
  std::unordered_map<std::string, std::string> places_, organisations_;  ///< their id → ours
  std::set<std::string> virtual_, ids_;
  std::int64_t unplaced_ = 0, nowhere_ = 0, schedules_ = 0, areas_ = 0;
};

std::string HsdsReading::hours_of(std::string_view field, std::string_view id) {
  HsdsHours hours = hsds_hours(links_.rows_of("schedules", field, id));
  schedules_ += hours.not_carried;
  return std::move(hours.hours);
}

void HsdsReading::take_organisation(FlatRecord const& row) {
  std::string_view const id = row["id"], name = row["name"];
  if (id.empty() || name.empty()) {
    out_.reject(row, id.empty() ? "id" : "name", "", "organization has none", "HSDS needs an id and a name");
    return;
  }
  store::Organisation organisation;
  organisation.head = out_.head("org." + std::string(id));
  if (!ids_.insert(organisation.head.id).second) {
    return;
  }
  organisation.head.identifiers["hsds"] = id;
  organisation.name = name;
  organisation.roles = {"provider"};
  organisation.type = row["legal_status"];
  if (row.has("description")) {
    organisation.description["und"] = plain_text(row["description"]);
  }
  out_.add_contact(organisation.contact, "email", row["email"]);
  out_.add_contact(organisation.contact, "website", row[row.has("website") ? "website" : "url"]);
  for (FlatRecord const* const phone : links_.rows_of("phones", "organization_id", id)) {
    if (!phone->has("contact_id") && !phone->has("service_id") && !phone->has("location_id")) {
      out_.add_contact(organisation.contact, "phone", phone_of(*phone));
    }
  }
  for (FlatRecord const* const other : links_.rows_of("organization_identifiers", "organization_id", id)) {
    std::string const scheme = base::ascii_lower((*other)["identifier_scheme"]);
    if (!scheme.empty()) {
      organisation.head.identifiers[scheme] = (*other)["identifier"];
    }
  }
  organisation.sources.push_back(out_.source_ref(id));
  organisations_.emplace(id, organisation.head.id);
  out_.batch.organisations.push_back(std::move(organisation));
}

void HsdsReading::take_location(FlatRecord const& row) {
  std::string const id(row["id"]);
  std::string const type = base::ascii_lower(row["location_type"]);
  if (id.empty()) {
    out_.reject(row, "id", "", "location has no id", "HSDS needs one");
    return;
  }
  if (type == "virtual" || type == "postal") {
    if (type == "virtual") {
      virtual_.insert(id);
    }
    return;
  }
  store::Place place;
  place.head = out_.head(id);
  if (!ids_.insert(place.head.id).second) {
    return;
  }
  auto const addresses = links_.rows_of("addresses", "location_id", id);
  for (FlatRecord const* const address : addresses) {
    if (base::ascii_lower((*address)["address_type"]) == "postal" && addresses.size() > 1) {
      continue;
    }
    std::string full;
    for (char const* const part : {"address_1", "address_2", "city", "state_province", "postal_code"}) {
      if (address->has(part)) {
        full += (full.empty() ? "" : ", ") + std::string((*address)[part]);
      }
    }
    for (auto const& [theirs, ours] :
         {std::pair("city", "city"), std::pair("postal_code", "postcode"), std::pair("state_province", "state"),
          std::pair("region", "region"), std::pair("country", "country"), std::pair("address_2", "unit")}) {
      if (address->has(theirs)) {
        place.address.emplace(ours, (*address)[theirs]);
      }
    }
    if (address->has("address_1")) {
      if (auto [street, number] = street_and_number((*address)["address_1"]); !number.empty()) {
        place.address.emplace("street", std::move(street));
        place.address.emplace("housenumber", std::move(number));
      }
      place.address.emplace("full", full);
    }
    break;
  }
  place.point = OpenBatch::position(row["latitude"], row["longitude"]);
  if (!place.point && place.address.find("full") == place.address.end()) {
    ++nowhere_;
    return;
  }
  if (!place.point) {
    place.head.status = store::RecordStatus::unplaced;
    ++unplaced_;
  }
  place.name = row[row.has("name") ? "name" : "alternate_name"];
  if (place.name.empty()) {
    place.name = place.address.contains("full") ? place.address["full"].substr(0, place.address["full"].find(',')) : id;
  }
  if (row.has("alternate_name") && row["alternate_name"] != place.name) {
    place.extra["alt_name"] = row["alternate_name"];
  }
  if (row.has("transportation")) {
    place.extra["transportation"] = row["transportation"];
  }
  if (row.has("description")) {
    place.description["und"] = plain_text(row["description"]);
  }
  place.head.identifiers["hsds"] = id;
  if (row.has("external_identifier")) {
    std::string const scheme =
        row.has("external_identifier_type") ? base::ascii_lower(row["external_identifier_type"]) : "external";
    place.head.identifiers[scheme] = row["external_identifier"];
  }
  out_.add_contact(place.contact, "website", row["url"]);
  for (FlatRecord const* const phone : links_.rows_of("phones", "location_id", id)) {
    if (!phone->has("contact_id")) {
      out_.add_contact(place.contact, "phone", phone_of(*phone));
    }
  }
  place.languages = links_.languages_of("location_id", id);
  place.opening_hours = hours_of("location_id", id);
  read_access(links_.rows_of("accessibility", "location_id", id), place);
  for (HsdsTerm const& term : links_.terms_of(id, "location")) {
    apply(term, out_.slug(), place);
  }
  if (place.kinds.empty()) {
    std::string const kind = kind_of(place.name);
    place.kinds.push_back(kind.empty() ? "learning_place" : kind);
  }
  if (auto const owner = organisations_.find(std::string(row["organization_id"])); owner != organisations_.end()) {
    place.organisation = owner->second;
  }
  store::Place kinds_alone;  // HSDS does not say whether a level is that of the kind
  kinds_alone.kinds = place.kinds;
  store::apply_kind_defaults(kinds_alone);
  if (place.isced != 0 && place.isced == kinds_alone.isced) {
    place.isced_from = "default";
  }
  store::apply_kind_defaults(place);
  place.sources.push_back(out_.source_ref(id));
  places_.emplace(id, place.head.id);
  out_.batch.places.push_back(std::move(place));
}

void HsdsReading::add_offer(FlatRecord const& row, store::Offer const& base, FlatRecord const* link,
                            std::string const& place, std::string const& key) {
  store::Offer offer = base;
  offer.head = out_.head("service." + key);
  offer.head.identifiers["hsds"] = row["id"];
  offer.head.status = base.head.status;
  offer.place = place;
  if (link != nullptr) {
    std::string const at((*link)["id"]);
    if (std::string hours = hours_of("service_at_location_id", at); !hours.empty()) {
      offer.schedule = std::move(hours);
    }
    for (HsdsTerm const& term : links_.terms_of(at, "service_at_location")) {
      apply(term, out_.slug(), offer);
    }
  }
  offer.sources.push_back(out_.source_ref(key));
  if (ids_.insert(offer.head.id).second) {
    out_.batch.offers.push_back(std::move(offer));
  }
}

void HsdsReading::take_service(FlatRecord const& row) {
  ++out_.batch.counts.offers_read;
  std::string const id(row["id"]);
  std::string_view const name = row["name"];
  if (id.empty() || name.empty()) {
    out_.reject(row, id.empty() ? "id" : "name", "", "service has none", "HSDS needs an id and a name");
    return;
  }
  store::Offer offer;
  offer.name = name;
  std::string const status = base::fold(row["status"]);
  offer.head.status = status == "inactive" || status == "defunct" ? store::RecordStatus::closed
                      : status == "temporarily closed"            ? store::RecordStatus::temporarily_closed
                                                                  : store::RecordStatus::active;
  std::string text = plain_text(row["description"]);
  for (char const* const more :
       {"eligibility_description", "interpretation_services", "wait_time", "accreditations", "alert"}) {
    if (row.has(more) && row[more] != more) {  // some exports fill in the names of the fields
      text += (text.empty() ? "" : "\n\n") + plain_text(row[more]);
    }
  }
  for (FlatRecord const* const document : links_.rows_of("required_documents", "service_id", id)) {
    text += (text.empty() ? "" : "\n\n") + plain_text((*document)["document"]);
  }
  if (!text.empty()) {
    offer.description["und"] = text;
  }
  offer.url = web_address(row["url"]);
  offer.booking = row["application_process"];
  if (offer.booking.empty() && row.has("email") && !is_personal_email(row["email"])) {
    offer.booking = row["email"];
  }
  out_.personal += is_personal_email(row["email"]) ? 1 : 0;
  offer.languages = links_.languages_of("service_id", id);
  offer.schedule = hours_of("service_id", id);
  offer.checked = checked_date(row[row.has("assured_date") ? "assured_date" : "last_modified"]);
  if (auto const owner = organisations_.find(std::string(row["organization_id"])); owner != organisations_.end()) {
    offer.organisation = owner->second;
  }
  read_costs(row, links_.rows_of("cost_options", "service_id", id), offer);
  read_eligibility(row, links_.rows_of("eligibility", "service_id", id), out_.slug(), offer);
  for (HsdsTerm const& term : links_.terms_of(id, "service")) {
    apply(term, out_.slug(), offer);
  }
  areas_ += static_cast<std::int64_t>(links_.rows_of("service_areas", "service_id", id).size());

  std::map<std::string, FlatRecord const*> at;  // locations in an order that does not hang on the file's
  bool online = false;
  for (FlatRecord const* const link : links_.rows_of("service_at_location", "service_id", id)) {
    std::string const location((*link)["location_id"]);
    online |= virtual_.contains(location);
    if (places_.contains(location)) {
      at.emplace(location, link);
    }
  }
  if (online) {
    add_once(offer.modalities, "remote");
  }
  if (at.empty()) {
    add_offer(row, offer, nullptr, {}, id);
  }
  for (auto const& [location, link] : at) {
    add_offer(row, offer, link, places_.at(location), at.size() == 1 ? id : fmt::format("{}.at.{}", id, location));
  }
}

base::Result<store::ImportBatch> HsdsReading::run() {
  CARTABLE_TRY(out_.begin(tables_.files, std::string(kFormat)));
  for (FlatRecord const& row : tables_.rows("organizations")) {
    take_organisation(row);
  }
  for (FlatRecord const& row : tables_.rows("locations")) {
    take_location(row);
  }
  for (FlatRecord const& row : tables_.rows("services")) {
    take_service(row);
  }
  out_.personal += static_cast<std::int64_t>(tables_.rows("contacts").size());
  store::ImportBatch& batch = out_.batch;
  batch.source.role = "offers";
  batch.has_places = !tables_.rows("locations").empty();
  batch.has_organisations = !tables_.rows("organizations").empty();
  batch.has_offers = !tables_.rows("services").empty();
  batch.counts.places_read = static_cast<std::int64_t>(tables_.rows("locations").size());
  out_.note(unplaced_ > 0,
            fmt::format("{} locations have an address and no position; they are kept as unplaced", unplaced_));
  out_.note(nowhere_ > 0, fmt::format("{} locations have neither a position nor an address and were left out; their "
                                      "services are at no place",
                                      nowhere_));
  out_.note(schedules_ > 0,
            fmt::format("{} schedules cannot be said as opening hours (no times, every other week, days of "
                        "the month) and were left out",
                        schedules_));
  out_.note(areas_ > 0, fmt::format("{} service areas are not kept", areas_));
  out_.finish();
  if (batch.organisations.empty() && batch.places.empty() && batch.offers.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no organization, location or service of HSDS{}", name_,
                      batch.rejects.empty()
                          ? std::string()
                          : fmt::format(" that can be taken; the first {}", batch.rejects.front().reason));
  }
  return std::move(batch);
}

}  // namespace

base::Result<store::ImportBatch> read_hsds_tables(HsdsTables const& tables, std::string const& name,
                                                  OfferSourceOptions const& options) {
  return HsdsReading(tables, name, options).run();
}

base::Result<store::ImportBatch> read_hsds(std::filesystem::path const& path, OfferSourceOptions const& options,
                                           base::Progress const& progress) {
  progress("reading tables");
  CARTABLE_ASSIGN(auto const tables, HsdsTables::read(path, options.encoding));
  bool const package = path.filename() == "datapackage.json";
  std::error_code error;
  bool const folder = package || std::filesystem::is_directory(path, error);
  std::string name = (package ? std::filesystem::absolute(path).parent_path() : path).filename().string();
  // A folder's name has no ending to be taken off.
  return read_hsds_tables(tables, folder ? name + ".tables" : name, options);
}

bool is_hsds_json(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) {
    head.remove_prefix(3);
  }
  std::string_view const start = base::trim(head);
  if (!start.starts_with('{') && !start.starts_with('[')) {
    return false;
  }
  auto const has = [&](std::string_view name) {
    return head.find(fmt::format("\"{}\"", name)) != std::string_view::npos;
  };
  if (has("type") && (has("FeatureCollection") || has("Feature"))) {
    return false;
  }
  int own = 0;
  for (std::string_view const name : {"organization_id",
                                      "organization",
                                      "service_at_locations",
                                      "application_process",
                                      "interpretation_services",
                                      "eligibility_description",
                                      "location_type",
                                      "organizations.csv",
                                      "services.csv",
                                      "service_at_location.csv",
                                      "legal_status",
                                      "assured_date",
                                      "address_1",
                                      "organizations",
                                      "cost_options",
                                      "opens_at",
                                      "fees_description",
                                      "total_items",
                                      "alternate_name",
                                      "physical_addresses",
                                      "tax_status"}) {
    own += has(name) ? 1 : 0;
  }
  return own >= 3 || (own >= 2 && has("id") && has("name"));
}

}  // namespace cartable::importers
