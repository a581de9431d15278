#include "exporters/record_fields.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cartable::exporters {
namespace {

using geo::FieldType;
using geo::FieldValue;
using store::LangMap;
using store::StringMap;

/// BCP 47 "undetermined": a text whose language nobody said; its column has no language.
constexpr std::string_view kNoLanguage = "und";

FieldValue known(std::string text) { return text.empty() ? FieldValue() : FieldValue(std::move(text)); }
FieldValue known(std::optional<int> const& number) { return number ? FieldValue(std::int64_t{*number}) : FieldValue(); }
FieldValue known(std::optional<double> const& number) { return number ? FieldValue(*number) : FieldValue(); }
FieldValue known(store::Tri value) {
  return value == store::Tri::unknown ? FieldValue() : FieldValue(std::string(to_string(value)));
}
FieldValue known(store::Fee value) {
  return value == store::Fee::unknown ? FieldValue() : FieldValue(std::string(to_string(value)));
}
FieldValue known(store::Wheelchair value) {
  return value == store::Wheelchair::unknown ? FieldValue() : FieldValue(std::string(to_string(value)));
}
FieldValue known(store::StringList const& list) { return known(fmt::format("{}", fmt::join(list, "; "))); }

/// "key=value; key=value", without the keys that have a column of their own.
FieldValue pairs(StringMap const& map, std::initializer_list<std::string_view> without = {}) {
  std::string out;
  for (auto const& [key, value] : map) {
    if (std::find(without.begin(), without.end(), key) == without.end()) {
      out += fmt::format("{}{}={}", out.empty() ? "" : "; ", key, value);
    }
  }
  return known(std::move(out));
}

FieldValue entry(StringMap const& map, std::string_view key) {
  auto const found = map.find(key);
  return found != map.end() ? known(found->second) : FieldValue();
}

/// The numbers of the bits that are set, plus `first`.
FieldValue bits(unsigned set, int first) {
  std::string out;
  for (int bit = 0; bit < 16; ++bit) {
    if (((set >> static_cast<unsigned>(bit)) & 1U) != 0) {
      out += fmt::format("{}{}", out.empty() ? "" : "; ", bit + first);
    }
  }
  return known(std::move(out));
}

FieldValue audiences(std::map<std::string, store::AudienceClaim, std::less<>> const& claims) {
  std::string out;
  for (auto const& [group, claim] : claims) {
    out += fmt::format("{}{}={}", out.empty() ? "" : "; ", group, claim.serves ? "serves" : "excludes");
  }
  return known(std::move(out));
}

/// Collects fields: a column is its name and a member, or a function of the record.
template <class R>
class FieldList {
 public:
  explicit FieldList(FieldContext const& context) : context_(context) {}

  template <class F>
  requires std::invocable<F const&, R const&> FieldList& add(std::string name, F const& value,
                                                             FieldType type = FieldType::text) {
    fields_.push_back({.name = std::move(name), .type = type, .value = value});
    return *this;
  }
  template <class M>
  FieldList& add(std::string name, M R::*member) {
    FieldType const type = std::is_same_v<M, std::optional<int>>      ? FieldType::integer
                           : std::is_same_v<M, std::optional<double>> ? FieldType::real
                                                                      : FieldType::text;
    return add(
        std::move(name), [member](R const& record) { return known(record.*member); }, type);
  }
  FieldList& id() {
    return add("id", [](R const& record) { return known(record.head.id); });
  }
  /// A column for each language: "name:fr".
  FieldList& translated(std::string const& name, LangMap R::*member, std::set<std::string> const& languages) {
    for (std::string const& language : languages) {
      if (language != kNoLanguage) {
        add(fmt::format("{}:{}", name, language),
            [member, language](R const& record) { return entry(record.*member, language); });
      }
    }
    return *this;
  }
  FieldList& names(LangMap R::*member) { return translated("name", member, context_.languages.names); }
  /// The text of no known language, then the others.
  FieldList& descriptions(LangMap R::*member) {
    add("description", [member](R const& record) { return entry(record.*member, kNoLanguage); });
    return translated("description", member, context_.languages.descriptions);
  }
  FieldList& organisation(std::string R::*member) {
    add("organisation", member);
    return add("organisation_name", [member, &audience = context_.audience](R const& record) {
      return known(std::string(audience.organisation_name(record.*member)));
    });
  }
  FieldList& contact(StringMap R::*member) {
    for (char const* const key : {"phone", "email", "website"}) {
      add(key, [member, key](R const& record) { return entry(record.*member, key); });
    }
    return add("other_contact", [member](R const& record) {
      return pairs(record.*member, {"phone", "email", "website"});
    });
  }
  FieldList& address(StringMap R::*member) {
    for (char const* const key : {"street", "housenumber", "postcode", "city"}) {
      add(key, [member, key](R const& record) { return entry(record.*member, key); });
    }
    add("address", [member](R const& record) { return entry(record.*member, "full"); });
    return add("other_address", [member](R const& record) {
      return pairs(record.*member, {"street", "housenumber", "postcode", "city", "full"});
    });
  }
  FieldList& end() {
    add("valid_from", [](R const& record) { return known(record.head.valid_from); });
    add("valid_to", [](R const& record) { return known(record.head.valid_to); });
    add("identifiers", [](R const& record) { return pairs(record.head.identifiers); });
    add("status", [](R const& record) { return known(std::string(to_string(record.head.status))); });
    return add("visibility", [](R const& record) { return known(std::string(to_string(record.head.visibility))); });
  }
  std::vector<Field<R>> take() { return std::move(fields_); }

