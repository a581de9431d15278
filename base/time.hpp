#pragma once

#include <chrono>
#include <string>

namespace cartable::base {

/// The moment as RFC 3339 in UTC with seconds: "2026-11-23T08:00:00Z".
[[nodiscard]] std::string to_rfc3339(std::chrono::system_clock::time_point moment);
/// Now, likewise.
[[nodiscard]] std::string now_rfc3339();
/// The moment as an HTTP date (RFC 9110 §5.6.7): "Mon, 23 Nov 2026 08:00:00 GMT".
[[nodiscard]] std::string to_http_date(std::chrono::system_clock::time_point moment);

}  // namespace cartable::base
