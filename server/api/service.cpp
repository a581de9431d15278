#include "server/api/service.hpp"

#include "base/content_hash.hpp"
#include "base/format.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "server/api/long_body.hpp"
#include "server/api/problem.hpp"
#include "server/api/tile_request.hpp"
#include "server/api/times.hpp"

#include <algorithm>
#include <exception>

namespace cartable::server::api {
namespace {

constexpr std::size_t kMinCompressed = 256;  // bytes; below, headers cost more than is saved
constexpr std::size_t kMaxSegments = 12;

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> out;
  path.remove_prefix(std::min<std::size_t>(path.size(), 1));
  while (out.size() <= kMaxSegments) {
    std::size_t const slash = path.find('/');
    out.emplace_back(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      break;
    }
    path.remove_prefix(slash + 1);
  }
  return out;
}

/// "{y}.mvt" against "12.mvt": the argument is "12". \return false when they do not match
bool match_segment(std::string_view pattern, std::string_view segment, std::vector<std::string>& args) {
  if (pattern.empty() || pattern.front() != '{') {
    return pattern == segment;
  }
  std::string_view const tail = pattern.substr(pattern.find('}') + 1);
  if (segment.size() <= tail.size() || segment.substr(segment.size() - tail.size()) != tail) {
    return false;
  }
  args.emplace_back(segment.substr(0, segment.size() - tail.size()));
  return true;
}

bool is_compressible(std::string_view type) noexcept {
  return type.find("json") != type.npos || type.substr(0, 5) == "text/";
}

bool etag_listed(std::string_view if_none_match, std::string_view etag) {
  // Weak comparison (RFC 9110 §13.1.2): a W/ in front does not matter.
  for (std::string const& piece : base::split(if_none_match, ',')) {
    std::string_view one = piece;
    if (one == "*") {
      return true;
    }
    if (one.substr(0, 2) == "W/") {
      one.remove_prefix(2);
    }
    if (one == etag) {
      return true;
    }
  }
  return false;
}

}  // namespace

Api::Api(ApiOptions options) : options_(std::move(options)), routes_(make_routes()) {
  for (Route const& route : routes_) {
    patterns_.push_back(segments(route.pattern));
  }
}

std::string_view Api::route_name(std::size_t route) const noexcept {
  return route < routes_.size() ? routes_[route].pattern : "none";
}

std::optional<Api::Match> Api::match(Request const& request, std::string* allowed) const {
  std::vector<std::string> path = segments(request.path);
  for (std::string& segment : path) {
    std::string decoded;
    if (!percent_decode(segment, false, decoded)) {
      return std::nullopt;
    }
    segment = std::move(decoded);
  }
  Method const wanted = request.method == Method::head ? Method::get : request.method;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (patterns_[i].size() != path.size()) {
      continue;
    }
    std::vector<std::string> args;
    bool good = true;
    for (std::size_t s = 0; good && s < path.size(); ++s) {
      good = match_segment(patterns_[i][s], path[s], args);
    }
    if (!good) {
      continue;
    }
    if (allowed != nullptr) {
      *allowed += routes_[i].method == Method::get ? "GET, HEAD, " : fmt::format("{}, ", to_string(routes_[i].method));
    }
    if (routes_[i].method == wanted) {
      return Match{i, std::move(args)};
    }
  }
  return std::nullopt;
}

bool Api::is_heavy(Request const& request, CityState const* state) const {
  if (request.method == Method::post || asks_for_time(request)) {
    return true;
  }
  std::optional<Match> const found = match(request, nullptr);
  if (!found) {
    return false;
  }
  switch (routes_[found->route].cost) {
    case Cost::light: return false;
    case Cost::heavy: return true;
    case Cost::by_limit:
      for (auto const& [name, value] : request.query) {
        // Three digits are at least 100 features; light answers stay on the I/O thread.
        // A text or a filter in CQL2 may be looked for in every record.
        if (name == "by" || name == "datetime" || name == "bbox" || name == "max_distance" || name == "q" ||
            name == "filter" || (name == "limit" && value.size() > 2 && value != "100")) {
          return true;
        }
      }
      return !found->args.empty() && found->args.front() != "places";
    case Cost::tile: {
      std::optional<tiles::TileRequest> const tile = parse_tile_request(request, found->args);
      return !tile || state == nullptr || !state->tiles || state->tiles->cached(*tile, request.encoding) == nullptr;
    }
  }
  return true;
}

