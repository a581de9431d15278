#include "exporters/one_source.hpp"

#include "store/record_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cartable::exporters {
namespace {

using namespace std::string_view_literals;

/// What makes a record one, whoever speaks of it.
constexpr std::array kOfTheRecord{"id"sv,         "source"sv,    "visibility"sv, "status"sv,
                                  "first_seen"sv, "last_seen"sv, "sources"sv,    "aliases"sv};

/// Empties the columns of which somebody else spoke.
template <class R, class Keeps>
struct Emptier {
  R& record;
  Keeps const& keeps;
  template <class Get>
  void column(std::string_view name, Get const& get, bool) {
    bool const of_the_record = std::find(kOfTheRecord.begin(), kOfTheRecord.end(), name) != kOfTheRecord.end();
    if (!of_the_record && !keeps(name)) {
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

}  // namespace

base::Result<OneSource> OneSource::read(store::CityReader& city, std::string source) {
  OneSource out;
  out.source_ = std::move(source);
  CARTABLE_TRY(city.read<store::FieldProvenance>([&](store::FieldProvenance&& note) -> base::Status {
    out.statements_[std::move(note.record)].push_back({.field = std::move(note.field),
                                                       .value = std::move(note.value),
                                                       .by = std::move(note.from_source),
                                                       .by_city = note.set_by == "city"});
    return {};
  }));
  return out;
}

bool OneSource::take(store::Place& place) const {
  bool const is_main = place.head.source == source_;
  if (!take_sources(place)) {
    return false;
  }
  auto const found = statements_.find(place.head.id);
  if (found == statements_.end()) {
    return is_main;  // a second source without a word of its own that was kept
  }
  auto const& statements = found->second;
  // A field of the record is the main source's word, unless the city set it or the source's own word is kept beside it.
  auto const keeps = [&](std::string_view field) {
    return is_main && std::none_of(statements.begin(), statements.end(),
                                   [&](Statement const& said) { return said.by_city && said.field == field; });
  };
  Emptier<store::Place, decltype(keeps)> emptier{place, keeps};
  store::detail::visit<store::Place>(emptier);
  for (Statement const& said : statements) {
    if (said.by == source_ && !said.by_city && !store::set_column(place, said.field, said.value)) {
      continue;  // of a column that this version does not have
    }
  }
  return true;
}

}  // namespace cartable::exporters
