#pragma once

#include "base/error.hpp"
#include "server/api/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::api {

/// One bad parameter: its name, and its value with the allowed range in words.
struct ParameterError {
  std::string parameter;
  std::string detail;
};

/// A problem document (RFC 9457), application/problem+json. `type` is "/problems/" and the slug of `title`'s table.
[[nodiscard]] Response problem(int status, std::string_view detail, std::vector<ParameterError> const& errors = {});
/// 400 that names every bad parameter.
[[nodiscard]] Response bad_parameters(std::vector<ParameterError> const& errors);
/// The HTTP status of an error from the layers below.
[[nodiscard]] Response problem(base::Error const& error);
/// 503 with Retry-After.
[[nodiscard]] Response busy(std::string_view detail, int retry_after_s = 1);
/// "Not Found" for 404 and so on (RFC 9110 §15).
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace cartable::server::api
