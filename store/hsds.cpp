#include "store/hsds.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/hsds_schedule.hpp"
#include "store/open_format_fields.hpp"
#include "store/stable_uuid.hpp"
#include "store/taxonomy.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>

namespace cartable::store {
namespace {

using base::OrderedJson;
using Terms = std::vector<std::pair<std::string, std::string>>;

constexpr std::array kTaxonomies{
    HsdsTaxonomy{"kind", "Kinds of learning place", "What a place is, by OpenStreetMap's words where it has one.",
                 "https://wiki.openstreetmap.org/wiki/Map_features"},
    HsdsTaxonomy{"isced-f-2013", "ISCED-F 2013", "Fields of education and training (UNESCO).",
                 "http://uis.unesco.org/en/topic/international-standard-classification-education-isced"},
    HsdsTaxonomy{"isced-2011", "ISCED 2011", "Levels of education (UNESCO).",
                 "http://uis.unesco.org/en/topic/international-standard-classification-education-isced"},
    HsdsTaxonomy{"pillar", "Pillars of the learning city", "Key features of learning cities (UNESCO GNLC).",
                 "https://uil.unesco.org/lifelong-learning/learning-cities"},
    HsdsTaxonomy{"audience", "Groups that are served", "Who is eligible or especially welcome.", ""},
    HsdsTaxonomy{"modality", "Modalities", "How something can be learnt.", ""},
    HsdsTaxonomy{"recognition", "Recognition of prior learning", "Whether what was learnt elsewhere is validated.", ""},
};
constexpr std::array<std::string_view, 6> kPillars{
    "Inclusive learning in the education system", "Learning in families and communities",
    "Learning for and in the workplace",          "Modern learning technologies",
    "Quality and excellence in learning",         "A culture of learning throughout life"};

void known(OrderedJson& out, char const* name, std::string_view value) {
  if (!value.empty()) {
    out[name] = value;
  }
}

std::string_view value_of(StringMap const& map, std::string_view key) {
  auto const found = map.find(key);
  return found == map.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view first_of(LangMap const& map) {
  return map.empty() ? std::string_view() : std::string_view(map.begin()->second);
}

std::string_view name_of(std::string const& own, LangMap const& names) { return own.empty() ? first_of(names) : own; }

/// A second name: the first in another language that differs.
std::string_view other_name(std::string const& own, LangMap const& names) {
  for (auto const& [language, text] : names) {
    if (text != own) {
      return text;
    }
  }
  return {};
}

std::string_view status_word(RecordStatus status) noexcept {
  switch (status) {
    case RecordStatus::temporarily_closed: return "temporarily closed";
    case RecordStatus::closed:
    case RecordStatus::withdrawn: return "defunct";
    default: return "active";
  }
}

std::string place_name(Place const& place) {
  std::string_view const name = name_of(place.name, place.names);
  Kind const* const kind = place.kinds.empty() ? nullptr : find_kind(place.kinds.back());
  return std::string(!name.empty() ? name : kind != nullptr ? kind->label_en : std::string_view(place.head.id));
}

std::string choice_label(std::span<Choice const> choices, std::string_view value) {
  auto const found =
      std::find_if(choices.begin(), choices.end(), [&](Choice const& one) { return one.value == value; });
  return std::string(found == choices.end() ? value : found->labels.front());
}

std::string term_name(std::string_view taxonomy, std::string_view code) {
  if (taxonomy == "kind") {
    Kind const* const kind = find_kind(code);
    return std::string(kind != nullptr ? kind->label_en : code);
  }
  if (taxonomy == "isced-f-2013") {
    Topic const* const topic = find_topic(code);
    return std::string(topic != nullptr ? topic->names.front() : code);
  }
  if (taxonomy == "isced-2011") {
    return choice_label(level_choices(), code);
  }
  if (taxonomy == "pillar") {
    return code.size() == 1 && code[0] >= '1' && code[0] <= '6'
               ? std::string(kPillars[static_cast<std::size_t>(code[0] - '1')])
               : std::string(code);
  }
  if (taxonomy == "audience") {
    return choice_label(audience_choices(), code);
  }
  return choice_label(taxonomy == "modality" ? modality_choices() : yes_no_choices(), code);
}

void add_bits(Terms& out, char const* taxonomy, unsigned bits, int first) {
  for (int bit = 0; bit < 16; ++bit) {
    if (((bits >> static_cast<unsigned>(bit)) & 1U) != 0) {
      out.emplace_back(taxonomy, std::to_string(bit + first));
    }
  }
}

/// What an offer and a place both have.
template <class Record>
void add_common(Terms& out, Record const& record) {
  for (std::string const& topic : record.topics) {
    out.emplace_back("isced-f-2013", topic);
  }
  add_bits(out, "isced-2011", record.isced, 0);
  add_bits(out, "pillar", record.pillars, 1);
  for (auto const& [group, claim] : record.audiences) {
    if (claim.serves) {
      out.emplace_back("audience", group);
    }
  }
  if (record.recognition != Tri::unknown) {
    out.emplace_back("recognition", to_string(record.recognition));
  }
}

Terms terms_of(Offer const& offer) {
  Terms out;
  add_common(out, offer);
  for (std::string const& modality : offer.modalities) {
    out.emplace_back("modality", modality);
  }
  return out;
}

Terms terms_of(Place const& place) {
  Terms out;
  for (std::string const& kind : place.kinds) {
    out.emplace_back("kind", kind);
  }
  add_common(out, place);
  return out;
}

OrderedJson attributes(Terms const& terms, std::string_view entity, std::string_view link) {
  OrderedJson out = OrderedJson::array();
  for (auto const& [taxonomy, code] : terms) {
    out.push_back({{"id", stable_uuid("attribute", fmt::format("{}/{}/{}", link, taxonomy, code))},
                   {"link_id", link},
                   {"link_entity", entity},
                   {"taxonomy_term", hsds_term(taxonomy, code)},
                   {"value", code}});
  }
  return out;
}

OrderedJson languages(StringList const& list, std::string_view link) {
  OrderedJson out = OrderedJson::array();
  for (std::string const& code : list) {
    out.push_back({{"id", stable_uuid("language", fmt::format("{}/{}", link, code))}, {"name", code}, {"code", code}});
  }
  return out;
}

OrderedJson phones(StringMap const& contact, std::string_view link) {
  OrderedJson out = OrderedJson::array();
  for (char const* const key : {"phone", "mobile", "fax"}) {
    if (std::string_view const number = value_of(contact, key); !number.empty()) {
      OrderedJson phone{{"id", stable_uuid("phone", fmt::format("{}/{}", link, key))}, {"number", number}};
      known(phone, "type",
            key == std::string_view("mobile") ? "cell"
            : key == std::string_view("fax")  ? "fax"
                                              : "voice");
      out.push_back(std::move(phone));
    }
  }
  return out;
}

OrderedJson addresses(Place const& place, HsdsCity const& city) {
  OrderedJson out = OrderedJson::array();
  if (place.address.empty()) {
    return out;
  }
  std::string street(
      base::trim(fmt::format("{} {}", value_of(place.address, "housenumber"), value_of(place.address, "street"))));
  if (street.empty()) {
    street = value_of(place.address, "full");
  }
  std::string_view const town = value_of(place.address, "city");
  std::string_view const state = value_of(place.address, "state");
  std::string_view const country = value_of(place.address, "country");
  std::size_t const dash = city.region.find('-');
  // All of these are required; what is not known is empty.
  out.push_back({{"id", stable_uuid("address", place.head.id)},
                 {"address_1", street},
                 {"city", town.empty() ? std::string_view(city.name) : town},
                 {"state_province", !state.empty()              ? std::string(state)
                                    : dash == std::string::npos ? std::string()
                                                                : city.region.substr(dash + 1)},
                 {"postal_code", value_of(place.address, "postcode")},
                 {"country", country.empty() ? city.region.substr(0, dash) : std::string(country)},
                 {"address_type", "physical"}});
  return out;
}

/// Free text only: HSDS has no fields for access.
OrderedJson accessibility(Place const& place) {
  OrderedJson out = OrderedJson::array();
  auto const add = [&](std::string_view what, std::string_view value) {
    out.push_back({{"id", stable_uuid("accessibility", fmt::format("{}/{}", place.head.id, what))},
                   {"description", what},
                   {"details", value}});
  };
  if (place.wheelchair != Wheelchair::unknown) {
    add("wheelchair", to_string(place.wheelchair));
  }
  for (auto const& [need, value] : place.needs) {
    add(need, value);
  }
  return out;
}

OrderedJson costs(Fee fee, std::string_view price, std::string_view link) {
  OrderedJson out = OrderedJson::array();
  if (fee == Fee::unknown && price.empty()) {
    return out;
  }
  OrderedJson cost{{"id", stable_uuid("cost", link)}};
  known(cost, "option", fee == Fee::unknown ? std::string_view() : to_string(fee));
  if (fee == Fee::free) {
    cost["amount"] = 0;
  }
  known(cost, "amount_description", price);
  out.push_back(std::move(cost));
  return out;
}

void unless_empty(OrderedJson& out, char const* name, OrderedJson list) {
  if (!list.empty()) {
    out[name] = std::move(list);
  }
}

/// An offer takes from its place what it does not say.
template <class T>
T own_or(T const* own, T const* of_place, T const& none) {
  return own != nullptr && !(*own == none) ? *own : of_place != nullptr ? *of_place : none;
}

}  // namespace

std::string hsds_service_id(Offer const* offer, Place const* place) {
  return offer != nullptr ? stable_uuid("service", "offer/" + offer->head.id)
                          : stable_uuid("service", "place/" + (place != nullptr ? place->head.id : std::string()));
}

std::string hsds_location_id(Place const& place) { return stable_uuid("location", place.head.id); }

std::string hsds_organization_id(HsdsService const& service) {
  if (service.organisation != nullptr) {
    return stable_uuid("organization", service.organisation->head.id);
  }
  if (service.place != nullptr) {
    return service.place->operator_name.empty()
               ? stable_uuid("organization", "place/" + service.place->head.id)
               : stable_uuid("organization", "operator/" + base::fold(service.place->operator_name));
  }
  return stable_uuid("organization", "offer/" + (service.offer != nullptr ? service.offer->head.id : std::string()));
}

std::string hsds_service_at_location_id(HsdsService const& service) {
  return stable_uuid("service_at_location", hsds_service_id(service.offer, service.place));
}

OrderedJson hsds_organization(HsdsService const& service) {
  OrderedJson out{{"id", hsds_organization_id(service)}};
  if (Organisation const* const one = service.organisation) {
    std::string_view const name = name_of(one->name, one->names);
    out["name"] = name;
    known(out, "alternate_name", other_name(one->name, one->names));
    std::string_view const text = first_of(one->description);
    out["description"] = text.empty() ? name : text;
    known(out, "email", value_of(one->contact, "email"));
    known(out, "website", value_of(one->contact, "website"));
    unless_empty(out, "phones", phones(one->contact, out["id"].get<std::string>()));
    return out;
  }
  std::string name;
  if (service.place != nullptr) {
    name = service.place->operator_name.empty() ? place_name(*service.place) : service.place->operator_name;
  } else if (service.offer != nullptr) {
    name = name_of(service.offer->name, service.offer->names);
  }
  out["name"] = name;
  out["description"] = name;
  return out;
}

OrderedJson hsds_location(Place const& place, HsdsCity const& city) {
  std::string const id = hsds_location_id(place);
  OrderedJson out{{"id", id}, {"location_type", "physical"}, {"name", place_name(place)}};
  known(out, "alternate_name", other_name(place.name, place.names));
  known(out, "description", first_of(place.description));
  if (place.point) {
    out["latitude"] = place.point->lat;
    out["longitude"] = place.point->lon;
  }
  known(out, "url", value_of(place.contact, "website"));
  out["external_identifier"] = place.head.id;
  out["external_identifier_type"] = "cartable";
  unless_empty(out, "languages", languages(place.languages, id));
  unless_empty(out, "addresses", addresses(place, city));
  unless_empty(out, "phones", phones(place.contact, id));
  unless_empty(out, "accessibility", accessibility(place));
  unless_empty(out, "schedules", hsds_hours(place.opening_hours, city, id));
  unless_empty(out, "attributes", attributes(terms_of(place), "location", id));
  return out;
}

OrderedJson hsds_service_at_location(HsdsService const& service, HsdsCity const& city, bool with_service) {
  OrderedJson out{{"id", hsds_service_at_location_id(service)}};
  if (with_service) {
    out["service"] = hsds_service(service, city, false);
  }
  out["location"] = hsds_location(*service.place, city);
  return out;
}

OrderedJson hsds_service_minimal(HsdsService const& service) {
  OrderedJson out{{"id", hsds_service_id(service.offer, service.place)}};
  if (Offer const* const offer = service.offer) {
    std::string_view const name = name_of(offer->name, offer->names);
    out["name"] = name.empty() ? std::string_view(offer->head.id) : name;
    known(out, "description", first_of(offer->description));
    out["status"] = status_word(offer->head.status);
    known(out, "last_modified", offer->checked);
  } else {
    out["name"] = place_name(*service.place);
    known(out, "description", first_of(service.place->description));
    out["status"] = status_word(service.place->head.status);
    known(out, "last_modified", service.place->checked);
  }
  return out;
}

OrderedJson hsds_service(HsdsService const& service, HsdsCity const& city, bool full) {
  Offer const* const offer = service.offer;
  Place const* const place = service.place;
  OrderedJson out = hsds_service_minimal(service);
  std::string const id = out["id"].get<std::string>();
  out["organization_id"] = hsds_organization_id(service);
  static StringMap const no_contact;
  StringMap const& contact = place != nullptr ? place->contact : no_contact;
  known(out, "alternate_name",
        offer != nullptr ? other_name(offer->name, offer->names) : other_name(place->name, place->names));
  known(out, "url",
        offer != nullptr && !offer->url.empty() ? std::string_view(offer->url) : value_of(contact, "website"));
  known(out, "email", value_of(contact, "email"));
  std::string const booking =
      own_or(offer != nullptr ? &offer->booking : nullptr, place != nullptr ? &place->booking : nullptr, std::string());
  known(out, "application_process", booking);
  Fee const fee =
      own_or(offer != nullptr ? &offer->fee : nullptr, place != nullptr ? &place->fee : nullptr, Fee::unknown);
  std::string const price =
      own_or(offer != nullptr ? &offer->price : nullptr, place != nullptr ? &place->price : nullptr, std::string());
  known(out, "fees_description",
        !price.empty()        ? std::string_view(price)
        : fee == Fee::unknown ? std::string_view()
                              : to_string(fee));
  std::optional<int> const least = offer != nullptr && offer->age_min ? offer->age_min
                                   : place != nullptr                 ? place->age_min
                                                                      : std::nullopt;
  std::optional<int> const most = offer != nullptr && offer->age_max ? offer->age_max
                                  : place != nullptr                 ? place->age_max
                                                                     : std::nullopt;
  if (least) {
    out["minimum_age"] = *least;
  }
  if (most) {
    out["maximum_age"] = *most;
  }
  known(out, "assured_date", offer != nullptr ? std::string_view(offer->checked) : std::string_view(place->checked));
  known(out, "alert", place != nullptr ? first_of(place->alert) : std::string_view());
  if (!full) {
    return out;
  }
  out["organization"] = hsds_organization(service);
  unless_empty(out, "languages",
               languages(own_or(offer != nullptr ? &offer->languages : nullptr,
                                place != nullptr ? &place->languages : nullptr, StringList()),
                         id));
  unless_empty(out, "cost_options", costs(fee, price, id));
  OrderedJson schedules = offer != nullptr ? hsds_hours(offer->schedule, city, id) : OrderedJson::array();
  for (Session const* const session : service.sessions) {
    for (OrderedJson& row : hsds_session(*session, city)) {
      schedules.push_back(std::move(row));
    }
  }
  unless_empty(out, "schedules", std::move(schedules));
  unless_empty(out, "phones", phones(contact, id));
  unless_empty(out, "attributes", attributes(offer != nullptr ? terms_of(*offer) : terms_of(*place), "service", id));
  if (place != nullptr) {
    out["service_at_locations"] = OrderedJson::array({hsds_service_at_location(service, city, false)});
  }
  return out;
}

std::span<HsdsTaxonomy const> hsds_taxonomies() noexcept { return kTaxonomies; }

std::string hsds_taxonomy_id(std::string_view slug) { return stable_uuid("taxonomy", slug); }

std::string hsds_term_id(std::string_view taxonomy, std::string_view code) {
  return stable_uuid("taxonomy_term", fmt::format("{}/{}", taxonomy, code));
}

OrderedJson hsds_taxonomy(HsdsTaxonomy const& taxonomy) {
  OrderedJson out{
      {"id", hsds_taxonomy_id(taxonomy.slug)}, {"name", taxonomy.name}, {"description", taxonomy.description}};
  known(out, "uri", taxonomy.uri);
  return out;
}

OrderedJson hsds_term(std::string_view taxonomy, std::string_view code) {
  auto const at = std::find_if(kTaxonomies.begin(), kTaxonomies.end(),
                               [&](HsdsTaxonomy const& one) { return one.slug == taxonomy; });
  std::string const name = term_name(taxonomy, code);
  OrderedJson out{{"id", hsds_term_id(taxonomy, code)}, {"code", code}, {"name", name}, {"description", name}};
  if (taxonomy == "isced-f-2013" && code.size() > 2) {
    out["parent_id"] = hsds_term_id(taxonomy, code.substr(0, code.size() - 1));
  }
  if (at != kTaxonomies.end()) {
    out["taxonomy"] = at->slug;
    out["taxonomy_detail"] = hsds_taxonomy(*at);
  }
  return out;
}

Terms hsds_terms() {
  Terms out;
  for (Kind const& kind : kinds()) {
    out.emplace_back("kind", kind.slug);
  }
  for (Topic const& topic : topics()) {
    out.emplace_back("isced-f-2013", topic.code);
  }
  for (Choice const& level : level_choices()) {
    out.emplace_back("isced-2011", level.value);
  }
  for (int pillar = 1; pillar <= 6; ++pillar) {
    out.emplace_back("pillar", std::to_string(pillar));
  }
  for (Choice const& group : audience_choices()) {
    out.emplace_back("audience", group.value);
  }
  for (Choice const& modality : modality_choices()) {
    out.emplace_back("modality", modality.value);
  }
  for (Choice const& answer : yes_no_choices()) {
    out.emplace_back("recognition", answer.value);
  }
  return out;
}

Terms hsds_terms_of(HsdsService const& service) {
  Terms out = service.offer != nullptr ? terms_of(*service.offer) : Terms();
  if (service.place != nullptr) {
    Terms const more = terms_of(*service.place);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

}  // namespace cartable::store
