#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"
#include "exporters/export.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, to, profile, source, kind, fee, wheelchair, bbox, format = "text";
  std::vector<std::string> collections;
  bool force = false, no_progress = false;
};

base::Result<geo::BBox> parse_bbox(std::string const& text) {
  std::vector<double> sides;
  for (std::string const& piece : base::split(text, ',')) {
    double value = 0;
    auto const [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), value);
    if (error != std::errc() || end != piece.data() + piece.size() || !std::isfinite(value)) {
      sides.clear();
      break;
    }
    sides.push_back(value);
  }
  if (sides.size() != 4 || std::abs(sides[0]) > 180 || std::abs(sides[2]) > 180 || std::abs(sides[1]) > 90 ||
      std::abs(sides[3]) > 90 || sides[1] > sides[3]) {
    return base::fail(base::ErrorCode::bad_usage, "--bbox {}: must be WEST,SOUTH,EAST,NORTH in degrees", text);
  }
  return geo::BBox{.west = sides[0], .south = sides[1], .east = sides[2], .north = sides[3]};
}

/// The words of a list with commas, each by `parse`.
template <class T, class Parse>
base::Status parse_list(std::string const& text, std::string_view flag, std::string_view allowed, Parse const& parse,
                        std::vector<T>& out) {
  for (std::string const& word : base::split(text, ',')) {
    auto const value = parse(word);
    if (!value) {
      return base::fail(base::ErrorCode::bad_usage, "{} {}: must be {}", flag, word, allowed);
    }
    out.push_back(*value);
  }
  return {};
}

/// For whom, and in which vocabulary: "public", "hsds", "schema.org,staff". Without the former a file in a vocabulary
/// of others is for everybody, as it is made to be published; other files are `full`.
base::Status read_profile(std::string const& text, exporters::ExportOptions& out) {
  std::optional<exporters::Profile> profile;
  for (std::string const& word : base::split(text, ',')) {
    if (word == "hsds" || word == "schema.org") {
      out.json = word == "hsds" ? exporters::Document::hsds : exporters::Document::schema_org;
      continue;
    }
    profile = exporters::parse_profile(word);
    if (!profile) {
      return base::fail(
          base::ErrorCode::bad_usage,
          "--profile {}: must be public, staff, planner or full, for a .json file with hsds or schema.org "
          "(--profile hsds,staff)",
          word);
    }
  }
  out.profile = profile.value_or(out.json ? exporters::Profile::everyone : exporters::Profile::full);
  return {};
}

base::Result<exporters::ExportOptions> export_options(Options const& options) {
  exporters::ExportOptions out{.city = options.city, .to = options.to};
  CARTABLE_TRY(read_profile(options.profile, out));
  for (std::string const& list : options.collections) {
    for (std::string& name : base::split(list, ',')) {
      out.collections.push_back(std::move(name));
    }
  }
  out.source = options.source;
  out.replace = options.force;
  out.program = "Cartable " CARTABLE_VERSION;
  CARTABLE_TRY(parse_list(
      options.kind, "--kind", "slugs of kinds, such as library,school",
      [](std::string const& word) { return base::is_record_id(word) ? std::optional(word) : std::nullopt; },
      out.places.kinds));
  CARTABLE_TRY(parse_list(options.fee, "--fee", "free, paid or unknown", store::parse_fee, out.places.fees));
  CARTABLE_TRY(parse_list(options.wheelchair, "--wheelchair", "yes, limited, no or unknown", store::parse_wheelchair,
                          out.places.wheelchair));
  if (!options.bbox.empty()) {
    CARTABLE_ASSIGN(out.places.bbox, parse_bbox(options.bbox));
  }
  return out;
}

base::OrderedJson to_json(exporters::ExportReport const& report) {
  base::OrderedJson out{
      {"profile", ""}, {"public_edition", report.is_edition}, {"rows", report.rows}, {"not_public", report.not_public}};
  out["files"] = base::OrderedJson::array();
  for (auto const& file : report.files) {
    out["files"].push_back({{"file", file.file.string()}, {"rows", file.rows}});
  }
  out["licences"] = report.licences.string();
  out["unknown_licences"] = report.unknown_licences;
  out["notes"] = report.notes;
  return out;
}

void tell(exporters::ExportReport const& report) {
  for (auto const& file : report.files) {
    std::string rows;
    for (auto const& [name, count] : file.rows) {
      if (count > 0) {
        rows += fmt::format("{}{} {}", rows.empty() ? "" : ", ", count, name);
      }
    }
    fmt::print(stderr, "{}: {}{}\n", file.file.string(), report.is_edition ? "the public edition of the city; " : "",
               rows.empty() ? "no rows" : rows);
  }
  for (std::string const& note : report.notes) {
    fmt::print(stderr, "{}\n", note);
  }
  if (report.not_public > 0) {
    fmt::print(stderr, "{} of these rows are not public; --profile public leaves them out\n", report.not_public);
  }
  if (!report.unknown_licences.empty()) {
    fmt::print(stderr, "the licence is not known of: {}\n", fmt::join(report.unknown_licences, ", "));
  }
  fmt::print(stderr, "licences and whom to thank: {}\n", report.licences.string());
}

int run(Options const& options) {
  auto const wanted = export_options(options);
  if (!wanted) {
    return report_error(wanted.error());
  }
  ProgressBar bar(!options.no_progress);
  auto const report = exporters::export_city(*wanted, bar.progress());
  bar.clear();
  if (!report) {
    return report_error(report.error());
  }
  if (options.format == "json") {
    auto json = to_json(*report);
    json["profile"] = to_string(wanted->profile);
    fmt::print("{}\n", base::to_text(json));
  } else {
    tell(*report);
  }
  return kDone;
}

}  // namespace

void add_export(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand("export",
                                           "Write a city's records as GeoPackage, GeoJSON, CSV, iCalendar, HSDS or "
                                           "JSON-LD with sources and licences, or its "
                                           "public edition");
  command->add_option("--city", options->city, "the city file")->required();
  command
      ->add_option(
          "--to", options->to,
          "FILE.gpkg, FILE.geojson, FILE.csv, FILE.ics (events), FILE.json (with --profile hsds or schema.org), or "
          "FOLDER/ for a CSV file of each collection")
      ->required();
  command->add_option(
      "--profile", options->profile,
      "for whom: public, staff, planner or full (all, rows without a position included). public to a .gpkg "
      "makes the public edition: a city file that can be served, copied and published. hsds or schema.org: the "
      "vocabulary of a .json file, which is public unless another word says for whom (default: full)");
  command
      ->add_option("--collection", options->collections,
                   fmt::format("which collections, by comma: {} (default: all; places for a .geojson or .csv file)",
                               fmt::join(exporters::collection_names(), ", ")))
      ->allow_extra_args(false);
  command->add_option("--source", options->source, "one source alone, and only what it said");
  command->add_option("--kind", options->kind, "only places of these kinds, by comma: library,school");
  command->add_option("--fee", options->fee, "only places that are free, paid or unknown, by comma");
  command->add_option("--wheelchair", options->wheelchair,
                      "only places with access yes, limited, no or unknown, by comma");
  command->add_option("--bbox", options->bbox, "only places within WEST,SOUTH,EAST,NORTH");
  command->add_flag("--force", options->force, "replace files that exist");
  command->add_option("--format", options->format, "of the report: text, or json (one line on stdout)")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--no-progress", options->no_progress, "no progress bar even on a terminal");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
