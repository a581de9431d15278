#include "base/format.hpp"
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"
#include "geo/database_url.hpp"
#include "store/city_backup.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

namespace cartable::cli {
namespace {

struct Options {
  std::string city, to;
  bool no_progress = false;
};

int run(Options const& options) {
  auto const start = std::chrono::steady_clock::now();
  ProgressBar bar(!options.no_progress);
  auto const report = store::backup_city(options.city, options.to, bar.progress());
  bar.clear();
  if (!report) {
    return report_error(report.error());
  }
  fmt::print(stderr, "{}: copied to {} in {:.1f} s: {} records, revision {}\n", geo::without_password(options.city),
             geo::without_password(options.to),
             std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), report->records,
             report->revision);
  for (auto const& table : report->left_out) {
    fmt::print(stderr, "  not copied: {}, a table that is not part of a city\n", table);
  }
  return kDone;
}

}  // namespace

void add_backup(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  auto* const command = app.add_subcommand(
      "backup",
      "A consistent copy of a city while it is served and imported into; also from file to database and back");
  command->add_option("--city", options->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  command->add_option("--to", options->to, "the copy: a new file, or postgresql://… with a schema that is empty or new")
      ->required();
  command->add_flag("--no-progress", options->no_progress, "no progress bar even on a terminal");
  command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace cartable::cli
