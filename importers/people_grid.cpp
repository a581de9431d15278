#include "importers/people_grid.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "geo/vector_reader.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_counts.hpp"
#include "importers/table_columns.hpp"

#include <algorithm>
#include <utility>

namespace cartable::importers {

bool is_delimited_text(std::filesystem::path const& file) {
  std::string const extension = base::ascii_lower(file.extension().string());
  return extension == ".csv" || extension == ".tsv" || extension == ".txt" || extension == ".tab";
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
  if (is_delimited_text(file)) {
    CARTABLE_ASSIGN(std::string text, base::read_file(file, std::size_t{1} << 30U));
    if (text.starts_with("\xEF\xBB\xBF")) {
      text.erase(0, 3);
    }
    (void)encoding;
    if (!base::is_utf8(text)) {
      std::string out;
      for (char const c : text) {
        auto const b = static_cast<unsigned char>(c);
        if (b < 0x80) {
          out.push_back(c);
        } else {
          out.push_back(static_cast<char>(0xC0U | (b >> 6U)));
          out.push_back(static_cast<char>(0x80U | (b & 0x3FU)));
        }
      }
      text = out;
    }
    char delimiter = ',';
    std::size_t most = 0;
    for (char const d : {',', ';', '\t'}) {
      auto const n = static_cast<std::size_t>(std::count(
          text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(text.size(), 20000)), d));
      if (n > most) {
        most = n;
        delimiter = d;
      }
    }
    PeopleGrid grid;
    std::int64_t line = 1;
    for (std::size_t i = 0; i < text.size();) {
      PeopleGrid::Row row{line, {}};
      bool end = false;
      while (!end) {
        std::string cell;
        if (i < text.size() && text[i] == '"') {
          for (++i; i < text.size(); ++i) {
            if (text[i] == '"') {
              if (i + 1 < text.size() && text[i + 1] == '"') {
                ++i;
              } else {
                ++i;
                break;
              }
            }
            line += text[i] == '\n';
            cell.push_back(text[i]);
          }
        }
        while (i < text.size() && text[i] != delimiter && text[i] != '\n' && text[i] != '\r') {
          cell.push_back(text[i++]);
        }
        row.cells.push_back(std::move(cell));
        if (i < text.size() && text[i] == delimiter) {
          ++i;
          continue;
        }
        if (i < text.size() && text[i] == '\r') {
          ++i;
        }
        if (i < text.size() && text[i] == '\n') {
          ++i;
        }
        ++line;
        end = true;
      }
      grid.rows.push_back(std::move(row));
    }
    return grid;
  }
  CARTABLE_ASSIGN(auto reader, geo::VectorReader::open(
                                   file.string(), {.crs = {}, .lon_field = {}, .lat_field = {}, .encoding = encoding}));
  auto const layers = reader.layers();
  CARTABLE_ASSIGN(std::size_t const chosen, choose_layer(layers, layer, file.filename().string()));
  PeopleGrid grid;
  auto const& fields = layers[chosen].fields;
  // The driver has taken the first row for names of columns, though it may be a title; or it has made up names.
  bool const made_up = std::all_of(fields.begin(), fields.end(), [](geo::FieldDef const& field) {
    return field.name.starts_with("Field") && field.name.find_first_not_of("0123456789", 5) == std::string::npos;
  });
  std::int64_t const first = made_up ? 0 : 1;
  if (!made_up) {
    grid.rows.push_back({.line = 1, .cells = {}});
    for (geo::FieldDef const& field : fields) {
      grid.rows.front().cells.push_back(field.name);
    }
  }
  CARTABLE_TRY(reader.read(chosen, [&](geo::VectorReader::RowOrProblem&& row) {
    grid.rows.push_back({.line = row.record + first, .cells = std::move(row.texts)});
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
