#pragma once

#include "geo/spatial_index.hpp"
#include "store/catalog_time.hpp"
#include "store/category_column.hpp"
#include "store/filter.hpp"
#include "store/number_column.hpp"
#include "store/text_column.hpp"
#include "store/tri_set.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::store {

inline constexpr std::size_t kViewers = 3;  ///< values of Visibility

/// What filters run over: places in catalog order, then the listed offers of those places, grouped by place, then the
/// listed offers that have no place (remote, at home), by id.
struct RowSpace {
  std::uint32_t places = 0;
  std::vector<std::uint32_t> first_offer;  ///< places + 1 entries, counted from the first offer row
  std::vector<std::uint32_t> place_of;     ///< place row by offer row - places
  std::uint32_t placeless = 0;             ///< offers without a place

  [[nodiscard]] std::size_t rows() const noexcept { return placed_rows() + placeless; }
  /// Places and the offers that have one.
  [[nodiscard]] std::size_t placed_rows() const noexcept { return places + place_of.size(); }
  /// First and one past the last offer row of a place.
  [[nodiscard]] std::uint32_t offers_begin(std::uint32_t place) const noexcept { return places + first_offer[place]; }
  [[nodiscard]] std::uint32_t offers_end(std::uint32_t place) const noexcept { return places + first_offer[place + 1]; }
};

/// The records behind the rows, for what is too seldom asked for to be a column. Views of what the catalog owns.
struct RowRecords {
  std::span<Place const> places{};
  std::span<std::uint32_t const> place_of_row{};
  std::span<Offer const> offers{};
  std::span<std::uint32_t const> offer_of_row{};  ///< by offer row - places

  [[nodiscard]] Place const& place(std::size_t row) const noexcept { return places[place_of_row[row]]; }
  [[nodiscard]] Offer const& offer(std::size_t row) const noexcept {
    return offers[offer_of_row[row - place_of_row.size()]];
  }
};

/// The columns that conditions read. Immutable once the catalog is built.
struct FilterColumns {
  RowSpace space;
  std::array<Bitset, kViewers> visible_places;  ///< by viewer, over place rows
  std::array<Bitset, kViewers> visible_rows;    ///< by viewer, over all rows; a place's row as in visible_places
  CategoryColumn kinds, sources, wheelchair;    ///< over place rows: the place's alone
  CategoryColumn needs;                         ///< over place rows: "step-free=yes"
  NumberColumn checked_first, checked_last;     ///< over place rows: the days, since 1970, that `checked` names
  CategoryColumn fee;                           ///< over all rows: an offer's own, else its place's
  FlagColumn pillars, isced;                    ///< over all rows: each row's own
  CategoryColumn topics, modalities;            ///< over all rows: each row's own
  CategoryColumn recognition;                   ///< over all rows: each row's own
  CategoryColumn languages;                     ///< over all rows: an offer's own, else its place's; lower case
  CategoryColumn serves, excludes;              ///< over all rows, groups: an offer's own word, else its place's
  NumberColumn age_min, age_max;                ///< over all rows: an offer's own pair, else its place's
  TextColumn texts;                             ///< over all rows: each row's own names, operator, description
  PlainTexts names;                             ///< over all rows: each row's own name
  /// Groups that not everybody may know of: to others, nobody has said anything about them.
  std::map<std::string, Visibility, std::less<>> hidden_groups;
  RowRecords records;
  TimeColumns times;                          ///< over all rows: sessions, an offer's schedule, its place's hours
  geo::SpatialIndex const* points = nullptr;  ///< over place rows; the catalog owns it
};

/// One of the and-ed parts of a filter, answered for every row at once.
struct Condition {
  /// `place`: the sets have one bit a place row and hold for the place and all its offers alike;
  /// `row`: one bit a row, to be true for one and the same row.
  enum class Scope : std::uint8_t { place, row };
  std::string_view name;  ///< the parameter's name in API.md
  Scope scope = Scope::place;
  TriSet truth;
  /// What it is made of, when it asks for several things: names, and the rows of which each is not known.
  struct Part {
    std::string_view name;
    Scope scope = Scope::place;
    std::shared_ptr<Bitset const> missing;
  };
  std::vector<Part> parts{};
};

/// A filter worked out for one viewer.
struct CompiledFilter {
  Visibility viewer = Visibility::everyone;
  std::vector<Condition> conditions;  ///< those that the filter asks for, in the order of API.md
  Selection selection;
  std::size_t bytes = 0;  ///< memory it holds, for the cache's limit
};

/// The conditions that a filter asks for. A further attribute is one more function in conditions.cpp's table.
[[nodiscard]] std::vector<Condition> conditions_of(FilterColumns const& columns, Filter const& filter,
                                                   Visibility viewer);

/// The conditions that a filter in CQL2 text is and-ed of (cql2_conditions.cpp).
[[nodiscard]] std::vector<Condition> cql_conditions(FilterColumns const& columns, Cql2 const& filter,
                                                    Visibility viewer);

/// Truths of places as truths of all rows: an offer's are its place's, one without a place is unknown.
[[nodiscard]] TriSet over_rows(RowSpace const& space, TriSet const& places);

/// Ands the conditions over the rows that the viewer may see and projects them to places: a place fits if some
/// row is all true, may fit if none is and some row has no false. A pass over the words of each set.
[[nodiscard]] CompiledFilter compile_filter(FilterColumns const& columns, Filter const& filter, Visibility viewer);

/// The least truth of the conditions for one row (a place row or an offer row), and how many are unknown.
struct RowTruth {
  enum class Value : std::uint8_t { no, unknown, yes };
  Value value = Value::yes;
  std::size_t unknowns = 0;
};
/// \param place  the row's place row; kNoPlace for an offer without one, of which no condition on places holds
inline constexpr std::uint32_t kNoPlace = 0xFFFFFFFF;
[[nodiscard]] RowTruth truth_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row);

}  // namespace cartable::store
