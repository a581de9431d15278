#include "store/catalog_filter.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace cartable::store {
namespace {

/// The places of which some row is in `rows`.
Bitset project(RowSpace const& space, Bitset const& rows) {
  Bitset places = rows.prefix(space.places);
  rows.for_each(space.places, space.placed_rows(),
                [&](std::size_t row) { places.set(space.place_of[row - space.places]); });
  return places;
}

/// The places that the viewer may see and of which one row is in the chosen set of every condition.
Bitset places_in_all(FilterColumns const& columns, std::vector<Condition> const& conditions, Visibility viewer,
                     std::shared_ptr<Bitset const> TriSet::*set) {
  auto const viewer_index = static_cast<std::size_t>(viewer);
  Bitset places = columns.visible_places[viewer_index];
  std::optional<Bitset> rows;
  for (Condition const& condition : conditions) {
    if (condition.scope == Condition::Scope::place) {
      places &= *(condition.truth.*set);
      continue;
    }
    if (!rows) {
      rows = columns.visible_rows[viewer_index];
    }
    *rows &= *(condition.truth.*set);
  }
  if (rows) {
    // What holds for the place holds for all its rows, so that it may be and-ed after the projection.
    places &= project(columns.space, *rows);
  }
  return places;
}

}  // namespace

CompiledFilter compile_filter(FilterColumns const& columns, Filter const& filter, Visibility viewer) {
  CompiledFilter out;
  out.viewer = viewer;
  out.conditions = conditions_of(columns, filter, viewer);
  Selection& selection = out.selection;
  selection.fits = places_in_all(columns, out.conditions, viewer, &TriSet::yes);
  if (filter.maybe) {
    selection.all = places_in_all(columns, out.conditions, viewer, &TriSet::possible);
    selection.may = selection.all;
    selection.may.and_not(selection.fits);
  } else {
    selection.all = selection.fits;
    selection.may = Bitset(columns.space.places);
  }
  for (Bitset* const set : {&selection.fits, &selection.may, &selection.all}) {
    set->seal();
    out.bytes += set->bytes();
  }
  selection.fits_count = selection.fits.count();
  selection.may_count = selection.may.count();
  for (Condition const& condition : out.conditions) {
    out.bytes += condition.truth.yes->bytes();
    out.bytes += condition.truth.possible == condition.truth.yes ? 0 : condition.truth.possible->bytes();
    for (Condition::Part const& part : condition.parts) {
      out.bytes += part.missing->bytes();
    }
  }
  return out;
}

RowTruth truth_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row) {
  RowTruth out;
  for (Condition const& condition : filter.conditions) {
    std::uint32_t const at = condition.scope == Condition::Scope::place ? place : row;
    if (at == kNoPlace) {
      return {RowTruth::Value::no, 0};
    }
    if (condition.truth.yes->test(at)) {
      continue;
    }
    if (!condition.truth.possible->test(at)) {
      return {RowTruth::Value::no, 0};
    }
    out.value = RowTruth::Value::unknown;
    ++out.unknowns;
  }
  return out;
}

TriSet over_rows(RowSpace const& space, TriSet const& places) {
  auto const spread = [&](Bitset const& from, bool placeless) {
    Bitset rows(space.rows());
    from.for_each(0, space.places, [&](std::size_t place) {
      rows.set(place);
      for (std::uint32_t row = space.offers_begin(static_cast<std::uint32_t>(place));
           row < space.offers_end(static_cast<std::uint32_t>(place)); ++row) {
        rows.set(row);
      }
    });
    for (std::size_t row = space.placed_rows(); placeless && row < space.rows(); ++row) {
      rows.set(row);
    }
    return std::make_shared<Bitset const>(std::move(rows));
  };
  std::shared_ptr<Bitset const> yes = spread(*places.yes, false);
  bool const certain = places.yes == places.possible && space.placeless == 0;
  return {yes, certain ? yes : spread(*places.possible, true)};
}

}  // namespace cartable::store
