#include "cli/command.hpp"
#include "store/hours_engine.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace cartable::cli {

void add_hours_worker(CLI::App& app, Chosen& chosen) {
  auto* const command = app.add_subcommand("hours-worker", "Reads opening hours for cartable serve, through a pipe");
  command->group("");  // not in the list of commands: people have no use for it
  command->callback([&chosen] { chosen = [] { return store::run_hours_worker(stdin, stdout); }; });
}

}  // namespace cartable::cli
