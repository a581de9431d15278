// Bytes of a delimited text: found out, cut, its header and columns guessed, its numbers and positions read. What comes
// out must keep its promises: cells are UTF-8, columns have names of their own, guesses are of columns that there are,
// intervals are in order.
#include "base/text.hpp"
#include "geo/geometry_text.hpp"
#include "importers/table_grid.hpp"
#include "importers/table_guess.hpp"
#include "importers/table_header.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_position.hpp"
#include "importers/table_values.hpp"
#include "importers/table_words.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

namespace im = cartable::importers;

namespace {

void require(bool good) {
  if (!good) {
    std::abort();
  }
}

void read_cell(std::string_view cell) {
  im::NumberFormat format;
  format.see(cell);
  if (auto const number = im::parse_coordinate(cell, format)) {
    require(std::isfinite(*number));
  }
  if (auto const count = im::parse_count(cell, format, 11)) {
    require(count->value.has_value() != (count->low.has_value() || count->high.has_value()));
    require(!count->low || !count->high || *count->low <= *count->high);
  }
  if (auto const pair = im::position_pair(cell)) {
    require(std::isfinite(pair->first) && std::isfinite(pair->second));
  }
  if (im::position_form(cell) == im::PositionForm::wkt && cell.size() < 2000) {
    static_cast<void>(cartable::geo::parse_geometry_text(cell));
  }
  static_cast<void>(im::kind_of(cell.substr(0, 200)));
  static_cast<void>(im::fee_of(cell));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > 20'000) {
    return 0;
  }
  auto const text = im::parse_delimited(std::string(reinterpret_cast<char const*>(data), size), {});
  if (!text) {
    return 0;
  }
  im::TextGrid const& grid = text->grid;
  im::TableShape const shape = im::find_table(grid);
  std::set<std::string> const names(shape.columns.begin(), shape.columns.end());
  require(names.size() == shape.columns.size());
  std::vector<im::ColumnProfile> profiles(shape.columns.size());
  std::size_t cells = 0;
  for (std::size_t const row : shape.rows) {
    require(row < grid.rows() && grid.line(row) >= 1);
    for (std::size_t c = 0; c < profiles.size(); ++c) {
      std::string_view const cell = grid.cell(row, c);
      require(cartable::base::is_utf8(cell));
      profiles[c].see(cell);
      if (++cells < 400) {
        read_cell(cell);
      }
    }
  }
  for (auto const role : {im::TableRole::places, im::TableRole::districts}) {
    auto const guess = im::guess_columns(shape.columns, profiles, {}, {.role = role, .has_geometry = false});
    std::set<std::string> fields;
    for (im::ColumnGuess const& taken : guess.taken) {
      require(taken.column < shape.columns.size() && taken.confidence >= im::kSure && taken.confidence <= 1);
      require(fields.insert(taken.field).second);
    }
    for (im::ColumnGuess const& doubtful : guess.doubtful) {
      require(doubtful.column < shape.columns.size());
    }
  }
  return 0;
}
