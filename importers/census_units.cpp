#include "importers/census_units.hpp"

#include "base/format.hpp"

#include <map>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::size_t kLongestList = 600;

}  // namespace

CensusUnits::CensusUnits(CensusLayout const& layout, PeopleOptions const& options) {
  std::map<std::string, std::string> told;
  for (auto const& [field, ours] : options.columns) {
    if (field.starts_with("district:")) {
      told.emplace(field.substr(9), ours);
    }
  }
  DistrictNames const known_names(layout.districts);
  // In a table of several rows a district only the first would match; all of a name are the same unit.
  std::vector<std::string> distinct;
  std::map<std::string, std::size_t> seen;
  for (std::string const& name : layout.names) {
    auto const [known, fresh] = seen.emplace(name, distinct.size());
    if (fresh) {
      distinct.push_back(name);
    }
    distinct_of.push_back(known->second);
  }
  matches = known_names.match(distinct, told);
  names = std::move(distinct);
}

base::Status check_repetition(CensusUnits const& units, CensusLayout const& layout, PeopleOptions const& options,
                              std::string const& file) {
  if (auto const rows = options.columns.find("rows"); rows != options.columns.end()) {
    if (rows->second != "sum") {
      return base::fail(base::ErrorCode::bad_usage, "--map rows={}: must be rows=sum, or left out", rows->second);
    }
    return {};
  }
  std::vector<std::size_t> rows_of(units.names.size(), 0);
  std::size_t rows = 0;
  std::size_t known = 0;
  std::string several;
  for (std::size_t const name : units.distinct_of) {
    bool const district = units.matches[name].how != NameMatchResult::How::none;
    rows += district ? 1U : 0U;
    known += district && rows_of[name] == 0 ? 1U : 0U;
    if (district && ++rows_of[name] == 2 && several.empty()) {
      several = units.names[name];
    }
  }
  if (rows == known) {
    return {};
  }
  std::string columns;
  for (Figure const& f : layout.figures.figures()) {
    columns += (columns.empty() ? "" : ", ") + f.label;
  }
  return base::fail(base::ErrorCode::invalid_value,
                    "{}: has {} {} for {} districts ({} among others); keep those of one kind with --map "
                    "where:COLUMN=VALUE, add them up with --map rows=sum, or name a column of codes with --key; its {} "
                    "are: {}",
                    file, rows, layout.transposed ? "columns" : "rows", known, several,
                    layout.transposed ? "rows" : "columns", columns.substr(0, kLongestList));
}

}  // namespace cartable::importers
