#pragma once

#include "exporters/audience.hpp"
#include "exporters/credits.hpp"
#include "geo/dataset.hpp"
#include "geo/geometry.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The columns of the tables that people get, in plain words: the same in every format. Those that an import knows have
/// the names that it finds by itself (docs/cli/export.md lists all).
namespace cartable::exporters {

template <class R>
struct Field {
  std::string name;
  geo::FieldType type = geo::FieldType::text;
  std::function<geo::FieldValue(R const&)> value;
};

/// The languages that there are texts in: names, descriptions and alerts have a column for each of theirs.
struct TextLanguages {
  std::set<std::string> names, descriptions, alerts;
};

/// What columns depend on. Outlives the fields.
struct FieldContext {
  Audience const& audience;
  TextLanguages languages;
};

/// Without the columns of the sources, which all tables end with.
[[nodiscard]] std::vector<Field<store::Place>> fields_of(FieldContext const& context, store::Place const*);
[[nodiscard]] std::vector<Field<store::Offer>> fields_of(FieldContext const& context, store::Offer const*);
[[nodiscard]] std::vector<Field<store::Session>> fields_of(FieldContext const& context, store::Session const*);
[[nodiscard]] std::vector<Field<store::Organisation>> fields_of(FieldContext const& context,
                                                                store::Organisation const*);
[[nodiscard]] std::vector<Field<store::District>> fields_of(FieldContext const& context, store::District const*);
[[nodiscard]] std::vector<Field<store::Catchment>> fields_of(FieldContext const& context, store::Catchment const*);
[[nodiscard]] std::vector<Field<store::PopulationCell>> fields_of(FieldContext const& context,
                                                                  store::PopulationCell const*);

void add_languages(TextLanguages& out, store::Place const& place);
void add_languages(TextLanguages& out, store::Offer const& offer);
void add_languages(TextLanguages& out, store::Session const& session);
void add_languages(TextLanguages& out, store::Organisation const& organisation);
void add_languages(TextLanguages& out, store::District const& district);
void add_languages(TextLanguages& out, store::Catchment const& catchment);
void add_languages(TextLanguages& out, store::PopulationCell const& cell);

/// Where a record is: offers and sessions at the point of their place.
[[nodiscard]] geo::Geometry geometry_of(store::Place const& place, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::Offer const& offer, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::Session const& session, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::Organisation const& organisation, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::District const& district, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::Catchment const& catchment, Audience const& audience);
[[nodiscard]] geo::Geometry geometry_of(store::PopulationCell const& cell, Audience const& audience);

}  // namespace cartable::exporters
