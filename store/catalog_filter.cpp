#include "store/catalog_filter.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace cartable::store {
namespace {

using Scope = Condition::Scope;

/// Rows that have any of the `asked` words; a row of which nothing is known is unknown. With `or_unknown` the word
/// "unknown" was among those asked for, and such a row is true instead: that it is not known is known.
TriSet any_of_words(CategoryColumn const& column, std::vector<std::string_view> const& asked, bool or_unknown) {
  std::vector<Dictionary::Code> codes;
  for (std::string_view const word : asked) {
    if (auto const code = column.dictionary().find(word)) {
      codes.push_back(*code);
    }
  }
  std::shared_ptr<Bitset const> yes;
  if (codes.size() == 1 && !or_unknown) {
    yes = column.bits(codes.front());
  }
  if (codes.empty() && or_unknown) {
    yes = column.missing();
  }
  if (!yes) {
    auto united = std::make_shared<Bitset>(column.size());
    for (Dictionary::Code const code : codes) {
      column.add_rows(code, *united);
    }
    if (or_unknown) {
      *united |= *column.missing();
    }
    yes = std::move(united);
  }
  if (asked.empty() || or_unknown || !column.any_missing()) {
    return {yes, yes};
  }
  auto possible = std::make_shared<Bitset>(*yes);
  *possible |= *column.missing();
  return {std::move(yes), std::move(possible)};
}

std::vector<std::string_view> views(StringList const& words) { return {words.begin(), words.end()}; }

std::optional<Condition> kind_condition(FilterColumns const& columns, Filter const& filter) {
  if (filter.kinds.empty()) {
    return std::nullopt;
  }
  return Condition{"kind", Scope::place, any_of_words(columns.kinds, views(filter.kinds), false)};
}

std::optional<Condition> source_condition(FilterColumns const& columns, Filter const& filter) {
  if (filter.sources.empty()) {
    return std::nullopt;
  }
  return Condition{"source", Scope::place, any_of_words(columns.sources, views(filter.sources), false)};
}

std::optional<Condition> fee_condition(FilterColumns const& columns, Filter const& filter) {
  if (filter.fees.empty()) {
    return std::nullopt;
  }
  std::vector<std::string_view> asked;
  bool or_unknown = false;
  for (Fee const fee : filter.fees) {
    if (fee == Fee::unknown) {
      or_unknown = true;
    } else {
      asked.push_back(to_string(fee));
    }
  }
  return Condition{"fee", Scope::row, any_of_words(columns.fee, asked, or_unknown)};
}

std::optional<Condition> wheelchair_condition(FilterColumns const& columns, Filter const& filter) {
  if (filter.wheelchair.empty()) {
    return std::nullopt;
  }
  std::vector<std::string_view> asked;
  bool or_unknown = false;
  for (Wheelchair const access : filter.wheelchair) {
    if (access == Wheelchair::unknown) {
      or_unknown = true;
      continue;
    }
    asked.push_back(to_string(access));
    if (access == Wheelchair::yes) {  // built for wheelchairs is accessible all the more (API.md)
      asked.push_back(to_string(Wheelchair::designated));
    }
  }
  return Condition{"wheelchair", Scope::place, any_of_words(columns.wheelchair, asked, or_unknown)};
}

std::optional<Condition> bbox_condition(FilterColumns const& columns, Filter const& filter) {
  if (!filter.bbox) {
    return std::nullopt;
  }
  auto inside = std::make_shared<Bitset>(columns.space.places);
  for (std::uint32_t const row : columns.points->within(*filter.bbox)) {
    inside->set(row);
  }
  return Condition{"bbox", Scope::place, TriSet{inside, inside}};
}

using MakeCondition = std::optional<Condition> (*)(FilterColumns const&, Filter const&);
constexpr std::array<MakeCondition, 5> kConditions{kind_condition, fee_condition, wheelchair_condition,
                                                   source_condition, bbox_condition};

/// The places of which some row is in `rows`.
Bitset project(RowSpace const& space, Bitset const& rows) {
  Bitset places = rows.prefix(space.places);
  rows.for_each(space.places, space.rows(), [&](std::size_t row) { places.set(space.place_of[row - space.places]); });
  return places;
}

/// The places that the viewer may see and of which one row is in the chosen set of every condition.
Bitset places_in_all(FilterColumns const& columns, std::vector<Condition> const& conditions, Visibility viewer,
                     std::shared_ptr<Bitset const> TriSet::*set) {
  auto const viewer_index = static_cast<std::size_t>(viewer);
  Bitset places = columns.visible_places[viewer_index];
  std::optional<Bitset> rows;
  for (Condition const& condition : conditions) {
    if (condition.scope == Scope::place) {
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

std::vector<Condition> conditions_of(FilterColumns const& columns, Filter const& filter) {
  std::vector<Condition> out;
  for (MakeCondition const make : kConditions) {
    if (auto condition = make(columns, filter)) {
      out.push_back(*std::move(condition));
    }
  }
  return out;
}

CompiledFilter compile_filter(FilterColumns const& columns, Filter const& filter, Visibility viewer) {
  CompiledFilter out;
  out.conditions = conditions_of(columns, filter);
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
  }
  return out;
}

RowTruth truth_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row) {
  RowTruth out;
  for (Condition const& condition : filter.conditions) {
    std::uint32_t const at = condition.scope == Scope::place ? place : row;
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

}  // namespace cartable::store
