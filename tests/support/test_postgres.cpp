#include "tests/support/test_postgres.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace cartable::test {
namespace {

namespace fs = std::filesystem;

/// The newest version below /usr/lib/postgresql that has the server; empty when there is none.
fs::path server_programs() {
  fs::path best;
  int newest = 0;
  std::error_code error;
  for (fs::directory_iterator entry("/usr/lib/postgresql", error), end; !error && entry != end;
       entry.increment(error)) {
    int const version = std::atoi(entry->path().filename().c_str());
    fs::path const programs = entry->path() / "bin";
    fs::path const postgis = fs::path("/usr/share/postgresql") / entry->path().filename() / "extension/postgis.control";
    if (version > newest && fs::exists(programs / "postgres", error) && fs::exists(programs / "initdb", error) &&
        fs::exists(postgis, error)) {
      newest = version;
      best = programs;
    }
  }
  return best;
}

/// Who runs the server: it refuses root.
passwd const* server_user() { return ::getuid() == 0 ? ::getpwnam("postgres") : nullptr; }

/// Starts a program, as the server's user where we are root; its output goes to `log`. \return its process
pid_t start_program(std::vector<std::string> const& words, fs::path const& folder, fs::path const& log,
                    bool as_server) {
  passwd const* const user = as_server ? server_user() : nullptr;
  std::vector<char*> arguments;
  for (auto const& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t const parent = ::getpid();
  pid_t const child = ::fork();
  if (child != 0) {
    return child;
  }
  int const out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (::chdir(folder.c_str()) != 0 ||
      (user != nullptr && (::initgroups(user->pw_name, user->pw_gid) != 0 || ::setgid(user->pw_gid) != 0 ||
                           ::setuid(user->pw_uid) != 0))) {
    ::_exit(126);
  }
  ::setenv("LC_ALL", "C", 1);
  // A test program that dies takes its server along: SIGINT is a quick shutdown.
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
  if (::getppid() != parent) {
    ::_exit(125);
  }
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

std::string text_of(fs::path const& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void run(std::vector<std::string> const& words, fs::path const& folder, fs::path const& log, bool as_server) {
  pid_t const child = start_program(words, folder, log, as_server);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(words.front() + " failed:\n" + text_of(log));
  }
}

}  // namespace

bool TestPostgres::is_installed() { return !server_programs().empty(); }

TestPostgres& TestPostgres::instance() {
  static TestPostgres server;
  return server;
}

TestPostgres::TestPostgres() : owner_(::getpid()) {
  std::string name = (fs::temp_directory_path() / "cartable-pg-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary folder for PostgreSQL");
  }
  folder_ = name;
  if (passwd const* const user = server_user(); user != nullptr) {
    if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("the folder of PostgreSQL cannot be given to its user");
    }
  } else if (::getuid() == 0) {
    throw std::runtime_error("PostgreSQL is installed, but there is no user postgres to run it");
  }
  fs::permissions(folder_, fs::perms(0755));
  run({server_programs() / "initdb", "-D", folder_ / "data", "-U", "cartable", "-A", "trust", "-E", "UTF8",
       "--locale=C", "--no-sync"},
      folder_, folder_ / "initdb.log", true);
  // The role "guarded" needs its password, the others need none.
  std::ofstream(folder_ / "data/pg_hba.conf") << "local all guarded scram-sha-256\nlocal all all trust\n";
  start();
  sql("CREATE DATABASE city", "postgres");
  sql("CREATE EXTENSION postgis; CREATE EXTENSION amcheck; CREATE ROLE guarded LOGIN PASSWORD 'open sesame'");
}

TestPostgres::~TestPostgres() {
  if (::getpid() != owner_) {
    return;
  }
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void TestPostgres::start() {
  // What a test kills is a client, never the server: it need not wait for the disk. PostGIS is loaded once, not by
  // each of many hundred connections.
  server_ = start_program({server_programs() / "postgres", "-D", folder_ / "data", "-k", folder_, "-c",
                           "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=32MB", "-c",
                           "max_connections=60", "-c", "shared_preload_libraries=postgis-3"},
                          folder_, folder_ / "server.log", true);
  for (int i = 0; i < 3000; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    try {
      sql("SELECT 1", "postgres");
      return;
    } catch (std::runtime_error const&) {
      int status = 0;
      if (::waitpid(server_, &status, WNOHANG) == server_) {
        break;
      }
    }
  }
  throw std::runtime_error("PostgreSQL is installed but does not start:\n" + text_of(folder_ / "server.log"));
}

void TestPostgres::stop() {
  if (server_ > 0) {
    ::kill(server_, SIGINT);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }
}

std::string TestPostgres::new_schema() {
  return address("city_" + std::to_string(::getpid()) + "_" + std::to_string(++schemas_));
}

std::string TestPostgres::address(std::string const& schema, std::string const& user, std::string const& password,
                                  std::string const& database) const {
  return "postgresql://" + user + (password.empty() ? "" : ":" + password) + "@/" + database +
         "?host=" + folder_.string() + "&schema=" + schema;
}

std::string TestPostgres::sql(std::string const& statements, std::string const& database) const {
  fs::path const log = folder_ / ("psql-" + std::to_string(::getpid()) + ".log");
  std::error_code ignored;
  fs::remove(log, ignored);
  run({server_programs() / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder_, "-U", "cartable",
       "-d", database, "-c", statements},
      folder_, log, false);
  return text_of(log);
}

}  // namespace cartable::test
