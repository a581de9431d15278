#include "importers/people_grid.hpp"

#include "base/text.hpp"
#include "geo/vector_reader.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_counts.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_grid.hpp"

#include <algorithm>
#include <utility>

namespace cartable::importers {

bool is_delimited_text(std::filesystem::path const& file) {
  std::string const driver = geo::identify_vector(file.string());
  return driver.empty() || driver == "CSV";
}

std::string const& PeopleGrid::cell(std::size_t row, std::size_t column) const noexcept {
  static std::string const kNothing;
  return column < rows[row].cells.size() ? rows[row].cells[column] : kNothing;
}

std::size_t PeopleGrid::width() const noexcept {
  std::size_t most = 0;
  for (Row const& row : rows) {
    most = std::max(most, row.cells.size());
  }
  return most;
}

base::Result<PeopleGrid> read_people_grid(std::filesystem::path const& file, std::string const& encoding,
                                          std::string const& layer) {
  PeopleGrid grid;
  if (is_delimited_text(file)) {
    CARTABLE_ASSIGN(auto text, read_delimited(file, {.encoding = encoding, .keep_blanks = true}));
    for (std::size_t row = 0; row < text.grid.rows(); ++row) {
      PeopleGrid::Row& out = grid.rows.emplace_back();
      out.line = text.grid.line(row);
      for (std::size_t column = 0; column < text.grid.width(row); ++column) {
        out.cells.emplace_back(text.grid.cell(row, column));
      }
    }
    grid.notes = std::move(text.notes);
    return grid;
  }
  CARTABLE_ASSIGN(
      auto reader,
      geo::VectorReader::open(file.string(),
                              {.crs = {}, .lon_field = {}, .lat_field = {}, .encoding = encoding, .raw_cells = true}));
  auto const layers = reader.layers();
  CARTABLE_ASSIGN(std::size_t const chosen, choose_layer(layers, layer, file.filename().string()));
  std::string const driver = reader.driver();
  bool const spreadsheet = driver == "XLSX" || driver == "ODS" || driver == "XLS";
  std::int64_t const first = spreadsheet ? 0 : 1;
  if (!spreadsheet) {  // a layer without geometry: its columns have names
    grid.rows.push_back({.line = 1, .cells = {}});
    for (geo::FieldDef const& field : layers[chosen].fields) {
      grid.rows.front().cells.push_back(field.name);
    }
  }
  CARTABLE_TRY(reader.read(chosen, [&](geo::VectorReader::RowOrProblem&& row) {
    std::int64_t const line = spreadsheet && row.row.fid > 0 ? row.row.fid : row.record + first;
    grid.rows.push_back({.line = line, .cells = std::move(row.texts)});
    return true;
  }));
  return grid;
}

bool names_columns(PeopleGrid const& grid, std::size_t row) {
  std::size_t texts = 0;
  std::size_t numbers = 0;
  for (std::string const& cell : grid.rows[row].cells) {
    std::string_view const text = base::trim(cell);
    if (!text.empty()) {
      bool const year = text.size() == 4 && !year_in(text).empty();
      bool const number = !year && (read_count(text, '.').kind == Count::Kind::number ||
                                    read_count(text, ',').kind == Count::Kind::number);
      ++(number ? numbers : texts);
    }
  }
  return texts >= 2 && texts > numbers;
}

base::Result<std::size_t> choose_layer(std::vector<geo::LayerInfo> const& layers, std::string const& wanted,
                                       std::string const& file) {
  std::vector<std::string> names;
  names.reserve(layers.size());
  for (geo::LayerInfo const& info : layers) {
    names.push_back(info.name);
  }
  if (wanted.empty() && layers.size() == 1) {
    return 0;
  }
  auto const found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) {
    return static_cast<std::size_t>(found - names.begin());
  }
  if (wanted.empty()) {
    return base::fail(base::ErrorCode::bad_usage, "{}: has {} layers; choose one with --layer: {}", file, layers.size(),
                      joined(names));
  }
  return base::fail(base::ErrorCode::not_found, "{}: has no layer {}; its layers are: {}", file, wanted, joined(names));
}

}  // namespace cartable::importers
