#include "base/format.hpp"
#include "base/json.hpp"
#include "cli/command.hpp"
#include "geo/bbox.hpp"
#include "geo/database.hpp"
#include "geo/database_url.hpp"
#include "store/area_quality.hpp"
#include "store/city_file.hpp"
#include "store/population.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, format = "text", from, to;
  bool totals = false;
};

/// Sets of districts, the default one first named, and how many of each.
base::OrderedJson describe_sets(store::CityData const& data) {
  std::map<std::string, std::int64_t> sets;
  for (store::District const& district : data.districts) {
    sets[district.set] += district.head.status == store::RecordStatus::active ? 1 : 0;
  }
  return {{"default", store::default_district_set(data.districts, data.settings)}, {"districts", sets}};
}

base::OrderedJson describe(std::vector<store::PopulationLayer> const& layers) {
  auto out = base::OrderedJson::array();
  for (store::PopulationLayer const& layer : layers) {
    base::OrderedJson one{{"layer", layer.layer},   {"group", layer.group}, {"year", layer.year},
                          {"source", layer.source}, {"cells", layer.cells}, {"people", layer.people}};
    if (layer.hidden > 0) {
      one["hidden"] = layer.hidden;
      one["people_low"] = layer.people_low;
      one["people_high"] = layer.people_high;
    }
    out.push_back(std::move(one));
  }
  return out;
}

base::OrderedJson describe(std::string const& where, store::CityData const& data,
                           std::vector<store::PopulationLayer> const& population) {
  base::OrderedJson out{{"city", where}, {"schema_version", store::kSchemaVersion}};
  for (store::Setting const& setting : data.settings) {
    if (setting.head.id == "name" || setting.head.id == "timezone" || setting.head.id == "region" ||
        setting.head.id == "timezone_origin" || setting.head.id == "region_origin") {
      out[setting.head.id] = setting.value;
    }
  }
  geo::BBox box;
  std::map<std::string, std::int64_t> kinds, statuses;
  for (store::Place const& place : data.places) {
    ++statuses[std::string(to_string(place.head.status))];
    if (place.head.status == store::RecordStatus::active ||
        place.head.status == store::RecordStatus::temporarily_closed) {
      ++kinds[place.kinds.empty() ? "?" : place.kinds.front()];
      if (place.point) {
        box.add(*place.point);
      }
    }
  }
  if (!box.empty()) {
    out["bbox"] = {box.west, box.south, box.east, box.north};
  }
  out["places"] = {{"by_kind", kinds}, {"by_status", statuses}};
  out["offers"] = data.offers.size();
  out["sessions"] = data.sessions.size();
  out["organisations"] = data.organisations.size();
  out["districts"] = data.districts.size();
  out["district_sets"] = describe_sets(data);
  out["catchments"] = data.catchments.size();
  out["population"] = describe(population);
  out["streets"] = data.streets.size();
  out["addresses"] = data.addresses.size();
  out["sources"] = base::OrderedJson::array();
  for (store::ImportRun const& run : data.runs) {
    out["sources"].push_back({{"source", run.head.source},
                              {"role", run.role},
                              {"licence", run.licence},
                              {"attribution", run.attribution},
                              {"date", run.date},
                              {"imported", run.finished}});
  }
  for (int i = 0; i < store::kPartCount; ++i) {
    out["revisions"][std::string(to_string(static_cast<store::Part>(i)))] = data.revisions[static_cast<std::size_t>(i)];
  }
  return out;
}

void print_text(base::OrderedJson const& info) {
  auto const text = [&](char const* key) { return info.contains(key) ? info[key].get<std::string>() : std::string(); };
  fmt::print("{}: {}, schema version {}\n", text("city"), text("name").empty() ? "a city" : text("name"),
             info["schema_version"].get<int>());
  if (!text("timezone").empty()) {
    fmt::print("time zone {}{}, region {}{}\n", text("timezone"),
               text("timezone_origin") == "guessed" ? " (guessed)" : "", text("region"),
               text("region_origin") == "guessed" ? " (guessed)" : "");
  }
  if (info.contains("bbox")) {
    auto const& box = info["bbox"];
    fmt::print("places lie within {:.4f} {:.4f} {:.4f} {:.4f} (west south east north)\n", box[0].get<double>(),
               box[1].get<double>(), box[2].get<double>(), box[3].get<double>());
  }
  fmt::print("\n{:>8}  kind\n", "places");
  std::vector<std::pair<std::string, std::int64_t>> kinds;
  for (auto const& [slug, number] : info["places"]["by_kind"].items()) {
    kinds.emplace_back(slug, number.get<std::int64_t>());
  }
  std::stable_sort(kinds.begin(), kinds.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
  for (auto const& [slug, number] : kinds) {
    fmt::print("{:>8}  {}\n", number, slug);
  }
  fmt::print("\n");
  for (char const* const word :
       {"offers", "sessions", "organisations", "districts", "catchments", "streets", "addresses"}) {
    fmt::print("{:>8}  {}\n", info[word].get<std::int64_t>(), word);
  }
  if (auto const& sets = info["district_sets"]["districts"]; sets.size() > 1) {
    for (auto const& [set, number] : sets.items()) {
      fmt::print("          districts of {}: {}{}\n", set, number.get<std::int64_t>(),
                 set == info["district_sets"]["default"].get<std::string>() ? " (the default)" : "");
    }
  }
  if (!info["population"].empty()) {
    fmt::print("\n{:>12}  population (for planners)\n", "people");
  }
  for (auto const& layer : info["population"]) {
    std::string const group = layer["group"].get<std::string>();
    fmt::print(
        "{:>12.0f}  {}, {}{}, {} cells{}\n", layer["people"].get<double>(), layer["layer"].get<std::string>(),
        group.empty() ? "everybody" : group,
        layer["year"].get<std::string>().empty() ? "" : ", " + layer["year"].get<std::string>(),
        layer["cells"].get<std::int64_t>(),
        layer.contains("hidden")
            ? fmt::format(", {} of them hidden: {:.0f} to {:.0f} people in all", layer["hidden"].get<std::int64_t>(),
                          layer["people_low"].get<double>(), layer["people_high"].get<double>())
            : "");
  }
  fmt::print("\n");
  for (auto const& source : info["sources"]) {
    std::string const imported = source["imported"].get<std::string>();  // not told in a public edition
    fmt::print("source {}: licence {}, data of {}{}{}\n", source["source"].get<std::string>(),
               source["licence"].get<std::string>().empty() ? "not said" : source["licence"].get<std::string>(),
               source["date"].get<std::string>().empty() ? "unknown date" : source["date"].get<std::string>(),
               imported.empty() ? "" : ", imported ", imported);
  }
  std::string revisions;
  for (auto const& [part, number] : info["revisions"].items()) {
    revisions += fmt::format(" {} {}", part, number.get<std::int64_t>());
  }
  fmt::print("revisions:{}\n", revisions);
}

/// "2026-11-26", as --from and --to take it.
bool is_date(std::string_view text) {
  static constexpr std::string_view kShape = "dddd-dd-dd";
  return text.size() == kShape.size() && std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
           return shape == 'd' ? c >= '0' && c <= '9' : c == shape;
         });
}

