#include "server/api/types.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char const lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_unreserved(char c) noexcept {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::options: return "OPTIONS";
    case Method::other: return "OTHER";
  }
  return "OTHER";
}

std::string_view Response::header(std::string_view name) const noexcept {
  for (auto const& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

bool percent_decode(std::string_view text, bool plus_is_blank, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out.push_back(' ');
    } else if (text[i] != '%') {
      out.push_back(text[i]);
    } else {
      int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return false;
      }
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return base::is_utf8(out);
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char const c : text) {
    // ',' ':' and '/' are legal in a query (RFC 3986 §3.4) and keep bbox and datetime readable.
    if (is_unreserved(c) || c == ',' || c == ':' || c == '/') {
      out.push_back(c);
    } else {
      auto const byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 0xFU]);
    }
  }
  return out;
}

bool parse_query(std::string_view text, QueryPairs& out) {
  out.clear();
  while (!text.empty()) {
    std::string_view const piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (piece.empty()) {
      continue;
    }
    std::size_t const equals = piece.find('=');
    std::string name;
    std::string value;
    if (!percent_decode(piece.substr(0, equals), true, name) ||
        !percent_decode(equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1), true,
                        value)) {
      return false;
    }
    out.emplace_back(std::move(name), std::move(value));
  }
  return true;
}

std::string format_query(QueryPairs const& query) {
  std::string out;
  for (auto const& [name, value] : query) {
    if (!out.empty()) {
      out.push_back('&');
    }
    out += percent_encode(name);
    out.push_back('=');
    out += percent_encode(value);
  }
  return out;
}

}  // namespace cartable::server::api
