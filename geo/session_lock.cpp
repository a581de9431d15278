#include "geo/session_lock.hpp"

#include "geo/database_pg.hpp"
#include "geo/gdal_support.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace cartable::geo {

struct SessionLock::Session {
  std::unique_ptr<PgImpl> connection;
};

SessionLock::SessionLock(std::unique_ptr<Session> session) : session_(std::move(session)) {}
SessionLock::~SessionLock() = default;
SessionLock::SessionLock(SessionLock&&) noexcept = default;
SessionLock& SessionLock::operator=(SessionLock&&) noexcept = default;

base::Result<SessionLock> SessionLock::take(std::string const& where, std::string const& right,
                                            std::string const& what) {
  // The server notices within moments that a killed holder is gone.
  constexpr int kTries = 4;
  constexpr std::chrono::milliseconds kPause{50};
  initialise_gdal();
  CARTABLE_ASSIGN(auto connection, connect_pg(where, Database::Mode::update, what));
  std::string const keys =
      fmt::format("hashtext({}), hashtext({})", sql_quote("cartable " + right), sql_quote(connection->address.schema));
  for (int attempt = 0; attempt < kTries; ++attempt) {
    CARTABLE_ASSIGN(auto const taken, connection->texts(fmt::format("SELECT pg_try_advisory_lock({})::text", keys)));
    if (!taken.empty() && taken.front() == "true") {
      return SessionLock(std::make_unique<Session>(Session{std::move(connection)}));
    }
    std::this_thread::sleep_for(kPause);
  }
  CARTABLE_ASSIGN(
      auto const holders,
      connection->texts(fmt::format(
          "SELECT a.application_name || coalesce(to_char(a.backend_start AT TIME ZONE 'UTC', '\", since "
          "\"YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '') FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON "
          "a.pid=l.pid JOIN pg_catalog.pg_database d ON d.oid=l.database AND d.datname=current_database() CROSS JOIN "
          "(SELECT {}) AS k(right_key, schema_key) WHERE l.locktype='advisory' AND l.granted AND l.objsubid=2 AND "
          "l.classid::bigint=(k.right_key::bigint & 4294967295) AND l.objid::bigint=(k.schema_key::bigint & "
          "4294967295)",
          keys)));
  return base::fail(base::ErrorCode::locked, "{}: an {} is running already ({}); wait for it to end", connection->where,
                    right, holders.empty() ? "another process" : holders.front());
}

}  // namespace cartable::geo
