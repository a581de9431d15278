#pragma once

#include "cli/command.hpp"
#include "server/api/params.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace cartable::cli {

/// A command that asks the API a question: its flags are the parameters of the route that answers, checked by the
/// server's own code.
struct Question {
  std::string_view name, path, description;
  bool has_collection = false;
  bool has_hours = false;    ///< its answer says whether places are open
  bool has_streets = false;  ///< it asks for ways, and for nothing else of the city
  bool takes_from = false;   ///< --from LON,LAT says lon and lat
};

/// Options of the API's names for its parameters: --open_at, or --open-at. What is given goes into `query`, to be
/// checked as the API checks it.
void add_parameters(CLI::App& command, std::vector<server::api::Parameter> const& parameters,
                    std::shared_ptr<server::api::QueryPairs> const& query);

/// \param question  outlives the application
void add_question(CLI::App& app, Chosen& chosen, Question const& question);

}  // namespace cartable::cli
