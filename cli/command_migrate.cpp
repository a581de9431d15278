#include "base/format.hpp"
#include "cli/command.hpp"
#include "store/city_file.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace cartable::cli {

void add_migrate(CLI::App& app, Chosen& chosen) {
  auto city = std::make_shared<std::string>();
  auto* const command =
      app.add_subcommand("migrate", "Bring a city file to this program's schema version, keeping the old one beside it");
  command->add_option("--city", *city, "the city file")->required();
  command->callback([city, &chosen] {
    chosen = [city] {
      store::CityFile file(*city);
      auto const from = file.migrate();
      if (!from) {
        return report_error(from.error());
      }
      if (*from == store::kSchemaVersion) {
        fmt::print(stderr, "{}: is of schema version {} already; nothing to do\n", *city, *from);
      } else {
        fmt::print(stderr, "{}: brought from schema version {} to {}; the file as it was is {}.v{}\n", *city, *from,
                   store::kSchemaVersion, *city, *from);
      }
      return kDone;
    };
  });
}

}  // namespace cartable::cli