Response Api::run(Request const& request, std::shared_ptr<CityState const> const& state) const {
  std::string allowed;
  std::optional<Match> const found = match(request, &allowed);
  if (!found) {
    Response response;
    if (allowed.empty()) {
      response = problem(404, "there is nothing at this path; /api lists what there is");
    } else if (request.method == Method::options) {
      response.status = 204;
      response.headers.emplace_back("Access-Control-Allow-Methods", allowed + "OPTIONS");
      response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match");
      response.headers.emplace_back("Access-Control-Max-Age", "86400");
    } else {
      response = problem(405, fmt::format("this path takes {}OPTIONS", allowed));
    }
    if (!allowed.empty()) {
      response.headers.emplace_back("Allow", allowed + "OPTIONS");
    }
    response.route = routes_.size();
    return response;
  }
  Route const& route = routes_[found->route];
  auto const answer = [&]() -> Response {
    if (request.bad_query) {
      return problem(400, "the query holds a broken percent sequence or text that is not UTF-8");
    }
    Values values(route.parameters, request.query);
    CityState const empty;
    bool const have_city = state && state->catalog;
    if (route.needs_city && !have_city) {
      return busy("no city is loaded yet");
    }
    Context context{
        .request = request,
        .state = have_city ? *state : empty,
        .api = *this,
        .values = values,
        .args = found->args,
        .now = request.now.value_or(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())),
        .held = have_city ? state : nullptr};
    try {
      return route.handler(context);
    } catch (std::exception const& broken) {
      base::log_error("{} {}: {}", to_string(request.method), route.pattern, broken.what());
      return problem(500, "the server could not answer this request");
    }
  };
  Response response = answer();
  response.route = found->route;
  return response;
}

void Api::finish(Request const& request, Response& response) const {
  auto const add = [&](std::string_view name, std::string value) {
    if (response.header(name).empty()) {
      response.headers.emplace_back(name, std::move(value));
    }
  };
  add("Access-Control-Allow-Origin", "*");
  add("Access-Control-Expose-Headers", "ETag, Link, Retry-After");
  if (response.tile) {
    response.encoding = response.tile->encoding;
    response.etag = response.tile->etag;
  } else if (!response.body.empty() || response.long_body) {
    if (response.status == 200 && response.header("Cache-Control") != "no-store") {
      std::uint64_t const hash = response.long_body ? response.long_body->hash() : base::content_hash(response.body);
      response.etag = fmt::format("\"{}{}\"", base::to_hex(hash),
                                  request.encoding == base::Encoding::identity
                                      ? std::string()
                                      : fmt::format("-{}", base::to_string(request.encoding)));
    }
    if (request.encoding != base::Encoding::identity && response.body.size() >= kMinCompressed &&
        is_compressible(response.content_type)) {
      response.body = base::compress(response.body, request.encoding);
      response.encoding = request.encoding;
    }
  }
  if (response.status == 200) {
    add("Cache-Control", "no-cache");
  }
  for (auto& [name, value] : response.headers) {
    // What a token opened belongs to its bearer alone.
    if (request.authorized && name == "Cache-Control" && value != "no-store") {
      value = "private, " + (value.substr(0, 8) == "public, " ? value.substr(8) : value);
    }
  }
  std::string vary(response.header("Vary"));
  std::erase_if(response.headers, [](auto const& header) { return header.first == "Vary"; });
  response.headers.emplace_back("Vary", "Accept-Encoding, Authorization" + (vary.empty() ? vary : ", " + vary));
  if (!response.etag.empty() && response.status == 200 && !request.if_none_match.empty() &&
      etag_listed(request.if_none_match, response.etag)) {
    response.status = 304;
    response.body.clear();
    response.tile.reset();
    response.long_body.reset();
    response.content_type.clear();
    response.encoding = base::Encoding::identity;
  }
}

Response Api::handle(Request const& request, std::shared_ptr<CityState const> const& state) const {
  Response response = run(request, state);
  finish(request, response);
  return response;
}

}  // namespace cartable::server::api
