#include "geo/database_pg.hpp"
#include "geo/gdal_support.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

// Connecting to PostgreSQL, the making of a city's schema, and what goes wrong there in plain words.
namespace cartable::geo {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxSessionName = 63;

/// libpq's settings where the address has none: a host that does not answer is given up after seconds.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDefaults{{
    {"connect_timeout", "5"},
    {"keepalives_idle", "15"},
    {"tcp_user_timeout", "15000"},
    {"sslcompression", "0"},
}};

bool holds(std::string_view text, std::string_view part) noexcept { return text.find(part) != std::string_view::npos; }

/// What the server or libpq said, on one line.
std::string own_words(std::string_view said) {
  std::string out;
  for (char const c : said) {
    bool const space = c == '\n' || c == '\t' || c == ' ';
    if (!space || (!out.empty() && out.back() != ' ')) {
      out += space ? ' ' : c;
    }
  }
  while (!out.empty() && out.back() == ' ') {
    out.pop_back();
  }
  return out;
}

/// Why there is no connection, and what to do about it.
base::Error connection_error(std::string_view said, std::string const& where, DatabaseUrl const& address) {
  std::string const user = address.user.empty() ? "this user" : "the role " + address.user;
  if (holds(said, "password authentication failed") || holds(said, "authentication failed")) {
    return {ErrorCode::forbidden,
            fmt::format("{}: the server does not accept the password of {}; correct it in the address, in PGPASSWORD "
                        "or in ~/.pgpass ({})",
                        where, user, own_words(said))};
  }
  if (holds(said, "no password supplied")) {
    return {ErrorCode::forbidden,
            fmt::format("{}: the server wants a password of {}; give it in PGPASSWORD, in ~/.pgpass or in the address",
                        where, user)};
  }
  if (holds(said, "database \"") && holds(said, "does not exist")) {
    return {ErrorCode::not_found,
            fmt::format("{}: the server has no database {}; make it with: createdb {}, then in it: CREATE EXTENSION "
                        "postgis",
                        where, address.database, address.database)};
  }
  if (holds(said, "role \"") && holds(said, "does not exist")) {
    return {ErrorCode::forbidden,
            fmt::format("{}: the server does not know {}; make it with: createuser --pwprompt NAME", where, user)};
  }
  if (holds(said, "pg_hba.conf")) {
    return {ErrorCode::forbidden, fmt::format("{}: the server does not let {} in from this host; add a line to its "
                                              "pg_hba.conf ({})",
                                              where, user, own_words(said))};
  }
  if (holds(said, "permission denied for database")) {
    return {ErrorCode::forbidden, fmt::format("{}: {} may not connect to this database; as its owner: GRANT CONNECT ON "
                                              "DATABASE {} TO …",
                                              where, user, address.database)};
  }
  if (holds(said, "translate host name")) {
    return {ErrorCode::not_found, fmt::format("{}: there is no host {}; correct the address", where, address.host)};
  }
  if (holds(said, "starting up") || holds(said, "shutting down") || holds(said, "in recovery mode")) {
    return {ErrorCode::unavailable,
            fmt::format("{}: the database server is just starting or stopping; try again in a moment", where)};
  }
  if (holds(said, "too many clients") || holds(said, "connection slots")) {
    return {
        ErrorCode::unavailable,
        fmt::format("{}: the database server has no free connection; try again, or raise its max_connections", where)};
  }
  if (holds(said, "Connection refused") || holds(said, "No such file") || holds(said, "timeout expired") ||
      holds(said, "No route") || holds(said, "unreachable") || holds(said, "timed out")) {
    return {
        ErrorCode::unavailable,
        fmt::format("{}: no database server answers at {}; start it, or correct the address", where, address.server())};
  }
  if (holds(said, "invalid connection option")) {
    return {ErrorCode::bad_usage, fmt::format("{}: {}; schema is the only key that is not libpq's", where,
                                              own_words(said.substr(said.find("invalid connection option"))))};
  }
  return {ErrorCode::unavailable, fmt::format("{}: the database cannot be reached ({})", where, own_words(said))};
}

