#include "importers/census_table.hpp"

#include "base/text.hpp"
#include "importers/census_layout.hpp"
#include "importers/census_words.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace cartable::importers {
namespace {

using How = NameMatchResult::How;

/// A total may differ from the sum of the districts by rounding and by people who could not be placed.
constexpr double kTotalTolerance = 0.1;
constexpr std::size_t kListedRows = 150;
constexpr std::size_t kTooFewListed = 10;
constexpr std::size_t kListedNames = 30;
/// More names than these that are no district, and the table is of a country rather than of the city.
constexpr std::size_t kManyOthers = 50;
constexpr std::size_t kLongestList = 600;

struct Row {
  std::string group;
  std::size_t figure;         ///< in the tree
  std::vector<Count> counts;  ///< one a unit
};

class CensusTable {
 public:
  CensusTable(PeopleGrid const& grid, PeopleOptions const& options, CensusLayout const& layout, PeopleBatch& out)
      : grid_(grid), options_(options), layout_(layout), out_(out) {}

  base::Status run() {
    read_marks();
    match_names();
    CARTABLE_TRY(check_repetition());
    CARTABLE_ASSIGN(auto const rows, choose_rows());
    tell_layout();
    sort_out_totals(rows.front());
    tell_names();
    for (Row const& row : rows) {
      CARTABLE_TRY(take(row));
    }
    compare_groups(rows);
    if (options_.list_rows) {
      list_rows();
    }
    return {};
  }

 private:
  std::size_t unit_count() const { return layout_.units.size(); }
  Figure const& figure(std::size_t i) const { return layout_.figures.figures()[i]; }

  void read_marks() {
    NumberMarks marks;
    for (Figure const& f : layout_.figures.figures()) {
      for (std::size_t u = 0; u < unit_count(); ++u) {
        marks.look_at(layout_.cell(grid_, f.index, u));
      }
    }
    decimal_ = marks.decimal();
    if (decimal_ == ',' && marks.is_doubtful()) {
      out_.note("\"1.234\" is read as 1234, as no cell tells otherwise");
    }
  }

  void match_names() {
    std::map<std::string, std::string> told;
    for (auto const& [field, ours] : options_.columns) {
      if (field.starts_with("district:")) {
        told.emplace(field.substr(9), ours);
      }
    }
    DistrictNames const names(layout_.districts);
    // In a table of several rows a district only the first would match; all of a name are the same unit.
    std::vector<std::string> distinct;
    std::map<std::string, std::size_t> seen;
    for (std::string const& name : layout_.names) {
      auto const [known, fresh] = seen.emplace(name, distinct.size());
      if (fresh) {
        distinct.push_back(name);
      }
      distinct_of_.push_back(known->second);
    }
    matches_ = names.match(distinct, told);
    names_ = std::move(distinct);
    is_total_.assign(names_.size(), false);
  }

  /// Districts whose name stands in several rows: of several kinds, or of two places of that name.
  base::Status check_repetition() const {
    if (auto const rows = options_.columns.find("rows"); rows != options_.columns.end()) {
      if (rows->second != "sum") {
        return base::fail(base::ErrorCode::bad_usage, "--map rows={}: must be rows=sum, or left out", rows->second);
      }
      return {};
    }
    std::vector<std::size_t> rows_of(names_.size(), 0);
    std::size_t rows = 0;
    std::size_t known = 0;
    std::string several;
    for (std::size_t const name : distinct_of_) {
      bool const district = matches_[name].how != How::none;
      rows += district ? 1U : 0U;
      known += district && rows_of[name] == 0 ? 1U : 0U;
      if (district && ++rows_of[name] == 2 && several.empty()) {
        several = names_[name];
      }
    }
    if (rows == known) {
      return {};
    }
    std::string columns;
    for (Figure const& f : layout_.figures.figures()) {
      columns += (columns.empty() ? "" : ", ") + f.label;
    }
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: has {} {} for {} districts ({} among others); keep those of one kind with --map "
        "where:COLUMN=VALUE, add them up with --map rows=sum, or name a column of codes with --key; its {} "
        "are: {}",
        out_.file(), rows, layout_.transposed ? "columns" : "rows", known, several,
        layout_.transposed ? "rows" : "columns", columns.substr(0, kLongestList));
  }

