#include "importers/table_header.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_position.hpp"
#include "importers/table_profile.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace cartable::importers {
namespace {

/// Lines above the header that may be titles and credits.
constexpr std::size_t kMaxAbove = 40;
constexpr std::size_t kLookedAt = 200;
/// Longer cells are no column names.
constexpr std::size_t kMaxName = 120;

std::size_t used_cells(TextGrid const& grid, std::size_t row) {
  std::size_t used = 0;
  for (std::size_t c = 0; c < grid.width(row); ++c) {
    used += grid.cell(row, c).empty() ? 0U : 1U;
  }
  return used;
}

/// Numbers, addresses of the web, geometries: what a header does not hold. Years and short whole numbers it may.
bool is_data(std::string_view cell) {
  if (cell.empty()) {
    return false;
  }
  if (is_url(cell) || is_email(cell) || position_form(cell) != PositionForm::none) {
    return true;
  }
  NumberFormat const format;
  bool const year = cell.size() == 4 && (cell.starts_with("19") || cell.starts_with("20"));
  return !year && parse_coordinate(cell, format).has_value();
}

bool is_total(std::string_view cell) {
  static std::set<std::string, std::less<>> const kTotals = [] {
    std::set<std::string, std::less<>> out;
    for (std::string const& word : base::split("total|totals|total general|grand "
                                               "total|gesamt|summe|insgesamt|totale|somme|ensemble|итого|всего|合计|"
                                               "总计|合計|المجموع|الإجمالي|totaal|suma|razem|total geral",
                                               '|')) {
      out.insert(base::fold(word));
    }
    return out;
  }();
  return cell.size() < 60 && kTotals.contains(base::fold(cell));
}

bool begins_a_footnote(std::string_view cell) {
  static constexpr std::array<std::string_view, 34> kStarts = {
      "source",  "quelle",    "fuente",     "fonte",    "bron",        "note",         "nota",
      "hinweis", "anmerkung", "stand",      "remarque", "licence",     "licencia",     "license",
      "lizenz",  "licenza",   "generated",  "exported", "mise a jour", "last updated", "updated",
      "данные",  "источник",  "примечание", "注",       "来源",        "资料来源",     "المصدر",
      "ملاحظة",  "data",      "datenstand", "contact",  "produced by", "actualizado"};
  if (cell.starts_with('*') || cell.starts_with("(1)") || cell.starts_with("1)") || cell.starts_with("\xC2\xA9") ||
      cell.starts_with("(c)") || cell.starts_with("(C)")) {
    return true;
  }
  std::string const folded = base::fold(cell);
  return std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view start) {
    std::string const word = base::fold(start);
    return folded == word ||
           (folded.starts_with(word) && cell.find_first_of(":.(0123456789 ") != std::string_view::npos);
  });
}

struct Scored {
  std::size_t row = 0;
  double score = -1;
  double known = 0, coverage = 0;
};

Scored score_header(TextGrid const& grid, std::size_t row, double typical) {
  Scored out{.row = row};
  std::size_t used = 0, text = 0, known = 0;
  std::set<std::string_view> different;
  for (std::size_t c = 0; c < std::min<std::size_t>(grid.width(row), 300); ++c) {
    std::string_view const cell = grid.cell(row, c);
    if (cell.empty()) {
      continue;
    }
    ++used;
    text += !is_data(cell) && cell.size() <= kMaxName ? 1U : 0U;
    known += is_header_word(cell) ? 1U : 0U;
    different.insert(cell);
  }
  if (used == 0) {
    return out;
  }
  auto const share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(used); };
  out.coverage = std::min(1.0, static_cast<double>(used) / std::max(1.0, typical));
  out.known = share(known);
  out.score = out.coverage + 0.7 * share(text) + 0.3 * share(different.size()) + out.known;
  return out;
}

/// Whether the chosen row is a record like those below it: numbers and addresses in the same columns.
bool is_a_record(TextGrid const& grid, std::vector<std::size_t> const& rows, std::size_t at) {
  std::size_t against = 0, in_favour = 0;
  for (std::size_t c = 0; c < std::min<std::size_t>(grid.width(rows[at]), 300); ++c) {
    std::size_t filled = 0, data = 0;
    for (std::size_t i = at + 1; i < std::min(rows.size(), at + 40); ++i) {
      std::string_view const cell = grid.cell(rows[i], c);
      filled += cell.empty() ? 0U : 1U;
      data += is_data(cell) ? 1U : 0U;
    }
    if (filled < 1 || data * 10 < filled * 9) {
      continue;
    }
    std::string_view const cell = grid.cell(rows[at], c);
    ++(is_data(cell) ? against : in_favour);
  }
  return against >= 1 && in_favour == 0;
}

std::string column_name(std::string_view cell) {
  std::string out(cell.substr(0, kMaxName));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  std::string squeezed;
  for (char const c : base::mend_utf8(out)) {
    if (c != ' ' || squeezed.empty() || squeezed.back() != ' ') {
      squeezed.push_back(c);
    }
  }
  return std::string(base::trim(squeezed));
}

