#include "base/format.hpp"
#include "base/json.hpp"
#include "cli/command.hpp"
#include "geo/bbox.hpp"
#include "store/city_file.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, format = "text";
};

base::OrderedJson describe(std::string const& where, store::CityData const& data) {
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
  out["catchments"] = data.catchments.size();
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
  fmt::print("\n");
  for (auto const& source : info["sources"]) {
    fmt::print("source {}: licence {}, data of {}, imported {}\n", source["source"].get<std::string>(),
               source["licence"].get<std::string>().empty() ? "not said" : source["licence"].get<std::string>(),
               source["date"].get<std::string>().empty() ? "unknown date" : source["date"].get<std::string>(),
               source["imported"].get<std::string>());
  }
  std::string revisions;
  for (auto const& [part, number] : info["revisions"].items()) {
    revisions += fmt::format(" {} {}", part, number.get<std::int64_t>());
  }
  fmt::print("revisions:{}\n", revisions);
}

int run(Options const& options) {
  store::CityFile const city(options.city);
  auto const data = city.load();
  if (!data) {
    return report_error(data.error());
  }
  auto const info = describe(options.city, *data);
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
  command->add_option("--city", options->city, "the city file")->required();
  command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
