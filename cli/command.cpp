#include "cli/command.hpp"

#include "base/format.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace cartable::cli {

int report_error(base::Error const& error) {
  fmt::print(stderr, "cartable: {}\n", error.message);
  return error.code == base::ErrorCode::bad_usage ? kWrongUsage : kFailed;
}

void add_write_to(CLI::App& command, std::string& write_to) {
  command.add_option("--write-to", write_to, "the primary database, when --city is a replica");
}

std::string const& place_to_write(std::string const& city, std::string const& write_to) noexcept {
  return write_to.empty() ? city : write_to;
}

}  // namespace cartable::cli
