#include "cli/api_question.hpp"
#include "cli/command.hpp"

namespace cartable::cli {

void add_travel(CLI::App& app, Chosen& chosen) {
  static constexpr Question kRoute{
      .name = "route",
      .path = "/api/route",
      .description = "The way from one point to another on foot, in a wheelchair or by bicycle, as GeoJSON",
      .has_streets = true};
  static constexpr Question kReach{
      .name = "reach",
      .path = "/api/reach",
      .description = "What can be reached from a point within minutes, as areas in GeoJSON",
      .has_streets = true,
      .takes_from = true};
  add_question(app, chosen, kRoute);
  add_question(app, chosen, kReach);
}

}  // namespace cartable::cli
