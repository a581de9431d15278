#include "exporters/public_columns.hpp"

#include "store/record_rows.hpp"
#include "store/record_types.hpp"
#include "store/schema.hpp"
#include "store/stands.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace cartable::exporters {
namespace {

using namespace std::string_view_literals;
using Names = std::vector<std::string_view>;

/// Of every record: when the store saw it is its own note.
constexpr std::array kHead{"id"sv,     "source"sv,     "identifiers"sv, "visibility"sv,
                           "status"sv, "valid_from"sv, "valid_to"sv,    "geom"sv};

template <class R>
Names own_columns() {
  return {};
}
/// Not `extra`: what a source's table held besides, nobody has looked at.
template <>
Names own_columns<store::Place>() {
  return {"name",        "names",         "kinds",       "parent",        "organisation", "pillars", "isced",
          "isced_from",  "topics",        "languages",   "audiences",     "fee",          "price",   "wheelchair",
          "needs",       "opening_hours", "appointment", "operator_name", "contact",      "address", "recognition",
          "description", "age_min",       "age_max",     "capacity",      "booking",      "alert",   "alert_until",
          "aliases",     "sources",       "checked",     "footprint"};
}
template <>
Names own_columns<store::Offer>() {
  return {"place",    "organisation", "name",        "names", "description", "topics",  "languages", "modalities",
          "pillars",  "isced",        "audiences",   "fee",   "price",       "age_min", "age_max",   "capacity",
          "schedule", "booking",      "recognition", "url",   "sources",     "checked"};
}
template <>
Names own_columns<store::Session>() {
  return {"offer",  "place",       "organisation",    "festival",       "uid",      "recurrence_id", "name",
          "names",  "description", "starts",          "ends",           "timezone", "rrule",         "exdates",
          "rdates", "state",       "previous_starts", "previous_place", "capacity", "places_left",   "sequence",
          "url"};
}
template <>
Names own_columns<store::Organisation>() {
  return {"name", "names", "description", "roles", "type", "contact", "address", "sources"};
}
template <>
Names own_columns<store::District>() {
  return {"district_set", "level", "code", "name", "names"};
}
/// Not the estimates, exact or from–to, nor the notes on them.
template <>
Names own_columns<store::Catchment>() {
  return {"group_slug", "name", "names", "year"};
}
template <>
Names own_columns<store::Group>() {
  return {"name", "names", "definition", "year", "threshold"};
}
template <>
Names own_columns<store::Street>() {
  return {"name", "names", "tags", "nodes"};
}
template <>
Names own_columns<store::StreetNode>() {
  return {"node", "tags"};
}
template <>
Names own_columns<store::Address>() {
  return {"street", "housenumber", "postcode", "city", "suburb"};
}
template <>
Names own_columns<store::Locality>() {
  return {"name", "names", "kind"};
}
template <>
Names own_columns<store::Text>() {
  return {"record", "field", "language", "words", "origin", "dated"};
}
/// Whom to thank and how old the data is; not the files, counts and moments of the import.
template <>
Names own_columns<store::ImportRun>() {
  return {"role_name", "licence", "attribution", "dated"};
}
template <>
Names own_columns<store::Setting>() {
  return {"setting_value"};
}

template <class R>
struct Blanker {
  R& record;
  std::span<std::string_view const> keep;
  template <class Get>
  void column(std::string_view name, Get const& get, bool) {
    if (std::find(keep.begin(), keep.end(), name) == keep.end()) {
      get(record) = {};
    }
  }
  template <class Get>
  void datetime(std::string_view name, Get const& get) {
    column(name, get, false);
  }
  template <class Get>
  void geometry(Get const& get) {
    column("geom", get, false);
  }
};

constexpr std::array kSettings{"name"sv,
                               "names"sv,
                               "arms"sv,
                               "colours"sv,
                               "languages"sv,
                               "timezone"sv,
                               "timezone_origin"sv,
                               "country"sv,
                               "region"sv,
                               "region_origin"sv,
                               "school_calendar"sv,
                               "contact"sv,
                               "guidance_desk"sv,
                               "legal_notice"sv,
                               "accessibility_statement"sv,
                               "notice"sv,
                               store::kStandsSetting};
/// Minutes from stands are told from places that have been hidden since by what they were made of (public_edition.cpp).
constexpr std::array kDerived{"base_tiles"sv, "elevation"sv, store::kStandWaysKey};

}  // namespace

template <class R>
std::span<std::string_view const> public_columns() noexcept {
  static Names const all = [] {
    Names names = own_columns<R>();
    if (!names.empty()) {
      names.insert(names.end(), kHead.begin(), kHead.end());
    }
    return names;
  }();
  return all;
}

template <class R>
void blank_private_columns(R& record) {
  Blanker<R> blanker{record, public_columns<R>()};
  store::detail::visit<R>(blanker);
}

bool is_public_setting(std::string_view key) noexcept {
  return std::find(kSettings.begin(), kSettings.end(), key) != kSettings.end();
}
bool is_public_derived(std::string_view key) noexcept {
  return std::find(kDerived.begin(), kDerived.end(), key) != kDerived.end();
}

#define CARTABLE_INSTANTIATE(R)                                                   \
  template std::span<std::string_view const> public_columns<store::R>() noexcept; \
  template void blank_private_columns<store::R>(store::R&);
CARTABLE_FOR_RECORDS(CARTABLE_INSTANTIATE)
#undef CARTABLE_INSTANTIATE

}  // namespace cartable::exporters
