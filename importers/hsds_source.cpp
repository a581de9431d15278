#include "importers/hsds_source.hpp"

#include "base/format.hpp"
#include "base/language_names.hpp"
#include "base/text.hpp"
#include "importers/hsds_schedule.hpp"
#include "importers/osm_isced.hpp"
#include "importers/table_values.hpp"
#include "store/hsds_fields.hpp"
#include "store/open_format_fields.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::array<std::string_view, 5> kNeeds{"hearing-loop", "sign-language", "accessible-toilet", "quiet",
                                                 "step-free"};

/// "12 Rue de la Paix", "Hauptstraße 5a" as street and house number; no number where that is not plain.
std::pair<std::string, std::string> street_and_number(std::string_view text) {
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto const is_number = [&](std::string_view word) {
    std::size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) {
      ++digits;
    }
    bool const letter = digits + 1 == word.size() && ((word.back() | 0x20) >= 'a' && (word.back() | 0x20) <= 'z');
    return digits > 0 && digits <= 5 && (digits == word.size() || letter);
  };
  std::string_view const all = base::trim(text);
  std::size_t const first = all.find(' ');
  std::size_t const last = all.rfind(' ');
  if (first == std::string_view::npos || all.find(',') != std::string_view::npos) {
    return {};
  }
  bool const before = is_number(all.substr(0, first));
  std::string_view const number = before ? all.substr(0, first) : all.substr(last + 1);
  std::string_view const street = base::trim(before ? all.substr(first + 1) : all.substr(0, last));
  bool const plain = is_number(number) && std::none_of(street.begin(), street.end(), is_digit);
  return plain ? std::pair(std::string(street), std::string(number)) : std::pair<std::string, std::string>();
}

constexpr std::string_view kFormat = "hsds-1";

using Rows = std::vector<FlatRecord const*>;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                   : std::nullopt;
}

std::optional<int> age_of(std::string_view text) {
  auto const value = number_of(text);
  return value && *value >= 0 && *value <= 130 ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

bool holds(std::string const& folded, std::string_view word) {
  std::string const wanted = base::fold(word);
  std::size_t at = folded.find(wanted);
  return at != std::string::npos && (at == 0 || folded[at - 1] == ' ');
}

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
      : tables_(tables), name_(name), out_(name, options) {}

  base::Result<store::ImportBatch> run();

 private:
  struct Term {
    std::string taxonomy, code, name, value;
  };
  void index();
  void take_organisation(FlatRecord const& row);
  void take_location(FlatRecord const& row);
  void take_service(FlatRecord const& row);
  void add_offer(FlatRecord const& row, store::Offer const& base, FlatRecord const* link, std::string const& place,
                 std::string const& key);
  void read_access(std::string const& location, store::Place& place);
  void read_costs(FlatRecord const& row, store::Offer& offer);
  void read_eligibility(FlatRecord const& row, store::Offer& offer);
  [[nodiscard]] std::vector<Term> terms_of(std::string const& link, std::string_view entity) const;
  void apply(Term const& term, store::Offer& offer) const;
  void apply(Term const& term, store::Place& place) const;
  [[nodiscard]] Rows rows_of(std::string_view table, std::string_view field, std::string_view id) const;
  [[nodiscard]] store::StringList languages_of(std::string_view field, std::string_view id) const;
  std::string hours_of(std::string_view field, std::string_view id);

  HsdsTables const& tables_;
  std::string const& name_;
  OpenBatch out_;
  std::unordered_map<std::string, std::vector<FlatRecord const*>> by_link_;  ///< "table field id" → rows
  std::unordered_map<std::string, FlatRecord const*> terms_;
  std::unordered_map<std::string, std::string> places_, organisations_;  ///< their id → ours
  std::set<std::string> virtual_, ids_;
  std::int64_t unplaced_ = 0, nowhere_ = 0, schedules_ = 0, areas_ = 0;
};

/// Rows by the columns that point to others.
void HsdsReading::index() {
  constexpr std::array<std::string_view, 6> kFields{"organization_id",        "service_id", "location_id",
                                                    "service_at_location_id", "link_id",    "taxonomy_id"};
  for (store::HsdsTable const& table : store::hsds_tables()) {
    for (FlatRecord const& row : tables_.rows(table.file)) {
      for (std::string_view const field : kFields) {
        if (row.has(field)) {
          by_link_[fmt::format("{} {} {}", table.file, field, row[field])].push_back(&row);
        }
      }
    }
  }
  for (FlatRecord const& row : tables_.rows("taxonomy_terms")) {
    terms_.emplace(std::string(row["id"]), &row);
  }
}

