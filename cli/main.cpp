#include "base/format.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <new>

int main(int argc, char** argv) {
  using namespace cartable::cli;
  try {
    CLI::App app{
        "Cartable: the map of everything a person can learn in a city.\n"
        "A city is one GeoPackage file; import into it, ask it, serve it."};
    app.set_version_flag("--version", "cartable " CARTABLE_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);

    Chosen chosen;
    add_import(app, chosen);
    add_export(app, chosen);
    add_info(app, chosen);
    add_queries(app, chosen);
    add_travel(app, chosen);
    add_matrix(app, chosen);
    add_stands(app, chosen);
    add_serve(app, chosen);
    add_template(app, chosen);
    add_token(app, chosen);
    add_migrate(app, chosen);
    add_backup(app, chosen);
    add_demo(app, chosen);
    add_check(app, chosen);
    add_hours_worker(app, chosen);

    try {
      app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
      return app.exit(error) == 0 ? kDone : kWrongUsage;
    }
    return chosen ? chosen() : kWrongUsage;
  } catch (std::bad_alloc const&) {
    fmt::print(stderr, "cartable: out of memory; try a smaller extract, or a machine with more memory\n");
  } catch (std::exception const& error) {
    fmt::print(stderr, "cartable: internal error: {}\n", error.what());
  }
  return kFailed;
}
