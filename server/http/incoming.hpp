#pragma once

#include "server/api/service.hpp"
#include "server/http/reply.hpp"
#include "server/http/request_reader.hpp"
#include "server/http/worker.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cartable::server::http {

/// Where the header that begins at 0 ends (behind its empty line), or npos. \param from  bytes searched before
[[nodiscard]] std::size_t find_header_end(std::string_view bytes, std::size_t from) noexcept;

/// The token of "Bearer TOKEN", whatever the case of the scheme (RFC 9110 §11.1); empty for another scheme.
[[nodiscard]] std::string_view bearer(std::string_view authorization) noexcept;

/// What HTTP itself asks of a header (RFC 9112 §3.2, §5): one good Host, a path, a target that is not too long.
/// Fills `request`; its strings are copies. \return a refusal that closes the connection, or nothing
[[nodiscard]] std::optional<Reply> take_request(RequestReader const& reader, ServeOptions const& options, bool tls,
                                                api::Request& request);

/// The API's answer for the bearer of a token, or for anybody. May hash a token: not for an I/O thread then.
/// \param token  null when none was shown; an invalid one is 401, too many new ones 429
[[nodiscard]] api::Response answer_request(Shared& shared, api::Api const& service,
                                           std::shared_ptr<api::CityState const> const& city, api::Request& request,
                                           std::string const* token);

}  // namespace cartable::server::http
