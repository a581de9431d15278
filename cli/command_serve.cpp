#include "cli/command.hpp"
#include "server/http/server.hpp"
#include "store/city_file.hpp"
#include "store/hours_worker.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace cartable::cli {

void add_serve(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<server::http::ServeOptions>();
  auto tile_memory_mb = std::make_shared<std::size_t>(256);
  auto* const command = app.add_subcommand("serve", "Serve a city: API, tiles and the map in a browser");
  command->add_option("--city", options->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  command->add_option("--write-to", options->write_to, "the primary, when --city is a replica (for the daily totals)");
  command->add_option("--port", options->port, "TCP port; 0 takes a free one and prints it")->capture_default_str();
  command->add_option("--bind", options->bind, "address to listen on; 0.0.0.0 for all")->capture_default_str();
  command->add_option("--threads", options->threads, "threads that answer (default: one for each core)")
      ->check(CLI::Range(1, 256));
  command->add_option("--tls-cert", options->tls_cert, "certificate chain (PEM) to serve HTTPS");
  command->add_option("--tls-key", options->tls_key, "its private key (PEM)");
  command->add_option("--public-url", options->public_url, "the address that visitors use: https://learn.example.org");
  command->add_option("--web", options->web_root, "folder of the web client (default: the one installed)");
  command->add_option("--access-log", options->access_log, "file for the access log (default: stderr); off: none");
  command->add_option("--tile-memory", *tile_memory_mb, "MiB of tiles kept in memory")->capture_default_str();
  command->add_flag("!--no-totals", options->totals,
                    "keep no daily totals (how often people looked, by view, language and kind sought)");
  command->callback([options, tile_memory_mb, &chosen] {
    chosen = [options, tile_memory_mb] {
      options->tile_memory = *tile_memory_mb << 20U;
      options->version = CARTABLE_VERSION;
      options->hours_worker = store::kHoursWorker;
      auto const served = server::http::serve(*options);
      return served ? kDone : report_error(served.error());
    };
  });
}

}  // namespace cartable::cli
