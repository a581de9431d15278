#pragma once

#include "server/api/types.hpp"
#include "server/http/static_files.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cartable::server::http {

/// An answer on its way to a socket: everything after the Date line, and the body, which somebody owns.
struct Reply {
  int status = 200;
  std::string head;       ///< fields and the empty line that ends them
  std::string_view body;  ///< inside `owner` or `own_body`
  std::shared_ptr<void const> owner;
  std::string own_body;
  std::shared_ptr<api::LongBody> long_body;  ///< instead of a body
  std::size_t route = 0;
  bool close = false;
  bool keep = false;                                   ///< may be kept for requests with the very same bytes
  std::optional<std::chrono::sys_seconds> keep_until;  ///< and no longer than this
  bool keep_if_asked_twice = false;                    ///< there are too many of its kind to keep each

  Reply() = default;
  Reply(Reply&&) = default;
  Reply& operator=(Reply&&) = default;
  [[nodiscard]] std::string_view bytes() const noexcept { return owner ? body : std::string_view(own_body); }
  /// Of the whole body.
  [[nodiscard]] std::size_t length() const noexcept;
};

/// "HTTP/1.1 200 OK\r\nDate: …\r\n".
[[nodiscard]] std::string status_and_date(int status, std::string_view http_date);

/// \param head_only  HEAD: the length is told, the body is not sent
[[nodiscard]] Reply make_reply(api::Response response, bool head_only, bool close);
/// \param accepted  what Accept-Encoding likes best
[[nodiscard]] Reply make_reply(std::shared_ptr<StaticFile const> const& file, base::Encoding accepted,
                               std::string_view if_none_match, bool head_only, bool close);

}  // namespace cartable::server::http
