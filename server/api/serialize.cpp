#include "server/api/serialize.hpp"

#include "base/local_time.hpp"
#include "server/api/geojson.hpp"
#include "server/api/hours_json.hpp"
#include "server/api/json_text.hpp"
#include "server/api/visible.hpp"

#include <algorithm>
#include <iterator>

namespace cartable::server::api {
namespace {

template <class Map>
void known_map(ObjectText& object, std::string_view name, Map const& map) {
  if (map.empty()) {
    return;
  }
  ObjectText inner(object.key(name));
  for (auto const& [key, value] : map) {
    base::append_json_string(inner.foreign_key(key), value);
  }
  inner.close();
}

void known_list(ObjectText& object, std::string_view name, store::StringList const& list) {
  if (list.empty()) {
    return;
  }
  std::string& out = object.key(name);
  char separator = '[';
  for (std::string const& text : list) {
    out.push_back(separator);
    base::append_json_string(out, text);
    separator = ',';
  }
  out.push_back(']');
}

/// The numbers of the bits that are set, plus `first`.
void known_bits(ObjectText& object, std::string_view name, unsigned bits, int first) {
  if (bits == 0) {
    return;
  }
  std::string& out = object.key(name);
  char separator = '[';
  for (int bit = 0; bit < 16; ++bit) {
    if (((bits >> static_cast<unsigned>(bit)) & 1U) != 0) {
      out.push_back(separator);
      fmt::format_to(std::back_inserter(out), "{}", bit + first);
      separator = ',';
    }
  }
  out.push_back(']');
}

void known_tri(ObjectText& object, std::string_view name, store::Tri value) {
  if (value != store::Tri::unknown) {
    object.text(name, to_string(value));
  }
}

void known_number(ObjectText& object, std::string_view name, std::optional<int> value) {
  if (value) {
    object.integer(name, *value);
  }
}

void known_people(ObjectText& object, std::string_view name, std::optional<double> value) {
  if (value) {
    object.fixed(name, *value, 3);
  }
}

void audiences(ObjectText& object, std::map<std::string, store::AudienceClaim, std::less<>> const& claims,
               Reader const& reader) {
  auto const seen = [&](auto const& claim) { return may_see_group(reader.catalog, claim.first, reader.viewer); };
  if (std::none_of(claims.begin(), claims.end(), seen)) {
    return;
  }
  ObjectText groups(object.key("audiences"));
  for (auto const& [group, claim] : claims) {
    if (!may_see_group(reader.catalog, group, reader.viewer)) {
      continue;
    }
    ObjectText one(groups.foreign_key(group));
    one.text("value", claim.serves ? "serves" : "excludes");
    std::string& out = one.key("evidence");
    char separator = '[';
    for (store::Evidence const& evidence : claim.evidence) {
      out.push_back(separator);
      ObjectText item(out);
      item.text("field", evidence.field);
      item.text("value", evidence.value);
      item.known("source", evidence.source);
      item.close();
      separator = ',';
    }
    out += claim.evidence.empty() ? "[]" : "]";
    one.close();
  }
  groups.close();
}

store::ImportRun const* run_of(store::Catalog const& catalog, std::string_view source) {
  for (store::ImportRun const& run : catalog.runs()) {
    if (run.head.source == source) {
      return &run;
    }
  }
  return nullptr;
}

void append_source(std::string& out, store::Catalog const& catalog, std::string_view source, std::string_view key,
                   std::string_view date) {
  store::ImportRun const* const run = run_of(catalog, source);
  ObjectText item(out);
  item.text("source", source);
  if (run != nullptr) {
    item.known("licence", run->licence);
  }
  item.known("id", key);
  item.known("date", date.empty() && run != nullptr ? std::string_view(run->date) : date);
  item.close();
}

void sources(ObjectText& object, store::Catalog const& catalog, store::RecordHead const& head,
             std::vector<store::SourceRef> const& refs) {
  if (refs.empty() && head.source.empty()) {
    return;
  }
  std::string& out = object.key("sources");
  char separator = '[';
  for (store::SourceRef const& ref : refs) {
    out.push_back(separator);
    append_source(out, catalog, ref.source, ref.key, ref.date);
    separator = ',';
  }
  if (refs.empty()) {
    out.push_back('[');
    append_source(out, catalog, head.source, {}, {});
  }
  out.push_back(']');
}

void names(ObjectText& object, Reader const& reader, std::string_view own, store::LangMap const& all) {
  object.known("name", pick(reader.languages, all, own));
  known_map(object, "names", all);
}

/// The start of a Feature up to and with its geometry; the caller writes the properties into the object returned.
void open_feature(std::string& out, std::string_view id) {
  out += R"({"type":"Feature","id":)";
  base::append_json_string(out, id);
  out += R"(,"geometry":)";
}

/// What an offer says of itself: in its own feature and inside a place's `offers`.
void offer_members(ObjectText& object, store::Offer const& offer, Reader const& reader) {
  object.text("id", offer.head.id);
  names(object, reader, offer.name, offer.names);
  known_map(object, "description", offer.description);
  known_bits(object, "pillars", offer.pillars, 1);
  known_bits(object, "isced", offer.isced, 0);
  known_list(object, "topics", offer.topics);
  known_list(object, "languages", offer.languages);
  known_list(object, "modalities", offer.modalities);
  audiences(object, offer.audiences, reader);
  if (offer.fee != store::Fee::unknown) {
    object.text("fee", to_string(offer.fee));
  }
  object.known("price", offer.price);
  known_number(object, "age_min", offer.age_min);
  known_number(object, "age_max", offer.age_max);
  known_number(object, "capacity", offer.capacity);
  object.known("schedule", offer.schedule);
  object.known("booking", offer.booking);
  known_tri(object, "recognition", offer.recognition);
  object.known("url", offer.url);
  object.text("status", to_string(offer.head.status));
}

std::string_view organisation_name(Reader const& reader, std::string_view id) {
  auto const all = reader.catalog.organisations();
  auto const found =
      std::lower_bound(all.begin(), all.end(), id,
                       [](store::Organisation const& one, std::string_view key) { return one.head.id < key; });
  bool const seen = found != all.end() && found->head.id == id && may_see(reader.viewer, found->head.visibility);
  return seen ? pick(reader.languages, found->names, found->name) : std::string_view();
}

void organisation(ObjectText& object, Reader const& reader, std::string const& id) {
  std::string_view const name = id.empty() ? std::string_view() : organisation_name(reader, id);
  if (!name.empty()) {
    object.text("organisation", id);
    object.text("organisation_name", name);
  }
}

void fits_members(ObjectText& object, std::optional<bool> fits, std::vector<std::string> const& unknown) {
  if (fits) {
    object.text("fits", *fits ? "yes" : "maybe");
    known_list(object, "unknown", unknown);
  }
}

void travel_members(ObjectText& object, TravelAnswer const& travel) {
  if (travel.way) {
    object.fixed("duration_s", travel.way->duration_s, 1);
    object.fixed("distance_m", travel.way->distance_m, 2);
  }
  if (travel.confirmed) {
    object.fixed("confirmed_duration_s", travel.confirmed->duration_s, 1);
    object.fixed("confirmed_distance_m", travel.confirmed->distance_m, 2);
  }
  object.fixed("line_distance_m", travel.line.value(), 2);
}

}  // namespace

PlacePieces place_pieces(std::string& text, store::Place const& place, Reader const& reader) {
  PlacePieces out;
  std::size_t piece = 0;
  auto const end_piece = [&] { out.ends[piece++] = static_cast<std::uint32_t>(text.size()); };
  text.clear();
  open_feature(text, place.head.id);
  if (place.point) {
    append_point(text, *place.point);
  } else {
    text += "null";
  }
  text += ",\"properties\":";
  ObjectText object(text);
  object.text("id", place.head.id);
  out.is_plain = place.names.empty() && place.head.status == store::RecordStatus::active &&
                         place.opening_hours.empty() && place.appointment == store::Tri::unknown &&
                         place.organisation.empty() && place.alert.empty()
                     ? 1
                     : 0;
  if (out.is_plain != 0) {
    object.known("name", place.name);
  }
  end_piece();  // name
  known_map(object, "names", place.names);
  if (!place.kinds.empty()) {
    object.text("kind", place.kinds.front());
  }
  known_list(object, "kinds", place.kinds);
  end_piece();  // distance, travel, fits
  known_bits(object, "pillars", place.pillars, 1);
  known_bits(object, "isced", place.isced, 0);
  object.known("isced_from", place.isced_from);
  known_list(object, "topics", place.topics);
  audiences(object, place.audiences, reader);
  known_list(object, "languages", place.languages);
  if (place.fee != store::Fee::unknown) {
    object.text("fee", to_string(place.fee));
  }
  object.known("price", place.price);
  if (place.wheelchair != store::Wheelchair::unknown) {
    object.text("wheelchair", to_string(place.wheelchair));
  }
  known_map(object, "needs", place.needs);
  object.known("opening_hours", place.opening_hours);
  end_piece();  // hours
  object.known("operator", place.operator_name);
  end_piece();  // organisation
  known_map(object, "contact", place.contact);
  known_map(object, "address", place.address);
  known_tri(object, "recognition", place.recognition);
  known_map(object, "description", place.description);
  known_number(object, "age_min", place.age_min);
  known_number(object, "age_max", place.age_max);
  known_number(object, "capacity", place.capacity);
  object.known("booking", place.booking);
  end_piece();  // alert
  object.text("status", to_string(place.head.status));
  if (seen_place(reader.catalog, place.parent, reader.viewer) != nullptr) {
    object.text("parent", place.parent);
  }
  end_piece();  // offers
  known_map(object, "identifiers", place.head.identifiers);
  sources(object, reader.catalog, place.head, place.sources);
  object.known("checked", place.checked);
  end_piece();  // footprint, and the end
  out.text = text;
  return out;
}

void append_place(std::string& out, store::Place const& place, PlaceAnswer const& answer, Reader const& reader) {
  std::string text;
  PlacePieces const pieces = answer.pieces != nullptr ? *answer.pieces : place_pieces(text, place, reader);
  out += pieces.piece(0);
  ObjectText object = ObjectText::inside(out);
  bool const plain = pieces.is_plain != 0;
  if (!plain) {
    object.known("name", pick(reader.languages, place.names, place.name));
  }
  out += pieces.piece(1);
  if (answer.distance) {
    object.fixed("distance_m", answer.distance->value(), 2);
  }
  if (answer.travel != nullptr) {
    travel_members(object, *answer.travel);
  }
  fits_members(object, answer.fits, answer.unknown);
  out += pieces.piece(2);
  if (plain && answer.hours && answer.hours->state == store::OpenState::unknown) {
    object.text("open", to_string(store::OpenState::unknown));
  } else {
    hours_members(object, place, answer, reader);
  }
  out += pieces.piece(3);
  if (!plain) {
    organisation(object, reader, place.organisation);
  }
  out += pieces.piece(4);
  if (!plain && !place.alert.empty()) {
    ObjectText alert(object.key("alert"));
    alert.text("text", pick(reader.languages, place.alert, {}));
    alert.known("until", place.alert_until);
    alert.close();
  }
  out += pieces.piece(5);
  if (!answer.offers.empty()) {
    std::string& list = object.key("offers");
    char separator = '[';
    for (store::Offer const* const offer : answer.offers) {
      list.push_back(separator);
      ObjectText item(list);
      offer_members(item, *offer, reader);
      item.close();
      separator = ',';
    }
    list.push_back(']');
  }
  out += pieces.piece(6);
  if (answer.footprint && !place.footprint.empty()) {
    append_area(object.key("footprint"), place.footprint);
  }
  object.close();
  out.push_back('}');
}

void append_offer(std::string& out, store::Offer const& offer, Reader const& reader, MatchAnswer const& match) {
  open_feature(out, offer.head.id);
  store::Place const* const place = seen_place(reader.catalog, offer.place, reader.viewer);
  if (place != nullptr && place->point) {
    append_point(out, *place->point);
  } else {
    out += "null";
  }
  out += ",\"properties\":";
  ObjectText object(out);
  offer_members(object, offer, reader);
  fits_members(object, match.fits, match.unknown);
  if (place != nullptr) {
    object.text("place", offer.place);
    object.known("place_name", pick(reader.languages, place->names, place->name));
  }
  organisation(object, reader, offer.organisation);
  known_map(object, "identifiers", offer.head.identifiers);
  sources(object, reader.catalog, offer.head, offer.sources);
  object.known("checked", offer.checked);
  object.close();
  out.push_back('}');
}

namespace {

/// The first times of a series in the interval asked for, by its own clock.
void append_times(std::string& out, store::Session const& session, Reader const& reader,
                  std::span<store::Occurrence const> times) {
  auto const known = base::TimeZone::find(session.timezone.empty() ? reader.catalog.setting("timezone")
                                                                   : std::string_view(session.timezone));
  base::TimeZone const zone = known ? *known : base::TimeZone::utc();
  bool const has_end = !session.ends.empty();
  char separator = '[';
  for (store::Occurrence const& one : times) {
    out.push_back(separator);
    separator = ',';
    ObjectText object(out);
    object.text("starts", zone.rfc3339(one.starts));
    object.known("ends", has_end ? zone.rfc3339(one.ends) : std::string());
    object.close();
  }
  out.push_back(']');
}

}  // namespace

void append_session(std::string& out, store::Session const& session, Reader const& reader, MatchAnswer const& match) {
  store::Offer const* const offer = session.offer.empty() ? nullptr : offer_by_id(reader.catalog, session.offer);
  std::string const& place_id = session.place.empty() && offer != nullptr ? offer->place : session.place;
  store::Place const* const place = seen_place(reader.catalog, place_id, reader.viewer);
  open_feature(out, session.head.id);
  if (place != nullptr && place->point) {
    append_point(out, *place->point);
  } else {
    out += "null";
  }
  out += ",\"properties\":";
  ObjectText object(out);
  object.text("id", session.head.id);
  names(object, reader, session.name, session.names);
  fits_members(object, match.fits, match.unknown);
  known_map(object, "description", session.description);
  object.known("starts", session.starts);
  object.known("ends", session.ends);
  object.known("timezone", session.timezone);
  object.known("rrule", session.rrule);
  object.known("exdates", session.exdates);
  object.known("rdates", session.rdates);
  if (!match.times.empty()) {
    append_times(object.key("occurrences"), session, reader, match.times);
  }
  object.known("state", session.state);
  object.known("previous_starts", session.previous_starts);
  if (seen_place(reader.catalog, session.previous_place, reader.viewer) != nullptr) {
    object.text("previous_place", session.previous_place);
  }
  object.known("festival", session.festival);
  object.known("offer", session.offer);
  if (place != nullptr) {
    object.text("place", place_id);
    object.known("place_name", pick(reader.languages, place->names, place->name));
  }
  organisation(object, reader, session.organisation);
  known_number(object, "capacity", session.capacity);
  known_number(object, "places_left", session.places_left);
  object.known("uid", session.uid);
  object.known("url", session.url);
  object.text("status", to_string(session.head.status));
  known_map(object, "identifiers", session.head.identifiers);
  sources(object, reader.catalog, session.head, {});
  object.close();
  out.push_back('}');
}

namespace {

/// An area as a GeoJSON feature, or its properties alone. \param write  adds the properties to an open object
template <class Area, class Write>
void append_area_record(std::string& out, Area const& record, bool geometry, Write const& write) {
  if (geometry) {
    open_feature(out, record.head.id);
    append_area(out, record.area);
    out += ",\"properties\":";
  }
  ObjectText object(out);
  object.text("id", record.head.id);
  write(object);
  object.close();
  if (geometry) {
    out.push_back('}');
  }
}

}  // namespace

void append_district(std::string& out, store::District const& district, Reader const& reader, bool geometry) {
  append_area_record(out, district, geometry, [&](ObjectText& object) {
    names(object, reader, district.name, district.names);
    object.known("set", district.set);
    object.known("level", district.level);
    object.known("code", district.code);
    known_map(object, "identifiers", district.head.identifiers);
    sources(object, reader.catalog, district.head, {});
  });
}

void append_catchment(std::string& out, store::Catchment const& catchment, Reader const& reader, bool geometry) {
  append_area_record(out, catchment, geometry, [&](ObjectText& object) {
    object.text("group", catchment.group);
    names(object, reader, catchment.name, catchment.names);
    if (reader.viewer >= Visibility::planner) {
      known_people(object, "estimate", catchment.estimate);
      known_people(object, "estimate_low", catchment.estimate_low);
      known_people(object, "estimate_high", catchment.estimate_high);
      object.known("notes", catchment.notes);
    }
    object.known("year", catchment.year);
    known_map(object, "identifiers", catchment.head.identifiers);
    sources(object, reader.catalog, catchment.head, {});
  });
}

}  // namespace cartable::server::api
