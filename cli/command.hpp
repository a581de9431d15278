#pragma once

#include "base/result.hpp"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace cartable::cli {

/// The exit codes of every command (docs/cli): done, failed, wrong usage.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;

/// A command has two phases: adding it declares options and touches nothing; `chosen` is set while parsing and
/// does the work. So that wrong usage costs nothing.
using Chosen = std::function<int()>;

void add_import(CLI::App& app, Chosen& chosen);
void add_export(CLI::App& app, Chosen& chosen);
void add_info(CLI::App& app, Chosen& chosen);
void add_queries(CLI::App& app, Chosen& chosen);  ///< nearest, within, at, items, search
void add_travel(CLI::App& app, Chosen& chosen);   ///< route, reach
void add_matrix(CLI::App& app, Chosen& chosen);
void add_stands(CLI::App& app, Chosen& chosen);
void add_serve(CLI::App& app, Chosen& chosen);
void add_template(CLI::App& app, Chosen& chosen);
void add_token(CLI::App& app, Chosen& chosen);
void add_migrate(CLI::App& app, Chosen& chosen);
void add_backup(CLI::App& app, Chosen& chosen);
void add_demo(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_hours_worker(CLI::App& app, Chosen& chosen);  ///< hidden: the helper of store/hours_worker.hpp

/// `--write-to`: the primary, when `--city` is a replica of a database.
void add_write_to(CLI::App& command, std::string& write_to);
/// What a command that writes opens. It compares there, too: a replica may be behind.
[[nodiscard]] std::string const& place_to_write(std::string const& city, std::string const& write_to) noexcept;

/// Prints `cartable: message` on stderr. \return the exit code that belongs to the error
int report_error(base::Error const& error);

}  // namespace cartable::cli