void print_totals_text(std::vector<store::DailyTotal> const& totals) {
  if (totals.empty()) {
    fmt::print("no daily totals are kept for these days\n");
    return;
  }
  std::size_t widest = 4;
  for (store::DailyTotal const& total : totals) {
    widest = std::max(widest, total.kind.size());
  }
  fmt::print("{:<10}  {:<8}  {:<8}  {:<{}}  {:>8}\n", "date", "view", "language", "kind", widest, "count");
  for (store::DailyTotal const& total : totals) {
    fmt::print("{:<10}  {:<8}  {:<8}  {:<{}}  {:>8}\n", total.date, total.view,
               total.language.empty() ? "-" : total.language, total.kind.empty() ? "-" : total.kind, widest,
               total.count);
  }
}

int run_totals(Options const& options) {
  for (auto const& [name, date] : {std::pair("--from", &options.from), std::pair("--to", &options.to)}) {
    if (!date->empty() && !is_date(*date)) {
      return report_error(
          {base::ErrorCode::bad_usage, fmt::format("{} {}: must be a date such as 2026-11-26", name, *date)});
    }
  }
  std::string where = "dated>=" + geo::sql_quote(options.from.empty() ? "0000-00-00" : options.from);
  if (!options.to.empty()) {
    where += " AND dated<=" + geo::sql_quote(options.to);
  }
  store::CityFile const city(options.city);
  auto totals = city.read<store::DailyTotal>(where);
  if (!totals) {
    return report_error(totals.error());
  }
  std::sort(totals->begin(), totals->end(), [](store::DailyTotal const& a, store::DailyTotal const& b) {
    return std::tie(a.date, a.view, a.kind, a.language) < std::tie(b.date, b.view, b.kind, b.language);
  });
  if (options.format == "json") {
    auto out = base::OrderedJson::array();
    for (store::DailyTotal const& total : *totals) {
      base::OrderedJson row{{"date", total.date}, {"view", total.view}};
      row[total.kind.empty() ? "language" : "kind"] = total.kind.empty() ? total.language : total.kind;
      row["count"] = total.count;
      out.push_back(std::move(row));
    }
    fmt::print("{}\n", out.dump(2, ' ', false, base::OrderedJson::error_handler_t::replace));
  } else if (options.format == "csv") {
    fmt::print("date,view,language,kind,count\n");
    for (store::DailyTotal const& total : *totals) {
      fmt::print("{},{},{},{},{}\n", total.date, total.view, total.language, total.kind, total.count);
    }
  } else {
    print_totals_text(*totals);
  }
  return kDone;
}

int run(Options const& options) {
  if (options.totals) {
    return run_totals(options);
  }
  if (!options.from.empty() || !options.to.empty() || options.format == "csv") {
    return report_error({base::ErrorCode::bad_usage, "--from, --to and --format csv are for --totals"});
  }
  store::CityFile const city(options.city);
  auto const data = city.load();
  if (!data) {
    return report_error(data.error());
  }
  auto const population = store::population_layers(city);
  if (!population) {
    return report_error(population.error());
  }
  auto const info = describe(geo::without_password(options.city), *data, *population);
  if (options.format == "json") {
    fmt::print("{}\n", info.dump(2, ' ', false, base::OrderedJson::error_handler_t::replace));
  } else {
    print_text(info);
  }
  return kDone;
}

}  // namespace

void add_info(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand("info", "What a city file holds: kinds, extent, sources, revisions");
  command->add_option("--city", options->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  command->add_flag("--totals", options->totals,
                    "how often people looked, by day: each view by language, and by kind sought");
  command->add_option("--from", options->from, "first day of the totals: 2026-11-01");
  command->add_option("--to", options->to, "last day of the totals: 2026-11-30");
  command->add_option("--format", options->format, "text, json, or csv for totals")
      ->check(CLI::IsMember({"text", "json", "csv"}));
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