  base::Result<std::vector<Row>> choose_rows() {
    CARTABLE_ASSIGN(auto const wanted, out_.wanted());
    std::vector<Row> rows;
    for (Wanted const& want : wanted) {
      std::optional<std::size_t> chosen;
      if (want.theirs.empty()) {
        chosen = guess_everybody();
        if (!chosen && wanted.size() > 1) {
          out_.note("no row tells of everybody, so only groups are taken (--map people=ROW names it)");
          continue;
        }
        if (!chosen) {
          return base::fail(base::ErrorCode::not_found,
                            "{}: which {} tells of everybody? Name it with --map people=…; candidates: {}", out_.file(),
                            layout_.transposed ? "row" : "column", candidates());
        }
        guessed_ = true;
      } else {
        auto found = layout_.figures.find(want.theirs);
        if (!found) {
          return base::fail(found.error().code, "{}: --map {}={}: {}", out_.file(),
                            want.group.empty() ? "people" : "group:" + want.group, want.theirs, found.error().message);
        }
        chosen = *found;
      }
      Row row{.group = want.group, .figure = *chosen, .counts = {}};
      for (std::size_t u = 0; u < unit_count(); ++u) {
        row.counts.push_back(read_count(layout_.cell(grid_, figure(*chosen).index, u), decimal_));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  /// Whether a figure can be people: most districts have a number, and none is money or a share.
  bool can_be_people(std::size_t i) const {
    std::string const& label = figure(i).label;
    if (label.starts_with('%') || label.ends_with('%') || label.ends_with('$') || label.ends_with("€")) {
      return false;
    }
    std::size_t numbers = 0;
    std::size_t bad = 0;
    std::size_t districts = 0;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      if (matches_[distinct_of_[u]].how == How::none) {
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
  std::optional<std::size_t> guess_column() const {
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

  std::optional<std::size_t> guess_everybody() const {
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

  std::string candidates() const {
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

  void tell_layout() const {
    out_.note(fmt::format("joined with the {} districts of {}, which are its {}", layout_.districts.size(), layout_.set,
                          layout_.transposed ? fmt::format("columns (line {})", grid_.rows[layout_.header].line)
                                             : fmt::format("rows (column {})", layout_.key + 1)));
  }

  double number_of(Row const& row, std::size_t distinct) const {
    ExactSum sum;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      if (distinct_of_[u] == distinct && row.counts[u].kind == Count::Kind::number) {
        sum.add(row.counts[u].value);
      }
    }
    return sum.value();
  }

  double sum_of_districts(Row const& row) const {
    ExactSum sum;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      if (matches_[distinct_of_[u]].how != How::none && row.counts[u].kind == Count::Kind::number) {
        sum.add(row.counts[u].value);
      }
    }
    return sum.value();
  }

  /// Names that are no district and count about as many people as all districts, or more: the city, the region.
  void sort_out_totals(Row const& row) {
    auto const known =
        std::count_if(matches_.begin(), matches_.end(), [](auto const& m) { return m.how != How::none; });
    double const sum = sum_of_districts(row);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      is_total_[i] =
          matches_[i].how == How::none && known >= 2 && sum > 0 && number_of(row, i) >= (1 - kTotalTolerance) * sum;
    }
  }

  void tell_names() const {
    std::string spelt;
    std::size_t count = 0;
    std::vector<bool> has(layout_.districts.size(), false);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      NameMatchResult const& match = matches_[i];
      if (match.how == How::none) {
        continue;
      }
      has[match.district] = true;
      std::string const& ours = layout_.districts[match.district].name;
      if (match.how != How::exact && count++ < kListedNames) {
        spelt += fmt::format("{}\"{}\" is {}{}", spelt.empty() ? "" : ", ", names_[i], ours,
                             match.how == How::near   ? " (near: check it)"
                             : match.how == How::told ? " (as told)"
                                                      : "");
      }
    }
    if (count > 0) {
      out_.note(fmt::format("{} names written otherwise: {}{}", count, spelt, count > kListedNames ? ", …" : ""));
    }
    std::string missing;
    std::size_t left = 0;
    for (std::size_t d = 0; d < has.size(); ++d) {
      if (!has[d] && left++ < kListedNames) {
        missing += (missing.empty() ? "" : ", ") + layout_.districts[d].name;
      }
    }
    if (left > 0) {
      out_.note(fmt::format("{} districts of {} are not in the table: {}{}", left, layout_.set, missing,
                            left > kListedNames ? ", …" : ""));
    }
    std::string larger;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (is_total_[i]) {
        larger += fmt::format("{}\"{}\"", larger.empty() ? "" : ", ", names_[i]);
      }
    }
    if (!larger.empty()) {
      out_.note("no district but a total, used as a check only: " + larger);
    }
    reject_others();
  }

  /// Names that are no district: each a row not taken; of a table of a whole country only those that come close to one.
  void reject_others() const {
    std::vector<bool> said(names_.size(), false);
    std::size_t others = 0;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      others += matches_[i].how == How::none && !is_total_[i] ? 1U : 0U;
    }
    bool const larger_area = others > kManyOthers && others > 3 * layout_.districts.size();
    for (std::size_t u = 0; u < unit_count(); ++u) {
      std::size_t const i = distinct_of_[u];
      std::string const& close = matches_[i].proposal;
      if (matches_[i].how != How::none || is_total_[i] || said[i] || (larger_area && close.empty())) {
        continue;
      }
      said[i] = true;
      out_.reject(
          layout_.number_of(grid_, u), "district", names_[i], "is no district of " + layout_.set,
          fmt::format("say which it is with --map \"district:{}={}\"{}", names_[i],
                      close.empty() ? "CODE OR NAME" : close, close.empty() ? "" : ", the one that comes closest"));
    }
    if (larger_area) {
      out_.note(
          fmt::format("{} names are no district of {} and not like one; the table is of a larger area, and they were "
                      "left out",
                      others - static_cast<std::size_t>(std::count(said.begin(), said.end(), true)), layout_.set));
    }
  }

  base::Status take(Row const& row) {
    Figure const& f = figure(row.figure);
    std::string const who = row.group.empty() ? "everybody" : "group " + row.group;
    std::vector<Count> by_district(layout_.districts.size());
    std::vector<std::string> bad;
    std::size_t fractions = 0;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      Count const& count = row.counts[u];
      NameMatchResult const& match = matches_[distinct_of_[u]];
      if (is_total_[distinct_of_[u]]) {
        continue;
      }
      std::string const& cell = layout_.cell(grid_, f.index, u);
      if (count.kind == Count::Kind::money || count.kind == Count::Kind::share) {
        return base::fail(base::ErrorCode::invalid_value, "{}: {} ({}) holds {} such as \"{}\", not people",
                          out_.file(), layout_.figures.path_of(row.figure), who,
                          count.kind == Count::Kind::money ? "money" : "shares", base::trim(cell));
      }
      if (match.how == How::none) {
        if (count.kind == Count::Kind::number && row.group == options_.group) {
          out_.add_lost(count.value);
        }
        continue;
      }
      fractions += count.kind == Count::Kind::number && count.value != std::floor(count.value) ? 1U : 0U;
      if (count.kind == Count::Kind::bad) {
        out_.reject(layout_.transposed ? grid_.rows[f.index].line : layout_.number_of(grid_, u),
                    layout_.transposed ? names_[distinct_of_[u]] : f.label, base::trim(cell),
                    "is not a count of people",
                    "write digits, or \"<5\" for a hidden count, or leave it empty when nobody knows");
        continue;
      }
      put_together(by_district[match.district], count);
    }
    std::string empty;
    std::size_t taken = 0;
    for (std::size_t d = 0; d < by_district.size(); ++d) {
      if (by_district[d].kind == Count::Kind::empty) {
        bool const named = std::any_of(matches_.begin(), matches_.end(),
                                       [&](auto const& m) { return m.how != How::none && m.district == d; });
        empty += named ? (empty.empty() ? "" : ", ") + layout_.districts[d].name : std::string();
        continue;
      }
      store::District const& district = layout_.districts[d];
      store::PopulationCell cell;
      cell.head.identifiers.emplace("district", district.head.id);
      cell.area = district.area;
      std::string const& key = district.code.empty() ? district.name : district.code;
      out_.add(row.group, key, by_district[d], std::move(cell));
      ++taken;
    }
    if (taken == 0) {
      return base::fail(base::ErrorCode::invalid_value, "{}: {} ({}) has no number for any district", out_.file(),
                        layout_.figures.path_of(row.figure), who);
    }
    out_.add_group(row.group, f.label, layout_.figures.path_of(row.figure));
    tell_sum(row, who, taken, empty, fractions);
    return {};
  }

  static void put_together(Count& sum, Count const& count) {
    if (count.kind == Count::Kind::empty) {
      return;
    }
    if (sum.kind == Count::Kind::empty) {
      sum = count;
      return;
    }
    bool const both = sum.kind == Count::Kind::number && count.kind == Count::Kind::number;
    if (both) {
      sum.value += count.value;
      return;
    }
    auto const low = [](Count const& c) { return c.kind == Count::Kind::number ? c.value : c.low.value_or(0); };
    auto const high = [](Count const& c) { return c.kind == Count::Kind::number ? std::optional(c.value) : c.high; };
    auto const top = high(sum) && high(count) ? std::optional(*high(sum) + *high(count)) : std::nullopt;
    sum = {.kind = Count::Kind::suppressed, .value = 0, .low = low(sum) + low(count), .high = top};
  }

  void tell_sum(Row const& row, std::string const& who, std::size_t taken, std::string const& empty,
                std::size_t fractions) const {
    double const sum = sum_of_districts(row);
    std::string text =
        fmt::format("{}{} is {}: {} in {} districts", who,
                    guessed_ && row.group == options_.group ? " (guessed; --map people=… names another)" : "",
                    layout_.figures.path_of(row.figure), shown_number(sum), taken);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      double const total = is_total_[i] ? number_of(row, i) : 0;
      if (total > 0 && std::abs(total - sum) <= kTotalTolerance * total) {
        double const more = sum - total;
        text += more == 0 ? fmt::format("; \"{}\" says the same", names_[i])
                          : fmt::format("; \"{}\" says {}, {} ({:.2f} %) {}", names_[i], shown_number(total),
                                        shown_number(std::abs(more)), 100 * std::abs(more) / total,
                                        more > 0 ? "less" : "more");
      }
    }
    out_.note(text);
    if (!empty.empty()) {
      out_.note(fmt::format("{} is not told for: {}", who, empty));
    }
    if (fractions > 0) {
      out_.note(fmt::format("{}: {} values are no whole numbers; are these people?", who, fractions));
    }
  }

