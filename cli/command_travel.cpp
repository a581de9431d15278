#include "cli/api_question.hpp"
#include "cli/command.hpp"

namespace cartable::cli {

void add_travel(CLI::App& app, Chosen& chosen) {
  static constexpr Question kRoute{
      .name = "route",
      .path = "/api/route",
      .description = "The way from one point to another on foot, in a wheelchair or by bicycle, as GeoJSON",
      .has_streets = true};
  add_question(app, chosen, kRoute);
}

}  // namespace cartable::cli