 private:
  FieldContext const& context_;
  std::vector<Field<R>> fields_;
};

void add(std::set<std::string>& out, LangMap const& texts) {
  for (auto const& [language, text] : texts) {
    out.insert(language);
  }
}

geo::Geometry point_of(Audience::PlaceWords const* place) {
  return place != nullptr && place->point ? geo::Geometry(*place->point) : geo::Geometry();
}

}  // namespace

std::vector<Field<store::Place>> fields_of(FieldContext const& context, store::Place const*) {
  using store::Place;
  FieldList<Place> list(context);
  list.id().add("name", &Place::name).names(&Place::names).add("kind", &Place::kinds);
  list.descriptions(&Place::description).contact(&Place::contact).address(&Place::address);
  list.add("opening_hours", &Place::opening_hours).add("appointment", &Place::appointment);
  list.add("wheelchair", &Place::wheelchair).add("needs", [](Place const& place) { return pairs(place.needs); });
  list.add("fee", &Place::fee).add("price", &Place::price);
  list.add("operator", &Place::operator_name).organisation(&Place::organisation);
  list.add("languages", &Place::languages).add("topics", &Place::topics);
  list.add("pillars", [](Place const& place) { return bits(place.pillars, 1); });
  list.add("isced", [](Place const& place) { return bits(place.isced, 0); });
  list.add("audiences", [](Place const& place) { return audiences(place.audiences); });
  list.add("recognition", &Place::recognition).add("capacity", &Place::capacity);
  list.add("age_min", &Place::age_min).add("age_max", &Place::age_max).add("booking", &Place::booking);
  list.translated("alert", &Place::alert, context.languages.alerts).add("alert_until", &Place::alert_until);
  list.add("parent", &Place::parent).add("checked", &Place::checked);
  if (context.audience.profile() != Profile::everyone) {
    list.add("extra", [](Place const& place) { return pairs(place.extra); });
  }
  return list.end().take();
}

std::vector<Field<store::Offer>> fields_of(FieldContext const& context, store::Offer const*) {
  using store::Offer;
  FieldList<Offer> list(context);
  list.id().add("name", &Offer::name).names(&Offer::names).descriptions(&Offer::description);
  list.add("place", &Offer::place).add("place_name", [&audience = context.audience](Offer const& offer) {
    auto const* const place = audience.place(offer.place);
    return place != nullptr ? known(place->name) : FieldValue();
  });
  list.organisation(&Offer::organisation).add("topics", &Offer::topics).add("languages", &Offer::languages);
  list.add("modalities", &Offer::modalities);
  list.add("pillars", [](Offer const& offer) { return bits(offer.pillars, 1); });
  list.add("isced", [](Offer const& offer) { return bits(offer.isced, 0); });
  list.add("audiences", [](Offer const& offer) { return audiences(offer.audiences); });
  list.add("fee", &Offer::fee).add("price", &Offer::price).add("age_min", &Offer::age_min);
  list.add("age_max", &Offer::age_max).add("capacity", &Offer::capacity).add("schedule", &Offer::schedule);
  list.add("booking", &Offer::booking).add("recognition", &Offer::recognition).add("url", &Offer::url);
  return list.add("checked", &Offer::checked).end().take();
}