/// One state of mind for every session. client_connection_check_interval (from PostgreSQL 14): the server notices
/// within two seconds that a client was killed, even during a long statement. lc_messages, where the role may: the
/// words that we look for are English.
constexpr std::string_view kSettings =
    "SELECT set_config('TimeZone','UTC',false), set_config('DateStyle','ISO',false), "
    "set_config('extra_float_digits','1',false), set_config('bytea_output','hex',false), "
    "set_config('client_min_messages','warning',false), "
    "(SELECT set_config(name,'2000',false) FROM pg_catalog.pg_settings WHERE name='client_connection_check_interval'), "
    "(SELECT set_config('lc_messages','C',false) FROM pg_catalog.pg_roles WHERE rolname=current_user AND rolsuper)";

}  // namespace

base::Result<std::unique_ptr<PgImpl>> connect_pg(std::string const& url, Database::Mode mode, std::string const& name) {
  CARTABLE_ASSIGN(auto address, parse_database_url(url));
  auto const given = [&](std::string_view key) {
    return std::any_of(address.options.begin(), address.options.end(), [&](auto const& o) { return o.first == key; });
  };
  for (auto const& [key, value] : kDefaults) {
    if (!given(key)) {
      address.options.emplace_back(key, value);
    }
  }
  if (!given("application_name")) {
    address.options.emplace_back("application_name", name.substr(0, kMaxSessionName));
  }
  auto out = std::make_unique<PgImpl>(url, std::move(address), mode);
  GdalErrors errors;
  CPLStringList options;
  options.SetNameValue("ACTIVE_SCHEMA", out->address.schema.c_str());
  options.SetNameValue("SCHEMAS", out->address.schema.c_str());
  char const* const drivers[] = {"PostgreSQL", nullptr};
  std::string const connection = "PG:" + out->address.connection_string();
  out->dataset.reset(
      GDALDataset::Open(connection.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers, options.List(), nullptr));
  if (!out->dataset) {
    return tl::unexpected(connection_error(errors.text(), out->where, out->address));
  }
  CARTABLE_TRY(out->execute_now(std::string(kSettings)));
  return out;
}

