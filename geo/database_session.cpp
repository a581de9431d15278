#include "geo/database_session.hpp"

#include "geo/database_pg.hpp"
#include "geo/gdal_support.hpp"

#include <chrono>
#include <thread>
#include <utility>

namespace cartable::geo {

struct DatabaseSession::Connection {
  std::unique_ptr<PgImpl> open;
};

DatabaseSession::DatabaseSession(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
DatabaseSession::~DatabaseSession() = default;
DatabaseSession::DatabaseSession(DatabaseSession&&) noexcept = default;
DatabaseSession& DatabaseSession::operator=(DatabaseSession&&) noexcept = default;

base::Result<DatabaseSession> DatabaseSession::open(std::string const& where, std::string const& name) {
  initialise_gdal();
  CARTABLE_ASSIGN(auto connection, connect_pg(where, Database::Mode::update, name));
  return DatabaseSession(std::make_unique<Connection>(Connection{std::move(connection)}));
}

base::Result<std::vector<std::string>> DatabaseSession::texts(std::string const& sql) {
  return connection_->open->texts(sql);
}

std::string const& DatabaseSession::shown() const noexcept { return connection_->open->where; }
std::string const& DatabaseSession::schema() const noexcept { return connection_->open->address.schema; }

base::Result<SessionLock> SessionLock::take(std::string const& where, std::string const& right,
                                            std::string const& what) {
  // The server notices within moments that a killed holder is gone.
  constexpr int kTries = 4;
  constexpr std::chrono::milliseconds kPause{50};
  CARTABLE_ASSIGN(auto session, DatabaseSession::open(where, what));
  std::string const keys =
      fmt::format("hashtext({}), hashtext({})", sql_quote("cartable " + right), sql_quote(session.schema()));
  for (int attempt = 0; attempt < kTries; ++attempt) {
    CARTABLE_ASSIGN(auto const taken, session.texts(fmt::format("SELECT pg_try_advisory_lock({})::text", keys)));
    if (!taken.empty() && taken.front() == "true") {
      return SessionLock(std::move(session));
    }
    std::this_thread::sleep_for(kPause);
  }
  CARTABLE_ASSIGN(
      auto const holders,
      session.texts(fmt::format(
          "SELECT a.application_name || coalesce(to_char(a.backend_start AT TIME ZONE 'UTC', '\", since "
          "\"YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '') FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON "
          "a.pid=l.pid JOIN pg_catalog.pg_database d ON d.oid=l.database AND d.datname=current_database() CROSS JOIN "
          "(SELECT {}) AS k(right_key, schema_key) WHERE l.locktype='advisory' AND l.granted AND l.objsubid=2 AND "
          "l.classid::bigint=(k.right_key::bigint & 4294967295) AND l.objid::bigint=(k.schema_key::bigint & "
          "4294967295)",
          keys)));
  return base::fail(base::ErrorCode::locked, "{}: an {} is running already ({}); wait for it to end", session.shown(),
                    right, holders.empty() ? "another process" : holders.front());
}

}  // namespace cartable::geo