Rows HsdsReading::rows_of(std::string_view table, std::string_view field, std::string_view id) const {
  auto const found = id.empty() ? by_link_.end() : by_link_.find(fmt::format("{} {} {}", table, field, id));
  return found == by_link_.end() ? Rows() : found->second;
}

store::StringList HsdsReading::languages_of(std::string_view field, std::string_view id) const {
  store::StringList out;
  for (FlatRecord const* const row : rows_of("languages", field, id)) {
    if (row->has("phone_id") && field != "phone_id" && !row->has(field)) {
      continue;
    }
    // 1.1 has several in one column "language": "en, es".
    std::string const written((*row)[row->has("code") ? "code" : row->has("name") ? "name" : "language"]);
    for (std::string const& one : base::split(written, ',')) {
      if (auto tag = base::find_language(one)) {
        add_once(out, *tag);
      }
    }
  }
  return out;
}

std::string HsdsReading::hours_of(std::string_view field, std::string_view id) {
  HsdsHours hours = hsds_hours(rows_of("schedules", field, id));
  schedules_ += hours.not_carried;
  return std::move(hours.hours);
}

std::vector<HsdsReading::Term> HsdsReading::terms_of(std::string const& link, std::string_view entity) const {
  std::vector<Term> out;
  auto const add = [&](std::string_view term_id, std::string_view value) {
    Term term{.taxonomy = {}, .code = {}, .name = {}, .value = std::string(value)};
    if (auto const found = terms_.find(std::string(term_id)); found != terms_.end()) {
      FlatRecord const& row = *found->second;
      term.taxonomy = row[row.has("taxonomy") ? "taxonomy" : "vocabulary"];
      term.code = row["code"];
      term.name = row["name"];
    }
    out.push_back(std::move(term));
  };
  for (FlatRecord const* const row : rows_of("attributes", "link_id", link)) {
    if (!row->has("link_entity") || (*row)["link_entity"] == entity || (*row)["link_entity"] == "link_entity") {
      add((*row)["taxonomy_term_id"], (*row)["value"]);
    }
  }
  if (entity == "service") {  // 1.1: service_taxonomy
    for (FlatRecord const* const row : rows_of("attributes", "service_id", link)) {
      if (!row->has("link_id")) {
        add((*row)["taxonomy_id"], (*row)["taxonomy_detail"]);
      }
    }
  }
  return out;
}

void HsdsReading::apply(Term const& term, store::Offer& offer) const {
  std::string const& word = term.code.empty() ? term.name : term.code;
  std::string const taxonomy = base::fold(term.taxonomy);
  auto const is = [&](std::string_view name, std::string_view slug) {
    return taxonomy == base::fold(name) || term.taxonomy == slug;  // as `store::hsds_service` names it
  };
  if (is(store::kPillarTaxonomy, "pillar")) {
    if (word.size() == 1 && word[0] >= '1' && word[0] <= '6') {
      offer.pillars |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(word[0] - '1'));
    }
  } else if (is(store::kAudienceTaxonomy, "audience")) {
    if (base::is_record_id(word)) {
      add_evidence(offer.audiences, word, term.value != "excludes", {"attribute", word, out_.slug()});
    }
  } else if (is(store::kModalityTaxonomy, "modality")) {
    add_once(offer.modalities, word);
  } else if (is(store::kRecognitionTaxonomy, "recognition")) {
    offer.recognition = store::parse_tri(word).value_or(store::Tri::unknown);
  } else if (taxonomy.starts_with("isced f")) {
    for (std::string const& code : topic_codes(word)) {
      add_once(offer.topics, code);
    }
  } else if (taxonomy.starts_with("isced")) {
    offer.isced |= parse_isced(word, true).sure;
  } else {
    OfferWords words;
    for (std::string const& one : {term.name, term.value}) {
      words.read(one);
    }
    words.give(offer, out_.slug(), "attribute");
  }
}

