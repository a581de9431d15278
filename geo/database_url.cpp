#include "geo/database_url.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cartable::geo {
namespace {

using base::ErrorCode;

constexpr std::array<std::string_view, 2> kSchemes{"postgresql://", "postgres://"};
constexpr std::string_view kHidden = "***";
constexpr std::size_t kMaxSchemaBytes = 63;  ///< NAMEDATALEN - 1 of PostgreSQL

std::optional<int> hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  char const lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? std::optional(lower - 'a' + 10) : std::nullopt;
}

/// Nothing when a % is not followed by two digits, or stands for a NUL.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) {
      return std::nullopt;
    }
    auto const high = hex_digit(text[i + 1]);
    auto const low = hex_digit(text[i + 2]);
    if (!high || !low || (*high == 0 && *low == 0)) {
      return std::nullopt;
    }
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return out;
}

/// Where the part after "postgresql://" starts; npos when it is no address.
std::size_t after_scheme(std::string_view where) noexcept {
  for (std::string_view const scheme : kSchemes) {
    if (where.starts_with(scheme)) {
      return scheme.size();
    }
  }
  return std::string_view::npos;
}

bool is_schema_name(std::string_view name) noexcept {
  auto const lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kMaxSchemaBytes && lower(name.front()) && !name.starts_with("pg_") &&
         std::all_of(name.begin(), name.end(), [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

void append_option(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) {
    return;
  }
  out += out.empty() ? "" : " ";
  out += key;
  out += "='";
  for (char const c : value) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '\'';
}

/// "a:1,b,[::1]:2" as hosts "a,b,::1" and ports "1,,2" (empty when none has one).
base::Status split_hosts(std::string_view text, std::string const& shown, DatabaseUrl& out) {
  bool any_port = false;
  while (true) {
    auto const comma = text.find(',');
    std::string_view one = text.substr(0, comma);
    std::string_view port;
    if (one.starts_with('[')) {
      auto const close = one.find(']');
      if (close == std::string_view::npos) {
        return base::fail(ErrorCode::bad_usage, "{}: an IPv6 address must end with ]", shown);
      }
      port = one.substr(close + 1);
      one = one.substr(1, close - 1);
      if (!port.empty() && !port.starts_with(':')) {
        return base::fail(ErrorCode::bad_usage, "{}: after ] comes :PORT", shown);
      }
      port = port.substr(port.empty() ? 0 : 1);
    } else if (auto const colon = one.find(':'); colon != std::string_view::npos) {
      port = one.substr(colon + 1);
      one = one.substr(0, colon);
    }
    if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return base::fail(ErrorCode::bad_usage,
                        "{}: the port after the host must be a number; in a password write @ as %40, / as %2F, : as "
                        "%3A and % as %25",
                        shown);
    }
    auto const host = percent_decoded(one);
    if (!host) {
      return base::fail(ErrorCode::bad_usage, "{}: after % come two hexadecimal digits; write % itself as %25", shown);
    }
    out.host += *host;
    out.port += port;
    any_port = any_port || !port.empty();
    if (comma == std::string_view::npos) {
      break;
    }
    out.host += ',';
    out.port += ',';
    text.remove_prefix(comma + 1);
  }
  if (!any_port) {
    out.port.clear();
  }
  return {};
}

}  // namespace

bool is_database_url(std::string_view where) noexcept { return after_scheme(where) != std::string_view::npos; }

std::string without_password(std::string_view where) {
  std::size_t const start = after_scheme(where);
  if (start == std::string_view::npos) {
    return std::string(where);
  }
  std::string out(where);
  // The last @ counts, as in an address with a password that was not encoded: rather too much is hidden.
  auto const question = out.find('?');
  auto const at = out.rfind('@', question);
  auto const colon = out.find(':', start);
  if (at != std::string::npos && at > start && colon < at) {
    out.replace(colon + 1, at - colon - 1, kHidden);
  }
  for (std::string_view const key : {"password=", "sslpassword="}) {
    for (auto found = out.find(key); found != std::string::npos; found = out.find(key, found + 1)) {
      if (out[found - 1] == '?' || out[found - 1] == '&') {
        auto const from = found + key.size();
        auto const end = std::min(out.find('&', from), out.size());
        out.replace(from, end - from, kHidden);
      }
    }
  }
  return out;
}

std::string DatabaseUrl::connection_string() const {
  std::string out;
  append_option(out, "host", host);
  append_option(out, "port", port);
  append_option(out, "dbname", database);
  append_option(out, "user", user);
  append_option(out, "password", password);
  for (auto const& [key, value] : options) {
    append_option(out, key, value);
  }
  return out;
}

std::string DatabaseUrl::server() const {
  std::string name = host;
  for (auto const& [key, value] : options) {
    name = key == "host" ? value : name;
  }
  if (name.empty()) {
    return "the local socket";
  }
  return port.empty() ? name : fmt::format("{}:{}", name, port);
}

base::Result<DatabaseUrl> parse_database_url(std::string_view where) {
  std::string const shown = without_password(where);
  std::size_t const start = after_scheme(where);
  if (start == std::string_view::npos) {
    return base::fail(ErrorCode::bad_usage, "{}: must be postgresql://USER@HOST/DATABASE?schema=NAME", shown);
  }
  std::string_view rest = where.substr(start);
  std::string_view query;
  if (auto const question = rest.find('?'); question != std::string_view::npos) {
    query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  std::string_view path;
  if (auto const slash = rest.find('/'); slash != std::string_view::npos) {
    path = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  DatabaseUrl out;
  bool good = true;
  auto const decode = [&](std::string_view text) {
    auto decoded = percent_decoded(text);
    good = good && decoded.has_value();
    return decoded.value_or(std::string());
  };
  if (auto const at = rest.rfind('@'); at != std::string_view::npos) {
    std::string_view const who = rest.substr(0, at);
    auto const colon = who.find(':');
    out.user = decode(who.substr(0, colon));
    if (colon != std::string_view::npos) {
      out.password = decode(who.substr(colon + 1));
    }
    rest = rest.substr(at + 1);
  }
  CARTABLE_TRY(split_hosts(rest, shown, out));
  out.database = decode(path);
  while (!query.empty()) {
    auto const end = query.find('&');
    std::string_view const pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    auto const equals = pair.find('=');
    std::string_view const key = pair.substr(0, equals);
    if (equals == std::string_view::npos || key.empty() ||
        !std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; })) {
      return base::fail(ErrorCode::bad_usage, "{}: after ? come KEY=VALUE pairs joined by &, as schema=lyon", shown);
    }
    std::string value = decode(pair.substr(equals + 1));
    if (key == "schema") {
      if (!is_schema_name(value)) {
        return base::fail(ErrorCode::bad_usage,
                          "{}: schema={}: must be lower-case letters, digits and _, start with a letter and have at "
                          "most {} characters; pg_… belongs to PostgreSQL",
                          shown, value, kMaxSchemaBytes);
      }
      out.schema = std::move(value);
    } else if (key == "password") {
      out.password = std::move(value);
    } else if (key == "user") {
      out.user = std::move(value);
    } else if (key == "port") {
      out.port = std::move(value);
    } else if (key == "dbname") {
      out.database = std::move(value);
    } else {
      out.options.emplace_back(key, std::move(value));
    }
  }
  if (!good) {
    return base::fail(ErrorCode::bad_usage, "{}: after % come two hexadecimal digits; write % itself as %25", shown);
  }
  return out;
}

}  // namespace cartable::geo
