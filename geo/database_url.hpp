#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::geo {

/// Whether `where` names a database server ("postgresql://…", "postgres://…") and not a file.
[[nodiscard]] bool is_database_url(std::string_view where) noexcept;

/// `where` as it may be shown to people: the password of an address is "***", a file's path is left as it is.
/// Also of an address that parse_database_url refuses.
[[nodiscard]] std::string without_password(std::string_view where);

/// The address of a city in PostgreSQL, taken apart.
struct DatabaseUrl {
  std::string host, port;  ///< several of each, separated by commas, are tried in turn; empty: libpq's own choice
  std::string database, user, password;
  std::string schema = "public";
  std::vector<std::pair<std::string, std::string>> options;  ///< libpq's other keywords: sslmode, host, …

  /// For libpq, each value quoted: host='…' port='…' …
  [[nodiscard]] std::string connection_string() const;
  /// The host and port for messages: "db.example.org:5432", "the local socket".
  [[nodiscard]] std::string server() const;
};

/// `postgresql://[user[:password]@][host[:port][,…]][/database][?schema=NAME&sslmode=require&…]`, percent-encoded
/// where a value has reserved characters. schema: lower-case letters, digits and _, starting with a letter, at
/// most 63, not pg_…; so that it needs no quotes anywhere. \return bad_usage in words that do not show the password
[[nodiscard]] base::Result<DatabaseUrl> parse_database_url(std::string_view where);

}  // namespace cartable::geo
