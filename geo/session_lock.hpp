#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>

namespace cartable::geo {

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
  ~SessionLock();
  SessionLock(SessionLock&&) noexcept;
  SessionLock& operator=(SessionLock&&) noexcept;

 private:
  struct Session;
  explicit SessionLock(std::unique_ptr<Session> session);
  std::unique_ptr<Session> session_;
};

}  // namespace cartable::geo
