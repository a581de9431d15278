#include "importers/census_table.hpp"

#include "base/text.hpp"
#include "importers/census_choice.hpp"
#include "importers/census_layout.hpp"
#include "importers/census_units.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace cartable::importers {
namespace {

using How = NameMatchResult::How;

/// A total may differ from the sum of the districts by rounding and by people who could not be placed.
constexpr double kTotalTolerance = 0.1;
constexpr std::size_t kListedNames = 30;
/// More names than these that are no district, and the table is of a country rather than of the city.
constexpr std::size_t kManyOthers = 50;
struct Row {
  std::string group;
  std::size_t figure;         ///< in the tree
  std::vector<Count> counts;  ///< one a unit
};

class CensusTable {
 public:
  CensusTable(PeopleGrid const& grid, PeopleOptions const& options, CensusLayout const& layout, PeopleBatch& out)
      : grid_(grid),
        options_(options),
        layout_(layout),
        out_(out),
        units_(layout, options),
        is_total_(units_.names.size(), false) {}

  base::Status run() {
    read_marks();
    CARTABLE_TRY(check_repetition(units_, layout_, options_, out_.file()));
    CARTABLE_ASSIGN(auto const rows, choose_rows());
    tell_layout();
    sort_out_totals(rows.front());
    tell_names();
    for (Row const& row : rows) {
      CARTABLE_TRY(take(row));
    }
    compare_groups(rows);
    if (options_.list_rows) {
      out_.note(choice().list_rows());
    }
    return {};
  }

 private:
  std::size_t unit_count() const { return layout_.units.size(); }
  Figure const& figure(std::size_t i) const { return layout_.figures.figures()[i]; }
  CensusChoice choice() const { return {grid_, options_, layout_, units_, decimal_}; }

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

  base::Result<std::vector<Row>> choose_rows() {
    CARTABLE_ASSIGN(auto const wanted, out_.wanted());
    std::vector<Row> rows;
    for (Wanted const& want : wanted) {
      std::optional<std::size_t> chosen;
      if (want.theirs.empty()) {
        chosen = choice().guess_everybody();
        if (!chosen && wanted.size() > 1) {
          out_.note("no row tells of everybody, so only groups are taken (--map people=ROW names it)");
          continue;
        }
        if (!chosen) {
          return base::fail(base::ErrorCode::not_found,
                            "{}: which {} tells of everybody? Name it with --map people=…; candidates: {}", out_.file(),
                            layout_.transposed ? "row" : "column", choice().candidates());
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

  void tell_layout() const {
    out_.note(fmt::format("joined with the {} districts of {}, which are its {}", layout_.districts.size(), layout_.set,
                          layout_.transposed ? fmt::format("columns (line {})", grid_.rows[layout_.header].line)
                                             : fmt::format("rows (column {})", layout_.key + 1)));
  }

  double number_of(Row const& row, std::size_t distinct) const {
    ExactSum sum;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      if (units_.distinct_of[u] == distinct && row.counts[u].kind == Count::Kind::number) {
        sum.add(row.counts[u].value);
      }
    }
    return sum.value();
  }

  double sum_of_districts(Row const& row) const {
    ExactSum sum;
    for (std::size_t u = 0; u < unit_count(); ++u) {
      if (units_.is_district(u) && row.counts[u].kind == Count::Kind::number) {
        sum.add(row.counts[u].value);
      }
    }
    return sum.value();
  }

  /// Names that are no district and count about as many people as all districts, or more: the city, the region.
  void sort_out_totals(Row const& row) {
    auto const known =
        std::count_if(units_.matches.begin(), units_.matches.end(), [](auto const& m) { return m.how != How::none; });
    double const sum = sum_of_districts(row);
    for (std::size_t i = 0; i < units_.names.size(); ++i) {
      is_total_[i] = units_.matches[i].how == How::none && known >= 2 && sum > 0 &&
                     number_of(row, i) >= (1 - kTotalTolerance) * sum;
    }
  }

  void tell_names() const {
    std::string spelt;
    std::size_t count = 0;
    std::vector<bool> has(layout_.districts.size(), false);
    for (std::size_t i = 0; i < units_.names.size(); ++i) {
      NameMatchResult const& match = units_.matches[i];
      if (match.how == How::none) {
        continue;
      }
      has[match.district] = true;
      std::string const& ours = layout_.districts[match.district].name;
      if (match.how != How::exact && count++ < kListedNames) {
        spelt += fmt::format("{}\"{}\" is {}{}", spelt.empty() ? "" : ", ", units_.names[i], ours,
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
    for (std::size_t i = 0; i < units_.names.size(); ++i) {
      if (is_total_[i]) {
        larger += fmt::format("{}\"{}\"", larger.empty() ? "" : ", ", units_.names[i]);
      }
    }
    if (!larger.empty()) {
      out_.note("no district but a total, used as a check only: " + larger);
    }
    reject_others();
  }

  /// Names that are no district: each a row not taken; of a table of a whole country only those that come close to one.
  void reject_others() const {
    std::vector<bool> said(units_.names.size(), false);
    std::size_t others = 0;
    for (std::size_t i = 0; i < units_.names.size(); ++i) {
      others += units_.matches[i].how == How::none && !is_total_[i] ? 1U : 0U;
    }
    bool const larger_area = others > kManyOthers && others > 3 * layout_.districts.size();
    for (std::size_t u = 0; u < unit_count(); ++u) {
      std::size_t const i = units_.distinct_of[u];
      std::string const& close = units_.matches[i].proposal;
      if (units_.matches[i].how != How::none || is_total_[i] || said[i] || (larger_area && close.empty())) {
        continue;
      }
      said[i] = true;
      out_.reject(
          layout_.number_of(grid_, u), "district", units_.names[i], "is no district of " + layout_.set,
          fmt::format("say which it is with --map \"district:{}={}\"{}", units_.names[i],
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
      NameMatchResult const& match = units_.matches[units_.distinct_of[u]];
      if (is_total_[units_.distinct_of[u]]) {
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
                    layout_.transposed ? units_.names[units_.distinct_of[u]] : f.label, base::trim(cell),
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
        bool const named = std::any_of(units_.matches.begin(), units_.matches.end(),
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
    for (std::size_t i = 0; i < units_.names.size(); ++i) {
      double const total = is_total_[i] ? number_of(row, i) : 0;
      if (total > 0 && std::abs(total - sum) <= kTotalTolerance * total) {
        double const more = sum - total;
        text += more == 0 ? fmt::format("; \"{}\" says the same", units_.names[i])
                          : fmt::format("; \"{}\" says {}, {} ({:.2f} %) {}", units_.names[i], shown_number(total),
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
        beyond += units_.is_district(u) && all.kind == Count::Kind::number && some.kind == Count::Kind::number &&
                          some.value > all.value
                      ? 1U
                      : 0U;
      }
      if (beyond > 0) {
        out_.note(fmt::format("group {} counts more people than everybody in {} districts; check which row it is",
                              rows[i].group, beyond));
      }
    }
  }

  PeopleGrid const& grid_;
  PeopleOptions const& options_;
  CensusLayout const& layout_;
  PeopleBatch& out_;
  CensusUnits units_;
  char decimal_ = '.';
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
