#include "server/http/reply.hpp"

#include "base/format.hpp"
#include "server/api/long_body.hpp"
#include "server/api/problem.hpp"

#include <iterator>

namespace cartable::server::http {
namespace {

// For every answer: nothing is sniffed, no page of another site learns what was looked at here.
constexpr std::string_view kSafety = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";

// The client may load nothing from elsewhere. MapLibre runs its worker from a blob: URL or from our own files and
// keeps pictures as blob: and data:; its canvas and Lit's fallback set style attributes.
constexpr std::string_view kPagePolicy =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; "
    "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'\r\n"
    "Permissions-Policy: geolocation=(self), camera=(), microphone=()\r\n";

void field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (char const c : value) {
    // A line end inside a value would start a field of its own.
    out.push_back(c == '\r' || c == '\n' ? ' ' : c);
  }
  out += "\r\n";
}

void finish_head(Reply& reply, std::string_view type, base::Encoding encoding, std::string_view etag, bool head_only) {
  if (!type.empty()) {
    field(reply.head, "Content-Type", type);
  }
  if (encoding != base::Encoding::identity) {
    field(reply.head, "Content-Encoding", base::to_string(encoding));
  }
  if (!etag.empty()) {
    field(reply.head, "ETag", etag);
  }
  // 204 and 304 have no length of their own (RFC 9110 §8.6).
  if (reply.status != 204 && reply.status != 304) {
    fmt::format_to(std::back_inserter(reply.head), "Content-Length: {}\r\n", reply.length());
  }
  if (reply.close) {
    reply.head += "Connection: close\r\n";
  }
  reply.head += kSafety;
  reply.head += "\r\n";
  if (head_only) {
    reply.owner.reset();
    reply.own_body.clear();
    reply.body = {};
    reply.long_body.reset();
    reply.keep = false;
  }
}

bool listed(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || (!if_none_match.empty() && if_none_match.find(etag) != std::string_view::npos);
}

}  // namespace

std::size_t Reply::length() const noexcept { return long_body ? long_body->size() : bytes().size(); }

std::string status_and_date(int status, std::string_view http_date) {
  return fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", status, api::reason_phrase(status), http_date);
}

Reply make_reply(api::Response response, bool head_only, bool close) {
  Reply reply;
  reply.status = response.status;
  reply.route = response.route;
  reply.close = close;
  reply.keep = response.keep && !close && response.status == 200;
  for (auto const& [name, value] : response.headers) {
    field(reply.head, name, value);
  }
  if (response.tile) {
    reply.body = response.tile->bytes;
    reply.owner = std::move(response.tile);
  } else if (response.long_body) {
    reply.long_body = std::move(response.long_body);
    reply.keep = false;
  } else if (reply.keep) {
    auto const kept = std::make_shared<std::string const>(std::move(response.body));
    reply.body = *kept;
    reply.owner = kept;
    reply.keep_until = response.keep_until;
    reply.keep_if_asked_twice = true;
  } else {
    reply.own_body = std::move(response.body);
  }
  finish_head(reply, response.content_type, response.encoding, response.etag, head_only);
  return reply;
}

Reply make_reply(std::shared_ptr<StaticFile const> const& file, base::Encoding accepted, std::string_view if_none_match,
                 bool head_only, bool close) {
  Reply reply;
  auto const [encoding, variant] = file->variant(accepted);
  reply.close = close;
  reply.keep = !close;
  field(reply.head, "Cache-Control", file->cache_control);
  field(reply.head, "Vary", "Accept-Encoding");
  if (file->is_page) {
    reply.head += kPagePolicy;
  }
  if (listed(if_none_match, variant->etag)) {
    reply.status = 304;
    reply.keep = false;
    finish_head(reply, {}, base::Encoding::identity, variant->etag, true);
    return reply;
  }
  reply.body = variant->bytes;
  reply.owner = file;
  finish_head(reply, file->type, encoding, variant->etag, head_only);
  return reply;
}

}  // namespace cartable::server::http
