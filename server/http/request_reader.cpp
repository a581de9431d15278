#include "server/http/request_reader.hpp"

#include <algorithm>

namespace cartable::server::http {
namespace {

constexpr std::size_t kReserve = std::size_t{64} << 10U;  // most that a promised length reserves before bytes come

std::string_view view(boost::beast::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace

RequestReader::RequestReader(std::size_t header_limit_bytes, std::size_t body_limit_bytes) {
  header_limit(static_cast<std::uint32_t>(header_limit_bytes));
  body_limit(body_limit_bytes);
}

void RequestReader::on_request_impl(Verb verb, View, View target_text, int http_version, Code&) {
  version = http_version;
  target = view(target_text);
  switch (verb) {
    case Verb::get: method = api::Method::get; break;
    case Verb::head: method = api::Method::head; break;
    case Verb::post: method = api::Method::post; break;
    case Verb::options: method = api::Method::options; break;
    default: method = api::Method::other;
  }
}

void RequestReader::on_field_impl(Field name, View, View value, Code&) {
  switch (name) {
    case Field::host:
      host = view(value);
      ++hosts;
      break;
    case Field::accept: accept = view(value); break;
    case Field::accept_encoding: accept_encoding = view(value); break;
    case Field::accept_language: accept_language = view(value); break;
    case Field::authorization:
      authorization = view(value);
      ++authorizations;
      break;
    case Field::if_none_match: if_none_match = view(value); break;
    case Field::content_type: content_type = view(value); break;
    case Field::expect:
      expects_continue = boost::beast::iequals(value, "100-continue");
      bad_expectation = !expects_continue;
      break;
    default: break;
  }
}

void RequestReader::on_response_impl(int, View, int, Code&) {}
void RequestReader::on_header_impl(Code&) {}

void RequestReader::on_body_init_impl(boost::optional<std::uint64_t> const& length, Code&) {
  if (length) {
    body.reserve(std::min<std::size_t>(*length, kReserve));
  }
}

std::size_t RequestReader::on_body_impl(View bytes, Code&) {
  body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void RequestReader::on_chunk_header_impl(std::uint64_t, View, Code&) {}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t, View bytes, Code&) {
  body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void RequestReader::on_finish_impl(Code&) {}

bool split_target(std::string_view target, std::string_view& path, std::string_view& query) noexcept {
  for (std::string_view const scheme : {"http://", "https://"}) {
    if (target.substr(0, scheme.size()) == scheme) {
      std::size_t const slash = target.find('/', scheme.size());
      target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
      break;
    }
  }
  if (target.empty() || target.front() != '/') {
    return false;
  }
  target = target.substr(0, target.find('#'));
  std::size_t const mark = target.find('?');
  path = target.substr(0, mark);
  query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  return true;
}

}  // namespace cartable::server::http
