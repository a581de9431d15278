#include "importers/population_rows.hpp"

#include "base/text.hpp"
#include "geo/repair.hpp"
#include "importers/census_words.hpp"
#include "importers/people_counts.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_values.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace cartable::importers {
namespace {

constexpr std::array<std::string_view, 9> kIdNames{"id",      "code",     "grd id", "geoid",  "geo id",
                                                   "cell id", "cellcode", "gid",    "geocode"};

}  // namespace

std::optional<std::size_t> column_named(std::vector<std::string> const& columns,
                                        std::span<std::string_view const> names) {
  for (std::string_view const name : names) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (base::fold(columns[i]) == name) {
        return i;
      }
    }
  }
  return std::nullopt;
}

PopulationRows::PopulationRows(std::vector<std::string> columns, PeopleOptions const& options, PeopleBatch& out)
    : columns_(std::move(columns)), options_(options), out_(out) {}

base::Status PopulationRows::choose_columns(std::vector<std::vector<std::string>> const& sample) {
  NumberMarks marks;
  for (auto const& row : sample) {
    for (std::string const& cell : row) {
      marks.look_at(cell);
    }
  }
  decimal_ = marks.decimal();
  if (auto const rows = options_.columns.find("rows"); rows != options_.columns.end()) {
    return base::fail(base::ErrorCode::bad_usage,
                      "{}: --map rows={} is for tables by district; cells stand for themselves", out_.file(),
                      rows->second);
  }
  CARTABLE_ASSIGN(auto const wanted, out_.wanted());
  for (Wanted const& want : wanted) {
    std::optional<std::size_t> column;
    if (!want.theirs.empty()) {
      CARTABLE_ASSIGN(column, find(want.theirs));
    } else {
      column = guess_people(sample);
      if (!column && wanted.size() > 1) {
        out_.note("no column is known to count everybody, so only groups are taken (--map people=COLUMN names it)");
        continue;
      }
      if (!column) {
        return base::fail(base::ErrorCode::not_found,
                          "{}: which column counts people? Name it with --map people=COLUMN; its columns are: {}",
                          out_.file(), joined(columns_));
      }
      out_.note(
          fmt::format("people are those of column {} (guessed; --map people=COLUMN names another)", columns_[*column]));
    }
    figures_.push_back({.group = want.group, .column = *column});
  }
  if (auto const id = options_.columns.find("id"); id != options_.columns.end()) {
    CARTABLE_ASSIGN(id_, find(id->second));
  } else {
    id_ = column_named(columns_, kIdNames);
  }
  for (auto const& [field, value] : options_.columns) {
    if (field.starts_with("where:")) {
      CARTABLE_ASSIGN(std::size_t const column, find(field.substr(6)));
      filters_.emplace_back(column, base::fold(value));
    }
  }
  return {};
}

base::Result<std::size_t> PopulationRows::find(std::string const& name) const {
  auto const exact = std::find(columns_.begin(), columns_.end(), name);
  if (exact != columns_.end()) {
    return static_cast<std::size_t>(exact - columns_.begin());
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (base::fold(columns_[i]) == base::fold(name)) {
      return i;
    }
  }
  return base::fail(base::ErrorCode::not_found, "{}: has no column {}; its columns are: {}", out_.file(), name,
                    joined(columns_));
}

bool PopulationRows::is_kept(std::vector<std::string> const& row) const {
  return std::all_of(filters_.begin(), filters_.end(), [&](auto const& filter) {
    return filter.first < row.size() && base::fold(row[filter.first]) == filter.second;
  });
}

void PopulationRows::take(std::int64_t record, std::vector<std::string> const& row, geo::Geometry&& place,
                          std::string key) {
  store::PopulationCell cell;
  if (auto* const area = std::get_if<geo::MultiPolygon>(&place)) {
    auto repaired = geo::repair(rounded(std::move(*area)));
    if (!repaired) {
      ++out_.batch().counts.areas_broken;
      lose(row);
      out_.reject(record, "geometry", "", repaired.error().message, "draw the area again");
      return;
    }
    if (repaired->changed) {
      ++out_.batch().counts.areas_repaired;
    }
    cell.area = std::move(repaired->area);
    cell.point = rounded(geo::point_inside(cell.area));
  } else {
    cell.point = rounded(std::get<geo::LonLat>(place));
  }
  if (id_ && *id_ < row.size() && !base::trim(row[*id_]).empty()) {
    key = base::trim(row[*id_]);
  }
  if (auto const [before, fresh] = records_by_key_.emplace(key, record); !fresh) {
    lose(row);
    out_.reject(record, id_ ? columns_[*id_] : "position", key,
                fmt::format("is the cell of record {} too", before->second),
                id_ ? "give each cell a key of its own, or name the column that has one with --map id=COLUMN"
                    : "take out the repetition, or keep rows of one kind with --map where:COLUMN=VALUE");
    return;
  }
  for (Figure& figure : figures_) {
    Count const count = read_count(figure.column < row.size() ? row[figure.column] : std::string(), decimal_);
    bool const negative =
        count.kind == Count::Kind::bad || count.kind == Count::Kind::money || count.kind == Count::Kind::share;
    if (negative) {
      out_.reject(record, columns_[figure.column], row[figure.column], "is not a count of people",
                  "write digits, or \"<5\" for a hidden count, or leave it empty when nobody knows");
      continue;
    }
    if (count.kind == Count::Kind::empty || (count.kind == Count::Kind::number && count.value == 0)) {
      ++figure.without;
      out_.see(figure.group, count);
      continue;
    }
    out_.add(figure.group, key, count, store::PopulationCell(cell));
    ++figure.taken;
  }
}

void PopulationRows::lose(std::vector<std::string> const& row) {
  if (!figures_.empty() && figures_.front().group == options_.group && figures_.front().column < row.size()) {
    if (Count const count = read_count(row[figures_.front().column], decimal_); count.kind == Count::Kind::number) {
      out_.add_lost(count.value);
    }
  }
}

base::Status PopulationRows::finish() {
  std::size_t taken = 0;
  for (Figure const& figure : figures_) {
    taken += figure.taken;
    out_.add_group(figure.group, columns_[figure.column], columns_[figure.column]);
    if (figure.without > 0) {
      out_.note(
          fmt::format("{} cells without people in column {} are not kept", figure.without, columns_[figure.column]));
    }
  }
  if (!id_ && taken > 0) {
    out_.note(
        "no column holds a key, so ids are made of positions: a cell that is drawn otherwise will look new "
        "(--map id=COLUMN names one)");
  }
  if (taken > 0) {
    return {};
  }
  auto const& rejects = out_.batch().rejects;
  if (rejects.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: has no cell with people", out_.file());
  }
  store::Reject const& worst = rejects.front();
  return base::fail(base::ErrorCode::invalid_value, "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}",
                    out_.file(), rejects.size(), worst.column, worst.value, worst.reason, worst.remedy);
}

std::optional<std::size_t> PopulationRows::guess_people(std::vector<std::vector<std::string>> const& sample) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!means_everybody(columns_[i])) {
      continue;
    }
    std::size_t numbers = 0;
    std::size_t others = 0;
    for (auto const& row : sample) {
      Count::Kind const kind = i < row.size() ? read_count(row[i], decimal_).kind : Count::Kind::empty;
      numbers += kind == Count::Kind::number || kind == Count::Kind::suppressed ? 1U : 0U;
      others += kind == Count::Kind::bad || kind == Count::Kind::money || kind == Count::Kind::share ? 1U : 0U;
    }
    if (numbers > others * 4) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace cartable::importers
