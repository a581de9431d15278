#include "importers/census_choice.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/census_words.hpp"
#include "importers/people_batch.hpp"
#include "importers/people_counts.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::size_t kListedRows = 150;
constexpr std::size_t kTooFewListed = 10;
}  // namespace

/// Whether a figure can be people: most districts have a number, and none is money or a share.
bool CensusChoice::can_be_people(std::size_t i) const {
  std::string const& label = figure(i).label;
  if (label.starts_with('%') || label.ends_with('%') || label.ends_with('$') || label.ends_with("€")) {
    return false;
  }
  std::size_t numbers = 0;
  std::size_t bad = 0;
  std::size_t districts = 0;
  for (std::size_t u = 0; u < unit_count(); ++u) {
    if (!units_.is_district(u)) {
      continue;
    }
    ++districts;
    Count const count = read_count(layout_.cell(grid_, figure(i).index, u), decimal_);
    bad += count.kind == Count::Kind::bad ? 1U : 0U;
    if (count.kind == Count::Kind::money || count.kind == Count::Kind::share ||
        (count.kind == Count::Kind::number && count.value != std::floor(count.value))) {
      return false;
    }
    numbers += count.kind == Count::Kind::number || count.kind == Count::Kind::suppressed ? 1U : 0U;
  }
  return districts > 0 && numbers * 2 > districts && bad * 10 <= numbers;
}

/// Of several columns of everybody ("Population 2016", "Population 2021") the one of --year, or none.
std::optional<std::size_t> CensusChoice::guess_column() const {
  std::vector<std::size_t> found;
  std::vector<std::size_t> of_year;
  for (std::size_t i = 0; i < layout_.figures.figures().size(); ++i) {
    if (means_everybody(figure(i).label) && figure(i).has_values && can_be_people(i)) {
      found.push_back(i);
      if (!options_.year.empty() && year_in(figure(i).label) == options_.year) {
        of_year.push_back(i);
      }
    }
  }
  auto const& fits = of_year.empty() ? found : of_year;
  return fits.size() == 1 ? std::optional(fits.front()) : std::nullopt;
}

std::optional<std::size_t> CensusChoice::guess_everybody() const {
  if (!layout_.transposed) {
    return guess_column();
  }
  auto const& figures = layout_.figures.figures();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (!means_everybody(figures[i].label)) {
      continue;
    }
    if (figures[i].has_values && can_be_people(i)) {
      return i;
    }
    // A heading without values: its first row, when that says that it is the total.
    if (!figures[i].has_values && i + 1 < figures.size() && can_be_people(i + 1)) {
      std::string const label = base::fold(figures[i + 1].label);
      if (label.find("total") != std::string::npos || label.find("insgesamt") != std::string::npos ||
          means_everybody(label)) {
        return i + 1;
      }
    }
  }
  return std::nullopt;
}

std::string CensusChoice::candidates() const {
  std::string out;
  std::size_t count = 0;
  for (std::size_t i = 0; i < layout_.figures.figures().size() && count < 12; ++i) {
    if (figure(i).has_values && can_be_people(i)) {
      out += (out.empty() ? "" : "; ") + layout_.figures.path_of(i);
      ++count;
    }
  }
  return out.empty() ? "none, no row holds whole numbers" : out;
}

std::string CensusChoice::list_rows() const {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < layout_.figures.figures().size(); ++i) {
    if (figure(i).has_values && can_be_people(i)) {
      rows.push_back(i);
    }
  }
  std::size_t depth = 0;
  auto const as_deep_as = [&](std::size_t most) {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](std::size_t i) { return figure(i).above.size() <= most; }));
  };
  while ((as_deep_as(depth + 1) <= kListedRows || as_deep_as(depth) < kTooFewListed) &&
         as_deep_as(depth) < rows.size()) {
    ++depth;
  }
  std::string text = fmt::format("{} that can be chosen, with their sums:", layout_.transposed ? "rows" : "columns");
  std::size_t shown = 0;
  for (std::size_t const i : rows) {
    if (figure(i).above.size() > depth || shown >= kListedRows) {
      continue;
    }
    ++shown;
    ExactSum sum;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      Count const count = read_count(layout_.cell(grid_, figure(i).index, u), decimal_);
      if (units_.is_district(u) && count.kind == Count::Kind::number) {
        sum.add(count.value);
      }
    }
    text += fmt::format("\n    {}: {}", layout_.figures.path_of(i), shown_number(sum.value()));
  }
  if (rows.size() > shown) {
    text += fmt::format("\n    … and {} more, most of them under these", rows.size() - shown);
  }
  return text;
}

}  // namespace cartable::importers