  /// A group that counts more people than there are is the wrong row, or of another sample.
  void compare_groups(std::vector<Row> const& rows) const {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      std::size_t beyond = 0;
      for (std::size_t u = 0; u < unit_count(); ++u) {
        Count const& all = rows.front().counts[u];
        Count const& some = rows[i].counts[u];
        beyond += matches_[distinct_of_[u]].how != How::none && all.kind == Count::Kind::number &&
                          some.kind == Count::Kind::number && some.value > all.value
                      ? 1U
                      : 0U;
      }
      if (beyond > 0) {
        out_.note(fmt::format("group {} counts more people than everybody in {} districts; check which row it is",
                              rows[i].group, beyond));
      }
    }
  }

  /// Rows that can be people, as deep under headings as fits on a page.
  void list_rows() const {
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
        if (matches_[distinct_of_[u]].how != How::none && count.kind == Count::Kind::number) {
          sum.add(count.value);
        }
      }
      text += fmt::format("\n    {}: {}", layout_.figures.path_of(i), shown_number(sum.value()));
    }
    if (rows.size() > shown) {
      text += fmt::format("\n    … and {} more, most of them under these", rows.size() - shown);
    }
    out_.note(text);
  }

  PeopleGrid const& grid_;
  PeopleOptions const& options_;
  CensusLayout const& layout_;
  PeopleBatch& out_;
  char decimal_ = '.';
  std::vector<std::string> names_;        ///< distinct names of units
  std::vector<std::size_t> distinct_of_;  ///< unit → index in names_
  std::vector<NameMatchResult> matches_;  ///< one a distinct name
  std::vector<bool> is_total_;
  bool guessed_ = false;
};

}  // namespace

base::Status read_census_table(PeopleGrid const& grid, PeopleOptions const& options, KnownAreas const& known,
                               PeopleBatch& out) {
  CARTABLE_ASSIGN(CensusLayout const layout, find_layout(grid, options, known, out.file()));
  out.suggest_year(layout.titles);
  return CensusTable(grid, options, layout, out).run();
}

}  // namespace cartable::importers
