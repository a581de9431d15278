#pragma once

#include "server/api/route.hpp"
#include "server/api/state.hpp"
#include "server/api/types.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cartable::server::api {

struct ApiOptions {
  std::string style{};                     ///< style.json template; empty: a plain style of our own layers is made
  std::string style_dark{};                ///< the same for /style-dark.json
  std::string version{};                   ///< of this program, for OpenAPI
  std::function<bool()> draining{};        ///< whether the server is shutting down; empty: never
  std::function<std::string()> metrics{};  ///< Prometheus text of the server; empty: only the city's own figures
};

/// Every answer of the server, as functions of a request and a city: no socket, no thread, no clock but the
/// request's deadline. The command line calls it too. Immutable; safe from any thread.
class Api {
 public:
  explicit Api(ApiOptions options);

  /// Never throws for bad input. With no state (or an empty one) everything that needs a city answers 503.
  /// Adds ETag, Vary, Cache-Control and CORS, answers If-None-Match with 304, and compresses.
  [[nodiscard]] Response handle(Request const& request, std::shared_ptr<CityState const> const& state) const;

  /// Whether the answer may take longer than an I/O thread should spend: those go to the pool.
  [[nodiscard]] bool is_heavy(Request const& request, CityState const* state) const;

  [[nodiscard]] std::vector<Route> const& routes() const noexcept { return routes_; }
  /// For logs and metrics: "/api/collections/{collectionId}/items", or "none".
  [[nodiscard]] std::string_view route_name(std::size_t route) const noexcept;
  [[nodiscard]] ApiOptions const& options() const noexcept { return options_; }
  /// Largest body that POST takes: 10 000 vertices of GeoJSON with generous white space.
  static constexpr std::size_t kMaxBody = std::size_t{1} << 20U;

 private:
  struct Match {
    std::size_t route;
    std::vector<std::string> args;
  };
  /// \param allowed  gets the methods of all routes whose pattern matches
  [[nodiscard]] std::optional<Match> match(Request const& request, std::string* allowed) const;
  [[nodiscard]] Response run(Request const& request, std::shared_ptr<CityState const> const& state) const;
  void finish(Request const& request, Response& response) const;

  ApiOptions options_;
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  ///< segments of each route's pattern
};

}  // namespace cartable::server::api
