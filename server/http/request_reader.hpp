#pragma once

#include "server/api/types.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cartable::server::http {

/// Beast's parser with nothing but the fields that answers need. The views point into the buffer that was put:
/// take what is needed before the buffer moves.
class RequestReader final : public boost::beast::http::basic_parser<true> {
 public:
  RequestReader(std::size_t header_limit, std::size_t body_limit);
  ~RequestReader() override = default;

  api::Method method = api::Method::other;
  std::string_view target, host, accept, accept_encoding, accept_language, authorization, if_none_match, content_type;
  int version = 10;  ///< 10 or 11
  bool expects_continue = false;
  bool bad_expectation = false;
  int hosts = 0;
  int authorizations = 0;
  std::string body;

 private:
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;
  using View = boost::beast::string_view;
  using Code = boost::beast::error_code;

  void on_request_impl(Verb verb, View method_text, View target_text, int version, Code& error) override;
  void on_response_impl(int code, View reason, int version, Code& error) override;
  void on_field_impl(Field name, View name_text, View value, Code& error) override;
  void on_header_impl(Code& error) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const& length, Code& error) override;
  std::size_t on_body_impl(View bytes, Code& error) override;
  void on_chunk_header_impl(std::uint64_t size, View extensions, Code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, View bytes, Code& error) override;
  void on_finish_impl(Code& error) override;
};

/// Splits a target into path and query. "http://host/path" loses its front (RFC 9112 §3.2.2), a fragment its end.
/// \return false for anything that does not start with '/'
[[nodiscard]] bool split_target(std::string_view target, std::string_view& path, std::string_view& query) noexcept;

}  // namespace cartable::server::http
