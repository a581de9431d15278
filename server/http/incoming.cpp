#include "server/http/incoming.hpp"

#include "base/format.hpp"
#include "server/api/problem.hpp"
#include "server/http/negotiate.hpp"

#include <chrono>
#include <cstring>

namespace cartable::server::http {
namespace {

constexpr std::string_view kScheme = "bearer ";

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace

std::size_t find_header_end(std::string_view bytes, std::size_t from) noexcept {
  if (bytes.size() < 4 || from > bytes.size()) {
    return std::string_view::npos;
  }
  void const* const at = memmem(bytes.data() + from, bytes.size() - from, "\r\n\r\n", 4);
  return at == nullptr ? std::string_view::npos
                       : static_cast<std::size_t>(static_cast<char const*>(at) - bytes.data()) + 4;
}

std::string_view bearer(std::string_view authorization) noexcept {
  if (authorization.size() <= kScheme.size()) {
    return {};
  }
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (lower(authorization[i]) != kScheme[i]) {
      return {};
    }
  }
  authorization.remove_prefix(kScheme.size());
  return authorization;
}

std::optional<Reply> take_request(RequestReader const& reader, ServeOptions const& options, bool tls,
                                  api::Request& request) {
  auto const refuse = [](int status, std::string_view detail) {
    return std::optional(make_reply(api::problem(status, detail), false, true));
  };
  if (reader.target.size() > options.limits.target_bytes) {
    return refuse(414, fmt::format("the target is longer than {} bytes", options.limits.target_bytes));
  }
  bool const host_missing = reader.hosts == 0 && reader.version >= 11;
  if (reader.hosts > 1 || host_missing || (reader.hosts == 1 && !is_safe_host(reader.host))) {
    return refuse(400, "Host: must be given once, as a name or address and an optional port");
  }
  if (reader.authorizations > 1) {
    return refuse(400, "Authorization: must be given once");
  }
  if (reader.bad_expectation) {
    return refuse(400, "Expect: only 100-continue is known");
  }
  std::string_view path;
  std::string_view query;
  if (!split_target(reader.target, path, query)) {
    return refuse(400, "the target must be a path that starts with /");
  }
  request.method = reader.method;
  request.path = path;
  request.bad_query = !api::parse_query(query, request.query);
  request.accept = reader.accept;
  request.accept_language = reader.accept_language;
  request.if_none_match = reader.if_none_match;
  request.content_type = reader.content_type;
  request.base_url = options.public_url;
  if (request.base_url.empty()) {
    std::string_view const host = reader.hosts == 1 ? reader.host : std::string_view("localhost");
    request.base_url = fmt::format("{}://{}", tls ? "https" : "http", host);
  }
  return std::nullopt;
}

api::Response answer_request(Shared& shared, api::Api const& service, std::shared_ptr<api::CityState const> const& city,
                             api::Request& request, std::string const* token) {
  if (std::chrono::steady_clock::now() > request.deadline) {
    return api::busy("too many requests are waiting");
  }
  if (token != nullptr) {
    TokenCheck const checked = shared.tokens.check(*token, *shared.city.tokens());
    if (checked.answer != TokenAnswer::good) {
      bool const busy = checked.answer == TokenAnswer::busy;
      api::Response refused = busy ? api::problem(429, "too many new tokens are being tried; try again soon")
                                   : api::problem(401, "this token is not valid here");
      refused.headers.emplace_back(busy ? "Retry-After" : "WWW-Authenticate", busy ? "2" : "Bearer");
      refused.headers.emplace_back("Access-Control-Allow-Origin", "*");
      refused.route = service.routes().size();
      return refused;
    }
    request.viewer = checked.viewer;
    request.authorized = true;
  }
  return service.handle(request, city);
}

}  // namespace cartable::server::http
