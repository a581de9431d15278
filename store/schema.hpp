#pragma once

#include "geo/dataset.hpp"
#include "store/model.hpp"

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

/// Schema version 1: for each struct of model.hpp its table, and for each member its column. Everything else
/// (making the tables, writing, reading, comparing) goes through these lists, so that they cannot drift apart.
///
/// Names are lower case and need no quotes in SQLite and PostgreSQL. `v(name, &Record::member)` is a column of
/// the member's own type (columns.hpp); `datetime` one with a moment in UTC; `geometry` the layer's geometry.
namespace cartable::store {

/// The table of a record: name, geometry, spatial index, the part whose revision its changes count up.
template <class R>
struct Table;

struct TableInfo {
  std::string_view name;
  geo::GeometryType geometry = geo::GeometryType::none;
  bool spatial_index = false;
  Part part = Part::private_;
};

template <>
struct Table<Place> {
  static constexpr TableInfo info{"place", geo::GeometryType::point, true, Part::places};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Place::point);
    v("name", &Place::name);
    v("names", &Place::names);
    v("kinds", &Place::kinds);
    v("parent", &Place::parent);
    v("organisation", &Place::organisation);
    v("pillars", &Place::pillars);
    v("isced", &Place::isced);
    v("isced_from", &Place::isced_from);
    v("isced_raw", &Place::isced_raw);
    v("topics", &Place::topics);
    v("languages", &Place::languages);
    v("audiences", &Place::audiences);
    v("fee", &Place::fee);
    v("price", &Place::price);
    v("wheelchair", &Place::wheelchair);
    v("needs", &Place::needs);
    v("opening_hours", &Place::opening_hours);
    v("appointment", &Place::appointment);
    v("operator_name", &Place::operator_name);
    v("operator_type", &Place::operator_type);
    v("contact", &Place::contact);
    v("address", &Place::address);
    v("recognition", &Place::recognition);
    v("description", &Place::description);
    v("age_min", &Place::age_min);
    v("age_max", &Place::age_max);
    v("capacity", &Place::capacity);
    v("booking", &Place::booking);
    v("alert", &Place::alert);
    v("alert_until", &Place::alert_until);
    v("aliases", &Place::aliases);
    v("extra", &Place::extra);
    v("sources", &Place::sources);
    v("checked", &Place::checked);
    v("footprint", &Place::footprint);
  }
};

template <>
struct Table<Offer> {
  static constexpr TableInfo info{"offer", geo::GeometryType::none, false, Part::places};
  template <class V>
  static void columns(V& v) {
    v("place", &Offer::place);
    v("organisation", &Offer::organisation);
    v("name", &Offer::name);
    v("names", &Offer::names);
    v("description", &Offer::description);
    v("topics", &Offer::topics);
    v("languages", &Offer::languages);
    v("modalities", &Offer::modalities);
    v("pillars", &Offer::pillars);
    v("isced", &Offer::isced);
    v("audiences", &Offer::audiences);
    v("fee", &Offer::fee);
    v("price", &Offer::price);
    v("age_min", &Offer::age_min);
    v("age_max", &Offer::age_max);
    v("capacity", &Offer::capacity);
    v("schedule", &Offer::schedule);
    v("booking", &Offer::booking);
    v("recognition", &Offer::recognition);
    v("url", &Offer::url);
    v("sources", &Offer::sources);
    v("checked", &Offer::checked);
  }
};

template <>
struct Table<Session> {
  static constexpr TableInfo info{"session", geo::GeometryType::none, false, Part::sessions};
  template <class V>
  static void columns(V& v) {
    v("offer", &Session::offer);
    v("place", &Session::place);
    v("organisation", &Session::organisation);
    v("festival", &Session::festival);
    v("uid", &Session::uid);
    v("recurrence_id", &Session::recurrence_id);
    v("name", &Session::name);
    v("names", &Session::names);
    v("description", &Session::description);
    v("starts", &Session::starts);
    v("ends", &Session::ends);
    v("timezone", &Session::timezone);
    v("rrule", &Session::rrule);
    v("exdates", &Session::exdates);
    v("rdates", &Session::rdates);
    v("state", &Session::state);
    v("previous_starts", &Session::previous_starts);
    v("previous_place", &Session::previous_place);
    v("capacity", &Session::capacity);
    v("places_left", &Session::places_left);
    v("sequence", &Session::sequence);
    v("url", &Session::url);
  }
};

