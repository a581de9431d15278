#include "base/format.hpp"
#include "cli/command.hpp"
#include "geo/database_url.hpp"
#include "store/city_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace cartable::cli {

void add_migrate(CLI::App& app, Chosen& chosen) {
  auto city = std::make_shared<std::string>();
  auto* const command = app.add_subcommand(
      "migrate", "Bring a city file to this program's schema version, keeping the old one beside it");
  command->add_option("--city", *city, "the city: a file or postgresql://…")->required();
  command->callback([city, &chosen] {
    chosen = [city] {
      store::CityFile file(*city);
      auto const from = file.migrate();
      if (!from) {
        return report_error(from.error());
      }
      std::string const shown = geo::without_password(*city);
      if (*from == store::kSchemaVersion) {
        fmt::print(stderr, "{}: is of schema version {} already; nothing to do\n", shown, *from);
      } else {
        fmt::print(stderr, "{}: brought from schema version {} to {}; the city as it was is {}\n", shown, *from,
                   store::kSchemaVersion,
                   geo::is_database_url(*city) ? fmt::format("the schema with _v{} at its end", *from)
                                               : fmt::format("{}.v{}", shown, *from));
      }
      return kDone;
    };
  });
}

}  // namespace cartable::cli
