#pragma once

#include "base/compress.hpp"
#include "store/model.hpp"
#include "tiles/service.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::server::api {

enum class Method : std::uint8_t { get, head, post, options, other };
[[nodiscard]] std::string_view to_string(Method method) noexcept;

/// Parameters after '?', percent-decoded, in the order given.
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// One request, free of sockets: what the HTTP server, the command line and the tests all build.
struct Request {
  Method method = Method::get;
  std::string path;  ///< as sent, percent-encoded; starts with '/'
  QueryPairs query;
  bool bad_query = false;  ///< the query holds a broken percent sequence or text that is not UTF-8
  std::string accept, accept_language, if_none_match, content_type;
  store::Visibility viewer = store::Visibility::everyone;
  bool authorized = false;                             ///< a valid token was shown: answers are private
  std::string base_url;                                ///< "https://host:port", no slash at the end; for absolute links
  base::Encoding encoding = base::Encoding::identity;  ///< what Accept-Encoding likes best
  std::string body;
  std::optional<std::chrono::sys_seconds> now{};  ///< what "now" is; nothing: by the system's clock
  /// Past it long work stops with 503.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  bool takes_long_bodies = false;  ///< the caller sends Response::long_body
};

class LongBody;

/// One answer. Either `body`, or a shared blob for a tile, or what is written while it is sent.
struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::shared_ptr<tiles::TileBlob const> tile;
  std::shared_ptr<LongBody> long_body{};                     ///< only for requests that take one
  std::vector<std::pair<std::string, std::string>> headers;  ///< besides length, type, encoding and date
  std::string etag;                                          ///< quoted; empty: none
  base::Encoding encoding = base::Encoding::identity;        ///< of body or tile
  std::size_t route = 0;       ///< index into Api::routes(), or its size: no route matched
  bool found_nothing = false;  ///< a search without a hit
  bool keep = false;           ///< the same target and encoding give these bytes until the state is swapped
  std::optional<std::chrono::sys_seconds> keep_until{};  ///< and no longer than this

  [[nodiscard]] std::string_view bytes() const noexcept { return tile ? std::string_view(tile->bytes) : body; }
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Takes "a=1&b=%20" apart. \return false when a percent sequence is broken or the text is not UTF-8.
[[nodiscard]] bool parse_query(std::string_view text, QueryPairs& out);
/// Percent-decodes; '+' is a blank in queries only. \return false for a broken sequence or non-UTF-8 bytes.
[[nodiscard]] bool percent_decode(std::string_view text, bool plus_is_blank, std::string& out);
/// For a value in a link's query.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// "a=1&b=%20", without '?'.
[[nodiscard]] std::string format_query(QueryPairs const& query);

}  // namespace cartable::server::api