void HsdsReading::apply(Term const& term, store::Place& place) const {
  std::string const& word = term.code.empty() ? term.name : term.code;
  std::string const taxonomy = base::fold(term.taxonomy);
  auto const is = [&](std::string_view name, std::string_view slug) {
    return taxonomy == base::fold(name) || term.taxonomy == slug;  // as `store::hsds_service` names it
  };
  if (is(store::kKindTaxonomy, "kind")) {
    add_once(place.kinds, word);
  } else if (is(store::kNeedTaxonomy, "access")) {
    std::size_t const equals = word.find('=');
    std::string const need = word.substr(0, equals);
    std::string const value =
        equals == std::string::npos ? (term.value.empty() ? "yes" : term.value) : word.substr(equals + 1);
    if (need == "wheelchair") {
      place.wheelchair = store::parse_wheelchair(value).value_or(store::Wheelchair::unknown);
    } else if (!need.empty()) {
      place.needs[need] = value;
    }
  } else if (is(store::kAudienceTaxonomy, "audience") && base::is_record_id(word)) {
    add_evidence(place.audiences, word, term.value != "excludes", {"attribute", word, out_.slug()});
  } else if (is(store::kPillarTaxonomy, "pillar") && word.size() == 1 && word[0] >= '1' && word[0] <= '6') {
    place.pillars |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(word[0] - '1'));
  } else if (taxonomy.starts_with("isced f")) {
    for (std::string const& code : topic_codes(word)) {
      add_once(place.topics, code);
    }
  } else if (taxonomy.starts_with("isced")) {
    place.isced |= parse_isced(word, true).sure;
    place.isced_from = place.isced == 0 ? "" : "tags";
  } else if (is(store::kRecognitionTaxonomy, "recognition")) {
    place.recognition = store::parse_tri(word).value_or(store::Tri::unknown);
  }
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
  for (FlatRecord const* const phone : rows_of("phones", "organization_id", id)) {
    if (!phone->has("contact_id") && !phone->has("service_id") && !phone->has("location_id")) {
      out_.add_contact(organisation.contact, "phone", phone_of(*phone));
    }
  }
  for (FlatRecord const* const other : rows_of("organization_identifiers", "organization_id", id)) {
    std::string const scheme = base::ascii_lower((*other)["identifier_scheme"]);
    if (!scheme.empty()) {
      organisation.head.identifiers[scheme] = (*other)["identifier"];
    }
  }
  organisation.sources.push_back(out_.source_ref(id));
  organisations_.emplace(id, organisation.head.id);
  out_.batch.organisations.push_back(std::move(organisation));
}

