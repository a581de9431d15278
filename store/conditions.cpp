// The conditions of a filter, one function each: an attribute's columns → truths of all rows.
#include "store/catalog_filter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cartable::store {
namespace {

using Scope = Condition::Scope;
using Shared = std::shared_ptr<Bitset const>;

/// What every condition is worked out from.
struct Asked {
  FilterColumns const& columns;
  Filter const& filter;
  Visibility viewer;
};

/// The rows in `yes`, and as possible ones those in `missing` as well.
TriSet with_missing(Shared yes, Shared const& missing, bool any_missing) {
  if (!any_missing) {
    return {yes, yes};
  }
  auto possible = std::make_shared<Bitset>(*yes);
  *possible |= *missing;
  return {std::move(yes), std::move(possible)};
}

/// The rows that have any of the values with these codes.
Shared rows_with(CategoryColumn const& column, std::vector<Dictionary::Code> const& codes) {
  if (codes.size() == 1) {
    if (auto bits = column.bits(codes.front())) {
      return bits;
    }
  }
  auto rows = std::make_shared<Bitset>(column.size());
  for (Dictionary::Code const code : codes) {
    column.add_rows(code, *rows);
  }
  return rows;
}

/// The codes of the values for which `wanted(word)`.
template <class Wanted>
std::vector<Dictionary::Code> codes_where(CategoryColumn const& column, Wanted const& wanted) {
  std::vector<Dictionary::Code> codes;
  for (Dictionary::Code code = 0; code < column.dictionary().size(); ++code) {
    if (wanted(std::string_view(column.dictionary().word(code)))) {
      codes.push_back(code);
    }
  }
  return codes;
}

/// Rows that have any of the `asked` words; a row of which nothing is known is unknown. With `or_unknown` the word
/// "unknown" was among those asked for, and such a row is true instead: that it is not known is known.
template <class Words>
TriSet any_of_words(CategoryColumn const& column, Words const& asked, bool or_unknown) {
  std::vector<Dictionary::Code> codes;
  for (std::string_view const word : asked) {
    if (auto const code = column.dictionary().find(word)) {
      codes.push_back(*code);
    }
  }
  if (!or_unknown) {
    return with_missing(rows_with(column, codes), column.missing(), column.any_missing());
  }
  if (codes.empty()) {
    return {column.missing(), column.missing()};
  }
  auto united = std::make_shared<Bitset>(*column.missing());
  for (Dictionary::Code const code : codes) {
    column.add_rows(code, *united);
  }
  return {united, united};
}

/// Rows that have any of the flags in `asked`.
TriSet any_of_flags(FlagColumn const& column, unsigned asked) {
  Shared yes;
  if (std::has_single_bit(asked)) {
    yes = column.rows(static_cast<std::size_t>(std::countr_zero(asked)));
  } else {
    auto united = std::make_shared<Bitset>(column.size());
    for (std::size_t flag = 0; flag < column.flags(); ++flag) {
      if (((asked >> flag) & 1U) != 0) {
        *united |= *column.rows(flag);
      }
    }
    yes = std::move(united);
  }
  return with_missing(std::move(yes), column.missing(), true);
}

std::optional<Condition> kind_condition(Asked const& asked) {
  if (asked.filter.kinds.empty()) {
    return std::nullopt;
  }
  return Condition{"kind", Scope::place, any_of_words(asked.columns.kinds, asked.filter.kinds, false)};
}

std::optional<Condition> pillar_condition(Asked const& asked) {
  if (asked.filter.pillars == 0) {
    return std::nullopt;
  }
  return Condition{"pillar", Scope::row, any_of_flags(asked.columns.pillars, asked.filter.pillars)};
}

std::optional<Condition> isced_condition(Asked const& asked) {
  if (asked.filter.isced == 0) {
    return std::nullopt;
  }
  return Condition{"isced", Scope::row, any_of_flags(asked.columns.isced, asked.filter.isced)};
}

/// A field asked for is taught where the row names it or a part of it; a row that names only a wider field may teach
/// it.
std::optional<Condition> topic_condition(Asked const& asked) {
  StringList const& wanted = asked.filter.topics;
  if (wanted.empty()) {
    return std::nullopt;
  }
  CategoryColumn const& column = asked.columns.topics;
  auto const any = [&](auto const& fits) {
    return [&wanted, fits](std::string_view own) {
      return std::any_of(wanted.begin(), wanted.end(), [&](std::string const& topic) { return fits(own, topic); });
    };
  };
  auto const taught =
      codes_where(column, any([](std::string_view own, std::string_view topic) { return own.starts_with(topic); }));
  auto const wider = codes_where(column, any([](std::string_view own, std::string_view topic) {
                                   return own.size() < topic.size() && topic.starts_with(own);
                                 }));
  TriSet truth = with_missing(rows_with(column, taught), column.missing(), column.any_missing());
  if (!wider.empty()) {
    auto possible = std::make_shared<Bitset>(*truth.possible);
    *possible |= *rows_with(column, wider);
    truth.possible = std::move(possible);
  }
  return Condition{"topic", Scope::row, std::move(truth)};
}

/// Served, excluded or not said, for each group; of several groups the best of them.
std::optional<Condition> audience_condition(Asked const& asked) {
  FilterColumns const& columns = asked.columns;
  if (asked.filter.audiences.empty()) {
    return std::nullopt;
  }
  auto const rows_of = [](CategoryColumn const& column, std::string_view group) {
    Bitset rows(column.size());
    if (auto const code = column.dictionary().find(group)) {
      column.add_rows(*code, rows);
    }
    return rows;
  };
  std::size_t const rows = columns.space.rows();
  auto yes = std::make_shared<Bitset>(rows);
  auto possible = std::make_shared<Bitset>(rows);
  for (std::string const& group : asked.filter.audiences) {
    auto const hidden = columns.hidden_groups.find(group);
    if (hidden != columns.hidden_groups.end() && hidden->second > asked.viewer) {
      *possible = Bitset(rows, true);
      continue;
    }
    Bitset not_excluded = rows_of(columns.excludes, group);
    not_excluded.flip();
    *possible |= not_excluded;
    *yes |= rows_of(columns.serves, group);
  }
  *possible |= *yes;
  return Condition{"audience", Scope::row, TriSet{std::move(yes), std::move(possible)}};
}

/// Between the ages that are said; a bound that is not said does not bind if the other one is.
std::optional<Condition> age_condition(Asked const& asked) {
  if (!asked.filter.age) {
    return std::nullopt;
  }
  std::int32_t const age = *asked.filter.age;
  NumberColumn const& least = asked.columns.age_min;
  NumberColumn const& most = asked.columns.age_max;
  auto const welcome = [&](std::size_t row) {
    // Without branches: ages follow no pattern that a processor could guess.
    unsigned const below = most[row] >= age ? 1U : 0U;
    unsigned const open = most[row] == NumberColumn::kNone ? 1U : 0U;
    unsigned const above = least[row] <= age ? 1U : 0U;
    return (above & (below | open)) != 0;
  };
  auto possible = std::make_shared<Bitset const>(Bitset::where(least.size(), welcome));
  Bitset unsaid = *least.missing();
  unsaid &= *most.missing();
  auto yes = std::make_shared<Bitset>(*possible);
  yes->and_not(unsaid);
  return Condition{"age", Scope::row, TriSet{std::move(yes), std::move(possible)}};
}

/// RFC 4647 basic filtering: "fr" is in "fr" and "fr-CA".
std::optional<Condition> language_condition(Asked const& asked) {
  StringList const& ranges = asked.filter.languages;
  if (ranges.empty()) {
    return std::nullopt;
  }
  CategoryColumn const& column = asked.columns.languages;
  auto const codes = codes_where(column, [&](std::string_view tag) {
    return std::any_of(ranges.begin(), ranges.end(), [&](std::string const& range) {
      return range == "*" || (tag.starts_with(range) && (tag.size() == range.size() || tag[range.size()] == '-'));
    });
  });
  return Condition{"language", Scope::row,
                   with_missing(rows_with(column, codes), column.missing(), column.any_missing())};
}

std::optional<Condition> fee_condition(Asked const& asked) {
  if (asked.filter.fees.empty()) {
    return std::nullopt;
  }
  std::vector<std::string_view> words;
  bool or_unknown = false;
  for (Fee const fee : asked.filter.fees) {
    if (fee == Fee::unknown) {
      or_unknown = true;
    } else {
      words.push_back(to_string(fee));
    }
  }
  return Condition{"fee", Scope::row, any_of_words(asked.columns.fee, words, or_unknown)};
}

std::optional<Condition> wheelchair_condition(Asked const& asked) {
  if (asked.filter.wheelchair.empty()) {
    return std::nullopt;
  }
  std::vector<std::string_view> words;
  bool or_unknown = false;
  for (Wheelchair const access : asked.filter.wheelchair) {
    if (access == Wheelchair::unknown) {
      or_unknown = true;
      continue;
    }
    words.push_back(to_string(access));
    if (access == Wheelchair::yes) {  // built for wheelchairs is accessible all the more (API.md)
      words.push_back(to_string(Wheelchair::designated));
    }
  }
  return Condition{"wheelchair", Scope::place, any_of_words(asked.columns.wheelchair, words, or_unknown)};
}

/// All of them: met where it says yes, not where it says no; what is so in part has to be asked about.
std::optional<Condition> needs_condition(Asked const& asked) {
  if (asked.filter.needs.empty()) {
    return std::nullopt;
  }
  CategoryColumn const& column = asked.columns.needs;
  auto const rows_of = [&](std::string const& word) {
    auto rows = std::make_shared<Bitset>(column.size());
    if (auto const code = column.dictionary().find(word)) {
      column.add_rows(*code, *rows);
    }
    return rows;
  };
  std::optional<TriSet> all;
  for (std::string const& need : asked.filter.needs) {
    auto not_refused = rows_of(need + "=no");
    not_refused->flip();
    TriSet const met{rows_of(need + "=yes"), std::move(not_refused)};
    all = all ? tri_and(*all, met) : met;
  }
  return Condition{"needs", Scope::place, *std::move(all)};
}

/// All of them. Sources say which ways there are, never which there are not: what is not listed is not known.
std::optional<Condition> modality_condition(Asked const& asked) {
  if (asked.filter.modalities.empty()) {
    return std::nullopt;
  }
  CategoryColumn const& column = asked.columns.modalities;
  auto yes = std::make_shared<Bitset>(column.size(), true);
  for (std::string const& modality : asked.filter.modalities) {
    auto const code = column.dictionary().find(modality);
    *yes &= *rows_with(column, code ? std::vector{*code} : std::vector<Dictionary::Code>{});
  }
  return Condition{"modality", Scope::row, TriSet{std::move(yes), std::make_shared<Bitset const>(column.size(), true)}};
}

std::optional<Condition> recognition_condition(Asked const& asked) {
  if (!asked.filter.recognition) {
    return std::nullopt;
  }
  return Condition{"recognition", Scope::row,
                   any_of_words(asked.columns.recognition, std::array{to_string(Tri::yes)}, false)};
}

std::optional<Condition> source_condition(Asked const& asked) {
  if (asked.filter.sources.empty()) {
    return std::nullopt;
  }
  return Condition{"source", Scope::place, any_of_words(asked.columns.sources, asked.filter.sources, false)};
}

/// A place checked in a month or year that the day lies in may have been checked since.
std::optional<Condition> checked_condition(Asked const& asked) {
  if (!asked.filter.checked_since) {
    return std::nullopt;
  }
  std::int32_t const since = *asked.filter.checked_since;
  return Condition{"checked_since", Scope::place,
                   TriSet{asked.columns.checked_first.where([since](std::int32_t day) { return day >= since; }),
                          asked.columns.checked_last.where([since](std::int32_t day) {
                            // Both are asked of every row: no branch depends on the other.
                            return ((day >= since ? 1U : 0U) | (day == NumberColumn::kNone ? 1U : 0U)) != 0;
                          })}};
}

/// Every word begins a word of the row's own texts or, for an offer, of its place's.
std::optional<Condition> text_condition(Asked const& asked) {
  if (asked.filter.words.empty()) {
    return std::nullopt;
  }
  RowSpace const& space = asked.columns.space;
  std::optional<Bitset> all;
  for (std::string const& word : asked.filter.words) {
    Bitset rows = asked.columns.texts.with_word(word);
    for (std::size_t row = space.places; row < space.placed_rows(); ++row) {
      if (rows.test(space.place_of[row - space.places])) {
        rows.set(row);
      }
    }
    if (all) {
      *all &= rows;
    } else {
      all = std::move(rows);
    }
  }
  auto const shared = std::make_shared<Bitset const>(*std::move(all));
  return Condition{"q", Scope::row, TriSet{shared, shared}};
}

std::optional<Condition> bbox_condition(Asked const& asked) {
  if (!asked.filter.bbox) {
    return std::nullopt;
  }
  auto inside = std::make_shared<Bitset>(asked.columns.space.places);
  for (std::uint32_t const row : asked.columns.points->within(*asked.filter.bbox)) {
    inside->set(row);
  }
  return Condition{"bbox", Scope::place, TriSet{inside, inside}};
}

/// Time holds for one and the same row with the rest; of hours that are not there nothing is known.
std::optional<Condition> open_at_condition(Asked const& asked) {
  Filter const& filter = asked.filter;
  if (!filter.open_at) {
    return std::nullopt;
  }
  return Condition{"open_at", Scope::row,
                   asked.columns.times.open_at(filter.open_at_hours.get(), *filter.open_at, asked.viewer)};
}

std::optional<Condition> when_condition(Asked const& asked) {
  Filter const& filter = asked.filter;
  if (!filter.when) {
    return std::nullopt;
  }
  return Condition{"when", Scope::row, asked.columns.times.when(filter.when_hours.get(), *filter.when, asked.viewer)};
}

using MakeCondition = std::optional<Condition> (*)(Asked const&);
/// In the order of API.md.
constexpr std::array kConditions{MakeCondition{kind_condition},
                                 &pillar_condition,
                                 &isced_condition,
                                 &topic_condition,
                                 &audience_condition,
                                 &age_condition,
                                 &language_condition,
                                 &fee_condition,
                                 &wheelchair_condition,
                                 &needs_condition,
                                 &modality_condition,
                                 &open_at_condition,
                                 &when_condition,
                                 &recognition_condition,
                                 &source_condition,
                                 &checked_condition,
                                 &text_condition,
                                 &bbox_condition};

}  // namespace

std::vector<Condition> conditions_of(FilterColumns const& columns, Filter const& filter, Visibility viewer) {
  Asked const asked{columns, filter, viewer};
  std::vector<Condition> out;
  for (MakeCondition const make : kConditions) {
    if (auto condition = make(asked)) {
      out.push_back(*std::move(condition));
    }
  }
  if (!filter.cql.empty()) {
    auto conditions = cql_conditions(columns, filter.cql, viewer);
    std::move(conditions.begin(), conditions.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace cartable::store
