#include "cli/api_question.hpp"

#include "access/city_streets.hpp"
#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/directions.hpp"
#include "server/api/service.hpp"
#include "server/api/state.hpp"
#include "store/catalog.hpp"
#include "store/city_file.hpp"
#include "store/hours_source.hpp"
#include "store/hours_worker.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::cli {
namespace {

struct Asked {
  std::string city, role, collection = "places";
  std::vector<std::pair<std::string, std::string>> query;
};

/// The API's parameters stand in the route that answers it; the command line takes the same words.
server::api::Route const* find_route(server::api::Api const& api, std::string_view path) {
  for (auto const& route : api.routes()) {
    if (route.pattern == path && route.method == server::api::Method::get) {
      return &route;
    }
  }
  return nullptr;
}

int report_problem(server::api::Response const& response) {
  auto const problem = base::parse_json(response.body);
  if (!problem || !problem->is_object()) {
    fmt::print(stderr, "cartable: {}\n", response.body);
    return kFailed;
  }
  if (problem->contains("errors")) {
    for (auto const& error : (*problem)["errors"]) {
      fmt::print(stderr, "cartable: --{}\n", error.value("detail", ""));
    }
  } else {
    fmt::print(stderr, "cartable: {}\n", problem->value("detail", problem->value("title", "failed")));
  }
  return response.status == 400 ? kWrongUsage : kFailed;
}

/// Ways need the streets alone.
base::Result<std::shared_ptr<server::api::CityState>> read_only_streets(Asked const& asked) {
  auto state = std::make_shared<server::api::CityState>();
  state->streets = server::api::read_streets(asked.city, 0);
  CARTABLE_TRY(state->streets->wait());
  state->catalog = store::Catalog::build({});
  return state;
}

base::Result<std::shared_ptr<server::api::CityState>> read_city(Question const& question, Asked const& asked) {
  store::CityFile const city(asked.city);
  CARTABLE_ASSIGN(store::CityData data, city.load());
  auto state = std::make_shared<server::api::CityState>();
  bool const timed = std::any_of(asked.query.begin(), asked.query.end(),
                                 [](auto const& pair) { return pair.first == "open_at" || pair.first == "when"; });
  if (question.has_hours || timed) {
    auto const hours =
        std::make_shared<store::HoursSource>(store::evaluate_in_helpers({.command = store::kHoursWorker}));
    hours->want(store::hours_input(data.places, data.offers, data.settings));
    state->hours = hours->refresh(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    state->hours_source = hours;
  }
  bool const travels = std::any_of(asked.query.begin(), asked.query.end(),
                                   [](auto const& pair) { return pair.first == "by" && pair.second != "line"; });
  if (travels) {
    state->streets =
        server::api::read_streets(asked.city, data.revisions[static_cast<std::size_t>(store::Part::streets)]);
  }
  state->catalog = store::Catalog::build(std::move(data));
  state->links = server::api::link_places(state->catalog);
  return state;
}

int ask(Question const& question, Asked const& asked) {
  auto const state = question.has_streets ? read_only_streets(asked) : read_city(question, asked);
  if (!state) {
    return report_error(state.error());
  }
  server::api::Api const api({.style = {}, .version = CARTABLE_VERSION, .draining = {}, .metrics = {}});
  server::api::Request request;
  request.path = question.path;
  if (question.has_collection) {
    request.path = "/api/collections/" + asked.collection + "/items";
  }
  request.query = asked.query;
  request.base_url = "http://127.0.0.1:8080";
  bool const everyone = asked.role == "public";
  request.viewer = everyone                ? store::Visibility::everyone
                   : asked.role == "staff" ? store::Visibility::staff
                                           : store::Visibility::planner;
  request.authorized = !everyone;
  auto const response = api.handle(request, *state);
  if (response.status != 200) {
    return report_problem(response);
  }
  fmt::print("{}\n", response.bytes());
  return kDone;
}

}  // namespace

void add_parameters(CLI::App& command, std::vector<server::api::Parameter> const& parameters,
                    std::shared_ptr<server::api::QueryPairs> const& query) {
  for (auto const& parameter : parameters) {
    std::string flags = "--" + std::string(parameter.name);
    if (parameter.name.find('_') != std::string_view::npos) {  // --open_at as in the API, or --open-at
      std::string dashed = flags;
      std::replace(dashed.begin(), dashed.end(), '_', '-');
      flags += "," + dashed;
    }
    // --avoid-unknown alone says true.
    bool const is_switch = !parameter.choices.empty() && parameter.choices.front() == "true";
    auto* const option = command.add_option_function<std::string>(
        flags,
        [query, is_switch, name = std::string(parameter.name)](std::string const& value) {
          query->emplace_back(name, is_switch && value.empty() ? "true" : value);
        },
        std::string(parameter.description));
    option->type_name("");
    if (is_switch) {
      option->expected(0, 1);
    }
  }
}

void add_question(CLI::App& app, Chosen& chosen, Question const& question) {
  server::api::Api const api({.style = {}, .version = CARTABLE_VERSION, .draining = {}, .metrics = {}});
  auto asked = std::make_shared<Asked>();
  auto* const command = app.add_subcommand(std::string(question.name), std::string(question.description));
  command->add_option("--city", asked->city, "the city: a file or postgresql://…/db?schema=NAME")->required();
  command->add_option("--role", asked->role, "whose eyes to look with: public, staff, planner (default: everything)")
      ->check(CLI::IsMember({"public", "staff", "planner", "admin"}));
  if (question.has_collection) {
    command->add_option("--collection", asked->collection, "places, offers, events, districts or catchments")
        ->capture_default_str();
  }
  if (question.takes_from) {
    command->add_option_function<std::string>(
        "--from",
        [asked](std::string const& value) {
          // What is not two numbers by comma is told by the checks of lon and lat.
          std::size_t const comma = value.find(',');
          asked->query.emplace_back("lon", value.substr(0, comma));
          asked->query.emplace_back("lat", comma == std::string::npos ? std::string() : value.substr(comma + 1));
        },
        "LON,LAT: the same as --lon and --lat");
  }
  if (auto const* const route = find_route(api, question.path)) {
    add_parameters(*command, route->parameters, std::shared_ptr<server::api::QueryPairs>(asked, &asked->query));
  }
  command->callback([asked, &question, &chosen] { chosen = [asked, &question] { return ask(question, *asked); }; });
}

}  // namespace cartable::cli
