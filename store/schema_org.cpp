#include "store/schema_org.hpp"

#include "base/format.hpp"
#include "store/address_text.hpp"
#include "store/taxonomy.hpp"
#include "store/topics.hpp"
#include "store/week_hours.hpp"

#include <algorithm>
#include <array>

namespace cartable::store {
namespace {

using base::OrderedJson;

struct ClassOfKind {
  std::string_view kind, name;
};
constexpr std::array kClasses{
    ClassOfKind{"library", "Library"},
    ClassOfKind{"kindergarten", "Preschool"},
    ClassOfKind{"childcare", "ChildCare"},
    ClassOfKind{"primary_school", "ElementarySchool"},
    ClassOfKind{"lower_secondary_school", "MiddleSchool"},
    ClassOfKind{"upper_secondary_school", "HighSchool"},
    ClassOfKind{"school", "School"},
    ClassOfKind{"college", "CollegeOrUniversity"},
    ClassOfKind{"university", "CollegeOrUniversity"},
    ClassOfKind{"employment_agency", "EmploymentAgency"},
    ClassOfKind{"museum", "Museum"},
    ClassOfKind{"arts_centre", "Place"},
    ClassOfKind{"gallery", "ArtGallery"},
    ClassOfKind{"zoo", "Zoo"},
    ClassOfKind{"aquarium", "Aquarium"},
    ClassOfKind{"theatre", "PerformingArtsTheater"},
    ClassOfKind{"events_venue", "EventVenue"},
    ClassOfKind{"townhall", "CityHall"},
    ClassOfKind{"place_of_worship", "PlaceOfWorship"},
};
constexpr std::array<std::string_view, 9> kTaught{"prep_school",    "language_school",    "music_school",
                                                  "dancing_school", "driving_school",     "training",
                                                  "makerspace",     "research_institute", "educational_office"};
constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};

void known(OrderedJson& out, char const* name, std::string_view value) {
  if (!value.empty()) {
    out[name] = value;
  }
}

/// One text plain, several with their languages.
void texts(OrderedJson& out, char const* name, LangMap const& all, std::string_view own) {
  OrderedJson list = OrderedJson::array();
  for (auto const& [language, text] : all) {
    if (text != own) {
      list.push_back({{"@language", language}, {"@value", text}});
    }
  }
  if (!list.empty()) {
    out[name] = list.size() == 1 && own.empty() ? list[0] : list;
  }
}

std::string_view value_of(StringMap const& map, std::string_view key) {
  auto const found = map.find(key);
  return found == map.end() ? std::string_view() : std::string_view(found->second);
}

OrderedJson address_of(StringMap const& address, std::string_view region) {
  OrderedJson out{{"@type", "PostalAddress"}};
  std::string street(value_of(address, "street"));
  if (std::string const number(value_of(address, "housenumber")); !number.empty()) {
    street = street.empty() ? number : number_before_street(region) ? number + " " + street : street + " " + number;
  }
  known(out, "streetAddress", street.empty() ? value_of(address, "full") : std::string_view(street));
  known(out, "postalCode", value_of(address, "postcode"));
  known(out, "addressLocality", value_of(address, "city"));
  known(out, "addressRegion", value_of(address, "state"));
  known(out, "addressCountry", value_of(address, "country"));
  return out;
}

std::string clock(int minutes) {
  int const of_day = minutes % 1440;
  return fmt::format("{:02}:{:02}", of_day / 60, of_day % 60);
}

/// Spans of the same times share one specification with several days.
OrderedJson hours_of(std::string_view opening_hours) {
  OrderedJson out = OrderedJson::array();
  for (WeekSpan const& span : ordinary_week(opening_hours)) {
    bool const whole = span.closes - span.opens == 1440;
    std::string const opens = clock(span.opens);
    std::string const closes = whole ? "23:59" : clock(span.closes);
    auto const same = std::find_if(out.begin(), out.end(), [&](OrderedJson const& one) {
      return one["opens"] == opens && one["closes"] == closes;
    });
    if (same != out.end()) {
      (*same)["dayOfWeek"].push_back(kDays[static_cast<std::size_t>(span.day)]);
    } else {
      out.push_back({{"@type", "OpeningHoursSpecification"},
                     {"dayOfWeek", OrderedJson::array({kDays[static_cast<std::size_t>(span.day)]})},
                     {"opens", opens},
                     {"closes", closes}});
    }
  }
  return out;
}

OrderedJson feature(std::string_view name, std::string_view value) {
  OrderedJson out{{"@type", "LocationFeatureSpecification"}, {"name", name}};
  if (value == "yes" || value == "designated") {
    out["value"] = true;
  } else if (value == "no") {
    out["value"] = false;
  } else {
    out["value"] = value;
  }
  return out;
}

OrderedJson identifiers_of(RecordHead const& head) {
  OrderedJson out = OrderedJson::array({{{"@type", "PropertyValue"}, {"propertyID", "cartable"}, {"value", head.id}}});
  for (auto const& [scheme, value] : head.identifiers) {
    out.push_back({{"@type", "PropertyValue"}, {"propertyID", scheme}, {"value", value}});
  }
  return out;
}

void audiences(OrderedJson& out, std::map<std::string, AudienceClaim, std::less<>> const& claims) {
  OrderedJson list = OrderedJson::array();
  for (auto const& [group, claim] : claims) {
    if (claim.serves) {
      list.push_back({{"@type", "Audience"}, {"audienceType", group}});
    }
  }
  if (!list.empty()) {
    out["audience"] = std::move(list);
  }
}

void fee(OrderedJson& out, Fee value) {
  if (value != Fee::unknown) {
    out["isAccessibleForFree"] = value == Fee::free;
  }
}

void topics_and_levels(OrderedJson& out, StringList const& topics, std::uint16_t isced) {
  OrderedJson about = OrderedJson::array();
  for (std::string const& code : topics) {
    OrderedJson term{{"@type", "DefinedTerm"}, {"termCode", code}, {"inDefinedTermSet", "ISCED-F 2013"}};
    if (Topic const* const topic = find_topic(code)) {
      term["name"] = topic->names.front();
    }
    about.push_back(std::move(term));
  }
  if (!about.empty()) {
    out["about"] = std::move(about);
  }
  OrderedJson levels = OrderedJson::array();
  for (unsigned level = 0; level <= 8; ++level) {
    if (((isced >> level) & 1U) != 0) {
      levels.push_back(
          {{"@type", "DefinedTerm"}, {"termCode", fmt::format("ISCED {}", level)}, {"inDefinedTermSet", "ISCED 2011"}});
    }
  }
  if (!levels.empty()) {
    out["educationalLevel"] = std::move(levels);
  }
}

/// The name in a record's own language, else any.
std::string_view name_of(std::string const& own, LangMap const& names) {
  return !own.empty() || names.empty() ? std::string_view(own) : std::string_view(names.begin()->second);
}

bool has(StringList const& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::string_view schema_org_class(Place const& place) noexcept {
  auto const has_kind = [&](std::string_view kind) {
    return std::any_of(place.kinds.begin(), place.kinds.end(), [&](std::string const& own) { return own == kind; });
  };
  for (ClassOfKind const& one : kClasses) {  // what refines a kind stands before it
    if (has_kind(one.kind)) {
      return one.name;
    }
  }
  bool const taught = std::any_of(kTaught.begin(), kTaught.end(), has_kind);
  return taught ? "EducationalOrganization" : "Place";
}

OrderedJson schema_org_place(Place const& place, std::string_view id, std::string_view page, std::string_view region) {
  OrderedJson out{{"@type", schema_org_class(place)}, {"@id", id}};
  std::string_view const name = name_of(place.name, place.names);
  known(out, "name", name);
  texts(out, "alternateName", place.names, name);
  texts(out, "description", place.description, {});
  out["identifier"] = identifiers_of(place.head);
  if (OrderedJson address = address_of(place.address, region); address.size() > 1) {
    out["address"] = std::move(address);
  }
  if (place.point) {
    out["geo"] = {{"@type", "GeoCoordinates"}, {"latitude", place.point->lat}, {"longitude", place.point->lon}};
  }
  if (OrderedJson hours = hours_of(place.opening_hours); !hours.empty()) {
    out["openingHoursSpecification"] = std::move(hours);
  }
  known(out, "telephone", value_of(place.contact, "phone"));
  known(out, "email", value_of(place.contact, "email"));
  std::string_view const website = value_of(place.contact, "website");
  known(out, "url", website.empty() ? page : website);
  if (!website.empty()) {
    known(out, "mainEntityOfPage", page);
  }
  fee(out, place.fee);
  if (!place.languages.empty()) {
    out["availableLanguage"] = place.languages;
  }
  OrderedJson features = OrderedJson::array();
  if (place.wheelchair != Wheelchair::unknown) {
    features.push_back(feature("wheelchair", to_string(place.wheelchair)));
  }
  for (auto const& [need, value] : place.needs) {
    features.push_back(feature(need, value));
  }
  if (!features.empty()) {
    out["amenityFeature"] = std::move(features);
  }
  if (place.capacity) {
    out["maximumAttendeeCapacity"] = *place.capacity;
  }
  audiences(out, place.audiences);
  known(out, "additionalType", place.kinds.empty() ? std::string_view() : std::string_view(place.kinds.back()));
  if (place.head.status == RecordStatus::closed) {
    out["publicAccess"] = false;
  }
  return out;
}

OrderedJson schema_org_course(Offer const& offer, std::string_view id, std::string_view place) {
  OrderedJson out{{"@type", "Course"}, {"@id", id}};
  std::string_view const name = name_of(offer.name, offer.names);
  known(out, "name", name);
  texts(out, "alternateName", offer.names, name);
  texts(out, "description", offer.description, {});
  out["identifier"] = identifiers_of(offer.head);
  known(out, "url", offer.url);
  fee(out, offer.fee);
  if (!offer.languages.empty()) {
    out["availableLanguage"] = offer.languages;
  }
  topics_and_levels(out, offer.topics, offer.isced);
  audiences(out, offer.audiences);
  if (offer.age_min || offer.age_max) {
    out["typicalAgeRange"] = fmt::format("{}-{}", offer.age_min ? std::to_string(*offer.age_min) : std::string(),
                                         offer.age_max ? std::to_string(*offer.age_max) : std::string());
  }
  if (!place.empty()) {
    out["provider"] = {{"@id", place}};
  }
  bool const remote = has(offer.modalities, "remote");
  OrderedJson instance{{"@type", "CourseInstance"}};
  if (remote || !place.empty()) {
    instance["courseMode"] = remote && place.empty() ? "online" : remote ? "blended" : "onsite";
  }
  if (!place.empty()) {
    instance["location"] = {{"@id", place}};
  }
  if (offer.capacity) {
    instance["maximumAttendeeCapacity"] = *offer.capacity;
  }
  if (!offer.price.empty()) {
    out["offers"] = {{"@type", "Offer"}, {"category", to_string(offer.fee)}, {"description", offer.price}};
  } else if (offer.fee == Fee::free) {
    out["offers"] = {{"@type", "Offer"}, {"category", "Free"}, {"price", 0}};
  }
  if (instance.size() > 1) {
    out["hasCourseInstance"] = std::move(instance);
  }
  return out;
}

OrderedJson schema_org_event(Session const& session, Offer const* offer, std::string_view id, std::string_view place) {
  OrderedJson out{{"@type", "EducationEvent"}, {"@id", id}};
  std::string_view name = name_of(session.name, session.names);
  if (name.empty() && offer != nullptr) {
    name = name_of(offer->name, offer->names);
  }
  known(out, "name", name);
  texts(out, "alternateName", session.names, name);
  texts(out, "description", session.description.empty() && offer != nullptr ? offer->description : session.description,
        {});
  known(out, "startDate", session.starts);
  known(out, "endDate", session.ends);
  bool const cancelled = session.state == "cancelled" || session.head.status == RecordStatus::withdrawn;
  bool const moved = session.state == "moved" && !session.previous_starts.empty();
  out["eventStatus"] = cancelled ? "https://schema.org/EventCancelled"
                       : moved   ? "https://schema.org/EventRescheduled"
                                 : "https://schema.org/EventScheduled";
  known(out, "previousStartDate", session.previous_starts);
  bool const remote = offer != nullptr && has(offer->modalities, "remote");
  if (remote || !place.empty()) {
    out["eventAttendanceMode"] = remote && place.empty() ? "https://schema.org/OnlineEventAttendanceMode"
                                 : remote                ? "https://schema.org/MixedEventAttendanceMode"
                                                         : "https://schema.org/OfflineEventAttendanceMode";
  }
  if (!place.empty()) {
    out["location"] = {{"@id", place}};
  } else if (remote) {
    out["location"] = {{"@type", "VirtualLocation"}};
    known(out["location"], "url", session.url.empty() ? offer->url : session.url);
  }
  if (!session.festival.empty()) {
    out["superEvent"] = {{"@type", "Festival"}, {"name", session.festival}};
  }
  if (offer != nullptr) {
    fee(out, offer->fee);
    if (!offer->languages.empty()) {
      out["inLanguage"] = offer->languages;
    }
    audiences(out, offer->audiences);
    topics_and_levels(out, offer->topics, offer->isced);
  }
  if (session.capacity) {
    out["maximumAttendeeCapacity"] = *session.capacity;
  }
  if (session.places_left) {
    out["remainingAttendeeCapacity"] = *session.places_left;
  }
  known(out, "url", session.url);
  return out;
}

OrderedJson schema_org_source(ImportRun const& run) {
  OrderedJson out{{"@type", "Dataset"}, {"name", run.head.source}};
  known(out, "license", run.licence);
  known(out, "creditText", run.attribution);
  known(out, "dateModified", run.date);
  return out;
}

}  // namespace cartable::store
