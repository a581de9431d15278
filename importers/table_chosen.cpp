#include "importers/table_chosen.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_words.hpp"

#include <algorithm>

namespace cartable::importers {
namespace {

/// "Titel" (its values are texts that differ; such as "Stadtbibliothek", "Bücherei Süd"): --map name=Titel
std::string as_choices(std::string_view field, std::vector<ColumnGuess> const& doubtful,
                       std::vector<std::string> const& columns, std::vector<ColumnProfile> const& profiles) {
  std::string out;
  int listed = 0;
  for (ColumnGuess const& guess : doubtful) {
    if (guess.field != field || listed == 3) {
      continue;
    }
    ++listed;
    std::string samples;
    for (std::string const& sample : profiles[guess.column].samples) {
      samples += fmt::format("{}\"{}\"", samples.empty() ? "" : ", ", sample.substr(0, 40));
    }
    out += fmt::format("{}--map {}=\"{}\" ({}; such as {})", out.empty() ? "" : " or ", field, columns[guess.column],
                       guess.why, base::mend_utf8(samples));
  }
  return out;
}

}  // namespace

std::string_view name_of(TableRole role) {
  switch (role) {
    case TableRole::places: return "places";
    case TableRole::organisations: return "organisations";
    case TableRole::districts: return "districts";
    case TableRole::catchments: return "catchments";
  }
  return "places";
}

base::Status check_needs(ChosenTable const& chosen, std::vector<std::string> const& columns,
                         TableOptions const& options, std::string const& file) {
  TableColumns const& c = chosen.columns;
  TableRole const role = chosen.role;
  if (role == TableRole::catchments) {
    if (options.group.empty() && !c.find("group")) {
      return base::fail(base::ErrorCode::bad_usage,
                        "{}: catchments are of a group; name it with --group, such as --group migrant-families", file);
    }
    for (std::string_view const field : {"estimate", "estimate_low", "estimate_high"}) {
      if (auto const column = c.find(field); column && chosen.profiles[*column].format.is_open()) {
        auto const& samples = chosen.profiles[*column].samples;
        return base::fail(base::ErrorCode::invalid_value,
                          "{}: the marks in {} (such as \"{}\") may be of decimals or of thousands; say which with "
                          "--decimal point or --decimal comma",
                          file, columns[*column], samples.empty() ? "" : samples.front());
      }
    }
  } else if (!c.find("name")) {
    std::string const choices = as_choices("name", chosen.guess.doubtful, columns, chosen.profiles);
    return base::fail(base::ErrorCode::invalid_value, "{}: no column is surely the name; say which one holds it: {}{}",
                      file, choices.empty() ? "--map name=COLUMN" : choices,
                      choices.empty() ? "; its columns are: " + joined(columns) : std::string());
  }
  bool const areas = role == TableRole::districts || role == TableRole::catchments;
  if (role == TableRole::places && !chosen.locator->locates() && !c.find("address") && !c.find("street")) {
    std::string choices = as_choices("position", chosen.guess.doubtful, columns, chosen.profiles);
    std::string const lat = as_choices("lat", chosen.guess.doubtful, columns, chosen.profiles);
    std::string const lon = as_choices("lon", chosen.guess.doubtful, columns, chosen.profiles);
    if (!lat.empty() && !lon.empty()) {
      choices += fmt::format("{}{} with {}", choices.empty() ? "" : " or ", lat, lon);
    }
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: has no positions and no addresses that are sure; say which columns hold them: {}{}", file,
        choices.empty() ? "--map lat=COLUMN --map lon=COLUMN, --map position=COLUMN or --map address=COLUMN" : choices,
        choices.empty() ? "; its columns are: " + joined(columns) : std::string());
  }
  if (areas && !chosen.locator->locates()) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: {} are areas, and it has none; a column of WKT or GeoJSON polygons is named with --map "
                      "position=COLUMN; its columns are: {}",
                      file, name_of(role), joined(columns));
  }
  return {};
}

void fill_report(ChosenTable const& chosen, TableInput::Layer const& layer, TableReport& report) {
  report.layer = layer.name;
  report.role = name_of(chosen.role);
  report.original = layer.original;
  report.columns = layer.columns;
  bool const own = chosen.locator && chosen.locator->locates() && layer.geometry != geo::GeometryType::none;
  if (own) {
    report.columns.emplace_back("geometry_wgs84");
  }
  report.mapping.clear();
  report.doubtful.clear();
  report.unused.clear();
  std::vector<bool> used(layer.columns.size(), false);
  auto const row = [&](ColumnGuess const& guess) {
    return TableReport::Column{.field = guess.field,
                               .column = layer.columns[guess.column],
                               .confidence = guess.confidence,
                               .told = guess.told,
                               .why = guess.why,
                               .samples = chosen.profiles[guess.column].samples};
  };
  for (ColumnGuess const& guess : chosen.guess.taken) {
    used[guess.column] = true;
    report.mapping.push_back(row(guess));
  }
  auto const& order = field_names();
  std::stable_sort(report.mapping.begin(), report.mapping.end(), [&](auto const& a, auto const& b) {
    return std::find(order.begin(), order.end(), a.field) < std::find(order.begin(), order.end(), b.field);
  });
  for (ColumnGuess const& guess : chosen.guess.doubtful) {
    if (!used[guess.column]) {
      report.doubtful.push_back(row(guess));
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) {
      report.unused.push_back(layer.columns[i]);
    }
  }
}

}  // namespace cartable::importers
