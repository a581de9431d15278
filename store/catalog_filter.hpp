#pragma once

#include "geo/spatial_index.hpp"
#include "store/category_column.hpp"
#include "store/filter.hpp"
#include "store/tri_set.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cartable::store {

inline constexpr std::size_t kViewers = 3;  ///< values of Visibility

/// What filters run over: places in catalog order, then the listed offers of those places, grouped by place.
struct RowSpace {
  std::uint32_t places = 0;
  std::vector<std::uint32_t> first_offer;  ///< places + 1 entries, counted from the first offer row
  std::vector<std::uint32_t> place_of;     ///< place row by offer row - places

  [[nodiscard]] std::size_t rows() const noexcept { return places + place_of.size(); }
  /// First and one past the last offer row of a place.
  [[nodiscard]] std::uint32_t offers_begin(std::uint32_t place) const noexcept { return places + first_offer[place]; }
  [[nodiscard]] std::uint32_t offers_end(std::uint32_t place) const noexcept { return places + first_offer[place + 1]; }
};

/// The columns that conditions read. Immutable once the catalog is built.
struct FilterColumns {
  RowSpace space;
  std::array<Bitset, kViewers> visible_places;  ///< by viewer, over place rows
  std::array<Bitset, kViewers> visible_rows;    ///< by viewer, over all rows; a place's row as in visible_places
  CategoryColumn kinds, sources, wheelchair;    ///< over place rows: the place's alone
  CategoryColumn fee;                           ///< over all rows: an offer's own, else its place's
  geo::SpatialIndex const* points = nullptr;    ///< over place rows; the catalog owns it
};

/// One of the and-ed parts of a filter, answered for every row at once.
struct Condition {
  /// `place`: the sets have one bit a place row and hold for the place and all its offers alike;
  /// `row`: one bit a row, to be true for one and the same row.
  enum class Scope : std::uint8_t { place, row };
  std::string_view name;  ///< the parameter's name in API.md
  Scope scope = Scope::place;
  TriSet truth;
};

/// A filter worked out for one viewer.
struct CompiledFilter {
  std::vector<Condition> conditions;  ///< those that the filter asks for, in the order of API.md
  Selection selection;
  std::size_t bytes = 0;  ///< memory it holds, for the cache's limit
};

/// The conditions that a filter asks for. A further attribute is one more function in this file's table.
[[nodiscard]] std::vector<Condition> conditions_of(FilterColumns const& columns, Filter const& filter);

/// Ands the conditions over the rows that the viewer may see and projects them to places: a place fits if some
/// row is all true, may fit if none is and some row has no false. A pass over the words of each set.
[[nodiscard]] CompiledFilter compile_filter(FilterColumns const& columns, Filter const& filter, Visibility viewer);

/// The least truth of the conditions for one row (a place row or an offer row), and how many are unknown.
struct RowTruth {
  enum class Value : std::uint8_t { no, unknown, yes };
  Value value = Value::yes;
  std::size_t unknowns = 0;
};
/// \param place  the row's place row
[[nodiscard]] RowTruth truth_of(CompiledFilter const& filter, std::uint32_t place, std::uint32_t row);

}  // namespace cartable::store
