#include "base/error.hpp"

namespace cartable::base {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::bad_usage: return "bad-usage";
    case ErrorCode::invalid_value: return "invalid-value";
    case ErrorCode::not_found: return "not-found";
    case ErrorCode::unreadable: return "unreadable";
    case ErrorCode::unwritable: return "unwritable";
    case ErrorCode::disk_full: return "disk-full";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::wrong_version: return "wrong-version";
    case ErrorCode::locked: return "locked";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::too_large: return "too-large";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

}  // namespace cartable::base
