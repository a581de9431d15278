#include "importers/osm_place_absorb.hpp"

#include "base/text.hpp"
#include "geo/repair.hpp"

#include <algorithm>
#include <utility>

namespace cartable::importers {
namespace {

/// Folded, without the words that people add or leave out ("The Elm Street School" is "Elm Street").
std::string comparable(std::string const& name) {
  std::string result;
  for (std::string const& word : base::split(base::fold(name), ' ')) {
    if (word != "the" && word != "school") {
      result += (result.empty() ? "" : " ") + word;
    }
  }
  return result.empty() ? base::fold(name) : result;
}

template <class T>
void take_over(T& own, T const& other) {
  if (own == T{}) {
    own = other;
  }
}

void take_over_map(auto& own, auto const& other) {
  for (auto const& entry : other) {
    own.insert(entry);
  }
}

void take_over_list(store::StringList& own, store::StringList const& other) {
  for (std::string const& value : other) {
    if (std::find(own.begin(), own.end(), value) == own.end()) {
      own.push_back(value);
    }
  }
}

}  // namespace

std::set<std::string> names_of(store::Place const& place) {
  std::set<std::string> names;
  auto const add = [&](std::string const& name) {
    if (std::string text = comparable(name); !text.empty()) {
      names.insert(std::move(text));
    }
  };
  add(place.name);
  for (auto const& [language, name] : place.names) {
    add(name);
  }
  for (char const* key : {"official_name", "alt_name", "short_name"}) {
    if (auto const found = place.extra.find(key); found != place.extra.end()) {
      for (std::string const& name : base::split(found->second, ';')) {
        add(name);
      }
    }
  }
  return names;
}

void absorb(PlaceObject& own_object, PlaceObject& other_object, bool joins_areas) {
  store::Place& own = own_object.place;
  store::Place& other = other_object.place;
  if (own.name.empty()) {
    own.name = other.name;
  }
  take_over_map(own.names, other.names);
  take_over_list(own.kinds, other.kinds);
  own.pillars |= other.pillars;
  if (own.isced_from != "tags" && other.isced_from == "tags") {
    own.isced = other.isced;
    own.isced_from = other.isced_from;
  }
  take_over(own.isced_raw, other.isced_raw);
  take_over_list(own.topics, other.topics);
  take_over_list(own.languages, other.languages);
  take_over_map(own.audiences, other.audiences);
  take_over(own.fee, other.fee);
  take_over(own.price, other.price);
  take_over(own.wheelchair, other.wheelchair);
  take_over_map(own.needs, other.needs);
  take_over(own.opening_hours, other.opening_hours);
  take_over(own.appointment, other.appointment);
  take_over(own.operator_name, other.operator_name);
  take_over(own.operator_type, other.operator_type);
  take_over_map(own.contact, other.contact);
  take_over(own.address, other.address);  // parts of two addresses make none
  take_over_map(own.description, other.description);
  take_over(own.age_min, other.age_min);
  take_over(own.age_max, other.age_max);
  take_over(own.capacity, other.capacity);
  take_over(own.booking, other.booking);
  take_over_map(own.extra, other.extra);
  own.checked = std::max(own.checked, other.checked);
  take_over_map(own.head.identifiers, other.head.identifiers);
  own.head.visibility = std::max(own.head.visibility, other.head.visibility);
  own.sources.insert(own.sources.end(), other.sources.begin(), other.sources.end());
  own.aliases.push_back(other.head.id);
  take_over_list(own.aliases, other.aliases);
  if (joins_areas && !own.footprint.empty() && !other.footprint.empty()) {
    geo::MultiPolygon both = own.footprint;
    both.polygons.insert(both.polygons.end(), other.footprint.polygons.begin(), other.footprint.polygons.end());
    if (auto joined = geo::repair(both)) {
      own.footprint = std::move(joined->area);
    }
  } else if (own.footprint.empty() && !other.footprint.empty()) {
    own.footprint = std::move(other.footprint);
    own_object.size_m2 = other_object.size_m2;
    if (own_object.entrance_rank == 0) {
      own.point = other.point;
    }
  }
  if (other_object.entrance_rank > own_object.entrance_rank) {
    own_object.entrance_rank = other_object.entrance_rank;
    own.point = other.point;
  }
  if (!own.point && other.point) {
    own.point = other.point;
  }
  if (own.point && own.head.status == store::RecordStatus::unplaced) {
    own.head.status = store::RecordStatus::active;
  }
}

}  // namespace cartable::importers
