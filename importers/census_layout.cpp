#include "importers/census_layout.hpp"

#include "base/text.hpp"
#include "importers/people_counts.hpp"
#include "importers/table_columns.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace cartable::importers {
namespace {

/// The header stands among the first rows; names of districts among the first columns.
constexpr std::size_t kHeaderRows = 60;
constexpr std::size_t kKeyColumns = 30;
constexpr std::size_t kRowsTried = 20'000;
constexpr std::size_t kLabelsTried = 200;

bool is_blank(std::string_view cell) { return base::trim(cell).empty(); }

bool is_number(std::string_view cell) {
  return read_count(cell, '.').kind == Count::Kind::number || read_count(cell, ',').kind == Count::Kind::number;
}

bool says_something(std::string_view cell) {
  Count::Kind const kind = read_count(cell, '.').kind;
  return kind != Count::Kind::empty && (kind != Count::Kind::bad || read_count(cell, ',').kind == Count::Kind::number);
}

/// Where districts of a set were found.
struct Finding {
  std::string set;
  bool transposed = false;
  std::size_t at = 0;     ///< row or column
  std::size_t known = 0;  ///< districts found there
  std::size_t size = 0;   ///< of the set
  std::size_t texts = 0;  ///< different texts there
  bool numeric = false;   ///< most of them are numbers
  bool repeated = false;  ///< some stand there twice

  [[nodiscard]] bool is_better_than(Finding const& other) const {
    return std::tuple(known, other.numeric, other.size) >
           std::tuple(other.known, numeric, size);  // names before codes, smaller sets
  }
  /// Half of the set or more, and more than one by chance.
  [[nodiscard]] bool is_sure() const { return known * 2 >= size && (known >= 2 || size == 1); }
  /// Whether it is a list of districts rather than figures that look like codes, or places of a whole country.
  [[nodiscard]] bool is_a_list() const {
    return numeric ? !repeated && known * 5 >= (texts - 1) * 4 : known * 3 >= texts;
  }
};

/// The header cell that --key names.
std::optional<std::pair<std::size_t, std::size_t>> find_key(PeopleGrid const& grid, std::string const& key) {
  std::string const folded = base::fold(key);
  for (std::size_t row = 0; row < std::min(grid.rows.size(), kHeaderRows); ++row) {
    for (std::size_t column = 0; column < grid.rows[row].cells.size(); ++column) {
      std::string_view const cell = base::trim(grid.cell(row, column));
      if (!cell.empty() && (cell == key || (!folded.empty() && base::fold(cell) == folded))) {
        return std::pair(row, column);
      }
    }
  }
  return std::nullopt;
}

std::vector<std::string> texts_of_row(PeopleGrid const& grid, std::size_t row) {
  std::vector<std::string> out;
  for (std::string const& cell : grid.rows[row].cells) {
    if (!is_blank(cell)) {
      out.emplace_back(base::trim(cell));
    }
  }
  return out;
}

std::vector<std::string> texts_of_column(PeopleGrid const& grid, std::size_t column) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < std::min(grid.rows.size(), kRowsTried); ++row) {
    if (!is_blank(grid.cell(row, column))) {
      out.emplace_back(base::trim(grid.cell(row, column)));
    }
  }
  return out;
}

class Finder {
 public:
  Finder(PeopleGrid const& grid, PeopleOptions const& options, KnownAreas const& known, std::string const& file)
      : grid_(grid), options_(options), file_(file) {
    for (store::District const& district : known.districts) {
      if (district.head.status == store::RecordStatus::active &&
          (options.district_set.empty() || district.set == options.district_set)) {
        sets_[district.set].push_back(district);
      }
    }
    if (sets_.empty()) {
      for (store::District const& district : known.districts) {
        all_sets_.insert(district.set);
      }
    }
  }

  base::Result<CensusLayout> run() {
    if (sets_.empty()) {
      if (all_sets_.empty()) {
        return base::fail(base::ErrorCode::not_found,
                          "{}: the city has no districts to join the table with; import them first: cartable import "
                          "districts=FILE",
                          file_);
      }
      return base::fail(base::ErrorCode::not_found, "{}: the city has no district set {}; its sets are: {}", file_,
                        options_.district_set, joined({all_sets_.begin(), all_sets_.end()}));
    }
    CARTABLE_ASSIGN(Finding const found, find_districts());
    CensusLayout out;
    out.transposed = found.transposed;
    out.set = found.set;
    out.districts = sets_.at(found.set);
    DistrictNames const names(out.districts);
    if (out.transposed) {
      lay_out_columns(found.at, names, out);
    } else {
      CARTABLE_TRY(lay_out_rows(found.at, names, out));
    }
    for (std::size_t row = 0; row < out.header; ++row) {
      for (std::string const& text : texts_of_row(grid_, row)) {
        out.titles += (out.titles.empty() ? "" : " ") + text;
      }
    }
    return out;
  }

