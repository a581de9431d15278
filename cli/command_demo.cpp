#include "base/format.hpp"
#include "cli/command.hpp"
#include "cli/import_runs.hpp"
#include "cli/import_steps.hpp"
#include "cli/progress_bar.hpp"
#include "demo/demo_city.hpp"
#include "importers/osm_source.hpp"
#include "store/city_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, from, format = "text";
  bool no_progress = false;
};

/// Whether the newest import of a source was of this very input.
base::Result<bool> has_imported(store::CityFile const& city, std::string const& source, std::string const& input) {
  CARTABLE_ASSIGN(auto const run, newest_run(city, source));
  return run && run->input_hash == input;
}

base::Status build(Options const& options, ProgressBar& bar) {
  auto const progress = bar.progress();
  namespace fs = std::filesystem;
  CARTABLE_ASSIGN(std::string const key, demo::extract_key(options.from));
  // The extract stays beside the city: it can be opened by other programs, and a second run does not make it again.
  fs::path const extract = fs::path(options.city).parent_path() / (key + ".osm.pbf");
  if (std::error_code error; !fs::exists(extract, error)) {
    fs::path const half = extract.string() + ".part";
    CARTABLE_TRY(demo::make_extract(options.from, half, progress));
    fs::rename(half, extract, error);
    if (error) {
      return base::fail(base::ErrorCode::unwritable, "{}: cannot be written ({})", extract.string(), error.message());
    }
  }
  store::CityFile city(options.city);
  if (!city.exists()) {
    CARTABLE_TRY(city.create());
  } else {
    CARTABLE_TRY(city.check());
  }
  // ./run asks at every start, and mostly there is nothing to do.
  CARTABLE_ASSIGN(std::string const input, importers::osm_input_hash(extract, {}));
  CARTABLE_ASSIGN(bool const has_mapped, has_imported(city, "osm", input));
  CARTABLE_ASSIGN(bool const has_invented, has_imported(city, "illustrative", demo::illustration_hash(input)));
  if (has_mapped && has_invented && options.format == "text") {
    bar.clear();
    fmt::print(stderr, "{}: the demo city is up to date\n", options.city);
    return {};
  }
  CARTABLE_ASSIGN(auto osm, importers::read_osm(extract, {}, progress));
  auto illustrative = demo::illustrative_batch(osm);
  auto const show = [&](ImportReport const& report) {
    bar.clear();
    if (options.format == "json") {
      fmt::print("{}\n", base::to_text(to_json(report)));
    } else {
      fmt::print(stderr, "{}", to_text(report));
    }
  };
  // The settings of the demo stand before what the extract's file name would suggest.
  CARTABLE_ASSIGN(auto const invented, import_batch(city, std::move(illustrative), false, progress));
  CARTABLE_ASSIGN(auto const mapped, import_batch(city, std::move(osm), false, progress));
  show(mapped);
  show(invented);
  return {};
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand("demo", "Build the demo city, Montevideo, from data that ./run has fetched");
  command->add_option("--city", options->city, "the city file to make or bring up to date")->required();
  command->add_option("--from", options->from, "the folder with @mapbox/mvt-fixtures and world-atlas")->required();
  command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--no-progress", options->no_progress, "no progress bar even on a terminal");
  command->callback([options, &chosen] {
    chosen = [options] {
      ProgressBar bar(!options->no_progress);
      auto const done = build(*options, bar);
      bar.clear();
      return done ? kDone : report_error(done.error());
    };
  });
}

}  // namespace cartable::cli