template <>
struct Table<Organisation> {
  static constexpr TableInfo info{"organisation", geo::GeometryType::none, false, Part::places};
  template <class V>
  static void columns(V& v) {
    v("name", &Organisation::name);
    v("names", &Organisation::names);
    v("description", &Organisation::description);
    v("roles", &Organisation::roles);
    v("type", &Organisation::type);
    v("contact", &Organisation::contact);
    v("address", &Organisation::address);
    v("sources", &Organisation::sources);
  }
};

template <>
struct Table<District> {
  static constexpr TableInfo info{"district", geo::GeometryType::multipolygon, true, Part::areas};
  template <class V>
  static void columns(V& v) {
    v.geometry(&District::area);
    v("district_set", &District::set);
    v("level", &District::level);
    v("code", &District::code);
    v("name", &District::name);
    v("names", &District::names);
  }
};

template <>
struct Table<Catchment> {
  static constexpr TableInfo info{"catchment", geo::GeometryType::multipolygon, true, Part::areas};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Catchment::area);
    v("group_slug", &Catchment::group);
    v("name", &Catchment::name);
    v("names", &Catchment::names);
    v("estimate", &Catchment::estimate);
    v("estimate_low", &Catchment::estimate_low);
    v("estimate_high", &Catchment::estimate_high);
    v("year", &Catchment::year);
    v("notes", &Catchment::notes);
  }
};

template <>
struct Table<PopulationCell> {
  static constexpr TableInfo info{"population_cell", geo::GeometryType::multipolygon, true, Part::areas};
  template <class V>
  static void columns(V& v) {
    v.geometry(&PopulationCell::area);
    v("centre", &PopulationCell::point);
    v("layer", &PopulationCell::layer);
    v("group_slug", &PopulationCell::group);
    v("people", &PopulationCell::people);
    v("people_low", &PopulationCell::people_low);
    v("people_high", &PopulationCell::people_high);
    v("year", &PopulationCell::year);
  }
};

template <>
struct Table<Group> {
  static constexpr TableInfo info{"people_group", geo::GeometryType::none, false, Part::places};
  template <class V>
  static void columns(V& v) {
    v("name", &Group::name);
    v("names", &Group::names);
    v("definition", &Group::definition);
    v("year", &Group::year);
    v("threshold", &Group::threshold);
  }
};

template <>
struct Table<Street> {
  static constexpr TableInfo info{"street", geo::GeometryType::linestring, true, Part::streets};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Street::line);
    v("name", &Street::name);
    v("names", &Street::names);
    v("tags", &Street::tags);
    v("nodes", &Street::nodes);
  }
};

template <>
struct Table<StreetNode> {
  static constexpr TableInfo info{"street_node", geo::GeometryType::point, false, Part::streets};
  template <class V>
  static void columns(V& v) {
    v.geometry(&StreetNode::point);
    v("node", &StreetNode::node);
    v("tags", &StreetNode::tags);
  }
};

template <>
struct Table<Address> {
  static constexpr TableInfo info{"address", geo::GeometryType::point, false, Part::streets};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Address::point);
    v("street", &Address::street);
    v("housenumber", &Address::housenumber);
    v("postcode", &Address::postcode);
    v("city", &Address::city);
    v("suburb", &Address::suburb);
  }
};

template <>
struct Table<Locality> {
  static constexpr TableInfo info{"locality", geo::GeometryType::point, false, Part::streets};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Locality::point);
    v("name", &Locality::name);
    v("names", &Locality::names);
    v("kind", &Locality::kind);
  }
};

template <>
struct Table<Text> {
  static constexpr TableInfo info{"text_entry", geo::GeometryType::none, false, Part::places};
  template <class V>
  static void columns(V& v) {
    v("record", &Text::record);
    v("field", &Text::field);
    v("language", &Text::language);
    v("words", &Text::text);
    v("origin", &Text::origin);
    v("dated", &Text::date);
  }
};

template <>
struct Table<FieldProvenance> {
  static constexpr TableInfo info{"field_provenance", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("record", &FieldProvenance::record);
    v("field", &FieldProvenance::field);
    v("field_value", &FieldProvenance::value);
    v("from_source", &FieldProvenance::from_source);
    v("licence", &FieldProvenance::licence);
    v("dated", &FieldProvenance::date);
    v("set_by", &FieldProvenance::set_by);
  }
};

template <>
struct Table<Need> {
  static constexpr TableInfo info{"need", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("words", &Need::text);
    v("topic", &Need::topic);
    v("language", &Need::language);
    v("group_slug", &Need::group);
    v("cell", &Need::cell);
    v("people", &Need::count);
    v("dated", &Need::date);
  }
};