base::Result<std::unique_ptr<Database::Impl>> open_pg(std::string const& url, Database::Mode mode) {
  CARTABLE_ASSIGN(auto out, connect_pg(url, mode));
  // Of a reader the transaction lasts from open to close: one state from the first table to the last.
  if (mode == Database::Mode::read) {
    CARTABLE_TRY(out->start_transaction());
    CARTABLE_TRY(out->execute_now("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
  }
  CARTABLE_ASSIGN(
      auto const state,
      out->texts(fmt::format("SELECT CASE WHEN n.oid IS NULL THEN 'missing' WHEN NOT "
                             "has_schema_privilege(n.oid,'USAGE') THEN 'closed' WHEN pg_is_in_recovery() THEN "
                             "'replica' ELSE 'open' END FROM (SELECT 1) one LEFT JOIN "
                             "pg_catalog.pg_namespace n ON n.nspname={}",
                             sql_quote(out->address.schema))));
  if (state.empty() || state.front() == "missing") {
    return base::fail(ErrorCode::not_found,
                      "{}: the database has no schema {}; name another one, or import into this one to make it",
                      out->where, out->address.schema);
  }
  if (state.front() == "closed") {
    return tl::unexpected(out->explained(
        {ErrorCode::forbidden, fmt::format("{}: permission denied for schema {}", out->where, out->address.schema)}));
  }
  if (state.front() == "replica" && mode == Database::Mode::update) {
    return base::fail(ErrorCode::unwritable,
                      "{}: is a replica, which can only be read; name the primary with --write-to", out->where);
  }
  return out;
}

base::Result<bool> exists_pg(std::string const& url) {
  CARTABLE_ASSIGN(auto out, connect_pg(url, Database::Mode::read));
  return !out->tables().empty();
}

base::Status create_pg(std::string const& url, std::vector<LayerDef> const& layers,
                       std::function<base::Status(Database&)> const& fill) {
  CARTABLE_ASSIGN(auto impl, connect_pg(url, Database::Mode::update));
  std::string const where = impl->where;
  std::string const schema = impl->address.schema;
  CARTABLE_ASSIGN(auto const postgis,
                  impl->texts("SELECT extversion FROM pg_catalog.pg_extension WHERE extname='postgis'"));
  if (postgis.empty()) {
    return base::fail(ErrorCode::unsupported,
                      "{}: the database has no PostGIS; in it, as a superuser: CREATE EXTENSION postgis (Debian: "
                      "apt install postgresql-15-postgis-3)",
                      where);
  }
  CARTABLE_ASSIGN(auto const recovery, impl->texts("SELECT 1 WHERE pg_is_in_recovery()"));
  if (!recovery.empty()) {
    return base::fail(ErrorCode::unwritable,
                      "{}: is a replica, which can only be read; name the primary with --write-to", where);
  }
  // Two that make the same city at the same time: the second waits here, and then finds it made.
  CARTABLE_TRY(impl->execute_now(
      fmt::format("SELECT pg_advisory_lock(hashtext('cartable create'), hashtext({}))", sql_quote(schema))));
  auto const names = impl->tables();
  if (!names.empty()) {
    return base::fail(ErrorCode::conflict,
                      "{}: the schema {} holds tables already ({}{}); choose another schema, one for each city", where,
                      schema, names.front(), names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "");
  }
  // OGR takes a schema for the one to work in only when it is there at connecting. Killed after this, there is an
  // empty schema and no city; the tables come in one transaction.
  CARTABLE_ASSIGN(auto const there,
                  impl->texts("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname=" + sql_quote(schema)));
  if (there.empty()) {
    CARTABLE_TRY(impl->execute_now(fmt::format("CREATE SCHEMA \"{}\"", schema)));
  }
  base::Status made = [&]() -> base::Status {
    CARTABLE_ASSIGN(auto second, connect_pg(url, Database::Mode::update));
    CARTABLE_TRY(second->start_transaction());
    Database out = Database::Impl::wrap(std::move(second));
    for (auto const& layer : layers) {
      CARTABLE_TRY(out.add_layer(layer));
    }
    CARTABLE_TRY(fill(out));
    return out.commit();
  }();
  if (!made && there.empty()) {
    GdalErrors quiet;
    static_cast<void>(impl->execute_now(fmt::format("DROP SCHEMA \"{}\"", schema)));
  }
  return made;
}

base::Error PgImpl::explained(base::Error error) const {
  std::string_view const said = error.message;
  std::string const role = address.user.empty() ? "ROLE" : address.user;
  if (holds(said, "permission denied for")) {
    error.code = ErrorCode::forbidden;
    if (holds(said, "permission denied for database")) {
      error.message += fmt::format(
          "; as the owner of the database: GRANT CREATE ON DATABASE {} TO {}, or CREATE SCHEMA "
          "{} AUTHORIZATION {}",
          address.database, role, address.schema, role);
    } else {
      error.message += fmt::format(
          "; as the owner of the city: GRANT USAGE ON SCHEMA {0} TO {1}; GRANT {2} ON ALL TABLES IN SCHEMA {0} TO "
          "{1}{3}",
          address.schema, role, mode == Database::Mode::read ? "SELECT" : "SELECT, INSERT, UPDATE, DELETE",
          mode == Database::Mode::read
              ? ""
              : fmt::format("; GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}", address.schema, role));
    }
  } else if (holds(said, "conflict with recovery")) {
    error.code = ErrorCode::locked;
  } else if (holds(said, "terminating connection") || holds(said, "closed the connection") ||
             holds(said, "no connection to the server") || holds(said, "could not receive data")) {
    error = {ErrorCode::unavailable,
             fmt::format("{}: the connection to the database was lost ({})", where, own_words(said))};
  }
  return error;
}

}  // namespace cartable::geo