/// HSDS says access in free words: what is plain is taken, all of it is kept.
void HsdsReading::read_access(std::string const& location, store::Place& place) {
  for (FlatRecord const* const row : rows_of("accessibility", "location_id", location)) {
    std::string text((*row)[row->has("description") ? "description" : "accessibility"]);
    std::string_view const grade = (*row)["details"];  // our own exports: what, and how far
    if (auto const access = store::parse_wheelchair(grade); access && text == "wheelchair") {
      place.wheelchair = *access;
      continue;
    }
    if (std::find(kNeeds.begin(), kNeeds.end(), text) != kNeeds.end() &&
        (grade == "yes" || grade == "no" || grade == "limited")) {
      place.needs.insert_or_assign(text, std::string(grade));
      continue;
    }
    if (row->has("details")) {
      text += (text.empty() ? "" : " ") + std::string((*row)["details"]);
    }
    if (text.empty()) {
      continue;
    }
    std::string& kept = place.extra["accessibility"];
    kept += (kept.empty() ? "" : " ") + text;
    for (std::string const& sentence : base::split(text, '.')) {
      std::string const folded = base::fold(sentence);
      bool const denied = holds(folded, "no") || holds(folded, "not") || holds(folded, "without") ||
                          holds(folded, "unavailable") || holds(folded, "inaccessible");
      bool const partly =
          holds(folded, "partial") || holds(folded, "limited") || holds(folded, "some") || holds(folded, "assistance");
      if (holds(folded, "wheelchair") && !holds(folded, "wheelchair van")) {
        place.wheelchair = denied   ? store::Wheelchair::no
                           : partly ? store::Wheelchair::limited
                                    : store::Wheelchair::yes;
      }
      bool const loop = holds(folded, "hearing loop") || holds(folded, "induction loop") || holds(folded, "audio loop");
      if (loop && !denied) {
        place.needs["hearing-loop"] = "yes";
      }
      if ((holds(folded, "sign language") || holds(folded, "deaf interpreter") || holds(folded, "deaf_interpreter")) &&
          !denied) {
        place.needs["sign-language"] = "yes";
      }
      bool const toilet =
          holds(folded, "accessible toilet") || holds(folded, "accessible restroom") || folded == "restroom";
      if (toilet && !denied) {
        place.needs["accessible-toilet"] = "yes";
      }
      if (holds(folded, "step free") && !denied) {
        place.needs["step-free"] = "yes";
      }
    }
  }
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
  auto const addresses = rows_of("addresses", "location_id", id);
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
  for (FlatRecord const* const phone : rows_of("phones", "location_id", id)) {
    if (!phone->has("contact_id")) {
      out_.add_contact(place.contact, "phone", phone_of(*phone));
    }
  }
  place.languages = languages_of("location_id", id);
  place.opening_hours = hours_of("location_id", id);
  read_access(id, place);
  for (Term const& term : terms_of(id, "location")) {
    apply(term, place);
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

void HsdsReading::read_costs(FlatRecord const& row, store::Offer& offer) {
  std::string const words(row[row.has("fees_description") ? "fees_description" : "fees"]);
  bool free = false, paid = false;
  for (FlatRecord const* const cost : rows_of("cost_options", "service_id", row["id"])) {
    auto const amount = number_of((*cost)["amount"]);
    if (!amount) {
      free = free || (*cost)["option"] == to_string(store::Fee::free);
      paid = paid || (*cost)["option"] == to_string(store::Fee::paid);
      continue;
    }
    (*amount > 0 ? paid : free) = true;
    if (*amount > 0) {
      std::string currency((*cost)["currency"]);
      std::transform(currency.begin(), currency.end(), currency.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      offer.price += fmt::format("{}{}{}", offer.price.empty() ? "" : "; ", (*cost)["amount"],
                                 currency.empty() ? "" : " " + currency);
      for (char const* const more : {"option", "amount_description"}) {
        if (cost->has(more)) {
          offer.price += fmt::format(", {}", (*cost)[more]);
        }
      }
    }
  }
  if (offer.price.empty() && !store::parse_fee(words)) {
    offer.price = words;
  }
  if (paid || free) {
    offer.fee = paid ? store::Fee::paid : store::Fee::free;
    return;
  }
  std::string const folded = base::fold(words);
  if (auto const known = store::parse_fee(store::choice_called(store::fee_choices(), words));
      known && !folded.empty()) {
    offer.fee = *known;
  } else if (folded == "none" || folded == "no fees" || folded == "no cost" || folded == "free of charge" ||
             folded == "0") {
    offer.fee = store::Fee::free;
  }
}

void HsdsReading::read_eligibility(FlatRecord const& row, store::Offer& offer) {
  offer.age_min = age_of(row["minimum_age"]);
  offer.age_max = age_of(row["maximum_age"]);
  std::vector<std::string> texts{std::string(row["eligibility_description"])};
  for (FlatRecord const* const rule : rows_of("eligibility", "service_id", row["id"])) {  // 1.1
    texts.emplace_back((*rule)["eligibility"]);
    offer.age_min = offer.age_min ? offer.age_min : age_of((*rule)["minimum_age"]);
    offer.age_max = offer.age_max ? offer.age_max : age_of((*rule)["maximum_age"]);
  }
  if (offer.age_min && offer.age_max && *offer.age_max < *offer.age_min) {
    offer.age_max.reset();
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kWords{
      {{"refugee", "migrant-families"},
       {"immigrant", "migrant-families"},
       {"migrant", "migrant-families"},
       {"newcomer", "migrant-families"},
       {"asylum seeker", "migrant-families"},
       {"disabled", "special-educational-needs"},
       {"disabilit", "special-educational-needs"},
       {"special educational needs", "special-educational-needs"},
       {"special needs", "special-educational-needs"},
       {"unemployed", "job-seekers"},
       {"job seeker", "job-seekers"},
       {"jobseeker", "job-seekers"},
       {"looking for work", "job-seekers"}}};
  for (std::string const& text : texts) {
    std::string const folded = base::fold(text);
    bool const denied = holds(folded, "not") || holds(folded, "except") || holds(folded, "exclud");
    for (auto const& [word, group] : kWords) {
      if (!denied && holds(folded, word)) {
        add_evidence(offer.audiences, group, true, {"eligibility", text.substr(0, 200), out_.slug()});
      }
    }
  }
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
    for (Term const& term : terms_of(at, "service_at_location")) {
      apply(term, offer);
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
  for (FlatRecord const* const document : rows_of("required_documents", "service_id", id)) {
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
  offer.languages = languages_of("service_id", id);
  offer.schedule = hours_of("service_id", id);
  offer.checked = checked_date(row[row.has("assured_date") ? "assured_date" : "last_modified"]);
  if (auto const owner = organisations_.find(std::string(row["organization_id"])); owner != organisations_.end()) {
    offer.organisation = owner->second;
  }
  read_costs(row, offer);
  read_eligibility(row, offer);
  for (Term const& term : terms_of(id, "service")) {
    apply(term, offer);
  }
  areas_ += static_cast<std::int64_t>(rows_of("service_areas", "service_id", id).size());

  std::map<std::string, FlatRecord const*> at;  // locations in an order that does not hang on the file's
  bool online = false;
  for (FlatRecord const* const link : rows_of("service_at_location", "service_id", id)) {
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
  index();
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