template <>
struct Table<Proposal> {
  static constexpr TableInfo info{"proposal", geo::GeometryType::point, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v.geometry(&Proposal::point);
    v("record", &Proposal::record);
    v("kind", &Proposal::kind);
    v("change", &Proposal::change);
    v("state", &Proposal::state);
    v("language", &Proposal::language);
    v("contact_cipher", &Proposal::contact_cipher);
    v("token_hash", &Proposal::token_hash);
    v("dated", &Proposal::date);
  }
};

template <>
struct Table<Feedback> {
  static constexpr TableInfo info{"feedback", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("record", &Feedback::record);
    v("kind", &Feedback::kind);
    v("words", &Feedback::text);
    v("language", &Feedback::language);
    v("dated", &Feedback::date);
    v("rating", &Feedback::rating);
  }
};

template <>
struct Table<Objective> {
  static constexpr TableInfo info{"objective", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("names", &Objective::names);
    v("indicator", &Objective::indicator);
    v("group_slug", &Objective::group);
    v("profile", &Objective::profile);
    v("baseline_date", &Objective::baseline_date);
    v("target_date", &Objective::target_date);
    v("baseline", &Objective::baseline);
    v("target", &Objective::target);
  }
};

template <>
struct Table<Scenario> {
  static constexpr TableInfo info{"scenario", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("name", &Scenario::name);
    v("edits", &Scenario::edits);
    v("author", &Scenario::author);
    v("dated", &Scenario::date);
  }
};

template <>
struct Table<IndicatorHistory> {
  static constexpr TableInfo info{"indicator_history", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("indicator", &IndicatorHistory::indicator);
    v("group_slug", &IndicatorHistory::group);
    v("district", &IndicatorHistory::district);
    v("profile", &IndicatorHistory::profile);
    v("dated", &IndicatorHistory::date);
    v("method", &IndicatorHistory::method);
    v("amount", &IndicatorHistory::value);
    v("low", &IndicatorHistory::low);
    v("high", &IndicatorHistory::high);
  }
};

template <>
struct Table<ImportRun> {
  static constexpr TableInfo info{"import_run", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("role_name", &ImportRun::role);
    v("licence", &ImportRun::licence);
    v("attribution", &ImportRun::attribution);
    v("dated", &ImportRun::date);
    v.datetime("started", &ImportRun::started);
    v.datetime("finished", &ImportRun::finished);
    v("input_hash", &ImportRun::input_hash);
    v("files", &ImportRun::files);
    v("report", &ImportRun::report);
  }
};

template <>
struct Table<Setting> {
  static constexpr TableInfo info{"setting", geo::GeometryType::none, false, Part::places};
  template <class V>
  static void columns(V& v) {
    v("setting_value", &Setting::value);
  }
};

template <>
struct Table<Token> {
  static constexpr TableInfo info{"token", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("role_name", &Token::role);
    v("hash", &Token::hash);
    v("label", &Token::label);
    v.datetime("created", &Token::created);
    v.datetime("expires", &Token::expires);
    v.datetime("revoked", &Token::revoked);
  }
};

template <>
struct Table<DailyTotal> {
  static constexpr TableInfo info{"daily_total", geo::GeometryType::none, false, Part::private_};
  template <class V>
  static void columns(V& v) {
    v("dated", &DailyTotal::date);
    v("view_name", &DailyTotal::view);
    v("language", &DailyTotal::language);
    v("kind", &DailyTotal::kind);
    v("total", &DailyTotal::count);
  }
};

/// All records that have a table, in the order in which the tables are made.
using Records = std::tuple<Place, Offer, Session, Organisation, District, Catchment, PopulationCell, Group, Street,
                           StreetNode, Address, Locality, Text, FieldProvenance, Need, Proposal, Feedback, Objective,
                           Scenario, IndicatorHistory, ImportRun, Setting, Token, DailyTotal>;

/// Calls `f.template operator()<R>()` for every record type.
template <class F>
void for_each_record(F const& f) {
  [&]<class... R>(std::tuple<R...> const*) { (f.template operator()<R>(), ...); }(static_cast<Records const*>(nullptr));
}

// The three tables that are not records. Blobs are cut into chunks, as one SQLite value holds at most 1 GB and a
// reader should not need it all at once.
inline constexpr std::string_view kDerivedTable = "derived";
inline constexpr std::string_view kRevisionTable = "revision";
inline constexpr std::string_view kSchemaTable = "city_schema";  ///< rows ("version", "1"), ("program", "cartable")
inline constexpr std::size_t kMaxChunkBytes = std::size_t{64} << 20U;

/// The whole of schema version 1.
[[nodiscard]] std::vector<geo::LayerDef> const& schema_layers();

}  // namespace cartable::store