 private:
  base::Result<Finding> find_districts() {
    std::optional<std::pair<std::size_t, std::size_t>> key;
    if (!options_.key.empty()) {
      key = find_key(grid_, options_.key);
      if (!key) {
        return base::fail(base::ErrorCode::not_found, "{}: none of its first {} rows has a cell {}, which --key names",
                          file_, std::min(grid_.rows.size(), kHeaderRows), options_.key);
      }
      key_header_ = key->first;
    }
    Finding best;
    Finding closest;  // for the message, though it be no list
    for (auto const& [set, districts] : sets_) {
      DistrictNames const names(districts);
      auto const consider = [&, &name = set, size = districts.size()](bool transposed, std::size_t at,
                                                                      std::vector<std::string> const& texts) {
        std::size_t const different = std::set<std::string>(texts.begin(), texts.end()).size();
        auto const numbers = static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), is_number));
        Finding const finding{.set = name,
                              .transposed = transposed,
                              .at = at,
                              .known = names.count_known(texts),
                              .size = size,
                              .texts = different,
                              .numeric = numbers * 2 > texts.size(),
                              .repeated = different < texts.size()};
        if (closest.set.empty() || finding.is_better_than(closest)) {
          closest = finding;
        }
        bool const told = key || options_.transpose;
        if ((told || finding.is_a_list()) && (best.set.empty() || finding.is_better_than(best))) {
          best = finding;
        }
      };
      for (std::size_t row = 0; row < std::min(grid_.rows.size(), kHeaderRows); ++row) {
        if (key ? options_.transpose && row == key->first : true) {
          consider(true, row, texts_of_row(grid_, row));
        }
      }
      if (options_.transpose) {
        continue;
      }
      for (std::size_t column = 0; column < std::min(grid_.width(), kKeyColumns); ++column) {
        if (!key || column == key->second) {
          consider(false, column, texts_of_column(grid_, column));
        }
      }
    }
    bool const told = !options_.key.empty() && best.known > 0;  // a person says so; what is missing is told
    if (best.set.empty() || (!best.is_sure() && !told)) {
      return base::fail(
          base::ErrorCode::not_found,
          "{}: no {} lists the districts of the city: the closest, {} {}, has {} of the {} districts of {}; "
          "check that these are the districts of the table, or name the column with --key",
          file_,
          options_.transpose     ? "row"
          : options_.key.empty() ? "row or column"
                                 : "column",
          closest.transposed ? "line" : "column",
          closest.transposed ? grid_.rows[closest.at].line : static_cast<std::int64_t>(closest.at) + 1, closest.known,
          closest.size, closest.set);
    }
    return best;
  }

  void lay_out_columns(std::size_t row, DistrictNames const& names, CensusLayout& out) const {
    out.header = row;
    auto const& header = grid_.rows[row].cells;
    std::size_t first = 0;
    while (first < header.size() && names.count_known({std::string(base::trim(header[first]))}) == 0) {
      ++first;
    }
    std::vector<std::size_t> labels;
    for (std::size_t column = 0; column < first; ++column) {
      std::size_t texts = 0;
      for (std::size_t below = row + 1; below < std::min(grid_.rows.size(), row + kLabelsTried); ++below) {
        texts += !is_blank(grid_.cell(below, column)) && !is_number(grid_.cell(below, column)) ? 1U : 0U;
      }
      if (texts > 0) {
        labels.push_back(column);
      }
    }
    out.key = labels.empty() ? 0 : labels.back();
    for (std::size_t column = labels.empty() ? 0 : labels.back() + 1; column < header.size(); ++column) {
      if (!is_blank(header[column])) {
        out.units.push_back(column);
        out.names.emplace_back(base::trim(header[column]));
      }
    }
    for (std::size_t below = row + 1; below < grid_.rows.size(); ++below) {
      std::vector<std::string> above;
      std::string label;
      for (std::size_t const column : labels) {
        if (!is_blank(grid_.cell(below, column))) {
          if (!label.empty()) {
            above.emplace_back(base::trim(label));
          }
          label = grid_.cell(below, column);
        }
      }
      if (label.empty()) {
        continue;
      }
      bool const values = std::any_of(out.units.begin(), out.units.end(),
                                      [&](std::size_t unit) { return says_something(grid_.cell(below, unit)); });
      out.figures.add(below, grid_.rows[below].line, label, values, std::move(above));
    }
  }

  base::Status lay_out_rows(std::size_t column, DistrictNames const& names, CensusLayout& out) const {
    out.key = column;
    out.header = key_header_.value_or(header_above(column, names));
    // Headings that span several columns stand over the first of them; a column without a word of its own in the last
    // row has the one that stands above it.
    std::vector<std::string> spans(grid_.width());
    std::vector<std::string> labels(grid_.width());
    for (std::size_t row = 0; row < out.header; ++row) {
      if (texts_of_row(grid_, row).size() >= 2) {
        std::string last;
        for (std::size_t i = 0; i < spans.size(); ++i) {
          std::string const text(base::trim(grid_.cell(row, i)));
          last = text.empty() ? last : text;
          spans[i] = last;
          labels[i] = text.empty() ? labels[i] : text;
        }
      }
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (std::string const own(base::trim(grid_.cell(out.header, i))); !own.empty()) {
        labels[i] = own;
      } else {
        spans[i].clear();
      }
    }
    CARTABLE_ASSIGN(auto const filters, find_filters(out.header));
    for (std::size_t row = out.header + 1; row < grid_.rows.size(); ++row) {
      bool const kept = std::all_of(filters.begin(), filters.end(), [&](auto const& filter) {
        return base::fold(grid_.cell(row, filter.first)) == base::fold(filter.second);
      });
      // A line below the table that says where it is from has one cell.
      if (kept && !is_blank(grid_.cell(row, column)) && texts_of_row(grid_, row).size() >= 2) {
        out.units.push_back(row);
        out.names.emplace_back(base::trim(grid_.cell(row, column)));
      }
    }
    for (std::size_t i = 0; i < grid_.width(); ++i) {
      if (i == column || labels[i].empty()) {
        continue;
      }
      bool const values = std::any_of(out.units.begin(), out.units.end(),
                                      [&](std::size_t row) { return says_something(grid_.cell(row, i)); });
      out.figures.add_flat(i, static_cast<std::int64_t>(i) + 1, labels[i], values,
                           spans[i].empty() ? std::vector<std::string>{} : std::vector{spans[i]});
    }
    return {};
  }

  /// The last row above the first district that names columns.
  std::size_t header_above(std::size_t column, DistrictNames const& names) const {
    for (std::size_t row = 0; row < grid_.rows.size(); ++row) {
      if (names.count_known({std::string(base::trim(grid_.cell(row, column)))}) == 0) {
        continue;
      }
      for (std::size_t above = row; above-- > 0;) {
        if (names_columns(grid_, above)) {
          return above;
        }
      }
      return row == 0 ? 0 : row - 1;
    }
    return 0;
  }

  /// --map where:COLUMN=VALUE → (column, value).
  base::Result<std::vector<std::pair<std::size_t, std::string>>> find_filters(std::size_t header) const {
    std::vector<std::pair<std::size_t, std::string>> out;
    for (auto const& [field, value] : options_.columns) {
      if (!field.starts_with("where:")) {
        continue;
      }
      std::string const wanted = base::fold(field.substr(6));
      auto const& cells = grid_.rows[header].cells;
      auto const found =
          std::find_if(cells.begin(), cells.end(), [&](std::string const& cell) { return base::fold(cell) == wanted; });
      if (found == cells.end()) {
        return base::fail(base::ErrorCode::not_found, "{}: has no column {}; its columns are: {}", file_,
                          field.substr(6), joined(texts_of_row(grid_, header)));
      }
      out.emplace_back(static_cast<std::size_t>(found - cells.begin()), value);
    }
    return out;
  }

  PeopleGrid const& grid_;
  PeopleOptions const& options_;
  std::string const& file_;
  std::map<std::string, std::vector<store::District>> sets_;
  std::set<std::string> all_sets_;
  std::optional<std::size_t> key_header_;
};

}  // namespace

base::Result<CensusLayout> find_layout(PeopleGrid const& grid, PeopleOptions const& options, KnownAreas const& known,
                                       std::string const& file) {
  return Finder(grid, options, known, file).run();
}

}  // namespace cartable::importers
