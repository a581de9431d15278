#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cartable::geo {

/// A connection to a database server that is kept, for small questions that are asked again and again: connecting
/// takes a hundred times as long as asking. Outside any transaction. Belongs to one thread at a time.
class DatabaseSession {
 public:
  /// \param where  an address (database_url.hpp)  \param name  as others see the session, at most 63 bytes of it
  [[nodiscard]] static base::Result<DatabaseSession> open(std::string const& where, std::string const& name);
  ~DatabaseSession();
  DatabaseSession(DatabaseSession&&) noexcept;
  DatabaseSession& operator=(DatabaseSession&&) noexcept;

  /// The first column of a query's rows, as text. unavailable: the connection was lost; open another.
  [[nodiscard]] base::Result<std::vector<std::string>> texts(std::string const& sql);
  /// The address as it may be shown, and the schema that it names.
  [[nodiscard]] std::string const& shown() const noexcept;
  [[nodiscard]] std::string const& schema() const noexcept;

 private:
  struct Connection;
  explicit DatabaseSession(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

/// A right that one session of a database server holds for a schema (a PostgreSQL advisory lock). It ends with this
/// object, with the process, however that ends, and with the connection. Belongs to one thread at a time.
class SessionLock {
 public:
  /// \param where  an address of a database (database_url.hpp)
  /// \param right  which right: one schema may have several
  /// \param what   who takes it; the others' refusal names it, at most 63 bytes of it
  /// \return locked, naming the holder
  [[nodiscard]] static base::Result<SessionLock> take(std::string const& where, std::string const& right,
                                                      std::string const& what);

 private:
  explicit SessionLock(DatabaseSession session) : session_(std::move(session)) {}
  DatabaseSession session_;
};

}  // namespace cartable::geo
