#include "server/api/problem.hpp"

#include "server/api/json_text.hpp"

#include <array>

namespace cartable::server::api {
namespace {

struct Known {
  int status;
  std::string_view slug;    // of "type": stable, for programs
  std::string_view phrase;  // RFC 9110 §15
};

constexpr std::array kKnown{
    Known{200, "ok", "OK"},
    Known{204, "empty", "No Content"},
    Known{301, "moved", "Moved Permanently"},
    Known{304, "not-modified", "Not Modified"},
    Known{400, "bad-request", "Bad Request"},
    Known{401, "bad-token", "Unauthorized"},
    Known{403, "forbidden", "Forbidden"},
    Known{404, "not-found", "Not Found"},
    Known{405, "method-not-allowed", "Method Not Allowed"},
    Known{408, "too-slow", "Request Timeout"},
    Known{413, "too-large", "Content Too Large"},
    Known{414, "target-too-long", "URI Too Long"},
    Known{415, "media-type", "Unsupported Media Type"},
    Known{429, "too-many", "Too Many Requests"},
    Known{431, "header-too-large", "Request Header Fields Too Large"},
    Known{500, "internal", "Internal Server Error"},
    Known{501, "not-implemented", "Not Implemented"},
    Known{503, "busy", "Service Unavailable"},
    Known{505, "http-version", "HTTP Version Not Supported"},
};

Known const& known(int status) noexcept {
  for (Known const& entry : kKnown) {
    if (entry.status == status) {
      return entry;
    }
  }
  return known(500);
}

}  // namespace

std::string_view reason_phrase(int status) noexcept { return known(status).phrase; }

Response problem(int status, std::string_view detail, std::vector<ParameterError> const& errors) {
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  ObjectText object(response.body);
  object.text("type", std::string("/problems/") + std::string(known(status).slug));
  object.text("title", known(status).phrase);
  object.integer("status", status);
  object.text("detail", detail);
  if (!errors.empty()) {
    std::string& out = object.key("errors");
    char separator = '[';
    for (ParameterError const& error : errors) {
      out.push_back(separator);
      ObjectText item(out);
      item.text("parameter", error.parameter);
      item.text("detail", error.detail);
      item.close();
      separator = ',';
    }
    out.push_back(']');
  }
  object.close();
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response bad_parameters(std::vector<ParameterError> const& errors) {
  std::string detail;
  for (ParameterError const& error : errors) {
    detail += detail.empty() ? "" : "; ";
    detail += error.detail;
  }
  return problem(400, detail, errors);
}

Response problem(base::Error const& error) {
  switch (error.code) {
    case base::ErrorCode::bad_usage:
    case base::ErrorCode::invalid_value:
    case base::ErrorCode::unsupported: return problem(400, error.message);
    case base::ErrorCode::not_found: return problem(404, error.message);
    case base::ErrorCode::forbidden: return problem(403, error.message);
    case base::ErrorCode::too_large: return problem(413, error.message);
    case base::ErrorCode::locked:
    case base::ErrorCode::unavailable:
    case base::ErrorCode::cancelled: return busy(error.message);
    default: return problem(500, "the server could not answer this request");
  }
}

Response busy(std::string_view detail, int retry_after_s) {
  Response response = problem(503, detail);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

}  // namespace cartable::server::api
