#pragma once

#include "server/api/params.hpp"
#include "server/api/state.hpp"
#include "server/api/types.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

class Api;

/// What a handler reads.
struct Context {
  Request const& request;
  CityState const& state;
  Api const& api;
  Values& values;
  std::vector<std::string> const& args;     ///< the path's {names}, decoded, in order
  std::chrono::sys_seconds now{};           ///< one moment for the whole answer
  std::shared_ptr<CityState const> held{};  ///< the state, for what outlives the request

  [[nodiscard]] bool late() const noexcept { return std::chrono::steady_clock::now() > request.deadline; }
};

/// One possible answer of a route, for OpenAPI.
struct Answer {
  int status = 200;
  std::string_view type;    ///< media type
  std::string_view schema;  ///< name in components/schemas; empty: any bytes
  std::string_view description;
};

/// How much work a route is at most: the HTTP server runs heavy ones on its pool. by_limit is light for at most 100
/// places without a box, a time or a maximum distance; a tile is light when it is in the cache.
enum class Cost : std::uint8_t { light, heavy, by_limit, tile };

/// One operation. The router matches by this table and OpenAPI is printed from it.
struct Route {
  Method method = Method::get;  ///< get also answers HEAD
  std::string_view pattern;     ///< "/api/collections/{collectionId}/items"; a segment may end in a literal
  std::string_view operation;   ///< operationId
  std::string_view tag;
  std::string_view summary;
  Response (*handler)(Context&) = nullptr;
  std::vector<Parameter> parameters;  ///< of the query
  std::vector<Answer> answers;
  Cost cost = Cost::light;
  bool needs_city = true;  ///< 503 without a city
};

/// The table of routes, in order: the first that matches wins.
[[nodiscard]] std::vector<Route> make_routes();

/// Joins parameter tables.
[[nodiscard]] std::vector<Parameter> join(std::initializer_list<std::vector<Parameter>> tables);

// Handlers, one file for each group.
[[nodiscard]] Response handle_nearest(Context& context);
[[nodiscard]] Response handle_within(Context& context);
[[nodiscard]] Response handle_within_body(Context& context);
[[nodiscard]] Response handle_at(Context& context);
[[nodiscard]] Response handle_search(Context& context);
[[nodiscard]] Response handle_directions(Context& context);
Response handle_reach(Context& context);
[[nodiscard]] Response handle_items(Context& context);
[[nodiscard]] Response handle_item(Context& context);
[[nodiscard]] Response handle_collections(Context& context);
[[nodiscard]] Response handle_collection(Context& context);
[[nodiscard]] Response handle_queryables(Context& context);
[[nodiscard]] Response handle_landing(Context& context);
[[nodiscard]] Response handle_conformance(Context& context);
[[nodiscard]] Response handle_openapi(Context& context);
[[nodiscard]] Response handle_tile(Context& context);
[[nodiscard]] Response handle_cluster(Context& context);
[[nodiscard]] Response handle_tilejson(Context& context);
[[nodiscard]] Response handle_style(Context& context);
[[nodiscard]] Response handle_livez(Context& context);
[[nodiscard]] Response handle_readyz(Context& context);
[[nodiscard]] Response handle_metrics(Context& context);

}  // namespace cartable::server::api