std::string shown(TextGrid const& grid, std::size_t row) {
  for (std::size_t c = 0; c < grid.width(row); ++c) {
    if (std::string_view const cell = grid.cell(row, c); !cell.empty()) {
      return base::mend_utf8(cell.substr(0, 60)) + (cell.size() > 60 ? "…" : "");
    }
  }
  return {};
}

}  // namespace

TableShape find_table(TextGrid const& grid) {
  TableShape out;
  std::vector<std::size_t> filled;
  std::vector<std::size_t> used;
  for (std::size_t row = 0; row < grid.rows(); ++row) {
    if (std::size_t const n = used_cells(grid, row); n > 0) {
      filled.push_back(row);
      used.push_back(n);
    }
  }
  if (filled.empty()) {
    return out;
  }
  // What the rows of this table are mostly filled to.
  std::vector<std::size_t> sample(used.begin(),
                                  used.begin() + static_cast<std::ptrdiff_t>(std::min(used.size(), kLookedAt)));
  std::sort(sample.begin(), sample.end());
  auto const typical = static_cast<double>(sample[sample.size() * 3 / 4]);

  Scored best;
  double first_score = -1;
  for (std::size_t i = 0; i < std::min(filled.size(), kMaxAbove); ++i) {
    Scored scored = score_header(grid, filled[i], typical);
    scored.row = i;
    if (i == 0) {
      first_score = scored.coverage >= 0.8 ? scored.score : -1;
    }
    double const late = 0.02 * static_cast<double>(i);
    bool const plainly_better = first_score < 0 || i == 0 || scored.score - late > first_score + 0.45;
    if (plainly_better && scored.score - late > best.score) {
      best = scored;
      best.score -= late;
    }
  }
  std::size_t const header = best.row;
  out.has_header = !(best.known == 0 && is_a_record(grid, filled, header));
  std::size_t const first = out.has_header ? header + 1 : header;

  // The names, one for each column that has a name or a value.
  std::size_t width = grid.width(filled[header]);
  while (width > 0 && out.has_header && grid.cell(filled[header], width - 1).empty()) {
    bool value = false;
    for (std::size_t i = first; i < std::min(filled.size(), first + kLookedAt) && !value; ++i) {
      value = !grid.cell(filled[i], width - 1).empty();
    }
    if (value) {
      break;
    }
    --width;
  }
  std::unordered_map<std::string, int> seen;
  for (std::size_t c = 0; c < width; ++c) {
    std::string name = out.has_header ? column_name(grid.cell(filled[header], c)) : std::string();
    if (name.empty()) {
      name = fmt::format("column {}", c + 1);
    }
    if (int const times = ++seen[name]; times > 1) {
      out.notes.push_back(
          fmt::format("has several columns \"{}\"; this one is called \"{} ({})\" here", name, name, times));
      name = fmt::format("{} ({})", name, times);
    }
    out.columns.push_back(std::move(name));
  }
  if (!out.has_header) {
    out.notes.push_back("has no line of column names; its columns are called \"column 1\", \"column 2\", … here");
  } else if (header > 0) {
    out.notes.push_back(fmt::format("{} lines above the column names (line {}) were left out: \"{}\"{}", header,
                                    grid.line(filled[header]), shown(grid, filled[0]), header > 1 ? ", …" : ""));
  }

  std::size_t end = filled.size();
  std::size_t below = 0;
  while (end > first) {
    std::size_t const row = filled[end - 1];
    std::string_view lead;
    for (std::size_t c = 0; c < grid.width(row) && lead.empty(); ++c) {
      lead = grid.cell(row, c);
    }
    bool const few = width >= 3 && used[end - 1] * 4 <= std::max<std::size_t>(width, 4);
    bool const apart = end < 2 || grid.line(row) > grid.line(filled[end - 2]) + 1;
    bool const note =
        few && (begins_a_footnote(lead) || lead.size() > 90 || (apart && used[end - 1] == 1 && below > 0));
    if (!note && !(is_total(lead) && width >= 2)) {
      break;
    }
    --end;
    ++below;
  }
  if (below > 0) {
    out.notes.push_back(fmt::format("{} lines below the table were left out (from line {}): \"{}\"", below,
                                    grid.line(filled[end]), shown(grid, filled[end])));
  }
  std::size_t repeated = 0;
  for (std::size_t i = first; i < end; ++i) {
    bool same = out.has_header && used[i] > 1 && used[i] == used[header];
    for (std::size_t c = 0; same && c < width; ++c) {
      same = grid.cell(filled[i], c) == grid.cell(filled[header], c);
    }
    if (same) {
      ++repeated;
    } else {
      out.rows.push_back(filled[i]);
    }
  }
  if (repeated > 0) {
    out.notes.push_back(fmt::format("{} repetitions of the column names were left out", repeated));
  }
  return out;
}

}  // namespace cartable::importers