std::vector<Field<store::Session>> fields_of(FieldContext const& context, store::Session const*) {
  using store::Session;
  FieldList<Session> list(context);
  list.id().add("name", &Session::name).names(&Session::names);
  list.descriptions(&Session::description).add("starts", &Session::starts).add("ends", &Session::ends);
  list.add("timezone", &Session::timezone).add("rrule", &Session::rrule).add("exdates", &Session::exdates);
  list.add("rdates", &Session::rdates).add("state", &Session::state);
  list.add("previous_starts", &Session::previous_starts).add("previous_place", &Session::previous_place);
  list.add("festival", &Session::festival).add("offer", &Session::offer);
  list.add("place",
           [&audience = context.audience](Session const& session) { return known(audience.place_of(session)); });
  list.add("place_name", [&audience = context.audience](Session const& session) {
    auto const* const place = audience.place(audience.place_of(session));
    return place != nullptr ? known(place->name) : FieldValue();
  });
  list.organisation(&Session::organisation).add("capacity", &Session::capacity);
  list.add("places_left", &Session::places_left).add("uid", &Session::uid);
  list.add("recurrence_id", &Session::recurrence_id).add("sequence", &Session::sequence).add("url", &Session::url);
  return list.end().take();
}

std::vector<Field<store::Organisation>> fields_of(FieldContext const& context, store::Organisation const*) {
  using store::Organisation;
  FieldList<Organisation> list(context);
  list.id().add("name", &Organisation::name).names(&Organisation::names);
  list.descriptions(&Organisation::description).add("roles", &Organisation::roles);
  list.add("type", &Organisation::type).contact(&Organisation::contact).address(&Organisation::address);
  return list.end().take();
}

std::vector<Field<store::District>> fields_of(FieldContext const& context, store::District const*) {
  using store::District;
  FieldList<District> list(context);
  list.id().add("name", &District::name).names(&District::names).add("set", &District::set);
  list.add("level", &District::level).add("code", &District::code);
  return list.end().take();
}

std::vector<Field<store::Catchment>> fields_of(FieldContext const& context, store::Catchment const*) {
  using store::Catchment;
  FieldList<Catchment> list(context);
  list.id().add("name", &Catchment::name).names(&Catchment::names).add("group", &Catchment::group);
  if (context.audience.is_planner()) {
    list.add("estimate", &Catchment::estimate).add("estimate_low", &Catchment::estimate_low);
    list.add("estimate_high", &Catchment::estimate_high).add("notes", &Catchment::notes);
  }
  return list.add("year", &Catchment::year).end().take();
}

std::vector<Field<store::PopulationCell>> fields_of(FieldContext const& context, store::PopulationCell const*) {
  using store::PopulationCell;
  FieldList<PopulationCell> list(context);
  list.id().add("layer", &PopulationCell::layer).add("group", &PopulationCell::group);
  list.add("people", &PopulationCell::people).add("people_low", &PopulationCell::people_low);
  list.add("people_high", &PopulationCell::people_high).add("year", &PopulationCell::year);
  return list.end().take();
}

void add_languages(TextLanguages& out, store::Place const& place) {
  add(out.names, place.names);
  add(out.descriptions, place.description);
  add(out.alerts, place.alert);
}
void add_languages(TextLanguages& out, store::Offer const& offer) {
  add(out.names, offer.names);
  add(out.descriptions, offer.description);
}
void add_languages(TextLanguages& out, store::Session const& session) {
  add(out.names, session.names);
  add(out.descriptions, session.description);
}
void add_languages(TextLanguages& out, store::Organisation const& organisation) {
  add(out.names, organisation.names);
  add(out.descriptions, organisation.description);
}
void add_languages(TextLanguages& out, store::District const& district) { add(out.names, district.names); }
void add_languages(TextLanguages& out, store::Catchment const& catchment) { add(out.names, catchment.names); }
void add_languages(TextLanguages&, store::PopulationCell const&) {}

geo::Geometry geometry_of(store::Place const& place, Audience const&) {
  return place.point ? geo::Geometry(*place.point) : geo::Geometry();
}
geo::Geometry geometry_of(store::Offer const& offer, Audience const& audience) {
  return point_of(audience.place(offer.place));
}
geo::Geometry geometry_of(store::Session const& session, Audience const& audience) {
  return point_of(audience.place(audience.place_of(session)));
}
geo::Geometry geometry_of(store::Organisation const&, Audience const&) { return {}; }
geo::Geometry geometry_of(store::District const& district, Audience const&) { return district.area; }
geo::Geometry geometry_of(store::Catchment const& catchment, Audience const&) { return catchment.area; }
geo::Geometry geometry_of(store::PopulationCell const& cell, Audience const&) {
  if (!cell.area.empty()) {
    return cell.area;
  }
  return cell.point ? geo::Geometry(*cell.point) : geo::Geometry();
}

}  // namespace cartable::exporters
