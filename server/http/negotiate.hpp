#pragma once

#include "base/compress.hpp"

#include <string_view>

namespace cartable::server::http {

/// The encoding that Accept-Encoding likes best (RFC 9110 §12.5.3): highest q; among equals zstd, br, gzip,
/// identity. An empty or missing header means identity.
[[nodiscard]] base::Encoding choose_encoding(std::string_view accept_encoding) noexcept;

/// Whether a Host header may be used in links: a name, IPv4 or [IPv6] address and an optional port, nothing else.
[[nodiscard]] bool is_safe_host(std::string_view host) noexcept;

}  // namespace cartable::server::http
