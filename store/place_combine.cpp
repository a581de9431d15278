#include "base/assert.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "store/place_features.hpp"
#include "store/place_statements.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <iterator>

// How one place is made of what several sources say of it: which field takes whose word.
namespace cartable::store {
namespace {

/// What a source may show: a record for staff gives nothing to a place that everybody sees.
std::vector<Place const*> shown(std::vector<PlaceStatement> const& ranked, Visibility& visibility) {
  visibility = Visibility::planner;
  for (auto const& statement : ranked) {
    visibility = std::min(visibility, statement.place.head.visibility);
  }
  std::vector<Place const*> out;
  for (auto const& statement : ranked) {
    if (statement.place.head.visibility == visibility) {
      out.push_back(&statement.place);
    }
  }
  return out;
}

template <class T>
void first_said(std::vector<Place const*> const& from, Place& out, T Place::*member) {
  for (Place const* const place : from) {
    if (!(place->*member == T{})) {
      out.*member = place->*member;
      return;
    }
  }
}

/// Each key as the first says it that has it.
template <class Map>
void unite(std::vector<Place const*> const& from, Place& out, Map Place::*member) {
  for (Place const* const place : from) {
    (out.*member).insert((place->*member).begin(), (place->*member).end());
  }
}

void add_once(StringList& list, StringList const& more) {
  for (auto const& value : more) {
    if (std::find(list.begin(), list.end(), value) == list.end()) {
      list.push_back(value);
    }
  }
}

/// All general kinds; of those that refine one, the first source's that refines it. "A place" says nothing beside a
/// kind.
void unite_kinds(std::vector<Place const*> const& from, Place& out) {
  StringList refined;
  for (Place const* const place : from) {
    for (auto const& kind : place->kinds) {
      std::string const general(general_kind(kind));
      bool const taken = general != kind && std::find(refined.begin(), refined.end(), general) != refined.end();
      if (!taken) {
        add_once(out.kinds, {kind});
      }
    }
    for (auto const& kind : place->kinds) {
      if (general_kind(kind) != kind) {
        add_once(refined, {std::string(general_kind(kind))});
      }
    }
  }
  if (out.kinds.size() > 1) {
    std::erase(out.kinds, "learning_place");
  }
  // The general kind stands before each that refines it.
  StringList ordered;
  for (auto const& kind : out.kinds) {
    add_once(ordered, {std::string(general_kind(kind)), kind});
  }
  out.kinds = std::move(ordered);
}

void combine_levels(std::vector<Place const*> const& from, Place& out) {
  for (bool const only_stated : {true, false}) {
    for (Place const* const place : from) {
      if (place->isced != 0 && (!only_stated || place->isced_from == "tags")) {
        out.isced = place->isced;
        out.isced_from = place->isced_from;
        out.isced_raw = place->isced_raw;
        return;
      }
    }
  }
  first_said(from, out, &Place::isced_raw);
}

/// An address is one thing: what the next source adds is taken only where the two do not contradict each other.
void combine_addresses(std::vector<Place const*> const& from, Place& out) {
  for (Place const* const place : from) {
    bool const agrees = std::all_of(place->address.begin(), place->address.end(), [&](auto const& entry) {
      auto const own = out.address.find(entry.first);
      return own == out.address.end() || base::fold(own->second) == base::fold(entry.second) ||
             (entry.first == "street" && street_key(own->second) == street_key(entry.second));
    });
    if (agrees) {
      out.address.insert(place->address.begin(), place->address.end());
    }
  }
}

/// The first source's position, unless another's is finer and says the same as far as the first one's decimals go.
Place const* positioned(std::vector<Place const*> const& from, bool* passed_over) {
  Place const* first = nullptr;
  for (Place const* const place : from) {
    if (!place->point) {
      continue;
    }
    if (first == nullptr) {
      first = place;
      continue;
    }
    constexpr double kCoarse = 3;       // metres: less than five decimals
    constexpr double kAgreement = 120;  // metres: as far apart as entrance and middle of a building and its yard
    double const doubt = position_doubt(*first->point);
    if (doubt > kCoarse && position_doubt(*place->point) < doubt / 5 &&
        geo::distance(*first->point, *place->point).value() <= kAgreement + doubt) {
      if (passed_over != nullptr) {
        *passed_over = true;
      }
      return place;
    }
  }
  return first;
}

void combine_position(std::vector<Place const*> const& from, Place& out, bool* passed_over) {
  if (Place const* const place = positioned(from, passed_over)) {
    out.point = place->point;
  }
  if (!out.point) {
    return;
  }
  constexpr double kRound = 150;  // metres: a footprint elsewhere is of another building
  auto const near = geo::bounds_around(*out.point, base::Metres(kRound));
  for (Place const* const place : from) {
    if (place->footprint.empty()) {
      continue;
    }
    geo::BBox const box = geo::bounds(place->footprint);
    if (box.west <= near.east && box.east >= near.west && box.south <= near.north && box.north >= near.south) {
      out.footprint = place->footprint;
    }
    return;
  }
}

RecordStatus status_of(std::vector<Place const*> const& from, bool placed) {
  for (Place const* const place : from) {
    if (place->head.status != RecordStatus::unplaced && place->head.status != RecordStatus::withdrawn) {
      return placed || place->head.status != RecordStatus::active ? place->head.status : RecordStatus::unplaced;
    }
  }
  return placed ? RecordStatus::active : RecordStatus::unplaced;
}

}  // namespace

Place combine(std::vector<PlaceStatement> const& ranked, bool* passed_over) {
  CARTABLE_ASSERT(!ranked.empty());
  Place out;
  out.head.id = ranked.front().place.head.id;
  out.head.source = ranked.front().source;
  auto const from = shown(ranked, out.head.visibility);
  for (Place const* const place : from) {
    out.head.identifiers.insert(place->head.identifiers.begin(), place->head.identifiers.end());
    if (out.head.valid_from.empty() && out.head.valid_to.empty()) {
      out.head.valid_from = place->head.valid_from;
      out.head.valid_to = place->head.valid_to;
    }
    out.pillars |= place->pillars;
    add_once(out.topics, place->topics);
    out.checked = std::max(out.checked, place->checked);
    if (out.alert.empty() && !place->alert.empty()) {
      out.alert = place->alert;
      out.alert_until = place->alert_until;
    }
    if (!out.age_min && !out.age_max) {  // one range, not the ends of two
      out.age_min = place->age_min;
      out.age_max = place->age_max;
    }
  }
  for (auto const& statement : ranked) {
    auto const& place = statement.place;
    out.sources.insert(out.sources.end(), place.sources.begin(), place.sources.end());
    add_once(out.aliases, {place.head.id});
    add_once(out.aliases, place.aliases);
  }
  std::erase(out.aliases, out.head.id);
  std::sort(out.aliases.begin(), out.aliases.end());
  combine_position(from, out, passed_over);
  out.head.status = status_of(from, out.point.has_value());
  unite_kinds(from, out);
  combine_levels(from, out);
  combine_addresses(from, out);
  first_said(from, out, &Place::parent);
  first_said(from, out, &Place::organisation);
  first_said(from, out, &Place::name);
  unite(from, out, &Place::names);
  first_said(from, out, &Place::languages);
  unite(from, out, &Place::audiences);
  first_said(from, out, &Place::fee);
  first_said(from, out, &Place::price);
  first_said(from, out, &Place::wheelchair);
  unite(from, out, &Place::needs);
  first_said(from, out, &Place::opening_hours);
  first_said(from, out, &Place::appointment);
  first_said(from, out, &Place::operator_name);
  first_said(from, out, &Place::operator_type);
  unite(from, out, &Place::contact);
  first_said(from, out, &Place::recognition);
  unite(from, out, &Place::description);
  first_said(from, out, &Place::capacity);
  first_said(from, out, &Place::booking);
  unite(from, out, &Place::extra);
  // A name that gave way is still looked for.
  for (Place const* const place : from) {
    if (!place->name.empty() && base::fold(place->name) != base::fold(out.name) && !out.extra.contains("alt_name")) {
      out.extra.emplace("alt_name", place->name);
    }
  }
  return out;
}

}  // namespace cartable::store
