#pragma once

#include "cli/command.hpp"

#include <string_view>

namespace cartable::cli {

/// A command that asks the API a question: its flags are the parameters of the route that answers, checked by the
/// server's own code.
struct Question {
  std::string_view name, path, description;
  bool has_collection = false;
  bool has_hours = false;    ///< its answer says whether places are open
  bool has_streets = false;  ///< it asks for ways
  bool takes_from = false;   ///< --from LON,LAT says lon and lat
};

/// \param question  outlives the application
void add_question(CLI::App& app, Chosen& chosen, Question const& question);

}  // namespace cartable::cli
